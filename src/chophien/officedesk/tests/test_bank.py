"""The market's account on the desk: statements sent in, money looked at, money sent back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import operator
from chophien.officedesk.queues import queues_of
from chophien.officedesk.selectors import office_of
from chophien.officedesk.tests.factories import officer, signed_in, text_of
from chophien.orders.tests.factories import NOON, fresh
from chophien.reconciliation.actions.statements import take_lines
from chophien.reconciliation.models import BankLine, MoneyBack, Statement
from chophien.reconciliation.tests.factories import DAY, a_transfer, an_unpaid_order, words_for
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
STATEMENTS, LINES = "/dieu-hanh/tien/sao-ke/", "/dieu-hanh/tien/tren-tai-khoan/"


def file(text, name="sao-ke.csv"):
    return {"file": SimpleUploadedFile(name, text.encode())}


def step(line, key, **said):
    return signed_in(operator()).post(f"{LINES}{line.code}/{key}/", said)


def test_s07_a_statement_is_sent_in_and_its_lines_are_matched():
    order = an_unpaid_order()
    text = f"Ngày,Mã giao dịch,Số tiền,Nội dung\n2026-11-21,FT1,{order.total_vnd},{words_for(order)}\n"
    client = signed_in(operator())

    sent = client.post(STATEMENTS, file(text + "2026-11-21,FT2,7000,khong ro\n2026-11-21,FT3,-11000,phi\n"))
    take_lines(statement=Statement.objects.get(), at=timezone.now())

    page = text_of(client.get(sent.headers["Location"]))
    assert sent.headers["Location"] == f"{STATEMENTS}{Statement.objects.get().code}/"
    assert [said in page for said in ("Đúng số tiền", "Chưa rõ", "−11.000")] == [True, True, True]
    assert "khong ro" in text_of(client.get(LINES))
    assert set(BankLine.objects.values_list("outcome", flat=True)) == {"exact", "unknown"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ten,gia\nche,1\n", "Vietcombank"),
        ("Ngày,Số tiền,Nội dung\n2026-11-21,nhieu,x\n", "Không đọc được dòng 2"),
        ("\x00", "Không đọc được tệp này"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(text, words):
    answer = signed_in(operator()).post(STATEMENTS, file(text))

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Statement.objects.exists()


def test_without_a_file_the_form_says_so():
    assert signed_in(operator()).post(STATEMENTS, {}).status_code == 422


def test_money_is_assigned_by_its_page():
    order = an_unpaid_order()
    line = a_transfer("mua che", order.total_vnd)

    answer = step(line, "cho", code=order.group.code)

    assert answer.headers["Location"] == f"{LINES}{line.code}/?xong=cho"
    assert fresh(order).payment_status == "paid"


def test_a_code_that_nothing_has_is_refused_with_what_was_typed():
    answer = step(a_transfer("mua che", 5_000), "cho", code="GD-2222-2222")

    assert answer.status_code == 409
    assert [said in text_of(answer) for said in ("GD-2222-2222", "Không có đơn")] == [True, True]


def test_money_goes_back_by_its_page():
    line = a_transfer("mua che", 5_000)

    empty = step(line, "tra-lai", reason="")
    step(line, "tra-lai", reason="Không rõ của ai")
    waits = text_of(signed_in(operator()).get(f"{LINES}?ngan=can-tra"))
    step(line, "da-tra", reference="FT99")

    assert empty.status_code == 422
    assert "mua che" in waits
    assert MoneyBack.objects.get().reference == "FT99"
    assert "mua che" in text_of(signed_in(operator()).get(f"{LINES}?ngan=xong"))


def test_two_lines_that_look_alike_are_told_apart_or_counted_once():
    a_transfer("mua che", 5_000, reference="FT1")
    same, other = (a_transfer("mua che", 5_000, reference="", booked_on=day) for day in (DAY, DAY.replace(day=22)))
    page = text_of(signed_in(operator()).get(f"{LINES}{same.code}/"))

    step(same, "la-mot")
    refused = step(other, "khac-nhau")

    assert "Có phải cùng một khoản tiền không?" in page
    assert BankLine.objects.get(pk=same.pk).status == "same"
    assert refused.status_code == 409


def test_who_sent_it_shows_after_a_purpose():
    line = a_transfer("mua che", 5_000, payer_name="SUNG A PAO", payer_account="0351000646393")

    before = text_of(signed_in(operator()).get(f"{LINES}{line.code}/"))
    refused = step(line, "nguoi-chuyen", purpose="")
    after = text_of(step(line, "nguoi-chuyen", purpose="Để chuyển trả tiền"))

    assert ("0351000646393" in before, refused.status_code) == (False, 409)
    assert "0351000646393" in after


@pytest.mark.parametrize("key", ["khong-co", "da-tra"])
def test_a_step_that_there_is_not_is_not_found(key):
    assert step(a_transfer("mua che", 5_000), key, reference="x").status_code == 404


def test_only_operators_of_the_whole_country_see_any_of_it():
    line, people = a_transfer("mua che", 5_000), everybody(a_seller().code)

    for address in (STATEMENTS, LINES, f"{LINES}{line.code}/"):
        assert let_in(people, address) == {"operator"}


def test_the_first_page_counts_what_nobody_explained_and_what_goes_back():
    a_transfer("mua che", 5_000)
    order = an_unpaid_order()
    a_transfer(words_for(order), order.total_vnd + 1)

    def counted(person):
        return {one.kind.key: (one.count, one.since) for one in queues_of(office_of(person, at=NOON), at=NOON)}

    national = counted(operator())
    assert (national["bank"], national["backs"]) == ((1, NOON), (1, NOON))
    assert "bank" not in counted(officer("operator", "08"))


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(STATEMENTS, 5), (LINES, 6)])
def test_the_lists_take_the_same_queries_for_any_number(number, address, queries, django_assert_num_queries):
    for place in range(number):
        a_transfer("mua che", 5_000 + place)
        Statement.objects.create(
            code=f"BK-{place}", kind="table", name="a", digest=f"{place}", file_code="x", lines_read=1, sent_at=NOON
        )
    client = signed_in(operator())

    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_a_statement_takes_the_same_queries_for_any_number_of_lines(number, django_assert_num_queries):
    rows = "".join(f"2026-11-21,FT{place},{5_000 + place},mua che\n" for place in range(number))
    client = signed_in(operator())
    sent = client.post(STATEMENTS, file(f"Ngày,Mã giao dịch,Số tiền,Nội dung\n{rows}"))
    take_lines(statement=Statement.objects.get(), at=timezone.now())

    with django_assert_num_queries(7):
        assert client.get(sent.headers["Location"]).status_code == 200
