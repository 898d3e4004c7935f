"""Provinces and communes of today as the map needs them, kept in the process: they change with a release."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from chophien.places.models import TODAY, Commune, Province
from chophien.places.selectors import provinces_today


@dataclass(frozen=True, slots=True)
class CommuneOnMap:
    """A commune with its point inside, in degrees; `province` is its province's code."""

    code: str
    full_name: str
    province: str
    lat: float | None
    lon: float | None


@lru_cache(maxsize=1)
def _provinces() -> Mapping[str, Province]:
    return {one.code: one for one in provinces_today()}


@lru_cache(maxsize=1)
def _communes() -> Mapping[str, CommuneOnMap]:
    rows = Commune.objects.filter(vintage=TODAY).order_by("sort_key", "code")
    fields = ("code", "full_name", "province__code", "lat", "lon")
    return {row[0]: CommuneOnMap(*row) for row in rows.values_list(*fields)}


def provinces_on_map() -> Mapping[str, Province]:
    """The provinces by code, in the order of the alphabet. One statement at the first question."""
    found = _provinces()
    if not found:  # asked before the places were loaded
        _provinces.cache_clear()
    return found


def communes_on_map() -> Mapping[str, CommuneOnMap]:
    """The communes by code, in the order of the alphabet. One statement at the first question."""
    found = _communes()
    if not found:
        _communes.cache_clear()
    return found


def forget_places() -> None:
    """Read the places again at the next question."""
    _provinces.cache_clear()
    _communes.cache_clear()
