"""Cash is taken at the door: who may hold it, how much, and what the books say."""

from datetime import date, timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.collecting.actions.carriers import Terms, add_carrier, end_carrier
from chophien.collecting.actions.watching import warn_of_old_cash
from chophien.collecting.errors import AlreadyByContract, DaysInDisorder, TooMuchInHand, WordsMissing
from chophien.collecting.models import Cash
from chophien.collecting.selectors.carriers import settling
from chophien.collecting.selectors.cash import away_of, carriers_over_limit, in_hand_of, old_cash
from chophien.collecting.states import FeeBearer
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.lib.tests.racing import race
from chophien.messages.models import Notice
from chophien.orders.actions.doorstep import take_cash
from chophien.orders.actions.sending import receive_order
from chophien.orders.tests.factories import NOON, fresh, staff
from chophien.payments import chart
from chophien.payments.models import Payment
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.tests.factories import a_mandate, helper_in
from chophien.settlement.selectors.payable import payable_of
from tests.collecting.factories import (
    a_carrier,
    a_helper_of,
    a_sent_order,
    cash_of,
    collected_by_carrier,
    hands_of,
    taken_by,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=20)


def limit_helpers_to(amount):
    LegalParameter.objects.filter(key="collecting.helper_limit_vnd").update(value=amount)
    forget()


def owed(code):
    return balance_of(code).owed


def held(code):
    return balance_of(code).held


def test_cash_of_a_carrier_with_a_contract_is_on_its_way_to_the_market():
    carrier = a_carrier("Bưu điện", also=("VNPost",))
    order = collected_by_carrier(carrier)

    cash = cash_of(order)

    assert (cash.holder_kind, cash.holder_code, cash.status) == ("carrier", "buu-dien", "in_hand")
    assert (cash.amount_vnd, cash.hand_vnd) == (order.total_vnd, order.total_vnd)
    assert held("cash:carrier:buu-dien") == order.total_vnd
    assert owed(chart.due(order.seller.code)) == order.total_vnd
    assert payable_of([order.seller.code], at=LATER)[0].now_vnd == 0
    [away] = away_of(order.seller.code)
    assert (away.name, away.amount_vnd, away.orders, away.since) == ("Bưu điện", order.total_vnd, 1, NOON)


@pytest.mark.parametrize(
    ("written", "is_known"), [("BƯU ĐIỆN", True), ("vnpost", True), ("Bưu tá A", False), ("", False)]
)
def test_a_carrier_is_known_by_the_names_of_its_contract(written, is_known):
    a_carrier("Bưu điện", also=("VNPost",))

    assert (settling(written, at=NOON) is not None) == is_known


def test_a_contract_counts_from_its_first_to_its_last_day():
    carrier = a_carrier(starts_on=date(2026, 11, 20))
    end_carrier(carrier=carrier, last_on=date(2026, 11, 30), actor=operator(), at=NOON)

    days = [date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 30), date(2026, 12, 1)]
    known = [settling("Bưu điện", at=NOON.replace(day=day.day, month=day.month)) is not None for day in days]

    assert known == [False, True, True, False]


def test_one_carrier_has_one_contract_at_a_time():
    first = a_carrier(also=("VNPost",))

    with pytest.raises(AlreadyByContract):
        a_carrier("VNPost")
    with pytest.raises(DaysInDisorder):
        end_carrier(carrier=first, last_on=date(2026, 11, 20), actor=operator(), at=NOON)
    with pytest.raises(WordsMissing):
        a_carrier("…")
    terms = Terms("J&T", "HĐ 9", 3, FeeBearer.MARKET, date(2026, 11, 1))
    with pytest.raises(NotPermitted):
        add_carrier(terms=terms, actor=PersonFactory(), at=NOON)


def test_other_cash_is_the_sellers_own_as_before():
    order = receive_order(order=a_sent_order(carrier="Anh Tư xe ôm"), actor=SYSTEM, at=NOON)

    cash = cash_of(order)

    assert (cash.status, cash.holder_code) == ("own", order.seller.code)
    assert away_of(order.seller.code) == []
    assert held(chart.cash("seller", order.seller.code)) == 0
    assert owed(chart.due(order.seller.code)) == 0


def test_a_helper_takes_the_cash_for_the_household():
    order = a_sent_order()
    helper = a_helper_of(order.seller)

    take_cash(order=order, actor=helper, at=NOON)

    order = fresh(order)
    assert (order.status, order.payment_status, order.delivery_status) == ("confirmed", "paid", "in_transit")
    assert held(f"cash:helper:{helper.code}") == order.total_vnd
    assert owed(chart.pending(order.seller.code)) == order.total_vnd
    receive_order(order=order, actor=SYSTEM, at=NOON)
    assert owed(chart.due(order.seller.code)) == order.total_vnd
    assert payable_of([order.seller.code], at=LATER)[0].now_vnd == 0


def test_a_helper_says_so_after_the_buyer_was_quicker():
    order = a_sent_order()
    helper = a_helper_of(order.seller)
    receive_order(order=order, actor=SYSTEM, at=NOON)

    take_cash(order=fresh(order), actor=helper, at=LATER)

    assert held(f"cash:helper:{helper.code}") == order.total_vnd
    assert held(chart.cash("seller", order.seller.code)) == 0
    assert owed(chart.due(order.seller.code)) == order.total_vnd
    assert Payment.objects.get().came_into == f"cash:helper:{helper.code}"
    with pytest.raises(StepNotAllowed):
        take_cash(order=fresh(order), actor=helper, at=LATER)


def test_only_a_helper_with_the_households_word_takes_its_cash():
    order = a_sent_order()
    unasked, looking = helper_in(order.seller.commune.code), helper_in(order.seller.commune.code)
    a_mandate(seller=order.seller, helper=looking, deeds=("list",), at=NOON)

    for person in (unasked, looking, staff(order), PersonFactory()):
        with pytest.raises(NotPermitted):
            take_cash(order=order, actor=person, at=NOON)

    assert Cash.objects.count() == 0


def test_what_is_not_on_its_way_or_paid_by_transfer_has_no_cash():
    order = a_sent_order()
    helper = a_helper_of(order.seller)
    take_cash(order=order, actor=helper, at=NOON)

    with pytest.raises(StepNotAllowed):
        take_cash(order=fresh(order), actor=helper, at=NOON)

    assert Cash.objects.count() == 1


def test_a_helper_over_the_limit_reads_how_much_is_in_hand_and_where_to_take_it():
    first = a_sent_order()
    helper = a_helper_of(first.seller)
    take_cash(order=first, actor=helper, at=NOON)
    limit_helpers_to(first.total_vnd + 1000)

    with pytest.raises(TooMuchInHand) as refused:
        taken_by(helper)

    sentence = str(refused.value)
    assert f"{first.total_vnd:,}".replace(",", ".") in sentence
    assert in_hand_of(hands_of(helper)) == first.total_vnd == held(f"cash:helper:{helper.code}")
    second = fresh(a_sent_order(variant=None))
    assert receive_order(order=second, actor=SYSTEM, at=NOON).payment_status == "paid"


def test_a_carrier_over_its_limit_loses_no_payment_and_waits_in_the_queue(do_jobs):
    carrier = a_carrier(limit_vnd=1000)
    boss = operator()

    order = collected_by_carrier(carrier)
    do_jobs()

    assert fresh(order).payment_status == "paid"
    assert list(carriers_over_limit(at=NOON)) == [carrier]
    assert Notice.objects.filter(person_code=boss.code, text__contains="Bưu điện").count() == 1


def test_cash_that_stays_too_long_is_old():
    order = a_sent_order()
    helper = a_helper_of(order.seller)
    take_cash(order=order, actor=helper, at=NOON)
    collected_by_carrier(a_carrier())

    found = [set(old_cash(at=NOON + timedelta(days=days)).values_list("holder_kind", flat=True)) for days in (2, 4, 11)]

    assert found == [set(), {"helper"}, {"helper", "carrier"}]


def test_every_morning_the_helper_and_the_office_hear_of_old_cash():
    order, boss = a_sent_order(), operator()
    helper = a_helper_of(order.seller)
    take_cash(order=order, actor=helper, at=NOON)

    told = [warn_of_old_cash(at=NOON + timedelta(days=days)) for days in (2, 4)]

    assert told == [0, 1]
    assert set(Notice.objects.values_list("person_code", flat=True)) >= {helper.code, boss.code}
    assert "402.000" in Notice.objects.get(person_code=helper.code, about=f"cash:helper:{helper.code}").text


@pytest.mark.django_db(transaction=True)
def test_two_doors_at_once_do_not_pass_the_limit_together():
    orders = [a_sent_order() for _ in range(4)]
    helper = helper_in(orders[0].seller.commune.code)
    for order in orders:
        a_mandate(seller=order.seller, helper=helper, at=NOON)
    limit_helpers_to(2 * orders[0].total_vnd)

    acts = [lambda order=order: take_cash(order=order, actor=helper, at=NOON) for order in orders]
    outcomes = race(acts, at_once=4)

    assert outcomes == {"done": 2, "too_much_in_hand": 2}
    assert in_hand_of(hands_of(helper)) == held(f"cash:helper:{helper.code}") == 2 * orders[0].total_vnd
