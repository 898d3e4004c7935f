"""The crop calendar: what sources say of harvests, which goods are of which crop, what sells while a crop rests.

Read from the files in `data` once in each process: they change with a release.
"""

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from chophien.lib.errors import Sentence
from chophien.lib.lunar import lunar_date
from chophien.seasons.states import IdeaKind, Months, SeasonKind

DATA = Path(__file__).resolve().parents[1] / "data"
OTHER = "other"


@dataclass(frozen=True)
class Crop:
    """What goods are made of, as far as a season calendar tells one from another."""

    key: str
    name: str


@dataclass(frozen=True)
class CropSeason:
    """One statement of a source: between which months a crop is harvested at a place."""

    crop: str
    product: str
    place: str
    province_codes: frozenset[str]
    first_month: int
    last_month: int
    kind: SeasonKind
    months_are: Months
    source: str
    note: str

    @property
    def words(self) -> str:
        """``6–9`` as the source counts."""
        return f"{self.first_month}–{self.last_month}" if self.first_month != self.last_month else f"{self.first_month}"

    @property
    def calendar(self) -> Sentence:
        return self.months_are.label

    def covers(self, day: date) -> bool:
        """Whether a day lies in it, by the calendar that the source counts its months by."""
        if self.kind == SeasonKind.OFF_SEASON:
            return False
        month = lunar_date(day).month if self.months_are == Months.LUNAR else day.month
        if self.first_month <= self.last_month:
            return self.first_month <= month <= self.last_month
        return month >= self.first_month or month <= self.last_month


@dataclass(frozen=True)
class Idea:
    """What can be sold while a crop rests; with an empty crop while anything does."""

    kind: IdeaKind
    crop: str
    province_codes: frozenset[str]
    words: str
    source: str


@lru_cache(maxsize=1)
def crops() -> dict[str, Crop]:
    """All crops by key, and what is none of them."""
    found = {row["crop"]: Crop(row["crop"], row["name_vi"]) for row in _rows("crops.csv")}
    return {**found, OTHER: Crop(OTHER, "")}


@lru_cache(maxsize=1)
def crop_seasons() -> tuple[CropSeason, ...]:
    """What the sources say, each statement with its source. They contradict each other, and all are kept."""
    return tuple(
        CropSeason(
            crop=row["crop"],
            product=row["product"],
            place=row["place"],
            province_codes=frozenset(row["province_codes"].split("|")),
            first_month=int(row["first_month"]),
            last_month=int(row["last_month"]),
            kind=SeasonKind(row["kind"]),
            months_are=Months(row["months_are"]),
            source=row["source"],
            note=row["note"],
        )
        for row in _rows("crop_calendar.csv")
    )


def crop_seasons_of(province_code: str) -> list[CropSeason]:
    """What the sources say of a province."""
    return [season for season in crop_seasons() if province_code in season.province_codes]


@lru_cache(maxsize=20_000)
def crop_of(title: str) -> str:
    """The crop that goods are of, by their title; `OTHER` where no word of it names one."""
    said = title.casefold()
    return next((crop for crop, words in _patterns() if words.search(said)), OTHER)


def ideas_for(crop_keys: Collection[str], *, province_code: str) -> list[Idea]:
    """What a commune whose crops rest could sell: ideas for these crops first, then those for any."""
    here = [idea for idea in _ideas() if not idea.province_codes or province_code in idea.province_codes]
    return [idea for idea in here if idea.crop in crop_keys] + [idea for idea in here if not idea.crop]


@lru_cache(maxsize=1)
def _ideas() -> tuple[Idea, ...]:
    return tuple(
        Idea(
            kind=IdeaKind(row["kind"]),
            crop=row["crop"],
            province_codes=frozenset(filter(None, row["province_codes"].split("|"))),
            words=row["idea_vi"],
            source=row["source"],
        )
        for row in _rows("off_season.csv")
    )


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each crop's words, the longest first, so that mint honey is told from honey."""
    rows = [(row["crop"], word) for row in _rows("crops.csv") for word in row["words"].split("|")]
    rows.sort(key=lambda row: -len(row[1]))
    return tuple((crop, re.compile(rf"(?<!\w){re.escape(word.casefold())}(?!\w)")) for crop, word in rows)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
