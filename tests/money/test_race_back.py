"""Threads at several tills and elsewhere: money that goes back is given once, whoever is first, and the books are right."""

from datetime import timedelta
from queue import Queue
from threading import Thread

import pytest
from django.db import connection, transaction

from chophien.accounts.tests.factories import PersonFactory
from chophien.cashpoints.actions.confirming import send_confirmation
from chophien.cashpoints.errors import FloatTooLow, KeepCash
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.states import CashStatus
from chophien.cashpoints.tests.factories import NOON, a_point, a_till, an_agent, code_sent, real_money
from chophien.cashpoints.tests.test_race import at_once
from chophien.collecting.actions.handing import confirm as confirm_hand_over
from chophien.collecting.actions.handing import offer
from chophien.collecting.models import HandOver
from chophien.collecting.states import Receiver
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import DomainError
from chophien.orders.tests.factories import fresh, staff
from chophien.payments import chart
from chophien.payments.actions.asking import give_account
from chophien.payments.errors import NoAccountAsked
from chophien.payments.models import AccountAsked, Refund
from chophien.payments.selectors import lock_payments
from chophien.payments.states import NamedBy
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.actions.trying import try_to_settle
from chophien.reconciliation.actions.watching import settle_forgotten
from chophien.reconciliation.reading.lines import RawLine
from chophien.reconciliation.states import LineStatus
from chophien.sellers.tests.factories import a_seller
from tests.collecting.factories import a_carrier, a_helper_of, collected_by_carrier, hands_of, taken_by
from tests.money.test_fetched_in_cash import asks, coded, free, gives_back, held, says

pytestmark = pytest.mark.django_db(transaction=True)
FLOAT, ROUNDS = 30_000_000, 3


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield
        assert prove(at=NOON + timedelta(days=300)).right


def a_counter(holds=FLOAT, **facts):
    till = a_till(point=a_point(**facts), holds=holds)
    return till, an_agent(till.point)


def said_by(asked, agent):
    """The buyer's yes, with the code read before: what is to happen at once is the booking alone."""
    code = code_sent(asked)
    return lambda: says(asked, agent, code=code)


def in_turn(order, acts, *, yes_first):
    """Each act in a thread, begun in this order, until all wait for the order's payment, which is held meanwhile: once
    it is let go they go on at the same moment. What came of each: a refusal's or a row's class, or what was said.
    """
    names = sorted(acts, key=lambda name: (name == "yes") != yes_first)
    came, threads = {}, []
    with transaction.atomic():
        lock_payments([order.code])
        for name in names:
            pids = Queue()
            threads.append(Thread(target=_runs, args=(acts[name], name, came, pids)))
            threads[-1].start()
            _waits_until_it_waits(threads[-1], pids.get(timeout=60))
    for thread in threads:
        thread.join()
    return came


def _runs(act, name, came, pids):
    try:
        connection.ensure_connection()
        pids.put(connection.connection.info.backend_pid)
        done = act()
        came[name] = done if isinstance(done, bool) else type(done)
    except DomainError as refusal:
        came[name] = type(refusal)
    finally:
        connection.close()


def _waits_until_it_waits(thread, pid):
    blocked = False
    while thread.is_alive() and not blocked:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
            blocked = cursor.fetchone()[0]


def with_a_helper(helper, shop):
    """An order whose cash a helper has, and what may happen to that: it goes to the shop, or the buyer names an account."""
    order = fresh(taken_by(helper, seller=shop))
    facts = {"order_codes": [order.code], "receiver": Receiver.SHOP, "receiver_code": shop.code}
    receipt, member = offer(giver=hands_of(helper), actor=helper, at=NOON, **facts), staff(order)
    named = {"bank_bin": "970436", "account": "0011002233", "owner_name": "VANG THI MAI", "by": NamedBy.SIGNED_IN}
    return order, {
        "hand over": lambda: confirm_hand_over(hand_over=receipt, actor=member, at=NOON),
        "account": lambda: give_account(group_code=order.group.code, actor=SYSTEM, at=NOON, **named),
    }


def line_of(refund):
    """The bank's word that it paid the refund, kept and not settled yet."""
    words, number = f"hoan tien {refund.code}", f"FT{refund.pk}"
    raw = RawLine(incoming=False, booked_on=NOON.date(), amount_vnd=refund.amount_vnd, text=words, reference=number)
    return take_line(raw=raw, at=NOON).line


def test_a_refund_that_is_said_yes_to_at_two_points_at_once_is_given_at_one():
    counters, carrier = [a_counter(), a_counter(name="Điểm bưu điện Lũng Phìn")], a_carrier()
    for number in range(ROUNDS):
        order = collected_by_carrier(carrier)
        refund = gives_back(order, 100_500)
        before = [held(till) for till, _agent in counters]
        asked = [coded(order, till, agent, key=f"k{number}") for till, agent in counters]

        outcomes = at_once(
            *(said_by(one, agent) for one, (_till, agent) in zip(asked, counters, strict=True) for _press in range(2))
        )

        rows = CashOrder.objects.filter(group_code=order.group.code).order_by("pk")
        given = [row.status == CashStatus.PAID for row in rows]
        left = [was - held(till) for was, (till, _agent) in zip(before, counters, strict=True)]
        refund.refresh_from_db()
        assert sorted(row.status for row in rows) == [CashStatus.PAID, CashStatus.REFUSED]
        assert left == [101_000 if one else 0 for one in given]
        assert refund.reference == rows[given.index(True)].code
        assert all(free(till) == held(till) for till, _agent in counters)
        assert outcomes.count(KeepCash) == 1
        assert [one.pk for one in outcomes if isinstance(one, CashOrder)] == [rows[given.index(True)].pk] * 2
    assert balance_of(chart.REFUNDS).owed == 0
    assert balance_of(chart.CASH_ROUNDING).held == ROUNDS * 500


@pytest.mark.parametrize("yes_first", [True, False])
def test_the_yes_and_the_line_of_the_bank_that_names_the_refund_are_one_payment(yes_first):
    till, agent = a_counter()
    order = collected_by_carrier(a_carrier())
    refund = gives_back(order, 100_000)
    asked, line = coded(order, till, agent), line_of(refund)
    acts = {"yes": said_by(asked, agent), "bank": lambda: try_to_settle(line, at=NOON)}

    came = in_turn(order, acts, yes_first=yes_first)
    settle_forgotten(at=NOON + timedelta(hours=1))

    for row in (refund, asked, line):
        row.refresh_from_db()
    in_cash = 100_000 if yes_first else 0
    assert came == ({"yes": CashOrder, "bank": False} if yes_first else {"bank": True, "yes": KeepCash})
    assert asked.status == (CashStatus.PAID if yes_first else CashStatus.REFUSED)
    assert refund.reference == (asked.code if yes_first else line.reference)
    assert (line.status, line.target) == ((LineStatus.OPEN, "") if yes_first else (LineStatus.OUT, refund.code))
    assert (held(till), free(till)) == (FLOAT - in_cash, FLOAT - in_cash)
    assert balance_of(chart.held()).credits_posted == FLOAT + 100_000  # the float, and what the bank paid
    assert (balance_of(chart.UNKNOWN_OUT).held, balance_of(chart.REFUNDS).owed) == (in_cash, 0)


@pytest.mark.parametrize("other", ["hand over", "account"])
@pytest.mark.parametrize("yes_first", [True, False])
def test_the_yes_and_the_cash_going_to_the_shop_or_an_account_that_is_named_are_never_both(yes_first, other):
    till, agent = a_counter()
    shop = a_seller()
    order, acts = with_a_helper(a_helper_of(shop), shop)
    refund = gives_back(order, 100_000)
    asked = coded(order, till, agent)
    acts = {"yes": said_by(asked, agent), other: acts[other]}

    came = in_turn(order, acts, yes_first=yes_first)

    refund.refresh_from_db()
    asked.refresh_from_db()
    told = AccountAsked.objects.filter(about=refund.code, answered_at__isnull=False, ended_at=None)
    second = {"hand over": HandOver, "account": NoAccountAsked}[other]
    first = {"hand over": HandOver, "account": list}[other]
    in_cash = 100_000 if yes_first else 0
    assert came == ({"yes": CashOrder, other: second} if yes_first else {other: first, "yes": KeepCash})
    assert (asked.status, refund.done_at is not None, refund.reference) == (
        (CashStatus.PAID, True, asked.code) if yes_first else (CashStatus.REFUSED, False, "")
    )
    assert (held(till), free(till)) == (FLOAT - in_cash, FLOAT - in_cash)
    assert told.exists() == (other == "account" and not yes_first)
    assert balance_of(chart.REFUNDS).owed == 100_000 - in_cash
    in_shops_hands = order.total_vnd if other == "hand over" else 0
    assert balance_of(chart.cash(chart.SELLER, shop.code)).debits_posted == in_shops_hands


def test_the_yes_the_cash_going_to_the_shop_and_an_account_at_the_same_moment_are_one_way_back():
    till, agent = a_counter()
    shop = a_seller()
    helper = a_helper_of(shop)
    for number in range(ROUNDS):
        order, acts = with_a_helper(helper, shop)
        refund = gives_back(order, 100_000)
        asked, in_till = coded(order, till, agent, key=f"k{number}"), held(till)

        said, handed, named = at_once(said_by(asked, agent), acts["hand over"], acts["account"])

        refund.refresh_from_db()
        told = AccountAsked.objects.filter(about=refund.code, answered_at__isnull=False, ended_at=None)
        by_cash = isinstance(said, CashOrder)
        assert (by_cash or said is KeepCash, isinstance(handed, HandOver)) == (True, True)
        assert isinstance(named, list) or named is NoAccountAsked
        assert (refund.done_at is not None, held(till)) == (by_cash, in_till - (100_000 if by_cash else 0))
        assert not told.exists()
        assert free(till) == held(till)


def test_twenty_who_fetch_at_one_till_get_what_is_in_it_and_no_more():
    (till, agent), carrier = a_counter(holds=1_000_000), a_carrier()
    orders = [collected_by_carrier(carrier, person=PersonFactory()) for _buyer in range(20)]
    for order in orders:
        gives_back(order, 99_500)

    outcomes = at_once(
        *(lambda order=order: asks(order, till, agent, key=order.code) for order in orders),
    )

    asked = [one for one in outcomes if isinstance(one, CashOrder)]
    assert (len(asked), outcomes.count(FloatTooLow)) == (10, 10)
    assert free(till) == 0
    waiting = [send_confirmation(order=one, actor=agent, at=NOON) for one in asked]
    assert len(at_once(*(said_by(one, agent) for one in waiting))) == 10
    assert (held(till), CashOrder.objects.filter(status=CashStatus.PAID).count()) == (0, 10)
    assert Refund.objects.filter(done_at__isnull=True).count() == 10
    assert balance_of(chart.CASH_ROUNDING).held == 10 * 500
