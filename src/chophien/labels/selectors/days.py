"""How long goods keep, by what their shop says on the label or on their page."""

from collections.abc import Mapping
from datetime import date, timedelta

from chophien.catalog.models import ListingVersion, Variant
from chophien.labels.fields import SHELF_LIFE
from chophien.labels.models import ProductLabel

DAYS_MOST = 36_500


def texts_of(variant: Variant) -> Mapping[str, str]:
    """What the shop wrote for the label alone."""
    label: ProductLabel | None = getattr(variant, "label", None)
    return dict(label.texts) if label is not None else {}


def days_on_page(version: ListingVersion | None) -> str:
    """How many days the goods keep as their page writes it; empty where it says nothing."""
    return str((version.attributes if version else {}).get(SHELF_LIFE) or "")


def shelf_days(variant: Variant, version: ListingVersion | None) -> int | None:
    """How many days the goods keep: by the label, else by their page; None where nobody said."""
    said = texts_of(variant).get(SHELF_LIFE) or days_on_page(version)
    return int(said) if said.isdecimal() and 0 < int(said) <= DAYS_MOST else None


def shelf_days_now(variant_id: int) -> int | None:
    """The same for goods that are on sale, by what is written now. One statement."""
    variant = Variant.objects.select_related("listing__live", "label").get(pk=variant_id)
    return shelf_days(variant, variant.listing.live)


def last_day(variant: Variant, version: ListingVersion | None, made_on: date) -> date | None:
    """Until when goods are good that were made on a day."""
    days = shelf_days(variant, version)
    return made_on + timedelta(days=days) if days else None
