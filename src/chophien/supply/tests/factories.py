"""Goods with something left of them."""

from decimal import Decimal

from chophien.catalog.models import Variant
from chophien.catalog.search.refresh import refresh_search
from chophien.catalog.tests.factories import a_listing, the_variant
from chophien.supply.models import Stock


def a_variant(*, available: Decimal | int = 10, **listing: object) -> Variant:
    """A variant on sale of which `available` units are left. Other arguments are those of `a_listing`."""
    variant = the_variant(a_listing(**listing))
    Stock.objects.update_or_create(variant=variant, defaults={"available": Decimal(available)})
    refresh_search([variant.listing_id])
    return variant
