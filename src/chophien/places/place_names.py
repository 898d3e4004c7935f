"""Every name that a place has or had, read from the database and filed by its words."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from chophien.lib.text import sort_key
from chophien.places.models import BEFORE, TODAY, Commune, CommuneChange, Province
from chophien.places.states import Extent
from chophien.places.words import squeezed, without_kind, words

ALIASES = Path(__file__).parent / "data" / "province_aliases.csv"
PROVINCE, COMMUNE = "province", "commune"
EXTENTS = [Extent.WHOLE.value, Extent.PART.value, Extent.AREA.value]


@dataclass(frozen=True, slots=True)
class Place:
    """A province or commune of today, with what a list of hits shows of it."""

    kind: str
    code: str
    name: str
    full_name: str
    slug: str
    province_code: str
    province_name: str


class Name(NamedTuple):
    """One name, old or new, and the places of today that it leads to."""

    places: tuple[Place, ...]
    order: int  # provinces before communes before districts, today's before yesterday's
    bare: str  # the name itself, with its marks, in small letters
    unit_kind: str
    old_name: str  # empty for a name of today
    near: frozenset[str]  # words that may follow to say where it is


@dataclass(frozen=True, slots=True)
class OldCommune:
    """An old commune or ward, where it stood, and what became of it: the whole first, then parts, then bare land."""

    code: str
    name: str
    full_name: str
    kind: str
    district_name: str
    province_code: str
    province_name: str
    places: tuple[Place, ...]
    extents: tuple[str, ...]  # of the old commune, how much each place took


@dataclass(frozen=True)
class OldDistrict:
    """A district of before July 2025: needed to read old addresses, never shown as a place of today."""

    full_name: str
    province_code: str
    communes: dict[str, list[OldCommune]]  # by name in one word
    places: tuple[Place, ...]


@dataclass
class Names:
    """All names of the map."""

    places: dict[tuple[str, str], Place] = field(default_factory=dict)  # by kind and code
    by_words: dict[str, list[Name]] = field(default_factory=dict)
    joined: dict[str, str] = field(default_factory=dict)  # the words of a name by the name in one word
    provinces: dict[str, set[tuple[str, str]]] = field(default_factory=dict)  # vintage and code by name in one word
    districts: dict[str, dict[str, list[OldDistrict]]] = field(default_factory=dict)  # by name, then old province
    became: dict[str, str] = field(default_factory=dict)  # the province of today of an old province
    near: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict)

    def add(self, name: str, entry: Name) -> None:
        """File a name under its words."""
        key = " ".join(words(name))
        self.by_words.setdefault(key, []).append(entry)
        self.joined.setdefault(squeezed(key.split()), key)

    def near_words(self, *names: str) -> frozenset[str]:
        """The words of these names, one set for all that share them."""
        if names not in self.near:
            self.near[names] = frozenset(word for name in names for word in words(name))
        return self.near[names]


class _ProvinceRow(NamedTuple):
    vintage: str
    code: str
    name: str
    full_name: str
    kind: str
    slug: str


def read_names() -> Names:
    """Read the whole map, in five queries."""
    reader = _Reader()
    reader.read_provinces()
    reader.read_communes_today()
    reader.read_communes_before()
    return reader.names


class _Reader:
    def __init__(self) -> None:
        self.names = Names()
        rows = Province.objects.values_list("vintage", "code", "name", "full_name", "kind", "slug")
        self.provinces = {(row[0], row[1]): _ProvinceRow(*row) for row in rows}
        self.old_names: dict[str, list[str]] = {}
        with ALIASES.open(encoding="utf-8", newline="") as source:
            self.aliases = [(row["vintage"], row["code"], row["alias"]) for row in csv.DictReader(source)]

    def read_provinces(self) -> None:
        for row in self.provinces.values():
            if row.vintage == TODAY:
                place = Place(PROVINCE, row.code, row.name, row.full_name, row.slug, row.code, row.full_name)
                self.names.places[PROVINCE, row.code] = place
        for old, new in Province.objects.filter(vintage=BEFORE).values_list("code", "became__code"):
            self.names.became[old] = new
            self.old_names.setdefault(new, []).append(self.provinces[BEFORE, old].full_name)
        for vintage, code, alias in self.aliases:
            self.old_names.setdefault(self._today(vintage, code), []).append(alias)
        for row in self.provinces.values():
            self._add_province(row, row.name)
        for vintage, code, alias in self.aliases:
            self._add_province(self.provinces[vintage, code], alias)

    def _add_province(self, row: _ProvinceRow, name: str) -> None:
        for own, _kinds in (*without_kind(words(row.full_name)), (words(name), None)):
            self.names.provinces.setdefault(squeezed(own), set()).add((row.vintage, row.code))
        place = self.names.places[PROVINCE, self._today(row.vintage, row.code)]
        if row.vintage == TODAY or place.name != name:
            old_name = name if row.vintage == BEFORE else ""
            near = self.names.near_words(place.full_name)
            self.names.add(name, Name((place,), int(bool(old_name)), name.lower(), row.kind, old_name, near))

    def _today(self, vintage: str, code: str) -> str:
        return code if vintage == TODAY else self.names.became[code]

    def read_communes_today(self) -> None:
        rows = Commune.objects.filter(vintage=TODAY)
        for code, name, full_name, kind, slug, province in rows.values_list(
            "code", "name", "full_name", "kind", "slug", "province__code"
        ):
            province_name = self.provinces[TODAY, province].full_name
            place = Place(COMMUNE, code, name, full_name, slug, province, province_name)
            self.names.places[COMMUNE, code] = place
            near = self.names.near_words(province_name, *self.old_names.get(province, ()))
            self.names.add(name, Name((place,), 2, name.lower(), kind, "", near))

    def read_communes_before(self) -> None:
        districts: dict[tuple[str, str], list[OldCommune]] = {}
        for old in self._old_communes():
            districts.setdefault((old.province_code, old.district_name), []).append(old)
        for (province, district), communes in districts.items():
            self._add_district(province, district, communes)

    def _old_communes(self) -> Iterator[OldCommune]:
        became: dict[str, list[tuple[int, Place]]] = {}
        for old, new, extent in CommuneChange.objects.values_list("old__code", "new__code", "extent"):
            became.setdefault(old, []).append((EXTENTS.index(extent), self.names.places[COMMUNE, new]))
        rows = Commune.objects.filter(vintage=BEFORE).order_by("code")
        for code, name, full_name, kind, district, province in rows.values_list(
            "code", "name", "full_name", "kind", "old_district_name", "province__code"
        ):
            ranked = sorted(became.get(code, ()), key=lambda pair: (pair[0], sort_key(pair[1].name)))
            places = tuple(place for _rank, place in ranked)
            extents = tuple(EXTENTS[rank] for rank, _place in ranked)
            province_name = self.provinces[BEFORE, province].full_name
            yield OldCommune(code, name, full_name, kind, district, province, province_name, places, extents)

    def _add_district(self, province: str, district: str, communes: list[OldCommune]) -> None:
        today = self.names.became[province]
        old_province = self.provinces[BEFORE, province].full_name
        aliases = [alias for _vintage, code, alias in self.aliases if code in {province, today}]
        near = self.names.near_words(district, old_province, self.provinces[TODAY, today].full_name, *aliases)
        by_name: dict[str, list[OldCommune]] = {}
        everywhere: set[Place] = set()
        for old in communes:
            by_name.setdefault(squeezed(words(old.name)), []).append(old)
            everywhere.update(old.places)
            shown = f"{old.full_name}, {district}, {old_province}"
            self.names.add(old.name, Name(old.places, 3, old.name.lower(), old.kind, shown, near))
        places = tuple(sorted(everywhere, key=lambda place: sort_key(place.name)))
        found = OldDistrict(district, province, by_name, places)
        for own, _kinds in without_kind(words(district)):
            self.names.districts.setdefault(squeezed(own), {}).setdefault(province, []).append(found)
        *_whole, (bare, kinds) = without_kind(words(district))
        kind_length = len(words(district)) - len(bare)
        lowered = " ".join(district.lower().split()[kind_length:])
        shown = f"{district}, {old_province}"
        self.names.add(" ".join(bare), Name(places, 4, lowered, next(iter(kinds), ""), shown, near))
