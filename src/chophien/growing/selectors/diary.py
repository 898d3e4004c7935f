"""What the farm diary says: which lines count, what was harvested, and whether it was too early."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from chophien.growing.models import AreaSeason, DiaryEntry, GrowingArea
from chophien.growing.states import Detail, EntryKind


@dataclass(frozen=True)
class Waiting:
    """What was used last, and the first day on which may be harvested again."""

    entry: DiaryEntry
    until: date


@dataclass(frozen=True)
class Told:
    """One line as the diary shows it: whether it counts, and for a harvest that was too early, until when to wait."""

    entry: DiaryEntry
    counts: bool
    too_early: Waiting | None


def diary_of(area: GrowingArea, *, since: date | None = None, until: date | None = None) -> QuerySet[DiaryEntry]:
    """The lines that count, from a day to a day with both of them, in the order in which it was done.

    What was corrected or taken back is not among them.
    """
    rows = _counting([area])
    if since is not None:
        rows = rows.filter(on__gte=since)
    return rows if until is None else rows.filter(on__lte=until)


def whole_diary(area: GrowingArea, *, most: int) -> list[Told]:
    """Every line that was ever written, the newest day first, those that count no more among them. One statement."""
    rows = DiaryEntry.objects.filter(area=area).select_related("corrected_by", "listed").order_by("-on", "-pk")[:most]
    lines = list(rows)
    live = [one for one in lines if _counts(one)]
    return [
        Told(one, _counts(one), _waiting(live, one.on) if _counts(one) and one.kind == EntryKind.HARVEST else None)
        for one in lines
    ]


def entry_of(area: GrowingArea, code: str) -> DiaryEntry | None:
    """One line of an area."""
    rows = DiaryEntry.objects.filter(area=area).select_related("area__seller__commune", "corrected_by", "listed")
    return rows.filter(code=code).first()


def last_harvest(area: GrowingArea) -> date | None:
    """The newest day of harvest that counts; None before the first one."""
    return _counting([area]).filter(kind=EntryKind.HARVEST).order_by("-on").values_list("on", flat=True).first()


def must_wait(area: GrowingArea, *, on: date) -> Waiting | None:
    """What was used before that day and has not waited long enough by then; None where may be harvested."""
    return _waiting(list(_counting([area]).filter(kind=EntryKind.INPUT)), on)


def waiting_among(areas: Collection[GrowingArea], *, on: date) -> Mapping[int, Waiting]:
    """The same for many areas, by their keys. One statement."""
    inputs: dict[int, list[DiaryEntry]] = {}
    for one in _counting(areas).filter(kind=EntryKind.INPUT):
        inputs.setdefault(one.area_id, []).append(one)
    found = {pk: _waiting(rows, on) for pk, rows in inputs.items()}
    return {pk: one for pk, one in found.items() if one is not None}


def too_early(area: GrowingArea) -> Mapping[str, Waiting]:
    """Harvests before the days of what was used had passed (S15), by the codes of their lines. One statement."""
    rows = list(_counting([area]))
    found = {one.code: _waiting(rows, one.on) for one in rows if one.kind == EntryKind.HARVEST}
    return {code: one for code, one in found.items() if one is not None}


def harvested(seasons: Sequence[AreaSeason]) -> Mapping[int, int]:
    """Grams harvested by the diary in each season, by the seasons' keys. One statement."""
    by_area: dict[int, list[DiaryEntry]] = {}
    rows = _counting({one.area_id for one in seasons}).filter(kind=EntryKind.HARVEST, harvest_g__isnull=False)
    for one in rows:
        by_area.setdefault(one.area_id, []).append(one)
    return {
        season.pk: sum(
            one.harvest_g or 0
            for one in by_area.get(season.area_id, [])
            if season.starts_on <= one.on <= season.ends_on
        )
        for season in seasons
    }


def used_before(area: GrowingArea, *, detail: Detail, most: int = 6) -> list[str]:
    """Names of what was used on the shop's areas lately, the newest first: what one taps instead of typing."""
    rows = DiaryEntry.objects.filter(area__seller=area.seller_id, detail=detail, is_struck=False).order_by("-on", "-pk")
    names = rows.exclude(input_name="").values_list("input_name", flat=True)[:200]
    return list(dict.fromkeys(names))[:most]


def _counting(areas: Collection[GrowingArea] | Collection[int]) -> QuerySet[DiaryEntry]:
    rows = DiaryEntry.objects.filter(area__in=areas, corrected_by__isnull=True, is_struck=False)
    return rows.select_related("listed").order_by("on", "pk")


def _counts(entry: DiaryEntry) -> bool:
    return not entry.is_struck and not hasattr(entry, "corrected_by")


def _waiting(rows: Sequence[DiaryEntry], on: date) -> Waiting | None:
    """The longest wait that reaches over `on`: used on or before that day, and not over yet."""
    found = [
        Waiting(one, one.on + timedelta(days=one.wait_days))
        for one in rows
        if one.kind == EntryKind.INPUT and one.wait_days and one.on <= on < one.on + timedelta(days=one.wait_days)
    ]
    return max(found, key=lambda one: one.until, default=None)
