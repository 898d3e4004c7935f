from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chophien.lib.actor import SYSTEM
from chophien.supply.actions import take_in
from chophien.supply.models import Stock, StockMovement
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def test_goods_that_came_back_can_be_sold_again_and_come_back_once_only():
    variant = a_variant(available=3)

    for _again in range(2):
        take_in(quantities={variant.pk: Decimal(2)}, subject_code="KN-1", actor=SYSTEM, at=NOON, on_behalf_of="shop-1")

    assert Stock.objects.get(variant=variant).available == 5
    movements = StockMovement.objects.filter(variant=variant)
    kept = movements.values_list("reason", "delta", "subject_code", "on_behalf_of")
    assert list(kept) == [("returned", Decimal(2), "KN-1", "shop-1")]


def test_nothing_sent_back_changes_nothing():
    variant = a_variant(available=3)

    take_in(quantities={variant.pk: Decimal(0)}, subject_code="KN-1", actor=SYSTEM, at=NOON)

    assert Stock.objects.get(variant=variant).available == 3
