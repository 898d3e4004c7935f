"""Seasons of an area: which crop stands from when to when, and how much is hoped for."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.growing import policies
from chophien.growing.actions._whose import whose
from chophien.growing.errors import SeasonsOverlap
from chophien.growing.models import AreaSeason, GrowingArea
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.text import clean_line
from chophien.sellers.selectors.helping import principal_of

PREFIX, SYMBOLS = "VU", 7
CROP_MOST, GRAMS_MOST, DAYS_MOST = 60, 10**12, 1_100


@dataclass(frozen=True)
class SeasonFacts:
    """A season from its first work to its last harvest. `crop` is a category's slug; grams are what is hoped for."""

    crop: str
    starts_on: date
    ends_on: date
    expected_g: int | None = None


@transaction.atomic
def add_season(*, area: GrowingArea, facts: SeasonFacts, actor: Actor, at: datetime) -> AreaSeason:
    """Write down a season of an area. Its year is that of its last day. The same one again is the same row.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises Invalid: naming each answer that cannot be used
    :raises SeasonsOverlap: if a season of this crop lies in these days
    """
    policies.can_map(actor, area.seller, at=at).require()
    area = GrowingArea.objects.select_for_update(of=("self",)).select_related("seller__commune").get(pk=area.pk)
    crop = _checked(facts)
    others = AreaSeason.objects.filter(area=area, crop=crop)
    if (same := others.filter(starts_on=facts.starts_on, ends_on=facts.ends_on).first()) is not None:
        return same
    if others.filter(starts_on__lte=facts.ends_on, ends_on__gte=facts.starts_on).exists():
        raise SeasonsOverlap
    season = AreaSeason.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        area=area,
        crop=crop,
        year=facts.ends_on.year,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        expected_g=facts.expected_g,
        added_by=actor.code,
        on_behalf_of=principal_of(actor, area.seller, at=at),
        added_at=at,
    )
    record("growing.season", facts={"season": season.code, "step": "add"}, **whose(area, actor, at))
    return season


@transaction.atomic
def change_season(*, season: AreaSeason, facts: SeasonFacts, actor: Actor, at: datetime) -> AreaSeason:
    """Say otherwise when a season begins and ends, and what is hoped for. Its crop stays.

    :raises NotPermitted, Invalid, SeasonsOverlap: as `add_season`
    """
    policies.can_map(actor, season.area.seller, at=at).require()
    area = GrowingArea.objects.select_for_update(of=("self",)).select_related("seller__commune").get(pk=season.area_id)
    _checked(facts)
    others = AreaSeason.objects.filter(area=area, crop=season.crop).exclude(pk=season.pk)
    if others.filter(starts_on__lte=facts.ends_on, ends_on__gte=facts.starts_on).exists():
        raise SeasonsOverlap
    season.starts_on, season.ends_on, season.expected_g = facts.starts_on, facts.ends_on, facts.expected_g
    season.year = facts.ends_on.year
    season.save(update_fields=["starts_on", "ends_on", "expected_g", "year"])
    record("growing.season", facts={"season": season.code, "step": "change"}, **whose(area, actor, at))
    return season


def _checked(facts: SeasonFacts) -> str:
    crop = clean_line(facts.crop)[:CROP_MOST]
    faults: dict[str, list[Sentence]] = {}
    if not crop:
        faults["crop"] = [_("Say what is grown there.")]
    if not facts.starts_on <= facts.ends_on:
        faults["ends_on"] = [_("A season ends after it began.")]
    elif (facts.ends_on - facts.starts_on).days > DAYS_MOST:
        faults["ends_on"] = [_("A season lasts three years at most. Write each harvest as a season.")]
    if facts.expected_g is not None and not 0 < facts.expected_g <= GRAMS_MOST:
        faults["expected"] = [_("Write a weight in kg.")]
    if faults:
        raise Invalid(faults)
    return crop
