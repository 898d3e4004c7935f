"""Money that the bank sent back: its buyer is asked for another account, on the pages that the buyer sees already."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.collecting.actions import findings
from chophien.collecting.models import Finding
from chophien.collecting.states import Bearer
from chophien.complaints.tests.factories import a_delivered_order
from chophien.jobs.queue import enqueue
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.messages.models import Message, Notice
from chophien.orders.actions.answers import refuse_order
from chophien.orders.actions.money import give_money_back, mark_paid, record_refund
from chophien.orders.actions.writing import access_token
from chophien.orders.tests.factories import NOON, an_order, fresh
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.models import AccountAsked, Refund
from chophien.privacy.kept import trade
from chophien.reconciliation.models import MoneyBack
from chophien.reconciliation.tests.factories import a_transfer, words_for
from chophien.reconciliation.tests.test_outgoing import how, went_out
from chophien.uploads.sealing import open_sealed
from tests.collecting.factories import a_carrier, a_file, a_line, collected_by_carrier

pytestmark = pytest.mark.django_db
ANSWER = {"bank_bin": "970436", "account": "0011 0022 33", "owner_name": "LO THI MAY"}


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=timezone.now() + timedelta(days=200)).right


def a_refund_of(person=None):
    """A refused order whose refund was paid under the order's code alone."""
    order = an_order(payment="vietqr", **({"person": person} if person else {}))
    mark_paid(group=order.group, actor=operator(), at=NOON)
    refuse_order(order=fresh(order), reason="Hết hàng rồi", actor=SYSTEM, at=NOON)
    refund = Refund.objects.select_related("payment").get(payment__order_code=order.code)
    went_out(f"hoan tien {order.code}", refund.amount_vnd, at=NOON)
    return order, refund


def asked():
    return AccountAsked.objects.latest("pk")


def test_a_refund_under_the_orders_code_alone_comes_home_and_its_buyer_names_another_account(do_jobs):
    buyer = PersonFactory()
    order, refund = a_refund_of(buyer)
    her, page = as_person(buyer), f"/don/{order.code}/"
    before = her.get(page)
    home = a_transfer(f"MB hoan tra {order.code} TK dong", refund.amount_vnd)
    do_jobs()

    told, shown = Notice.objects.filter(person_code=buyer.code).latest("pk"), text_of(her.get(page))
    wrong = her.post(f"{page}tai-khoan/", {**ANSWER, "account": "12"})
    given = her.post(f"{page}tai-khoan/", ANSWER, follow=True)
    do_jobs()

    assert how(home)[3] == refund.code
    assert "Ngân hàng trả lại tiền của bạn" not in text_of(before)
    assert "ghi tài khoản khác" in told.text
    assert "Ngân hàng không chuyển được" in shown
    assert (wrong.status_code, "LO THI MAY" in wrong.text, 'value="12"' in wrong.text) == (422, True, True)
    after = text_of(given)
    assert ("số cuối 2233" in after, "0011002233" in given.text) == (True, False)
    assert open_sealed(bytes(asked().sealed_account)).decode() == "0011002233"
    assert "số cuối 2233" in Notice.objects.filter(person_code=buyer.code).latest("pk").text
    rows = [row for row in trade.orders_bought(buyer) if "account_tail" in row]
    assert [row["account_tail"] for row in rows] == ["2233"]

    boss = as_person(operator())
    queue, desk = text_of(boss.get("/dieu-hanh/tien/")), text_of(boss.get(f"/dieu-hanh/don/{order.code}/"))
    seen = f"/dieu-hanh/tien/tai-khoan/{refund.code}/"
    masked, refused = text_of(boss.get(seen)), boss.post(seen, {"purpose": ""})
    whole = text_of(boss.post(seen, {"purpose": "chuyển lại tiền"}))
    assert "Tài khoản khác" in queue
    assert "LO THI MAY, số cuối 2233" in desk
    assert ("0011002233" in masked, refused.status_code, "0011002233" in whole) == (False, 409, True)
    went_out(f"hoan tien {refund.code}", refund.amount_vnd, at=NOON)
    assert asked().ended_at is not None
    assert "Tiền của bạn sẽ được chuyển lại" not in text_of(her.get(page))
    assert her.post(f"{page}tai-khoan/", ANSWER).status_code == 409


def test_the_digits_of_an_account_are_told_also_where_the_money_went_before_the_word_did(do_jobs):
    buyer = PersonFactory()
    order, refund = a_refund_of(buyer)
    a_transfer(f"hoan tra {refund.code}", refund.amount_vnd)
    as_person(buyer).post(f"/don/{order.code}/tai-khoan/", ANSWER)
    went_out(f"hoan tien {refund.code}", refund.amount_vnd, at=NOON)

    do_jobs()

    told = Notice.objects.filter(person_code=buyer.code).values_list("text", flat=True)
    assert asked().ended_at is not None
    assert any("số cuối 2233" in text for text in told)


@pytest.mark.parametrize(
    ("is_sent", "words"), [(False, "số cuối 2233"), (True, "chuyển tới tài khoản vừa ghi. Không phải bạn")]
)
def test_a_job_of_before_an_upgrade_that_brings_no_digits_still_tells_of_the_account(is_sent, words, do_jobs):
    buyer = PersonFactory()
    order, refund = a_refund_of(buyer)
    a_transfer(f"hoan tra {refund.code}", refund.amount_vnd)
    as_person(buyer).post(f"/don/{order.code}/tai-khoan/", ANSWER)
    if is_sent:
        went_out(f"hoan tien {refund.code}", refund.amount_vnd, at=NOON)
    do_jobs()
    Notice.objects.all().delete()

    enqueue("orders.tell", order_id=order.pk, news="account_given")
    do_jobs()

    assert [words in text for text in Notice.objects.values_list("text", flat=True)] == [True]


def test_a_guest_answers_through_the_door_that_the_order_has_and_a_stranger_finds_none(do_jobs):
    order, refund = a_refund_of()
    a_transfer(f"hoan tra {refund.code}", refund.amount_vnd)
    do_jobs()
    guest, page = Client(), f"/don/{order.code}/"
    stranger = as_person(PersonFactory())

    shut = [one.post(f"{page}tai-khoan/", ANSWER).status_code for one in (guest, stranger)]
    guest.get(page, {"k": access_token(order.group, secret=settings.SECRET_KEY)})

    assert (shut, guest.get(page).status_code, "số điện thoại của đơn" in guest.get(page).text) == (
        [404, 404],
        200,
        True,
    )
    assert "ghi tài khoản khác" in Message.objects.filter(phone=order.group.contact_phone).earliest("-pk").text
    assert as_person(PersonFactory()).get(f"/dieu-hanh/tien/tai-khoan/{refund.code}/").status_code in {403, 404}


def test_a_surplus_that_comes_home_asks_on_the_orders_page_too():
    order = an_order(payment="vietqr")
    a_transfer(words_for(order), order.total_vnd + 7_000)
    back = MoneyBack.objects.get()
    went_out(f"tra lai {back.code}", 7_000, at=NOON)

    a_transfer(f"hoan tra {back.code}", 7_000)

    assert (asked().about, asked().group_code, asked().amount_vnd) == (back.code, order.group.code, 7_000)
    went_out(f"tra lai {back.code}", 7_000, at=NOON)
    assert asked().ended_at is not None


@pytest.mark.parametrize("first", ["hand", "bank"])
def test_what_a_carrier_collected_too_much_comes_home_once_and_goes_out_again(first, do_jobs):
    carrier, boss = a_carrier(), operator()
    order = collected_by_carrier(carrier)
    a_file(carrier, a_line(order, order.total_vnd + 7_000))
    findings.accept(finding=Finding.objects.get(), bearer=Bearer.BUYER, reason="thừa", actor=boss, at=NOON)
    finding, start = Finding.objects.get(), balance_of(chart.held()).held
    early = a_transfer(f"tra lai {finding.code}", 7_000)
    if first == "hand":
        findings.give_back(finding=finding, reference="FT9", actor=boss, at=NOON)
    out = went_out(f"hoan {finding.code}", 7_000, at=NOON)

    other = a_transfer(f"tra lai {finding.code}", 6_999)
    home = a_transfer(f"tra lai {finding.code} {order.code}", 7_000)
    twice = a_transfer(f"tra lai {finding.code}", 7_000)
    do_jobs()

    assert [how(early)[2], how(other)[2], how(twice)[2]] == [
        "refund_not_paid",
        "other_refund_back",
        "refund_back_twice",
    ]
    assert (how(out)[0], how(home)[0], Finding.objects.get().status) == ("out", "settled", "to_return")
    assert (asked().about, asked().group_code) == (finding.code, order.group.code)
    assert balance_of(chart.REFUNDS).owed == 7_000
    again, over = (went_out(f"hoan {finding.code}", 7_000, at=NOON) for _time in range(2))
    assert (how(again)[0], how(over)[2], Finding.objects.get().status) == ("out", "out_twice", "settled")
    kept = 7_000 + 6_999 + 7_000 - 7_000
    assert (balance_of(chart.held()).held - start, asked().ended_at is not None) == (kept - 7_000, True)


def test_of_two_refunds_of_one_amount_the_orders_code_alone_says_nothing():
    order, boss = a_delivered_order(), operator()
    for _time in range(2):
        facts = {"amount_vnd": 40_000, "reason": "hỏng", "noticed_at": NOON, "actor": SYSTEM, "at": NOON}
        refund = give_money_back(order=order, **facts)
        record_refund(refund=refund, reference="tay", actor=boss, at=NOON)

    line = a_transfer(f"hoan tra {order.code}", 40_000)

    assert how(line)[3] == order.group.code
    assert not AccountAsked.objects.exists()


def test_what_was_written_down_by_hand_comes_home_under_the_orders_code_but_not_under_the_groups():
    order = an_order(payment="vietqr")
    mark_paid(group=order.group, actor=operator(), at=NOON)
    refuse_order(order=fresh(order), reason="Hết hàng rồi", actor=SYSTEM, at=NOON)
    refund = Refund.objects.get()
    record_refund(refund=refund, reference="tay", actor=operator(), at=NOON)

    paid_again = a_transfer(words_for(order), refund.amount_vnd)
    home = a_transfer(f"hoan tra {order.code}", refund.amount_vnd)

    assert (how(paid_again)[3], how(home)[3]) == (order.group.code, refund.code)
