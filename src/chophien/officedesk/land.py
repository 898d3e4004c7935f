"""What the office reads of growing areas, beside what `growing.selectors` gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.catalog.models import Category
from chophien.growing import policies
from chophien.growing.models import AreaCode, AreaHousehold, AreaSeason, GrowingArea
from chophien.growing.selectors.areas import Growers, codes_of, codes_on, growers_of, seasons_of
from chophien.growing.selectors.diary import Told, harvested, whole_diary
from chophien.growing.selectors.exact import paths_of
from chophien.growing.selectors.naming import named_on
from chophien.lib.dates import local_date

LINES_MOST = 100


@dataclass(frozen=True)
class Row:
    """One area of the list with who grows there."""

    area: GrowingArea
    crop: str
    growers: Growers


@dataclass(frozen=True)
class AreaPage:
    """One area as officers read it."""

    area: GrowingArea
    crop: str
    growers: Growers
    codes: Sequence[AreaCode]
    in_force: Sequence[str]
    seasons: Sequence[tuple[AreaSeason, int]]
    lines: Sequence[Told]
    named: Sequence[AreaHousehold]
    writes_codes: bool


@dataclass(frozen=True)
class Shown:
    """Where an area lies exactly, once the purpose is written down: its drawing and its corners."""

    paths: Sequence[str]
    corners: Sequence[tuple[float, float]]


def areas_found(rows: QuerySet[GrowingArea], text: str) -> QuerySet[GrowingArea]:
    """Those of the areas that a name, crop, shop or code means."""
    typed = text.strip()
    if not typed:
        return rows
    meant = Q(name__icontains=typed) | Q(crop__iexact=typed) | Q(code__iexact=typed) | Q(seller__name__icontains=typed)
    return rows.filter(meant | Q(pk__in=AreaCode.objects.filter(value__iexact=typed).values("area")))


def rows_of(areas: Sequence[GrowingArea]) -> list[Row]:
    """The list with crops by name and growers. Two statements."""
    names, growers = _crops({one.crop for one in areas}), growers_of(areas)
    return [Row(one, names.get(one.crop, one.crop), growers[one.pk]) for one in areas]


def area_page(area: GrowingArea, *, person: Person, at: datetime) -> AreaPage:
    """One area with its codes, seasons and diary; of its border nothing."""
    seasons = seasons_of(area)
    yields = harvested(seasons)
    in_force = codes_on([area], day=local_date(at)).get(area.pk, ())
    return AreaPage(
        area=area,
        crop=_crops({area.crop}).get(area.crop, area.crop),
        growers=growers_of([area])[area.pk],
        codes=codes_of(area),
        in_force=[held.code.value for held in in_force if held.status == "granted"],
        seasons=[(one, yields[one.pk]) for one in seasons],
        lines=whole_diary(area, most=LINES_MOST),
        named=named_on([area]),
        writes_codes=bool(policies.can_write_codes(person, area, at=at)),
    )


def codes_by_pk(area: GrowingArea, codes: Sequence[AreaCode] | None = None) -> dict[str, AreaCode]:
    """The area's codes by what names them in a form: scheme, code and country."""
    rows = codes_of(area) if codes is None else codes
    return {f"{one.scheme}:{one.value}:{one.market}": one for one in rows}


def code_choices(codes: Mapping[str, AreaCode]) -> list[tuple[str, str]]:
    """The codes as they are chosen from a list."""
    return [(key, " · ".join(filter(None, [one.value, one.market]))) for key, one in codes.items()]


def shown(land: Mapping[str, Any]) -> Shown:
    """Land as the page shows it."""
    if land["type"] == "Point":
        places = [land["coordinates"]]
    else:
        polygons = [land["coordinates"]] if land["type"] == "Polygon" else land["coordinates"]
        places = [place for polygon in polygons for place in polygon[0][:-1]]
    return Shown(paths_of(land), [(lat, lon) for lon, lat, *_high in places])


def _crops(slugs: set[str]) -> dict[str, str]:
    return dict(Category.objects.filter(slug__in=slugs).values_list("slug", "name_vi"))
