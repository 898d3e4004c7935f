"""What the desk shows of a shop's land, beside what `growing.selectors` reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.catalog.selectors import CategoryNode, categories
from chophien.growing.models import AreaCode, AreaHousehold, AreaSeason, GrowingArea, LandRequest
from chophien.growing.selectors.areas import Growers, areas_of, codes_of, growers_of, households_on, seasons_of
from chophien.growing.selectors.crops import grown
from chophien.growing.selectors.diary import Told, Waiting, harvested, waiting_among, whole_diary
from chophien.growing.selectors.exact import own_land, paths_of
from chophien.growing.selectors.letting import wishes_about
from chophien.growing.states import AreaStatus
from chophien.lots.selectors.lots import growers_to_weigh
from chophien.places.models import Commune
from chophien.places.selectors import communes_of
from chophien.scans.selectors.naming import called_otherwise, read_on
from chophien.sellerdesk.doers import doers_of
from chophien.sellers.models import Seller

LISTED_MOST, LINES_MOST, LINES_FIRST, GROWERS_MOST = 200, 300, 5, 300
TOO_EARLY = _(
    "Harvested before the days of what was used had passed. Keep it apart, and ask the officer before you sell it."
)


class Choices(TypedDict):
    """What can be chosen in a form about land."""

    crops: Sequence[tuple[str, str]]
    communes: Sequence[Commune]


@dataclass(frozen=True)
class Row:
    """One area of the list, with who grows on it and what it must wait for."""

    area: GrowingArea
    crop: str
    growers: Growers
    waiting: Waiting | None


@dataclass(frozen=True)
class Grown:
    """A season with what the diary says was harvested in it."""

    season: AreaSeason
    crop: str
    harvested_g: int


@dataclass(frozen=True)
class AreaPage:
    """One area and all that stands on it."""

    area: GrowingArea
    crop: str
    paths: Sequence[str]
    growers: Growers
    named: Sequence[str]
    households: Sequence[AreaHousehold]
    other_names: Mapping[int, str]
    """What of these are called otherwise in the shop's lots, by their ids."""
    codes: Sequence[AreaCode]
    seasons: Sequence[Grown]
    lines: Sequence[Told]
    waiting: Waiting | None
    wishes: Sequence[LandRequest]


@dataclass(frozen=True)
class Line:
    """A line of the diary with the names of who wrote it."""

    told: Told
    doer: str


def kinds() -> list[tuple[str, str]]:
    """What goods can be: the market's categories without further branches, by slug, in the reader's language."""

    def below(nodes: Sequence[CategoryNode]) -> list[CategoryNode]:
        return [one for node in nodes for one in (below(node.children) if node.children else [node])]

    is_english = get_language() == "en"
    return [(one.slug, one.name_en if is_english else one.name_vi) for one in below(categories())]


def crops(*, own: str = "") -> list[tuple[str, str]]:
    """What can be grown, by the slug of its goods' category, in the reader's language; `own` among it, whatever it is:
    what stands on an area already can be kept.
    """
    names = dict(kinds())
    can = [(slug, one.name) for slug, one in grown().items() if slug in names]
    return can if not own or own in dict(can) else [(own, names.get(own, own)), *can]


def crop_names() -> dict[str, str]:
    """What all that was ever written down as grown is called, by its slug."""
    return {**dict(kinds()), **dict(crops())}


def communes_for(seller: Seller) -> list[Commune]:
    """The communes of the shop's province, its own first."""
    own = seller.commune
    rows = [one for one in communes_of(own.province.code) if one.pk != own.pk]
    return [own, *rows]


def choices_for(seller: Seller) -> Choices:
    """What the shop can choose of its land."""
    return {"crops": crops(), "communes": communes_for(seller)}


def growers_for(seller: Seller) -> list[tuple[str, str, str]]:
    """Households of the shop's lots that can be listed on an area: code, name, hamlet."""
    rows = growers_to_weigh(seller).filter(is_shop=False)[:GROWERS_MOST]
    return [(one.code, one.name, one.hamlet) for one in rows]


def area_rows(seller: Seller, *, day: date) -> list[Row]:
    """The shop's areas. Three statements, for any number."""
    areas = list(areas_of(seller)[:LISTED_MOST])
    names, growers, waiting = crop_names(), growers_of(areas), waiting_among(areas, on=day)
    return [Row(one, names.get(one.crop, one.crop), growers[one.pk], waiting.get(one.pk)) for one in areas]


def area_page(area: GrowingArea, *, person: Person, day: date, at: datetime) -> AreaPage:
    """One area with all that stands on it, for those who map it."""
    names, seasons = crop_names(), seasons_of(area)
    yields, households = harvested(seasons), households_on(area)
    return AreaPage(
        area=area,
        crop=names.get(area.crop, area.crop),
        paths=paths_of(own_land(area, actor=person, at=at)),
        growers=growers_of([area])[area.pk],
        named=read_on(area),
        households=households,
        other_names=called_otherwise(households),
        codes=codes_of(area),
        seasons=[Grown(one, names.get(one.crop, one.crop), yields[one.pk]) for one in seasons],
        lines=whole_diary(area, most=LINES_FIRST),
        waiting=waiting_among([area], on=day).get(area.pk),
        wishes=list(wishes_about(area)),
    )


def diary_lines(area: GrowingArea) -> list[Line]:
    """The diary with who wrote each line, both names where it was for a household."""
    told = whole_diary(area, most=LINES_MOST)
    names = doers_of({(one.entry.entered_by, one.entry.on_behalf_of) for one in told})
    return [Line(one, names[one.entry.entered_by, one.entry.on_behalf_of]) for one in told]


def places_text(land: Mapping[str, Any]) -> str:
    """The corners of land, one a line, as they are typed: latitude first, as maps on phones show it."""
    if land["type"] == "Point":
        rings = [[land["coordinates"]]]
    else:
        rings = [land["coordinates"][0][:-1]] if land["type"] == "Polygon" else []
    return "\n".join(f"{lat:.7f}, {lon:.7f}" for ring in rings for lon, lat, *_high in ring)


def names_of_areas(seller: Seller) -> list[tuple[str, str]]:
    """Code and name of the areas that are grown on or rest, for choosing among them."""
    rows = areas_of(seller).exclude(status=AreaStatus.GIVEN_UP)
    return list(rows.values_list("code", "name")[:LISTED_MOST])
