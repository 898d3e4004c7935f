from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chophien.catalog.models import SearchEntry
from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM
from chophien.supply.actions import give_back, set_stock, take
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def shown(variant):
    return SearchEntry.objects.get(listing_id=variant.listing_id).available


def in_the_market(quantity, **offer):
    variant = a_variant(available=0, offers=[an_offer(**offer)])
    set_stock(variant_id=variant.pk, quantity=Decimal(quantity), actor=SYSTEM, at=NOON)
    return variant


def test_search_learns_that_goods_have_run_out(do_jobs):
    tea = in_the_market(3)
    do_jobs()

    take(demand={tea.pk: Decimal(3)}, subject_code="CP-1", actor=SYSTEM, at=NOON)

    assert shown(tea) is True
    assert "supply.show_availability" in do_jobs()
    assert shown(tea) is False


def test_search_learns_that_goods_are_back(do_jobs):
    tea = in_the_market(3)
    take(demand={tea.pk: Decimal(3)}, subject_code="CP-1", actor=SYSTEM, at=NOON)
    do_jobs()

    give_back(subject_codes=["CP-1"], actor=SYSTEM, at=NOON)
    do_jobs()

    assert shown(tea) is True


def test_less_than_the_least_quantity_is_nothing(do_jobs):
    meat = in_the_market("2", unit="kg", pack="", step="0.5", min_quantity=1)

    take(demand={meat.pk: Decimal("1.5")}, subject_code="CP-1", actor=SYSTEM, at=NOON)
    do_jobs()

    assert shown(meat) is False


def test_search_is_not_bothered_while_something_is_left(do_jobs):
    tea = in_the_market(3)
    do_jobs()

    take(demand={tea.pk: Decimal(2)}, subject_code="CP-1", actor=SYSTEM, at=NOON)

    assert do_jobs() == []
