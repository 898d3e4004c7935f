"""What sellers say of themselves is read as people write it, and nothing real is refused."""

from datetime import date

import pytest

from chophien.lib.errors import DomainError, Invalid
from chophien.sellers.identity import (
    is_same_name,
    own_names,
    parse_birth_date,
    parse_personal_id,
    parse_registration_number,
    read_answers,
    shown_answer,
    unanswered,
)
from chophien.sellers.requirements import REQUIREMENTS
from chophien.sellers.states import DocumentKind, SellerKind
from chophien.sellers.tests.factories import ANSWERS

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("15/9/1980", date(1980, 9, 15)),
        ("15-09-1980", date(1980, 9, 15)),
        ("15.9.1980", date(1980, 9, 15)),
        ("1980-09-15", date(1980, 9, 15)),
        ("01/01/1965", date(1965, 1, 1)),
        ("9/1980", date(1980, 9, 1)),
        ("1980", date(1980, 1, 1)),
        (" １５/９/１９８０ ", date(1980, 9, 15)),
        ("24/11/2026", TODAY),
    ],
)
def test_a_birth_date_is_read_also_when_only_the_year_is_known(typed, read):
    assert parse_birth_date(typed, today=TODAY) == read


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("15/9/1980", "1980-09-15", "15/09/1980"),
        ("1980-09-15", "1980-09-15", "15/09/1980"),
        ("9/1980", "1980-09", "09/1980"),
        (" １９８０ ", "1980", "1980"),
    ],
)
def test_a_birth_date_is_kept_and_shown_no_more_exact_than_it_was_written(typed, kept, shown):
    question = next(one for one in REQUIREMENTS[SellerKind.INDIVIDUAL].questions if one.key == "birth_date")

    answers = read_answers(SellerKind.INDIVIDUAL, {"birth_date": typed}, today=TODAY)

    assert answers == {"birth_date": kept}
    assert shown_answer(question, kept) == shown


@pytest.mark.parametrize(
    "typed", ["", "31/2/1980", "15/13/1980", "hôm qua", "25/11/2026", "1900", "80", "15/9/80", "0000", "1/1/99999"]
)
def test_what_is_no_birth_date_is_refused(typed):
    with pytest.raises(DomainError) as refusal:
        parse_birth_date(typed, today=TODAY)

    assert refusal.value.code == "bad_birth_date"


@pytest.mark.parametrize("typed", ["010180001234", "010 180 001 234", "010.180.001.234", "０１０１８０００１２３４"])
def test_a_personal_identity_number_has_twelve_digits(typed):
    assert parse_personal_id(typed) == "010180001234"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456789", "old_personal_id"),
        ("01018000123", "bad_personal_id"),
        ("0101800012345", "bad_personal_id"),
        ("01018000123a", "bad_personal_id"),
        ("000000000000", "bad_personal_id"),
        ("", "bad_personal_id"),
    ],
)
def test_what_is_no_personal_identity_number_is_refused(typed, code):
    with pytest.raises(DomainError) as refusal:
        parse_personal_id(typed)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("5300123456", "5300123456"),
        ("5300 123 456", "5300123456"),
        ("0100100100-001", "0100100100-001"),
        ("14a8001234", "14A8001234"),
        ("010180001234", "010180001234"),
    ],
)
def test_registration_numbers_of_all_kinds_are_read(typed, read):
    assert parse_registration_number(typed) == read


@pytest.mark.parametrize("typed", ["", "123", "không có", "<script>", "1" * 30])
def test_what_is_no_registration_number_is_refused(typed):
    with pytest.raises(DomainError) as refusal:
        parse_registration_number(typed)

    assert refusal.value.code == "bad_registration"


@pytest.mark.parametrize("name", ["Páo", "H' Y Ban Niê", "Y Moan", "Sùng A Páo", "Lò Thị Mai Hương"])
def test_one_word_names_and_names_with_apostrophes_are_names(name):
    read = read_answers(SellerKind.INDIVIDUAL, {"full_name": name}, today=TODAY)

    assert read == {"full_name": name}


def test_only_what_the_law_asks_of_the_kind_is_kept():
    assert sorted(read_answers(SellerKind.INDIVIDUAL, ANSWERS, today=TODAY)) == [
        "birth_date",
        "full_name",
        "personal_id_number",
    ]
    assert sorted(read_answers(SellerKind.COOPERATIVE_GROUP, ANSWERS, today=TODAY)) == [
        "birth_date",
        "full_name",
        "personal_id_number",
        "registered_name",
    ]
    assert sorted(read_answers(SellerKind.ENTERPRISE, ANSWERS, today=TODAY)) == sorted(ANSWERS)


def test_each_answer_that_cannot_be_read_is_named():
    with pytest.raises(Invalid) as refusal:
        read_answers(
            SellerKind.COOPERATIVE,
            {
                "full_name": "www.trang.vn",
                "birth_date": "hôm qua",
                "personal_id_number": "1",
                "registration_number": "x",
                "registered_name": "a" * 201,
                "head_office": "Sa Pa\x00\u202e",
            },
            today=TODAY,
        )

    assert sorted(refusal.value.field_errors) == [
        "birth_date",
        "full_name",
        "personal_id_number",
        "registered_name",
        "registration_number",
    ]


@pytest.mark.parametrize(
    ("kind", "questions", "papers"),
    [
        (SellerKind.INDIVIDUAL, ["full_name", "birth_date", "personal_id_number"], [DocumentKind.ID_FRONT]),
        *(
            (
                kind,
                [
                    "registered_name",
                    "head_office",
                    "registration_number",
                    "full_name",
                    "birth_date",
                    "personal_id_number",
                ],
                [DocumentKind.BUSINESS_REGISTRATION, DocumentKind.ID_FRONT],
            )
            for kind in (SellerKind.HOUSEHOLD_BUSINESS, SellerKind.COOPERATIVE, SellerKind.ENTERPRISE)
        ),
        (
            SellerKind.COOPERATIVE_GROUP,
            ["registered_name", "full_name", "birth_date", "personal_id_number"],
            [DocumentKind.COOPERATION_CONTRACT, DocumentKind.ID_FRONT],
        ),
    ],
)
def test_each_kind_is_asked_only_for_what_the_law_asks(kind, questions, papers):
    needs = REQUIREMENTS[kind]

    assert [question.key for question in unanswered(kind, {})] == questions
    assert [paper.kind for paper in needs.required_papers] == papers
    assert all(part.source for part in (*needs.questions, *needs.papers))


def test_every_kind_has_its_requirements():
    assert sorted(REQUIREMENTS) == sorted(SellerKind.values)


@pytest.mark.parametrize(
    ("bank", "seller"),
    [
        ("LY MAY CHAN", "Lý Mẩy Chạn"),
        ("H YAM BKRONG", "H'Yam Bkrông"),
        ("SUNG A PAO", "Sùng A Páo"),
        ("DANG VAN DAO", "Đặng Văn Đạo"),
        ("HTX NONG SAN TA PHIN", "Hợp tác xã Nông sản Tả Phìn"),
        ("CTY TNHH MTV CHE SUOI GIANG", "Công ty trách nhiệm hữu hạn một thành viên chè Suối Giàng"),
        ("CONG TY CP TM DV SA PA", "Công ty Cổ phần Thương mại & Dịch vụ Sa Pa"),
        ("THT MAT ONG DONG VAN", "Tổ hợp tác mật ong Đồng Văn"),
        ("Páo", "PAO"),
    ],
)
def test_a_bank_and_a_person_may_write_the_same_name(bank, seller):
    assert is_same_name(bank, seller)


@pytest.mark.parametrize(
    ("bank", "seller"),
    [("LY MAY CHANG", "Lý Mẩy Chạn"), ("NGUYEN VAN A", "Nguyễn Văn An"), ("", ""), ("***", "!!!"), ("HTX", "Lan")],
)
def test_another_name_is_another_owner(bank, seller):
    assert not is_same_name(bank, seller)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (SellerKind.INDIVIDUAL, ["Lý Mẩy Chạn"]),
        (SellerKind.HOUSEHOLD_BUSINESS, ["Hợp tác xã Nông sản Tả Phìn", "Lý Mẩy Chạn"]),
        (SellerKind.COOPERATIVE, ["Hợp tác xã Nông sản Tả Phìn"]),
        (SellerKind.ENTERPRISE, ["Hợp tác xã Nông sản Tả Phìn"]),
        (SellerKind.COOPERATIVE_GROUP, ["Hợp tác xã Nông sản Tả Phìn", "Lý Mẩy Chạn"]),
    ],
)
def test_a_legal_person_has_accounts_only_in_its_own_name(kind, names):
    assert own_names(kind, ANSWERS) == names
