"""Who buys more pays less: for everybody, or by a shop's price list for one buyer."""

from decimal import Decimal

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.catalog.actions.tiers import set_tiers
from chophien.catalog.selectors import offers_for_sale, price_at
from chophien.catalog.tests.factories import a_listing, an_offer, the_variant
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotPermitted
from chophien.sellers.tests.factories import NOON, manager_of, packer_of

pytestmark = pytest.mark.django_db


def a_good(price_vnd):
    return the_variant(a_listing(offers=[an_offer(price_vnd=price_vnd)]))


def tiers(*rows):
    return [(Decimal(least), vnd) for least, vnd in rows]


def price_of(variant, quantity, *, buyer=None):
    [offer] = offers_for_sale([variant.code], at=NOON, buyer=buyer).values()
    return offer.for_quantity(Decimal(quantity)).price_vnd


@pytest.mark.parametrize(
    ("quantity", "price"), [("1", 100_000), ("9.999", 100_000), ("10", 90_000), ("49", 90_000), ("50", 80_000)]
)
def test_a_quantity_has_the_price_of_the_tier_that_it_reaches(quantity, price):
    variant = a_good(100_000)

    set_tiers(variant=variant, tiers=tiers(("50", 80_000), ("10", 90_000)), actor=SYSTEM, at=NOON)

    assert price_of(variant, quantity) == price


def test_a_price_list_for_one_buyer_is_nobody_elses():
    variant, buyer, other = a_good(100_000), PersonFactory(), PersonFactory()
    set_tiers(variant=variant, tiers=tiers(("10", 90_000)), actor=SYSTEM, at=NOON)

    set_tiers(variant=variant, tiers=tiers(("5", 70_000)), buyer=buyer, actor=SYSTEM, at=NOON)

    assert [price_of(variant, 5, buyer=one) for one in (buyer, other, None)] == [70_000, 100_000, 100_000]
    assert [price_of(variant, 10, buyer=one) for one in (buyer, other, None)] == [70_000, 90_000, 90_000]


def test_offers_with_tiers_are_still_one_statement(django_assert_num_queries):
    goods = [a_good(100_000) for _one in range(3)]
    for variant in goods:
        set_tiers(variant=variant, tiers=tiers(("10", 90_000), ("20", 80_000)), actor=SYSTEM, at=NOON)

    with django_assert_num_queries(1):
        found = offers_for_sale([one.code for one in goods], at=NOON, buyer=PersonFactory.build(pk=1))

    assert [len(one.tiers) for one in found.values()] == [2, 2, 2]


def test_a_tier_never_makes_anything_dearer():
    assert price_at(50_000, tiers(("10", 90_000)), Decimal(20)) == 50_000


@pytest.mark.parametrize(
    "rows",
    [
        [("10", 100_000)],
        [("0", 90_000)],
        [("-1", 90_000)],
        [("NaN", 90_000)],
        [("10", 0)],
        [("10", -5)],
        [("10", 80_000), ("20", 90_000)],
        [("10", 80_000), ("10", 70_000)],
        [(str(number), 90_000 - number) for number in range(1, 9)],
    ],
)
def test_what_is_no_price_list_is_refused_and_the_old_one_stays(rows):
    variant = a_good(100_000)
    set_tiers(variant=variant, tiers=tiers(("10", 95_000)), actor=SYSTEM, at=NOON)

    with pytest.raises(Invalid):
        set_tiers(variant=variant, tiers=tiers(*rows), actor=SYSTEM, at=NOON)

    assert price_of(variant, 10) == 95_000


def test_only_the_shops_manager_sets_prices_and_it_is_written_down():
    variant = a_good(100_000)
    seller = variant.listing.seller
    manager = manager_of(seller)

    set_tiers(variant=variant, tiers=tiers(("10", 90_000)), actor=manager, at=NOON)
    with pytest.raises(NotPermitted):
        set_tiers(variant=variant, tiers=[], actor=packer_of(seller), at=NOON)

    entry = Entry.objects.get(what="catalog.tiers_set")
    assert (entry.actor_code, entry.facts) == (manager.code, {"tiers": [["10", 90_000]], "buyer": ""})
