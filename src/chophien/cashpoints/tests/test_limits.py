"""The limits of the law: to the đồng, over both ways, at the edges of day and month, and across a change of the rule."""

from datetime import date, timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.cashpoints.actions.asking import ask_cash_out, cancel_cash_out
from chophien.cashpoints.errors import CustomerLimit, PointDayLimit, PointMonthLimit
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors.limits import limits_left
from chophien.cashpoints.states import CashKind, CashStatus
from chophien.cashpoints.tests.factories import (
    NOON,
    a_household,
    a_point,
    a_till,
    an_agent,
    asked,
    counted_in,
    real_money,
)
from chophien.orders.tests.factories import an_order
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.rules.testing import ONE_DAY
from chophien.sellers.selectors.shops import managers_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield


@pytest.fixture
def till():
    return a_till(holds=400_000_000)


@pytest.fixture
def agent(till):
    return an_agent(till.point)


def used(till, amount, *, on, status=CashStatus.PAID, customer="ND-X", simulated=False):
    """So much was given in cash there on a day, to somebody."""
    at = NOON.replace(month=on.month, day=on.day)
    number = CashOrder.objects.count()
    return CashOrder.objects.create(
        code=f"TM-{number}",
        kind=CashKind.OUT,
        status=status,
        till=till,
        seller_code="shop",
        customer_code=customer,
        amount_vnd=amount,
        counts_on=on,
        simulated=simulated,
        key=f"used-{number}",
        asked_by="x",
        asked_at=at,
        expires_at=at,
        confirmed_at=at,
        confirmed_way="code",
        paid_at=at,
        paid_by="agent",
    )


def rule(key, value):
    LegalParameter.objects.filter(key=key).update(value=value)
    remember(seconds=ONE_DAY)


def test_s08_a_customer_takes_twenty_million_a_day_and_not_a_thousand_more(till, agent):
    seller = a_household(50_000_000)
    first = asked(seller, till, 12_000_000, agent)

    with pytest.raises(CustomerLimit) as refused:
        asked(seller, till, 8_001_000, agent)
    with pytest.raises(CustomerLimit) as told:
        ask_cash_out(seller=seller, till=till, amount_vnd=8_001_000, key="own", actor=first.person, at=NOON)
    asked(seller, till, 8_000_000, agent)
    with pytest.raises(CustomerLimit):
        asked(seller, till, 10_000, agent)

    figures = ("20.000.000 đ", "12.000.000 đ", "8.000.000 đ")
    sentence = str(refused.value).replace("\u00a0", " ")
    assert [part in sentence for part in figures] == [True, False, False]
    assert all(part in str(told.value).replace("\u00a0", " ") for part in figures)
    cancel_cash_out(order=first, actor=agent, at=NOON)
    asked(seller, till, 12_000_000, agent)


def test_what_a_customer_pays_in_counts_too_and_so_does_their_other_shop(till, agent):
    seller = a_household(50_000_000)
    person = managers_of(seller, at=NOON)[0]
    order = an_order(person=person, payment="vietqr")
    counted_in(order.group.code, till, order.group.total_vnd, agent)

    rest = (20_000_000 - order.group.total_vnd) // 1_000 * 1_000
    with pytest.raises(CustomerLimit):
        asked(seller, till, rest + 1_000, agent)
    asked(seller, till, rest, agent)


def test_a_guest_is_known_by_their_phone_and_a_phone_of_an_account_is_its_person(till, agent):
    person = PersonFactory(phone="+84912345678")
    used(till, 20_000_000, on=date(2026, 11, 24), customer=person.code)
    order = an_order(payment="vietqr")

    with pytest.raises(CustomerLimit):
        counted_in(order.group.code, till, order.group.total_vnd, agent)


def test_s08_a_point_moves_two_hundred_million_a_day_over_all_of_its_tills(till, agent):
    second = a_till(point=till.point)
    used(till, 150_000_000, on=date(2026, 11, 24))
    used(second, 40_000_000, on=date(2026, 11, 24))
    used(till, 50_000_000, on=date(2026, 11, 24), status=CashStatus.REFUSED)
    used(till, 50_000_000, on=date(2026, 11, 24), simulated=True)
    used(till, 90_000_000, on=date(2026, 11, 23))
    used(a_till(point=a_point()), 90_000_000, on=date(2026, 11, 24))

    with pytest.raises(PointDayLimit):
        asked(a_household(50_000_000), second, 10_001_000, agent)
    asked(a_household(50_000_000), second, 10_000_000, agent)


def test_s08_a_point_moves_five_thousand_million_a_month_of_the_calendar(till, agent):
    other = a_till(point=till.point)
    for day in range(1, 24):
        used(other, 200_000_000, on=date(2026, 11, day))
    used(other, 395_000_000, on=date(2026, 11, 23))
    used(other, 199_000_000, on=date(2026, 10, 31))
    seller = a_household(50_000_000)

    with pytest.raises(PointMonthLimit) as refused:
        asked(seller, till, 5_001_000, agent)
    asked(seller, till, 5_000_000, agent)

    assert "5.000.000.000" in str(refused.value)
    first_of_next = NOON + timedelta(days=7)
    assert limits_left("", till.point, simulated=False, at=first_of_next).point_month.used_vnd == 0


def test_a_limit_that_the_law_changes_counts_from_its_day(till, agent):
    rule("cashpoints.customer_day_vnd", 1_000_000)

    with pytest.raises(CustomerLimit, match=r"1\.000\.000"):
        asked(a_household(50_000_000), till, 1_001_000, agent)
