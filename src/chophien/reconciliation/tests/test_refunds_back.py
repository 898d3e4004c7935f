"""Refunds that the bank sends back: owed again, paid again, each time once in the books, and the buyer is told."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.ledger.actions.proving import prove
from chophien.lib.errors import NotPermitted
from chophien.lib.tests.racing import race
from chophien.messages.models import Message
from chophien.orders.actions.coming_back import refund_came_back
from chophien.orders.actions.money import record_refund
from chophien.orders.tests.factories import NOON
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.receiving import mark_received
from chophien.payments.actions.refunding import promise_refund
from chophien.payments.actions.returning import take_refund_back
from chophien.payments.errors import NotPaidOut
from chophien.payments.models import Payment, Refund, RefundBack
from chophien.payments.selectors.refunds import open_refunds
from chophien.reconciliation.actions.deciding import assign_line
from chophien.reconciliation.actions.outgoing import assign_outgoing
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.errors import NotForThis
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.tests.factories import a_raw_line, a_transfer, an_unpaid_order, words_for
from chophien.reconciliation.tests.test_outgoing import a_refund, how, standing, went_out
from chophien.wholesale.tests.factories import a_contract_in_force, some_terms

pytestmark = pytest.mark.django_db
UNTIL = NOON.date() + timedelta(days=5)
SHELF = "/dieu-hanh/tien/tren-tai-khoan/"


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=NOON + timedelta(days=90)).right


def a_paid_refund():
    refund = a_refund()
    went_out(f"hoan tien {refund.code}", refund.amount_vnd, at=NOON, reference="FT1")
    return fresh(refund)


def fresh(refund):
    return Refund.objects.select_related("payment").get(pk=refund.pk)


def came_back(words, amount, **facts):
    return a_transfer(words, amount, **facts)


def home(amount):
    return {chart.held(): amount, chart.REFUNDS: -amount}


@pytest.mark.parametrize(
    "written",
    [
        "HOAN TRA {code} TK DA DONG",
        "FT26325 {bare}-tra lai {order}",
        "mbvcb.452.{small} sai so tai khoan {group}",
        "{spaced}",
    ],
)
def test_s07_the_banks_line_brings_a_refund_home_whatever_it_made_of_the_code(written):
    refund = a_paid_refund()
    assert standing() == {}
    code, due_on = refund.code, refund.due_on
    bare = code.replace("-", "")

    line = came_back(
        written.format(
            code=code,
            bare=bare,
            small=bare.lower(),
            spaced=code.replace("-", " "),
            order=refund.payment.order_code,
            group=refund.payment.group_code,
        ),
        refund.amount_vnd,
        reference="FT77",
    )

    refund = fresh(refund)
    back = RefundBack.objects.get()
    assert how(line) == ("settled", "exact", "", code)
    assert (refund.done_at, refund.done_by, refund.reference, refund.due_on) == (None, "", "", due_on)
    assert (back.amount_vnd, back.paid_reference, back.reference, back.came_at) == (
        refund.amount_vnd,
        "FT1",
        "FT77",
        NOON,
    )
    assert (refund.payment.status, list(open_refunds())) == ("refund_due", [refund])
    assert standing() == home(refund.amount_vnd)


def test_the_buyer_is_told_in_one_message_and_the_orders_page_shows_it_owed(do_jobs):
    refund = a_paid_refund()
    do_jobs()
    before = Message.objects.count()

    came_back(f"HOAN {refund.code}", refund.amount_vnd)
    do_jobs()

    told = Message.objects.order_by("-pk")[0]
    assert Message.objects.count() == before + 1
    assert refund.payment.order_code in told.text
    assert len(told.text) <= 160
    assert "tài khoản sai hoặc đã đóng" in told.text or "tai khoan sai hoac da dong" in told.text


def test_it_is_paid_again_and_may_come_back_again_each_time_once():
    refund = a_paid_refund()
    amount = refund.amount_vnd
    for time in range(2):
        came_back(f"HOAN {refund.code}", amount)
        assert standing() == home(amount)
        line = went_out(f"hoan lai {refund.code}", amount, at=NOON, reference=f"FT{time + 2}")
        assert how(line) == ("out", "outgoing", "", refund.code)
        assert (fresh(refund).reference, standing()) == (f"FT{time + 2}", {})

    once_more = went_out(f"hoan lai {refund.code}", amount, at=NOON)

    assert how(once_more)[2] == "out_twice"
    assert (RefundBack.objects.count(), standing()) == (2, {chart.UNKNOWN_OUT: amount, chart.held(): -amount})


def test_interest_comes_back_with_it_and_counts_again_from_the_day_it_was_due():
    refund = a_refund()
    amount = refund.amount_vnd
    late, later = (refund.due_on + timedelta(days=days) for days in (12, 30))
    first, second = round(amount * 12 / 3650), round(amount * 30 / 3650)
    went_out(f"hoan {refund.code}", amount + first, at=NOON, on=late)
    assert standing() == {chart.INTEREST: first, chart.held(): -first}

    short = came_back(f"HOAN {refund.code}", amount)
    came_back(f"HOAN {refund.code}", amount + first)
    assert fresh(refund).interest_vnd == 0
    went_out(f"hoan {refund.code}", amount + second, at=NOON, on=later)

    assert (how(short)[2], fresh(refund).interest_vnd) == ("other_refund_back", second)
    assert standing() == {chart.INTEREST: second, chart.held(): amount - second, chart.UNKNOWN: -amount}


def test_a_second_line_another_amount_and_what_was_never_paid_wait_for_somebody():
    refund = a_refund()
    amount = refund.amount_vnd
    early = came_back(f"HOAN {refund.code}", amount)
    went_out(f"hoan {refund.code}", amount, at=NOON)
    wrong = came_back(f"HOAN {refund.code}", amount - 1)
    with pytest.raises(NotForThis):
        assign_line(line=wrong, code=refund.code, actor=operator(), at=NOON)

    came_back(f"HOAN {refund.code}", amount)
    again = came_back(f"HOAN LAI {refund.code}", amount)

    assert [how(line) for line in (early, wrong, again)] == [
        ("open", "unknown", why, refund.code) for why in ("refund_not_paid", "other_refund_back", "refund_back_twice")
    ]
    assert standing() == {**home(amount), chart.held(): 4 * amount - 1, chart.UNKNOWN: -(3 * amount - 1)}


def test_what_was_written_down_by_hand_and_told_by_the_bank_only_after_it_came_back_is_paid_once():
    refund = a_refund()
    record_refund(refund=refund, reference="tay", actor=operator(), at=NOON)
    came_back(f"HOAN {refund.code}", refund.amount_vnd)

    first = went_out(f"hoan {refund.code}", refund.amount_vnd, at=NOON)
    assert (how(first)[0], fresh(refund).done_at, standing()) == ("out", None, home(refund.amount_vnd))
    second = went_out(f"hoan {refund.code}", refund.amount_vnd, at=NOON)

    assert (how(second)[0], fresh(refund).done_at, standing()) == ("out", NOON, {})


def test_several_paid_as_one_movement_come_back_one_by_one_and_are_paid_together_again():
    refunds = [a_refund(), a_refund()]
    total = sum(one.amount_vnd for one in refunds)
    codes = " ".join(one.code for one in refunds)
    for _time in range(2):
        out = went_out("hoan tien", total, at=NOON)
        assign_outgoing(line=out, code=codes, actor=operator(), at=NOON)
        assert (how(out)[0], standing()) == ("out", {})
        for one in refunds:
            assert how(came_back(f"HOAN {one.code}", one.amount_vnd))[0] == "settled"

    assert standing() == home(total)


def test_what_is_left_of_a_deposit_comes_back_and_both_sides_read_it(do_jobs):
    contract = a_contract_in_force(terms=some_terms(deposit_vnd=3_000_000, deposit_on=UNTIL))
    payment = Payment.objects.get(order_code=contract.code)
    mark_received(payment=payment, actor=operator(), at=NOON)
    refund = promise_refund(
        order_code=contract.code, amount_vnd=1_000_000, reason="x", noticed_at=NOON, actor=operator(), at=NOON
    )
    went_out(f"hoan {refund.code}", 1_000_000, at=NOON)
    do_jobs()
    before = Message.objects.count()

    line = came_back(f"HOAN {refund.code.replace('-', '')} {contract.code}", 1_000_000)
    do_jobs()

    assert (how(line)[0], fresh(refund).done_at, standing()[chart.REFUNDS]) == ("settled", None, -1_000_000)
    told = list(Message.objects.order_by("pk")[before:].values_list("text", flat=True))
    assert len(told) > 1
    assert all(contract.code in text for text in told)


def test_a_surplus_comes_home_and_is_sent_again_each_time_once(do_jobs):
    order = an_unpaid_order()
    came = a_transfer(words_for(order), order.total_vnd + 7_000)
    back = MoneyBack.objects.get()
    due_on, rest = back.due_on, {chart.pending(order.seller.code): -order.total_vnd}
    early = came_back(f"HOAN {back.code}", 7_000)
    went_out(f"tra lai {back.code}", 7_000, at=NOON, reference="FT1")
    do_jobs()
    told = Message.objects.count()

    home_again = came_back(f"HOAN {back.code.replace('-', '')} {order.group.code}", 7_000, reference="FT2")
    again = came_back(f"HOAN LAI {back.code}", 7_000)
    do_jobs()

    back.refresh_from_db()
    assert (how(home_again), how(came)[0]) == (("settled", "exact", "", back.code), "to_return")
    assert (back.came_home, back.done_at, back.due_on, Message.objects.count()) == (1, None, due_on, told + 1)
    assert [how(early)[2], how(again)[2]] == ["refund_not_paid", "refund_back_twice"]
    waiting = {chart.UNKNOWN: -14_000}
    assert standing() == {chart.held(): order.total_vnd + 21_000, chart.REFUNDS: -7_000, **waiting, **rest}
    second, third = (went_out(f"tra lai {back.code}", 7_000, at=NOON) for _time in range(2))
    assert [how(second)[0], how(third)[2], how(came)[0]] == ["out", "out_twice", "returned"]
    assert standing() == {chart.held(): order.total_vnd + 7_000, chart.UNKNOWN_OUT: 7_000, **waiting, **rest}


def test_only_the_market_brings_back_and_only_what_left_its_account():
    refund = a_refund()
    with pytest.raises(NotPaidOut):
        take_refund_back(refund=refund, reference="x", actor=operator(), at=NOON)
    record_refund(refund=refund, reference="tay", actor=operator(), at=NOON)

    with pytest.raises(NotPermitted):
        refund_came_back(refund=refund, reference="x", actor=PersonFactory(), at=NOON)
    refund_came_back(refund=refund, reference="x", actor=operator(), at=NOON)

    assert standing() == home(refund.amount_vnd)


def test_the_office_says_which_refund_came_back():
    refund = a_paid_refund()
    line, boss = came_back("hoan tra lenh chi", refund.amount_vnd), as_person(operator())

    page = text_of(boss.get(f"{SHELF}{line.code}/"))
    after = text_of(boss.post(f"{SHELF}{line.code}/chi-hoan/", {"code": refund.code}, follow=True))

    assert "Tiền chi trả hoặc tiền hoàn bị ngân hàng trả lại?" in page
    assert refund.payment.order_code in after
    assert standing() == home(refund.amount_vnd)


@pytest.mark.django_db(transaction=True)
def test_two_statements_at_once_bring_it_home_once():
    refund = a_paid_refund()
    amount = refund.amount_vnd
    lines = [take_line(raw=a_raw_line(f"HOAN {refund.code}", amount), at=NOON).line for _ in range(2)]

    ended = race([lambda line=line: settle_line(line=line, at=NOON) for line in lines * 2], at_once=4)

    assert ended == {"done": 4}
    assert sorted(BankLine.objects.filter(incoming=True).values_list("status", flat=True)) == ["open", "settled"]
    assert standing() == {chart.held(): 2 * amount, chart.REFUNDS: -amount, chart.UNKNOWN: -amount}
    assert RefundBack.objects.count() == 1
