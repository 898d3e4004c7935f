"""Lines that differed are booked once they fit or two people have entered them; payouts are measured at lines."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.gateways.actions.deciding import given_otherwise
from chophien.gateways.actions.entering import confirm_entry, decline_entry, propose, propose_bearing
from chophien.gateways.actions.payouts import add_table, say_paid_out
from chophien.gateways.actions.placing import place_again, place_open_lines
from chophien.gateways.actions.repaying import give_back
from chophien.gateways.errors import (
    AlreadyBooked,
    AlreadyDecided,
    DifferenceChanged,
    EntryOpen,
    GatewaysMixed,
    PaidOutBefore,
    SeenBySame,
    TableMissing,
    TargetMissing,
)
from chophien.gateways.models import Entry, PayoffLine, Payout
from chophien.gateways.selectors import differences, payouts_that_differ
from chophien.gateways.simulator.base import Trouble
from chophien.gateways.states import EntryHow
from chophien.gateways.tests.factories import an_order_to_pay, anew, begin, pay, stands_at, tell
from chophien.gateways.tests.test_give_back import a_refund, again
from chophien.gateways.tests.test_payoffs import DAY, HELD, take
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.lib.tests.racing import race
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.errors import ReasonMissing
from chophien.orders.tests.factories import NOON, fresh
from chophien.settlement.selectors.payable import payable_of

pytestmark = pytest.mark.django_db
LATER, FEE = NOON + timedelta(hours=1), 1_000


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=timezone.now()).right


def the_line(reference) -> PayoffLine:
    return PayoffLine.objects.exclude(difference="missing").get(reference=reference)


def enter(line, how=EntryHow.BOOK, target="") -> Entry:
    """One operator proposes it, another one looks."""
    entry = propose(line=line, how=how, target=target, reason="đã so với trang của cổng", actor=operator(), at=LATER)
    return confirm_entry(entry=entry, actor=operator(), at=LATER)


def stands() -> tuple[int, int, int]:
    """At the gateway, at the licensed partner, and what the market bore."""
    return stands_at("gateway:vnpay"), stands_at(HELD), stands_at("gateway-fees")


def test_a_line_of_a_payment_that_is_decided_later_is_booked_and_frees_the_shops_money(vnpay, do_jobs):
    now = timezone.now()
    order = an_order_to_pay("vnpay", at=now)
    attempt = begin(order, vnpay, at=now)
    vnpay.troubles["query"] = Trouble.SILENT
    take("vnpay", f"{DAY},{attempt.reference},{order.total_vnd},{FEE},")
    do_jobs()
    before = (the_line(attempt.reference).difference, stands())
    vnpay.troubles.clear()
    vnpay.decide(attempt.reference)

    tell(vnpay, attempt)
    for act in (confirm_order, pack_order):
        act(order=fresh(order), actor=SYSTEM, at=now)
    hand_over_order(order=fresh(order), actor=SYSTEM, at=now, carrier="", tracking_code="EB123VN")
    receive_order(order=fresh(order), actor=SYSTEM, at=now)
    [held_back] = payable_of([order.seller.code], at=timezone.now() + timedelta(days=30))
    do_jobs()
    [payable] = payable_of([order.seller.code], at=timezone.now() + timedelta(days=30))

    assert before == ("not_paid", (0, 0, 0))
    assert (held_back.now_vnd, payable.now_vnd) == (0, payable.owed_vnd)
    assert (the_line(attempt.reference).difference, differences().count()) == ("", 0)
    assert stands() == (0, order.total_vnd - FEE, FEE)
    assert anew(attempt).fee_vnd == FEE


def test_the_gateway_is_asked_at_once_about_what_only_its_table_says(vnpay, do_jobs):
    now = timezone.now()
    order = an_order_to_pay("vnpay", at=now)
    attempt = begin(order, vnpay, at=now)
    vnpay.decide(attempt.reference)

    take("vnpay", f"{DAY},{attempt.reference},{order.total_vnd},0,")
    do_jobs()

    assert fresh(order).payment_status == "paid"
    assert (differences().count(), stands()) == (0, (0, order.total_vnd, 0))


def test_money_that_goes_back_after_the_table_told_of_it_is_booked_by_the_sweep_and_once(vnpay):
    _attempt, repayment = a_refund(an_order_to_pay("vnpay"), vnpay, 30_000)
    take("vnpay", f"{DAY},{repayment.reference},30000,0,Hoàn tiền")
    nothing = place_open_lines(at=LATER)
    give_back(repayment_id=repayment.pk, at=NOON)

    placed = [place_open_lines(at=LATER), place_open_lines(at=LATER)]

    assert (nothing, placed) == (0, [1, 0])
    assert stands_at(HELD) == -30_000
    assert again(repayment).settled_on is not None


def test_what_the_table_says_is_entered_by_two_and_nobody_else(vnpay):
    take("vnpay", f"{DAY},khong-co,5000,100,")
    line, clerk = the_line("khong-co"), operator()

    with pytest.raises(ReasonMissing):
        propose(line=line, how=EntryHow.BOOK, reason=" ", actor=clerk, at=LATER)
    with pytest.raises(NotPermitted):
        propose(line=line, how=EntryHow.BOOK, reason="x", actor=PersonFactory(), at=LATER)
    entry = propose(line=line, how=EntryHow.BOOK, reason="cổng trả nhầm", actor=clerk, at=LATER)
    with pytest.raises(EntryOpen):
        propose(line=line, how=EntryHow.BOOK, reason="x", actor=clerk, at=LATER)
    with pytest.raises(SeenBySame):
        confirm_entry(entry=entry, actor=clerk, at=LATER)
    decline_entry(entry=entry, actor=clerk, at=LATER)
    nothing = stands()
    enter(line)

    assert nothing == (0, 0, 0)
    assert stands() == (-5_000, 4_900, 100)
    assert differences().count() == 0
    with pytest.raises(AlreadyDecided):
        confirm_entry(entry=entry, actor=operator(), at=LATER)
    with pytest.raises(AlreadyBooked):
        propose(line=line, how=EntryHow.BOOK, reason="x", actor=clerk, at=LATER)


def test_a_payment_of_which_the_gateway_pays_out_less_is_settled_and_the_market_bears_the_rest(vnpay):
    order = an_order_to_pay("vnpay")
    attempt = pay(order, vnpay)
    take("vnpay", f"{DAY},{attempt.reference},{order.total_vnd - 700},{FEE},")

    enter(the_line(attempt.reference))

    assert stands() == (0, order.total_vnd - 700 - FEE, 700 + FEE)
    assert anew(attempt).settled_on is not None


def test_a_line_under_another_number_is_assigned_and_measured(vnpay):
    order = an_order_to_pay("vnpay")
    attempt = pay(order, vnpay)
    take("vnpay", f"{DAY},so-khac,{order.total_vnd},0,")
    line = the_line("so-khac")

    with pytest.raises(TargetMissing):
        propose(line=line, how=EntryHow.ASSIGN, target="so-nao-do", reason="x", actor=operator(), at=LATER)
    enter(line, EntryHow.ASSIGN, order.group.code)

    assert the_line("so-khac").attempt == attempt
    assert stands() == (0, order.total_vnd, 0)
    assert differences().count() == 0


def test_what_stands_in_no_table_is_entered_as_paid_out_all_the_same(vnpay):
    order = an_order_to_pay("vnpay")
    attempt = pay(order, vnpay)
    take("vnpay", f"{DAY},khong-co,5000,0,")

    enter(PayoffLine.objects.get(difference="missing"))

    assert stands() == (0, order.total_vnd, 0)
    assert anew(attempt).settled_on is not None


def test_the_table_is_the_gateways_word_where_it_never_tells(vnpay, do_jobs):
    order = an_order_to_pay("vnpay")
    attempt = begin(order, vnpay)
    _paid, repayment = a_refund(an_order_to_pay("vnpay"), vnpay, 30_000)
    vnpay.troubles.update(query=Trouble.SILENT, refund=Trouble.REFUSED)
    give_back(repayment_id=repayment.pk, at=NOON)
    take("vnpay", f"{DAY},{attempt.reference},{order.total_vnd},0,", f"{DAY},{repayment.reference},30000,0,Hoàn tiền")

    enter(the_line(attempt.reference))
    enter(the_line(repayment.reference))

    assert fresh(order).payment_status == "paid"
    assert (again(repayment).status, again(repayment).refund.done_at) == ("done", LATER)
    assert stands_at(HELD) == order.total_vnd - 30_000
    assert stands_at("refunds") == 0


def test_what_was_given_back_twice_stays_at_the_gateway_until_it_pays_it_back(vnpay):
    _attempt, repayment = a_refund(an_order_to_pay("vnpay"), vnpay, 30_000)
    vnpay.troubles["refund"] = Trouble.REFUSED
    give_back(repayment_id=repayment.pk, at=NOON)
    given_otherwise(repayment=again(repayment), reference="FT1", actor=operator(), at=NOON)
    before = stands()
    take("vnpay", f"{DAY},{repayment.reference},30000,0,Hoàn tiền")

    enter(the_line(repayment.reference))
    owed = stands()
    take("vnpay", f"{DAY},tra-lai-cho,30000,0,")
    enter(the_line("tra-lai-cho"))

    assert owed == (before[0] + 30_000, before[1] - 30_000, 0)
    assert stands() == before


def a_table_of(vnpay, *more: str):
    """A table with one payment that fits, of 100 less fee, and further lines."""
    order = an_order_to_pay("vnpay")
    attempt = pay(order, vnpay)
    return take("vnpay", f"{DAY},{attempt.reference},{order.total_vnd},{FEE},", *more), order.total_vnd - FEE


def paid_out(table, amount_vnd, *, code="SK-1", rest_of="") -> Payout:
    tables = [table.code] if table is not None else []
    return say_paid_out(
        line_code=code, amount_vnd=amount_vnd, tables=tables, rest_of=rest_of, actor=operator(), at=LATER
    )


def test_a_payout_of_the_booked_lines_fits_and_is_said_once(vnpay):
    table, net = a_table_of(vnpay)

    payout = paid_out(table, net)

    assert (payout.difference_vnd, payouts_that_differ().count(), stands_at(HELD)) == (0, 0, net)
    with pytest.raises(PaidOutBefore):
        paid_out(table, net, code="SK-2")
    with pytest.raises(TableMissing):
        paid_out(None, net, code="SK-2")


def test_a_payout_with_a_line_that_is_not_booked_differs_until_it_is(vnpay):
    table, net = a_table_of(vnpay, f"{DAY},khong-co,5000,100,")
    payout = paid_out(table, net + 4_900)
    before = (payout.difference_vnd, stands_at(HELD), stands_at("gateway:vnpay"))

    enter(the_line("khong-co"))

    assert before == (4_900, net + 4_900, -4_900)
    assert payouts_that_differ().count() == 0
    assert (stands_at(HELD), stands_at("gateway:vnpay")) == (net + 4_900, -5_000)


def test_what_is_missing_of_a_payout_comes_with_another_transfer_or_another_table_explains_it(vnpay):
    table, net = a_table_of(vnpay)
    other, more = a_table_of(vnpay)
    payout = paid_out(table, net - 3_000)
    missing = (payout.difference_vnd, stands_at("gateway:vnpay"))

    whole = paid_out(None, 3_000 + more, code="SK-2", rest_of=payout.code)
    too_much = whole.difference_vnd
    whole = add_table(payout=whole, table=other.code, actor=operator(), at=LATER)

    assert (missing, too_much) == ((-3_000, 3_000), more)
    assert (whole.pk, whole.difference_vnd) == (payout.pk, 0)
    assert (stands_at(HELD), stands_at("gateway:vnpay")) == (net + more, 0)


@pytest.mark.parametrize("differs", [-3_000, 2_000])
def test_two_people_have_the_market_bear_what_never_comes_or_keep_what_nobody_wants_back(vnpay, differs):
    table, net = a_table_of(vnpay)
    payout = paid_out(table, net + differs)
    stale = propose_bearing(payout=payout, reason="phí chuyển", actor=operator(), at=LATER)
    paid_out(None, 500, code="SK-2", rest_of=payout.code)

    with pytest.raises(DifferenceChanged):
        confirm_entry(entry=stale, actor=operator(), at=LATER)
    decline_entry(entry=stale, actor=operator(), at=LATER)
    entry = propose_bearing(payout=payout, reason="phí chuyển", actor=operator(), at=LATER)
    confirm_entry(entry=entry, actor=operator(), at=LATER)

    assert payouts_that_differ().count() == 0
    assert stands() == (0, net + differs + 500, FEE - differs - 500)


def test_a_payout_is_of_one_gateway(vnpay, momo):
    table, net = a_table_of(vnpay)
    other = take("momo", f"{DAY},khong-co,5000,0,")

    with pytest.raises(GatewaysMixed):
        say_paid_out(line_code="SK-1", amount_vnd=net, tables=[table.code, other.code], actor=operator(), at=LATER)
    with pytest.raises(NotPermitted):
        say_paid_out(line_code="SK-1", amount_vnd=net, tables=[table.code], actor=PersonFactory(), at=LATER)


@pytest.mark.django_db(transaction=True)
def test_notice_sweep_payout_and_entry_at_once_book_a_line_once(vnpay):
    order = an_order_to_pay("vnpay")
    attempt = begin(order, vnpay)
    table = take("vnpay", f"{DAY},{attempt.reference},{order.total_vnd},0,")
    vnpay.decide(attempt.reference)
    line = the_line(attempt.reference)
    entry = propose(line=line, how=EntryHow.BOOK, reason="theo bảng", actor=operator(), at=NOON)
    second = operator()
    acts = [
        lambda: tell(vnpay, attempt),
        lambda: confirm_entry(entry=entry, actor=second, at=LATER),
        lambda: place_again(line_id=line.pk, at=LATER),
        lambda: paid_out(table, order.total_vnd),
        lambda: tell(vnpay, attempt),
        lambda: place_again(line_id=line.pk, at=LATER),
    ]

    race(acts, at_once=4)
    place_open_lines(at=LATER)

    assert fresh(order).payment_status == "paid"
    assert the_line(attempt.reference).placed_at is not None
    assert (stands(), payouts_that_differ().count()) == ((0, order.total_vnd, 0), 0)
