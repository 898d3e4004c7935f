"""What a listing must say before an operator is asked to look at it."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from chophien.catalog.models import Attribute, ListingVersion
from chophien.catalog.quality.score import unmet_needs
from chophien.lib.money import MAX_VND

TITLE_MIN, TITLE_MAX = 5, 140
DESCRIPTION_MIN = 20


def missing_before_review(
    version: ListingVersion, attributes: list[Attribute], *, at: datetime | date
) -> dict[str, str]:
    """Field name → sentence, for everything that keeps this version from being sent in. Empty when complete."""
    missing: dict[str, str] = {}
    if len(version.title) < TITLE_MIN:
        missing["title"] = _("Give the goods a name of at least %(least)s letters.") % {"least": TITLE_MIN}
    if len(version.description) < DESCRIPTION_MIN:
        missing["description"] = _("Tell the buyer in a sentence or two what this is.")
    if version.category is None:
        missing["category"] = _("Choose what kind of goods this is.")
    missing.update(_missing_in_offers(version))
    if bool(version.season_from) != bool(version.season_to):
        missing["season_from"] = _("A season needs a first and a last day.")
    for attribute in attributes:
        if attribute.is_required and version.attributes.get(attribute.key) in (None, ""):
            missing[f"attribute_{attribute.key}"] = _("This kind of goods needs an answer here.")
    return {**unmet_needs(version, at=at), **missing}


def _missing_in_offers(version: ListingVersion) -> dict[str, str]:
    missing: dict[str, str] = {}
    if not version.offers:
        missing["offers"] = _("Say what it costs and in which unit it is sold.")
    if any(not offer["unit"] for offer in version.offers):
        missing["unit"] = _("Choose the unit in which it is sold.")
    if any(not 0 < int(offer["price_vnd"]) <= MAX_VND for offer in version.offers):
        missing["price_vnd"] = _("Write a price in whole đồng, more than 0.")
    if any(int(offer["weight_g"]) <= 0 for offer in version.offers):
        missing["weight_g"] = _("Write what one unit weighs when packed, so that shipping can be reckoned.")
    return missing


def is_month_day(text: str) -> bool:
    """Whether `text` is a day of some year as MM-DD; 02-29 counts."""
    try:
        date.fromisoformat(f"2024-{text}")
    except ValueError:
        return False
    return len(text) == 5
