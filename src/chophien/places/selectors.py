"""What the rest of the market asks about places: today's map, old names, addresses, how near two provinces are."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Prefetch, Q, QuerySet

from chophien.lib.errors import Sentence
from chophien.lib.text import clean_line
from chophien.places import gazetteer as book
from chophien.places.errors import BadAddress, NoSuchPlace
from chophien.places.models import BEFORE, TODAY, Address, Commune, CommuneChange, Province, RegionClass
from chophien.places.old_addresses import Fit, OldAddress, read_old_address
from chophien.places.outlines import CREDIT, Ring, borders_file, commune_shapes, shapes
from chophien.places.place_names import COMMUNE, PROVINCE, Place
from chophien.places.sentences import (
    COMMUNE_ELSEWHERE,
    COMMUNE_MISSING,
    COMMUNE_UNKNOWN,
    HAMLET_TOO_LONG,
    LANDMARK_TOO_LONG,
    PIN_ELSEWHERE,
)
from chophien.places.states import Extent, Nearness

__all__ = [
    "COMMUNE",
    "CREDIT",
    "PROVINCE",
    "Fit",
    "OldAddress",
    "Place",
    "Ring",
    "borders_file",
    "commune_shapes",
    "shapes",
]

LONGEST_HAMLET = 120
LONGEST_LANDMARK = 200
SOUTHMOST, NORTHMOST = 6.0, 23.5
WESTMOST, EASTMOST = 102.0, 117.9
"""Vietnam's bounding box with the special zones Hoàng Sa and Trường Sa, in degrees (WGS 84)."""


@dataclass(frozen=True)
class PlaceHit:
    """A place of today that a search found. `old_name` is the former name that found it, or empty."""

    kind: str
    code: str
    name: str
    full_name: str
    slug: str
    province_code: str
    province_name: str
    old_name: str


@dataclass(frozen=True)
class Candidate:
    """A commune of today that took an old one, or a share of it."""

    commune: Commune
    extent: str
    note: str


def provinces_today() -> QuerySet[Province]:
    """The 34 provinces and cities in the order of the Vietnamese alphabet."""
    return Province.objects.filter(vintage=TODAY).order_by("sort_key")


def province(code: str) -> Province:
    """The province of today with this code.

    :raises NoSuchPlace: if there is none
    """
    found = provinces_today().filter(code=_digits(code)).first()
    if found is None:
        raise NoSuchPlace
    return found


def is_province_today(code: str) -> bool:
    """Whether a province of today has this code."""
    return provinces_today().filter(code=_digits(code)).exists()


def commune(code: str) -> Commune:
    """The commune of today with this code, its province read with it.

    :raises NoSuchPlace: if there is none
    """
    found = communes_today([_digits(code)]).first()
    if found is None:
        raise NoSuchPlace
    return found


def _digits(code: str) -> str:
    """The code if it can be one of today's; a stranger's inventions never reach the database."""
    if not code.isascii() or not code.isdigit():
        raise NoSuchPlace
    return code


def communes_of(province_code: str) -> QuerySet[Commune]:
    """The communes of a province of today in the order of the Vietnamese alphabet; none for an unknown code."""
    communes = Commune.objects.filter(vintage=TODAY, province__code=province_code).order_by("sort_key", "code")
    return communes if province_code.isdigit() else communes.none()


def communes_today(codes: Collection[str]) -> QuerySet[Commune]:
    """The communes of today with these codes, with their provinces."""
    return Commune.objects.filter(vintage=TODAY, code__in=codes).select_related("province").order_by("sort_key", "code")


def commune_with_history(code: str, *, at: date) -> Commune:
    """A commune of today with what it was made from (`origins`) and its region class on that day (`classes_now`).

    :raises NoSuchPlace: if there is none
    """
    origins = CommuneChange.objects.select_related("old__province").order_by("old__sort_key", "old__code")
    classes = RegionClass.objects.filter(_in_force(at))
    found = (
        Commune.objects.filter(vintage=TODAY, code=code)
        .select_related("province")
        .prefetch_related(
            Prefetch("origins", queryset=origins),
            Prefetch("region_classes", queryset=classes, to_attr="classes_now"),
        )
        .first()
    )
    if found is None:
        raise NoSuchPlace
    return found


def region_class(commune_code: str, *, at: date) -> int | None:
    """1, 2 or 3 for a commune of today on that day; None where no decision that we have names it."""
    return region_classes(at=at).filter(commune__code=commune_code).values_list("region_class", flat=True).first()


def region_classes(*, at: date) -> QuerySet[RegionClass]:
    """The classes of communes of today on that day: for joining with what lies in them."""
    return RegionClass.objects.filter(_in_force(at), commune__vintage=TODAY)


def _in_force(at: date) -> Q:
    return Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gte=at))


def candidates_today(old_commune: Commune) -> list[Candidate]:
    """The communes of today that took an old one: the whole first, then parts, then land without people.

    A split ward gives several: the person chooses.
    """
    order = list(Extent)
    changes = CommuneChange.objects.filter(old=old_commune).select_related("new__province").order_by("new__sort_key")
    found = [Candidate(change.new, change.extent, change.note) for change in changes]
    return sorted(found, key=lambda candidate: order.index(Extent(candidate.extent)))


def search_places(text: str, *, limit: int = 8, kind: str = "", province_code: str = "") -> list[PlaceHit]:
    """Places of today by any name of today or yesterday, with or without marks, best first, no query.

    The last word may be unfinished, a slip of the keys is forgiven, and what follows the name may say where it is:
    ``ha giang`` finds tỉnh Tuyên Quang, ``nam ty, hoang su phi`` one commune. `kind` and `province_code` narrow it.
    """
    found = book.gazetteer().search(text, limit=limit, kind=kind, province_code=province_code)
    return list(map(_hit, found))


def places_named(text: str) -> list[PlaceHit]:
    """The places of today that are called exactly so, or were: several where communes share a name, or where a
    district of yesterday became several. Best first, no query.
    """
    return list(map(_hit, book.gazetteer().named(text)))


def _hit(one: book.Found) -> PlaceHit:
    return PlaceHit(
        kind=one.place.kind,
        code=one.place.code,
        name=one.place.name,
        full_name=one.place.full_name,
        slug=one.place.slug,
        province_code=one.place.province_code,
        province_name=one.place.province_name,
        old_name=one.old_name,
    )


def old_address(text: str) -> OldAddress:
    """Read an address of before July 2025, with its district, and say what is there today; no query."""
    return read_old_address(book.gazetteer().names, text)


def old_names_of_provinces() -> dict[str, list[str]]:
    """For each province of today, the other names of the old provinces it was made from."""
    found: dict[str, list[str]] = {}
    pairs = (
        Province.objects.filter(vintage=BEFORE).order_by("sort_key").values_list("name", "became__code", "became__name")
    )
    for name, code, today in pairs:
        found.setdefault(code, [])
        if name != today:
            found[code].append(name)
    return found


def old_names_of_communes(codes: Collection[str]) -> dict[str, list[str]]:
    """For each of these communes of today, the old ones of another name that live on in it, by whole or part."""
    found: dict[str, list[str]] = {code: [] for code in codes}
    changes = CommuneChange.objects.filter(new__vintage=TODAY, new__code__in=found).exclude(extent=Extent.AREA)
    for code, today, old in changes.order_by("old__sort_key").values_list(
        "new__code", "new__full_name", "old__full_name"
    ):
        if old != today:
            found[code].append(old)
    return found


def nearness(one: str, other: str) -> Nearness:
    """How near two provinces of today are, by their codes. Kept in memory: the map changes by law, not by the day.

    :raises NoSuchPlace: if a code is unknown
    """
    regions, neighbours = _map_of_provinces()
    if one not in regions or other not in regions:
        raise NoSuchPlace
    if one == other:
        return Nearness.SAME_PROVINCE
    if (one, other) in neighbours:
        return Nearness.NEIGHBOUR
    return Nearness.SAME_REGION if regions[one] == regions[other] else Nearness.FAR


@lru_cache(maxsize=1)
def _map_of_provinces() -> tuple[dict[str, str], frozenset[tuple[str, str]]]:
    regions = dict(Province.objects.filter(vintage=TODAY).values_list("code", "macro_region"))
    pairs = Province.objects.filter(vintage=TODAY, neighbours__isnull=False).values_list("code", "neighbours__code")
    return regions, frozenset(pairs)


def forget_map() -> None:
    """Read the map again at the next question: it was loaded anew."""
    book.forget()
    _map_of_provinces.cache_clear()


def address_of(
    *,
    commune_code: str,
    province_code: str = "",
    hamlet: str = "",
    landmark: str = "",
    lat: float | None = None,
    lon: float | None = None,
) -> Address:
    """An address of today in a known commune; hamlet and landmark as typed, tidied. No query.

    :raises BadAddress: naming each field that cannot be used: `commune_code`, `province_code` (when it is given and
        the commune lies elsewhere), `hamlet`, `landmark`, `pin`
    """
    faults: dict[str, list[Sentence]] = {}
    hamlet, landmark = clean_line(hamlet), clean_line(landmark)
    place = book.gazetteer().names.places.get((COMMUNE, commune_code))
    if place is None:
        faults["commune_code"] = [COMMUNE_UNKNOWN if commune_code else COMMUNE_MISSING]
    elif province_code and place.province_code != province_code:
        faults["province_code"] = [COMMUNE_ELSEWHERE]
    if len(hamlet) > LONGEST_HAMLET:
        faults["hamlet"] = [HAMLET_TOO_LONG]
    if len(landmark) > LONGEST_LANDMARK:
        faults["landmark"] = [LANDMARK_TOO_LONG]
    if not is_in_vietnam(lat, lon):
        faults["pin"] = [PIN_ELSEWHERE]
    if faults or place is None:
        raise BadAddress(faults)
    return Address(
        province_code=place.province_code,
        province_name=place.province_name,
        commune_code=place.code,
        commune_name=place.full_name,
        hamlet=hamlet,
        landmark=landmark,
        lat=lat,
        lon=lon,
    )


def is_in_vietnam(lat: float | None, lon: float | None) -> bool:
    """Whether a pin lies in Vietnam's bounding box. No pin at all is fine; half a pin is not."""
    if lat is None and lon is None:
        return True
    if lat is None or lon is None or not (math.isfinite(lat) and math.isfinite(lon)):
        return False
    return SOUTHMOST <= lat <= NORTHMOST and WESTMOST <= lon <= EASTMOST


def communes_named(text: str, *, province_code: str = "", limit: int = 50) -> list[Commune]:
    """Communes of today: those that `text` finds, best first; without text all of the province, or of the country."""
    if not text.strip():
        everywhere = Commune.objects.filter(vintage=TODAY).order_by("sort_key", "code")
        return list(communes_of(province_code) if province_code else everywhere)
    hits = search_places(text, limit=limit, kind="commune", province_code=province_code)
    found = {row.code: row for row in communes_today([hit.code for hit in hits])}
    return [found[hit.code] for hit in hits if hit.code in found]
