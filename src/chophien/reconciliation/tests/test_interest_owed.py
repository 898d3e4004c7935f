"""Interest of refunds that went back late and without it: owed by itself, transferred once, sent back, counted anew."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.errors import NotPermitted
from chophien.lib.tests.racing import race
from chophien.orders.actions.interest import interest_came_back, record_interest
from chophien.orders.actions.money import record_refund
from chophien.orders.tests.factories import NOON
from chophien.payments import chart
from chophien.payments.errors import AlreadyRefunded, NotPaidOut, ReferenceMissing
from chophien.payments.models import InterestOwed, Refund
from chophien.payments.selectors.refunds import late_interest
from chophien.reconciliation.actions.outgoing import assign_outgoing, settle_outgoing
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.reading.lines import RawLine
from chophien.reconciliation.tests.factories import a_transfer
from chophien.reconciliation.tests.test_outgoing import a_refund, how, standing, went_out

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=NOON + timedelta(days=200)).right


def a_late_refund(days=73):
    """A refund, and the day on which it leaves, so many days late: 73 at 10 % a year are 2 % of it."""
    refund = a_refund()
    return refund, refund.due_on + timedelta(days=days), refund.amount_vnd * days // 3650


def left(words, amount, *, on):
    return went_out(words, amount, at=NOON + (on - NOON.date()), on=on)


def fresh(refund):
    return Refund.objects.select_related("payment").get(pk=refund.pk)


def owed():
    return InterestOwed.objects.select_related("refund__payment").get()


def account():
    return -balance_of(chart.held()).held


@pytest.mark.parametrize("days", [0, 73])
def test_s07_a_late_refund_that_left_bare_leaves_its_interest_owed_and_one_in_time_none(days):
    refund, on, interest = a_late_refund(days)

    line = left(f"hoan tien {refund.code}", refund.amount_vnd, on=on)

    assert how(line) == ("out", "outgoing", "", refund.code)
    assert (fresh(refund).interest_vnd, InterestOwed.objects.count()) == (0, int(days > 0))
    assert standing() == ({chart.INTEREST: interest, chart.INTEREST_OWED: -interest} if days else {})
    if days:
        assert (owed().amount_vnd, owed().is_open) == (interest, True)


@pytest.mark.parametrize("named", ["interest", "refund", "order", "group"])
def test_s07_the_banks_line_transfers_it_once_whatever_it_names(named):
    refund, on, interest = a_late_refund()
    left(f"hoan {refund.code}", refund.amount_vnd, on=on)
    payment, one = refund.payment, owed()
    codes = {"interest": one.code, "refund": refund.code, "order": payment.order_code, "group": payment.group_code}

    line = left(f"tra lai cham {codes[named]}", interest, on=on + timedelta(days=9))
    again = left(f"tra lai cham {codes[named]}", interest, on=on + timedelta(days=9))
    short = left(f"tra lai cham {one.code}", interest - 1, on=on)

    assert (how(line), how(again)[2], how(short)[2]) == (("out", "outgoing", "", one.code), "out_twice", "other_amount")
    assert (owed().paid_at is not None, owed().reference) == (True, line.reference)
    assert standing() == {
        chart.INTEREST: interest,
        chart.UNKNOWN_OUT: 2 * interest - 1,
        chart.held(): 1 - 3 * interest,
    }


def test_in_one_sum_it_is_the_refunds_as_ever_and_nothing_is_owed_by_itself():
    refund, on, interest = a_late_refund()

    line = left(f"hoan {refund.code}", refund.amount_vnd + interest, on=on)
    more = left(f"lai {refund.code}", interest, on=on)

    assert (how(line)[0], how(more)[2], fresh(refund).interest_vnd) == ("out", "other_amount", interest)
    assert InterestOwed.objects.count() == 0


@pytest.mark.parametrize("paid_by_hand", [False, True])
def test_what_somebody_wrote_down_apart_and_the_bank_tells_in_one_sum_is_one(paid_by_hand):
    refund, on, interest = a_late_refund()
    at, boss = NOON + (on - NOON.date()), operator()
    record_refund(refund=refund, reference="tay", actor=boss, at=at, with_interest=False)
    assert standing() == {chart.INTEREST: interest, chart.INTEREST_OWED: -interest}
    if paid_by_hand:
        record_interest(interest=owed(), reference="tay", actor=boss, at=at)

    line = left(f"hoan {refund.code}", refund.amount_vnd + interest, on=on)
    again = left(f"lai {owed().code}", interest, on=on)

    assert (how(line)[0], how(again)[2]) == ("out", "out_twice")
    assert (fresh(refund).interest_vnd, owed().ended_at is not None) == (interest, True)
    assert account() == 2 * interest
    home = a_transfer(f"tra lai {refund.code}", refund.amount_vnd + interest)
    assert (how(home)[0], fresh(refund).done_at, fresh(refund).interest_apart_vnd) == ("settled", None, 0)
    assert standing() == {chart.held(): refund.amount_vnd - interest, chart.REFUNDS: -refund.amount_vnd} | {
        chart.UNKNOWN_OUT: interest
    }


def test_what_somebody_wrote_down_in_one_sum_and_the_bank_tells_bare_leaves_the_interest_owed():
    refund, on, interest = a_late_refund()
    record_refund(refund=refund, reference="tay", actor=operator(), at=NOON + (on - NOON.date()))
    assert standing() == {chart.INTEREST: interest, chart.held(): -interest}

    line = left(f"hoan {refund.code}", refund.amount_vnd, on=on)
    apart = left(f"lai {owed().code}", interest, on=on)

    assert (how(line)[0], fresh(refund).interest_vnd, how(apart)[0]) == ("out", 0, "out")
    assert standing() == {chart.INTEREST: interest, chart.held(): -interest}


def test_somebody_names_a_refund_and_its_interest_for_one_movement():
    refund, on, interest = a_late_refund()
    left(f"hoan {refund.code}", refund.amount_vnd, on=on)
    other, _on, _interest = a_late_refund()
    line = left("chi nhieu khoan", other.amount_vnd + interest, on=other.due_on)

    assign_outgoing(line=line, code=f"{other.code} {owed().code}", actor=operator(), at=NOON)

    assert (how(line)[0], line.shares.count(), owed().paid_at is not None) == ("out", 2, True)
    assert fresh(other).done_at is not None


def test_s07_it_comes_home_like_a_refund_and_is_transferred_again():
    refund, on, interest = a_late_refund()
    left(f"hoan {refund.code}", refund.amount_vnd, on=on)
    left(f"lai {owed().code}", interest, on=on)

    short = a_transfer(f"hoan tra {owed().code}", interest - 1)
    home = a_transfer(f"hoan tra {owed().code} cua {refund.code}", interest)
    twice = a_transfer(f"hoan tra {owed().code}", interest)

    assert (how(short)[2], how(home)[:2]) == ("other_refund_back", ("settled", "exact"))
    assert (how(twice)[2], owed().is_open, owed().came_home) == ("refund_back_twice", True, 1)
    assert balance_of(chart.INTEREST_OWED).owed == interest
    went = left(f"lai {owed().code}", interest, on=on)
    over = left(f"lai {owed().code}", interest, on=on)
    assert (how(went)[0], how(over)[2], balance_of(chart.INTEREST_OWED).owed) == ("out", "out_twice", 0)


@pytest.mark.parametrize("was_paid", [False, True])
def test_when_the_refund_itself_comes_home_its_days_count_anew_less_what_the_buyer_has(was_paid):
    refund, on, interest = a_late_refund()
    left(f"hoan {refund.code}", refund.amount_vnd, on=on)
    if was_paid:
        left(f"lai {owed().code}", interest, on=on)

    a_transfer(f"tra lai {refund.code}", refund.amount_vnd)

    had, later = interest * was_paid, refund.due_on + timedelta(days=146)
    again = fresh(refund)
    assert (again.done_at, again.interest_apart_vnd, owed().ended_at is None) == (None, had, was_paid)
    assert late_interest(again, at=later) == 2 * interest - had
    assert balance_of(chart.INTEREST).held == had
    line = left(f"hoan {refund.code}", refund.amount_vnd + 2 * interest - had, on=later)
    assert (how(line)[0], standing()) == ("out", {chart.INTEREST: 2 * interest, chart.held(): -2 * interest})


def test_interest_that_comes_home_after_its_refund_is_counted_with_it():
    refund, on, interest = a_late_refund()
    left(f"hoan {refund.code}", refund.amount_vnd, on=on)
    left(f"lai {owed().code}", interest, on=on)
    a_transfer(f"tra lai {refund.code}", refund.amount_vnd)

    home = a_transfer(f"tra lai {owed().code}", interest)

    assert (how(home)[0], owed().ended_at is not None) == ("settled", True)
    assert (fresh(refund).interest_apart_vnd, late_interest(fresh(refund), at=on)) == (0, interest)
    assert standing() == {chart.held(): refund.amount_vnd, chart.REFUNDS: -refund.amount_vnd}


def test_by_hand_it_is_written_down_once_by_who_may_and_brought_back_by_the_market_alone():
    refund, on, interest = a_late_refund()
    left(f"hoan {refund.code}", refund.amount_vnd, on=on)
    boss, one = operator(), owed()
    refusals = [
        (record_interest, PersonFactory(), "FT1", NotPermitted),
        (record_interest, boss, " ", ReferenceMissing),
        (interest_came_back, boss, "x", NotPaidOut),
        (interest_came_back, PersonFactory(), "x", NotPermitted),
    ]
    for act, who, reference, refusal in refusals:
        with pytest.raises(refusal):
            act(interest=one, reference=reference, actor=who, at=NOON)

    record_interest(interest=one, reference="FT1", actor=boss, at=NOON)
    with pytest.raises(AlreadyRefunded):
        record_interest(interest=one, reference="FT2", actor=boss, at=NOON)
    told = left(f"lai {one.code}", interest, on=on)

    assert (how(told)[0], account(), owed().reference) == ("out", interest, "FT1")


@pytest.mark.django_db(transaction=True)
def test_a_statement_sent_in_twice_and_people_at_once_transfer_it_once():
    refund, on, interest = a_late_refund()
    left(f"hoan {refund.code}", refund.amount_vnd, on=on)
    other, other_on, _same = a_late_refund()
    left(f"hoan {other.code}", other.amount_vnd, on=other_on)
    first, second = InterestOwed.objects.order_by("pk")
    boss = operator()
    raw = RawLine(incoming=False, booked_on=on, amount_vnd=interest, text=f"lai {first.code}", reference="FT77")
    line = take_line(raw=raw, at=NOON).line
    again = take_line(raw=raw, at=NOON)

    ended = race(
        [
            lambda: settle_outgoing(line=line, at=NOON),
            lambda: settle_outgoing(line=again.line, at=NOON),
            lambda: record_interest(interest=second, reference="FT1", actor=boss, at=NOON),
            lambda: record_interest(interest=second, reference="FT2", actor=boss, at=NOON),
        ],
        at_once=4,
    )

    assert (again.is_new, ended) == (False, {"done": 3, "already_refunded": 1})
    assert BankLine.objects.filter(target=first.code, status="out").count() == 1
    assert (balance_of(chart.INTEREST_OWED).owed, account()) == (0, first.amount_vnd + second.amount_vnd)
