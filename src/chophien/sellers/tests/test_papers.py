"""Who sells is kept sealed, its papers private, and both are read only by an operator who says what for."""

from io import BytesIO
from pathlib import Path

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.audit.errors import PurposeMissing
from chophien.audit.models import Entry, SensitiveLook
from chophien.lib.errors import Invalid, NotFound, NotPermitted
from chophien.sellers.actions.papers import (
    add_document,
    look_at_document,
    look_at_identity,
    remove_document,
    save_identity,
)
from chophien.sellers.errors import NotChangeable
from chophien.sellers.models import Seller, SellerDocument, SellerIdentity
from chophien.sellers.sealed import answers_of
from chophien.sellers.selectors.papers import missing_of, outline_of, review_sheet
from chophien.sellers.states import DocumentKind, SellerKind, SellerStatus
from chophien.sellers.tests.factories import ANSWERS, NOON, a_draft, a_seller, complete, lan, manager_of, packer_of
from chophien.uploads.errors import NotAPaper
from chophien.uploads.models import PrivateFile
from chophien.uploads.tests.factories import PDF

pytestmark = pytest.mark.django_db

PURPOSE = "Duyệt gian hàng"


def test_answers_are_kept_sealed_and_leave_no_trace_elsewhere():
    person = lan()
    seller = a_draft(person)

    save_identity(seller=seller, answers=ANSWERS, actor=person, at=NOON)

    sealed = bytes(SellerIdentity.objects.get().sealed)
    written = " ".join(str(entry.facts) for entry in Entry.objects.all())
    assert answers_of(seller) == {
        "full_name": "Lý Mẩy Chạn",
        "birth_date": "1980-09-15",
        "personal_id_number": "010180001234",
    }
    assert b"010180001234" not in sealed
    assert "010180001234" not in written
    assert "Chạn" not in written


def test_a_secret_answer_left_empty_stays_and_a_plain_one_goes():
    person = lan()
    seller = a_draft(person)
    save_identity(seller=seller, answers=ANSWERS, actor=person, at=NOON)

    save_identity(seller=seller, answers={"full_name": "", "personal_id_number": ""}, actor=person, at=NOON)

    assert answers_of(seller) == {"birth_date": "1980-09-15", "personal_id_number": "010180001234"}


def test_saving_the_same_answers_again_changes_nothing():
    person = lan()
    seller = a_draft(person)
    for _time in range(2):
        save_identity(seller=seller, answers=ANSWERS, actor=person, at=NOON)

    assert Entry.objects.filter(what="sellers.identity_saved").count() == 1


def test_a_wrong_answer_keeps_nothing_of_the_others():
    person = lan()
    seller = a_draft(person)

    with pytest.raises(Invalid) as refusal:
        save_identity(seller=seller, answers={**ANSWERS, "personal_id_number": "12"}, actor=person, at=NOON)

    assert list(refusal.value.field_errors) == ["personal_id_number"]
    assert answers_of(seller) == {}


def test_those_who_wrote_it_see_no_secret_again():
    person = lan()
    seller = a_draft(person)
    save_identity(seller=seller, answers=ANSWERS, actor=person, at=NOON)

    outline = outline_of(seller)

    assert outline.shown == {"full_name": "Lý Mẩy Chạn"}
    assert outline.given == {"full_name", "birth_date", "personal_id_number"}
    assert outline.id_tail == "234"


@pytest.mark.parametrize("status", [SellerStatus.IN_REVIEW, SellerStatus.APPROVED, SellerStatus.SUSPENDED])
def test_after_it_was_sent_in_papers_stay_as_they_are(status):
    seller = a_seller(status=status)
    person = manager_of(seller)

    with pytest.raises(NotChangeable):
        save_identity(seller=seller, answers=ANSWERS, actor=person, at=NOON)
    with pytest.raises(NotChangeable):
        add_document(seller=seller, kind=DocumentKind.ID_FRONT, file=BytesIO(PDF), actor=person, at=NOON)

    assert not SellerIdentity.objects.exists()
    assert not PrivateFile.objects.exists()


def test_only_the_manager_hands_papers_in():
    seller = a_seller(status=SellerStatus.DRAFT)
    packer = packer_of(seller)

    with pytest.raises(NotPermitted):
        save_identity(seller=seller, answers=ANSWERS, actor=packer, at=NOON)
    with pytest.raises(NotPermitted):
        add_document(seller=seller, kind=DocumentKind.ID_FRONT, file=BytesIO(PDF), actor=packer, at=NOON)


def test_the_same_paper_handed_in_twice_is_one_paper():
    person = lan()
    seller = a_draft(person)
    for _time in range(2):
        add_document(seller=seller, kind=DocumentKind.ID_FRONT, file=BytesIO(PDF), actor=person, at=NOON)

    assert SellerDocument.objects.count() == 1
    assert Entry.objects.filter(what="sellers.document_added").count() == 1


def test_what_is_no_paper_is_refused():
    person = lan()
    seller = a_draft(person)

    with pytest.raises(NotAPaper):
        add_document(seller=seller, kind=DocumentKind.ID_FRONT, file=BytesIO(b"MZ program"), actor=person, at=NOON)

    assert not SellerDocument.objects.exists()


def test_a_paper_taken_back_is_gone_for_good(settings, django_capture_on_commit_callbacks):
    person = lan()
    seller = a_draft(person)
    paper = add_document(seller=seller, kind=DocumentKind.ID_FRONT, file=BytesIO(PDF), actor=person, at=NOON)

    with django_capture_on_commit_callbacks(execute=True):
        remove_document(seller=seller, file_code=paper.file_code, actor=person, at=NOON)

    assert not PrivateFile.objects.exists()
    assert [path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()] == []
    with pytest.raises(NotFound):
        remove_document(seller=seller, file_code=paper.file_code, actor=person, at=NOON)


PERSON = ["Ngày sinh", "Số định danh cá nhân"]
REGISTERED = [
    "Tên đăng ký",
    "Địa chỉ đăng ký",
    "Số đăng ký hoặc mã số thuế",
    "Họ và tên người đại diện",
    *PERSON,
    "Giấy đăng ký kinh doanh",
    "Thẻ căn cước, mặt trước",
]
ASKED = {
    SellerKind.INDIVIDUAL: ["Họ và tên", *PERSON, "Thẻ căn cước, mặt trước"],
    SellerKind.HOUSEHOLD_BUSINESS: REGISTERED,
    SellerKind.COOPERATIVE: REGISTERED,
    SellerKind.ENTERPRISE: REGISTERED,
    SellerKind.COOPERATIVE_GROUP: [
        "Tên tổ hợp tác",
        "Họ và tên người đại diện",
        *PERSON,
        "Hợp đồng hợp tác của tổ",
        "Thẻ căn cước, mặt trước",
    ],
}
"""What the law wants to know of each kind of seller, and nothing more."""


@pytest.mark.parametrize("kind", SellerKind.values)
def test_s02_each_kind_is_asked_what_the_law_asks_of_it_until_all_is_there(kind):
    person = lan()
    seller = a_draft(person, kind)
    before = [str(one) for one in missing_of(seller)]

    complete(seller, person)

    assert before == ASKED[kind]
    assert missing_of(seller) == []
    assert review_sheet(seller).missing == []


def test_s22_an_operator_reads_the_identity_for_a_purpose_that_is_written_down():
    person = lan()
    seller = complete(a_draft(person), person)
    officer = operator()

    answers = look_at_identity(seller=seller, purpose=PURPOSE, actor=officer, at=NOON)

    look = SensitiveLook.objects.get()
    assert answers["personal_id_number"] == "010180001234"
    assert (look.what, look.actor_code, look.subject_code, look.purpose) == (
        "sellers.identity",
        officer.code,
        seller.code,
        PURPOSE,
    )


def test_s22_an_operator_reads_a_paper_for_a_purpose_that_is_written_down():
    person = lan()
    seller = complete(a_draft(person), person)
    (paper,) = seller.documents.all()

    opened = look_at_document(seller=seller, file_code=paper.file_code, purpose=PURPOSE, actor=operator(), at=NOON)

    assert (opened.data, opened.content_type) == (PDF, "application/pdf")
    assert SensitiveLook.objects.get().what == "uploads.id_front"


def test_without_a_purpose_nothing_is_read():
    person = lan()
    seller = complete(a_draft(person), person)
    (paper,) = seller.documents.all()

    with pytest.raises(PurposeMissing):
        look_at_identity(seller=seller, purpose=" ", actor=operator(), at=NOON)
    with pytest.raises(PurposeMissing):
        look_at_document(seller=seller, file_code=paper.file_code, purpose="", actor=operator(), at=NOON)

    assert not SensitiveLook.objects.exists()


def test_the_paper_of_another_shop_is_not_found():
    person = lan()
    seller, other = complete(a_draft(person), person), a_seller()
    (paper,) = seller.documents.all()

    with pytest.raises(NotFound):
        look_at_document(seller=other, file_code=paper.file_code, purpose=PURPOSE, actor=operator(), at=NOON)

    assert not SensitiveLook.objects.exists()


@pytest.mark.parametrize(
    ("role", "scope", "code", "allowed"),
    [
        (Role.OPERATOR, Scope.NATION, "", True),
        (Role.OPERATOR, Scope.PROVINCE, "08", True),
        (Role.OPERATOR, Scope.PROVINCE, "20", False),
        (Role.PROVINCE_OFFICER, Scope.PROVINCE, "08", False),
        (Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721", False),
        (Role.HELPER, Scope.COMMUNE, "00721", False),
        (Role.SELLER_MANAGER, Scope.SELLER, "shop-identity", False),
        (Role.SELLER_ACCOUNTANT, Scope.SELLER, "shop-identity", False),
        (Role.SELLER_PACKER, Scope.SELLER, "shop-identity", False),
    ],
)
def test_who_stands_behind_a_shop_is_seen_by_its_operators_alone(role, scope, code, allowed):
    seller: Seller = a_seller(code="shop-identity")
    person = holder_of(role, scope, code)

    if allowed:
        look_at_identity(seller=seller, purpose=PURPOSE, actor=person, at=NOON)
    else:
        with pytest.raises(NotPermitted):
            look_at_identity(seller=seller, purpose=PURPOSE, actor=person, at=NOON)

    assert SensitiveLook.objects.count() == int(allowed)
