from datetime import timedelta

import pytest

from chophien.catalog.models import SearchEntry
from chophien.orders.actions.popularity import tell_popularity
from chophien.orders.tests.factories import a_confirmed_order, an_order

pytestmark = pytest.mark.django_db


def test_a_listing_counts_once_for_each_accepted_order_of_the_last_ninety_days():
    order = a_confirmed_order(quantity=3)

    tell_popularity(at=order.placed_at + timedelta(days=89))
    lately = _popularity(order)
    tell_popularity(at=order.placed_at + timedelta(days=91))

    assert (lately, _popularity(order)) == (1, 0)


def test_an_order_that_nobody_accepted_does_not_count():
    order = an_order()

    tell_popularity(at=order.placed_at + timedelta(days=1))

    assert _popularity(order) == 0


def _popularity(order):
    return SearchEntry.objects.get(listing__variants=order.lines.get().variant).popularity
