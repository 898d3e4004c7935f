"""Reads an address as it was written before July 2025, with its district, and says what is there today."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TypeVar

from chophien.lib.text import normalise_tone_placement
from chophien.places.models import BEFORE
from chophien.places.place_names import Names, OldCommune, OldDistrict, Place
from chophien.places.words import one_slip_apart, squeezed, without_kind, words

Unit = TypeVar("Unit")

SHORTEST_FORGIVEN = 4
DISTRICT_KINDS = frozenset({"huyen", "quan", "thi-xa", "thanh-pho"})
PROVINCE_KINDS = frozenset({"tinh", "thanh-pho"})
COMMUNE_KINDS = frozenset({"xa", "phuong", "thi-tran", "dac-khu"})
COMMUNE_WORDS = frozenset({"xa", "x", "phuong", "p", "tran", "tt"})
DISTRICT_WORDS = frozenset({"huyen", "h", "quan", "q", "tx", "tp", "pho"})


class Fit(StrEnum):
    """How sure the reading is, the surest first."""

    EXACT = "exact"  # this very commune
    CLOSE = "close"  # one slip of the pen, or a district that had another name by 2025
    DISTRICT = "district"  # the commune was gone already: one of those where its district was
    NONE = "none"


@dataclass(frozen=True)
class OldAddress:
    """What an old address was read as: the old communes it may mean, and the places of today to choose from.

    The likeliest places come first. A district is given when the commune itself is not certain.
    """

    fit: Fit
    communes: tuple[OldCommune, ...] = ()
    district: OldDistrict | None = None
    places: tuple[Place, ...] = ()


NO_WORDS: frozenset[str] = frozenset()
NOTHING = OldAddress(Fit.NONE)


@dataclass(frozen=True)
class _Reader:
    names: Names
    lowered: str

    def read(self, typed: list[str]) -> OldAddress:
        readings = [self._before_province(rest, codes) for rest, codes in self._provinces(typed)]
        order = list(Fit)
        return min(readings, key=lambda reading: order.index(reading.fit), default=NOTHING)

    def _provinces(self, typed: list[str]) -> Iterator[tuple[list[str], frozenset[str]]]:
        """What stands before the province, with the codes of the old provinces it may be; none when it names none."""
        units, rest = _last_name(typed, PROVINCE_KINDS, lambda key: list(self.names.provinces.get(key, ())))
        if units:
            yield rest, frozenset(self._old_codes(units))
        yield typed, frozenset()

    def _old_codes(self, units: Iterable[tuple[str, str]]) -> Iterator[str]:
        for vintage, code in units:
            if vintage == BEFORE:
                yield code
            else:
                yield from (old for old, new in self.names.became.items() if new == code)

    def _before_province(self, typed: list[str], provinces: frozenset[str]) -> OldAddress:
        for not_after, lookup in (
            (COMMUNE_WORDS, self._districts),
            (NO_WORDS, self._districts),
            (COMMUNE_WORDS, self._districts_one_slip_away),
        ):
            known = partial(lookup, provinces=provinces)
            districts, rest = _last_name(typed, DISTRICT_KINDS, known, not_after=not_after)
            if districts:
                return self._in_districts(rest, districts)
        return self._in_provinces(typed, provinces) if provinces else NOTHING

    def _districts(self, key: str, provinces: frozenset[str]) -> list[OldDistrict]:
        exact = self.names.districts.get(key, {})
        return [one for code, several in exact.items() if not provinces or code in provinces for one in several]

    def _districts_one_slip_away(self, key: str, provinces: frozenset[str]) -> list[OldDistrict]:
        if not provinces or len(key) < SHORTEST_FORGIVEN:
            return []
        return [
            one
            for name, by_province in self.names.districts.items()
            if one_slip_apart(key, name)
            for code in provinces
            for one in by_province.get(code, ())
        ]

    def _in_districts(self, typed: list[str], districts: list[OldDistrict]) -> OldAddress:
        found = self._communes(typed, districts, _of_this_name)
        if found:
            return OldAddress(Fit.EXACT, communes=found, places=_places(found))
        everything = tuple(place for district in districts for place in district.places)
        found = self._communes(typed, districts, _one_slip_away)
        fit = Fit.CLOSE if found else Fit.DISTRICT
        places = tuple(dict.fromkeys([*_places(found), *everything]))
        return OldAddress(fit, communes=found, district=districts[0], places=places)

    def _in_provinces(self, typed: list[str], provinces: frozenset[str]) -> OldAddress:
        """No district, or one that is not known: the commune anywhere in the province, what follows it left out."""
        everywhere = [
            district
            for by_province in self.names.districts.values()
            for code in provinces
            for district in by_province.get(code, ())
        ]
        for matching in (_of_this_name, _one_slip_away):
            for end in range(len(typed), 0, -1):
                found = self._communes(typed[:end], everywhere, matching)
                if found:
                    fit = Fit.EXACT if matching is _of_this_name and end == len(typed) else Fit.CLOSE
                    return OldAddress(fit, communes=found, places=_places(found))
        return NOTHING

    def _communes(
        self, typed: list[str], districts: list[OldDistrict], matching: "_Matching"
    ) -> tuple[OldCommune, ...]:
        """The communes that the last words name: of the kind and with the marks that were written, if there are."""
        for start in range(len(typed)):
            if start and (typed[start - 1] in DISTRICT_WORDS or typed[max(start - 2, 0) : start] == ["thi", "xa"]):
                continue
            for own, kinds in without_kind(typed[start:]):
                if kinds and not kinds & COMMUNE_KINDS:
                    continue
                named = {one.code: one for district in districts for one in matching(squeezed(own), district)}
                if named:
                    of_kind = [one for one in named.values() if one.kind in kinds] or list(named.values())
                    return tuple(self._with_these_marks(of_kind) or of_kind)
        return ()

    def _with_these_marks(self, communes: list[OldCommune]) -> list[OldCommune]:
        return [one for one in communes if normalise_tone_placement(one.full_name.lower()) in self.lowered]


_Matching = Callable[[str, OldDistrict], Iterable[OldCommune]]


def read_old_address(names: Names, text: str) -> OldAddress:
    """Read ``xã Nậm Ty, huyện Hoàng Su Phì, Hà Giang``, with or without marks and commas.

    It is read from its end: province, then district, then commune; what stands before them (a house, a hamlet) does
    not matter. Without a province or a district it is read as far as it goes.
    """
    return _Reader(names, normalise_tone_placement(text.lower())).read(words(text))


def _last_name(
    typed: list[str],
    kinds: frozenset[str],
    lookup: Callable[[str], list[Unit]],
    *,
    not_after: frozenset[str] = NO_WORDS,
) -> tuple[list[Unit], list[str]]:
    """The longest name at the end of the words that `lookup` knows, and the words before it.

    A name after one of the words `not_after` is left alone, and so is a bare number: it is a ward's.
    """
    for start in range(len(typed)):
        if start and typed[start - 1] in not_after:
            continue
        for own, meant in without_kind(typed[start:]):
            if meant and not meant & kinds:
                continue
            if squeezed(own).isdigit() and not meant:
                continue
            found = lookup(squeezed(own))
            if found:
                return found, typed[:start]
    return [], typed


def _of_this_name(key: str, district: OldDistrict) -> Iterable[OldCommune]:
    return district.communes.get(key, ())


def _one_slip_away(key: str, district: OldDistrict) -> Iterator[OldCommune]:
    """Names with one letter amiss. A number is never taken for another."""
    if len(key) >= SHORTEST_FORGIVEN:
        for name, communes in district.communes.items():
            if one_slip_apart(key, name) and _digits(key) == _digits(name):
                yield from communes


def _digits(key: str) -> str:
    return "".join(letter for letter in key if letter.isdigit())


def _places(communes: Iterable[OldCommune]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place for one in communes for place in one.places))
