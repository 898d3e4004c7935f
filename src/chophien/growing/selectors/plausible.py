"""How much land brings at most: what is beyond it is asked about, never refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from chophien.growing.models import DiaryEntry, GrowingArea
from chophien.growing.states import EntryKind
from chophien.rules import selectors as rules
from chophien.rules.errors import RuleMissing

YEAR = timedelta(days=365)
ANY = "*"
GRAMS = 1_000


@dataclass(frozen=True)
class Much:
    """What the year's harvest would be in grams, and what such land brings at most; `hectares` None for a point."""

    sum_g: int
    most_g: int
    hectares: Decimal | None


def more_than_it_brings(
    area: GrowingArea, harvest_g: int | None, *, on: date, instead_of: DiaryEntry | None = None
) -> Much | None:
    """Whether this harvest and what counts of the year before it are more than such land brings; None if not.

    By `growing.harvest_kg_per_hectare` of that day for the crop, or for any other. Land of which a point is known only
    counts as `growing.unknown_hectares`. On a day of which neither is known nothing is asked: the line is kept.
    """
    if harvest_g is None:
        return None
    try:
        known = rules.value("growing.harvest_kg_per_hectare", at=on)
        unknown = rules.whole("growing.unknown_hectares", at=on)
    except RuleMissing:
        return None
    if not isinstance(known, Mapping):
        raise TypeError(f"growing.harvest_kg_per_hectare is {known!r}, not figures by crop")
    of_crop = known.get(area.crop, known[ANY])
    size = area.hectares if area.hectares is not None else Decimal(unknown)
    rows = DiaryEntry.objects.filter(
        area=area, kind=EntryKind.HARVEST, corrected_by__isnull=True, is_struck=False, on__gt=on - YEAR, on__lte=on
    )
    if instead_of is not None:
        rows = rows.exclude(pk=instead_of.pk)
    sum_g = harvest_g + (rows.aggregate(sum=Sum("harvest_g"))["sum"] or 0)
    most_g = int(of_crop * GRAMS * size)
    return Much(sum_g, most_g, area.hectares) if sum_g > most_g else None
