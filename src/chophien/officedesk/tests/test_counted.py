"""Whose sales are added up for a programme: nobody's who has not agreed."""

from datetime import timedelta

import pytest

from chophien.accounts.states import Scope
from chophien.orders.tests.factories import NOON
from chophien.privacy.actions.consents import choose
from chophien.privacy.actions.purposes import load_purposes
from chophien.programmes.tests.factories import a_household, a_sale
from chophien.reports.kinds import figures
from chophien.reports.kinds.base import Area
from chophien.sellers.tests.factories import manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _purposes(db):
    load_purposes()


def a_month_of_sales():
    """Three households that agreed and sold for 100.000 đ each, one that said nothing, and a cooperative."""
    shops = [a_household() for _number in range(4)] + [a_household(kind="cooperative")]
    owners = [manager_of(shop) for shop in shops]
    for owner in owners[:3]:
        choose(person=owner, agreed=["programme_figures"], actor=owner, at=NOON)
    for shop in shops:
        a_sale(shop, at=NOON, price_vnd=100_000)
    return shops, owners


def counted():
    day = NOON.date()
    area = Area(day, day, Scope.COMMUNE, "00721", NOON + timedelta(hours=1))
    [row] = figures.sales_by_commune(area).rows
    told = {line[0]: line[1] for line in figures.trade_counted(area).rows}
    return row[2:], told["Đơn hoàn thành"], told["Hộ không được tính"]


def test_s36_a_household_is_counted_in_programme_figures_only_with_consent_and_not_once_taken_back():
    _shops, owners = a_month_of_sales()
    first = counted()

    choose(person=owners[3], agreed=["programme_figures"], actor=owners[3], at=NOON)
    more = counted()
    for owner in owners[:2]:
        choose(person=owner, agreed=[], actor=owner, at=NOON)

    assert first == ([4, 4, 400_000], 4, 1)
    assert more == ([5, 5, 500_000], 5, 0)
    assert counted() == ([3, 3, 300_000], 3, 2)


def test_what_the_decree_asks_for_rests_on_no_consent():
    a_month_of_sales()
    area = Area(NOON.date(), NOON.date(), Scope.NATION, "", NOON + timedelta(hours=1))

    told = {line[0]: line[1] for line in figures.trade_here(area).rows}

    assert told["Đơn hoàn thành"] == 5
