"""Harvests to come and people who wait, made through the same actions as in the market."""

from datetime import UTC, date, datetime
from decimal import Decimal

from chophien.catalog.models import Variant
from chophien.lib.actor import SYSTEM
from chophien.seasons.actions.harvests import HarvestTerms, open_harvest
from chophien.seasons.models import Harvest
from chophien.supply.tests.factories import a_variant

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)  # a Saturday, 12:00 in Vietnam
FIRST, LAST = date(2027, 5, 20), date(2027, 6, 10)


def resting_plums(**listing: object) -> Variant:
    """Plums of which nothing is left: their season is May and June."""
    facts = {"title": "Mận hậu Mộc Châu", "season_from": "05-15", "season_to": "06-30", "available": 0}
    return a_variant(**{**facts, **listing})


def some_terms(**changes: object) -> HarvestTerms:
    facts = {"begins_on": FIRST, "ends_on": LAST, "cap": Decimal(20), "price_vnd": 40_000}
    return HarvestTerms(**{**facts, **changes})


def a_harvest(variant: Variant | None = None, **terms: object) -> Harvest:
    """A harvest that takes orders. Keyword arguments are those of `HarvestTerms`."""
    return open_harvest(variant=variant or resting_plums(), terms=some_terms(**terms), actor=SYSTEM, at=NOON)
