"""The page of the map, worked out before the template sees it: filters in words, the drawing, the list beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from markupsafe import Markup

from chophien.atlas import drawing
from chophien.atlas.asking import MONTHS, Question
from chophien.atlas.drawing import Land
from chophien.atlas.selectors.cells import Cells, cells_of
from chophien.atlas.selectors.counts import NOTHING, Figures, figures
from chophien.atlas.selectors.places import CommuneOnMap, communes_on_map, provinces_on_map
from chophien.atlas.selectors.results import Stretch, results
from chophien.atlas.states import Layer
from chophien.atlas.wording import number_of_hectares, words_of
from chophien.catalog.selectors import category_names
from chophien.catalog.states import CertificateKind
from chophien.lib.quantity import format_quantity
from chophien.places.models import Province
from chophien.places.selectors import CREDIT, commune_shapes, shapes

PATH, BIG_MAP = "/ban-do/", "/ban-do/lon/"
MAINLAND = (102.1, 8.5, 109.5, 23.4)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, in words, and the address without it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place of the list: its figures of every layer, and the map of it."""

    name: str
    href: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class MapPage:
    question: Question
    typed: str
    title: str
    crumbs: list[tuple[str, str]]
    chips: list[Chip]
    layers: list[tuple[str, str, bool]]
    layer_names: list[tuple[Layer, str]]
    map: Markup
    credit: str
    total: Figures
    rows: list[PlaceRow]
    found: Stretch
    next_url: str
    search_url: str
    big_map: str
    least_ha: str
    months: list[tuple[str, str]]
    certificates: list[tuple[str, str]]
    notes: list[str]
    unread: Sequence[str]
    is_open: bool


def map_page(question: Question, *, typed: str, cursor: str, at: datetime, unread: Sequence[str] = ()) -> MapPage:
    """The country, a province with its communes, or some communes. Ten statements at most, six where it was kept.

    `unread` are sentences about what of the question was not understood.
    """
    provinces = provinces_on_map()
    counted = figures(question, at=at)
    question = _known(question, provinces)
    communes = communes_on_map()
    here = [communes[code] for code in question.communes if code in communes]
    province = provinces.get(question.province)
    names = category_names()
    found = results(question, names=names, cursor=cursor, at=at)
    rows = _rows(question, counted, provinces, communes)
    cells = cells_of(question) if question.layer == Layer.AREAS and here else None
    return MapPage(
        question=question,
        typed=typed,
        title=_title(here, province),
        crumbs=_crumbs(question, here, province, provinces),
        chips=list(_chips(question, here, province, names)),
        layers=[
            (str(layer.label), question.but(layer=layer).address(PATH), layer == question.layer) for layer in Layer
        ],
        layer_names=[(layer, str(layer.label)) for layer in Layer],
        map=_drawn(question, counted, provinces, communes, cells),
        credit=CREDIT,
        total=_sum([row.figures for row in rows]),
        rows=[row for row in rows if row.figures.counts],
        found=found,
        next_url=_with_cursor(question.address(PATH), found.cursor) if found.cursor else "",
        search_url=_search(question, here, province) if question.layer == Layer.GOODS else "",
        big_map=question.address(BIG_MAP),
        least_ha=number_of_hectares(question.least_ha),
        months=month_choices(),
        certificates=certificate_choices(),
        notes=list(_notes(question, cells)),
        unread=unread,
        is_open=not question.parameters() and not typed and not unread,
    )


@dataclass(frozen=True, slots=True)
class BigMapPage:
    """What the interactive map's page says; `box` is what it shows at first: west, south, east, north."""

    question: Question
    typed: str
    title: str
    chips: list[Chip]
    layers: list[tuple[str, str, bool]]
    asked: str
    drawn: str
    box: str
    credit: str
    one: str
    many: str
    least_ha: str
    months: list[tuple[str, str]]
    certificates: list[tuple[str, str]]
    unread: Sequence[str]


def big_map_page(question: Question, *, typed: str, unread: Sequence[str] = ()) -> BigMapPage:
    """The frame of the interactive map: what it shows is fetched by its script."""
    provinces, communes = provinces_on_map(), communes_on_map()
    question = _known(question, provinces)
    here = [communes[code] for code in question.communes]
    province = provinces.get(question.province)
    return BigMapPage(
        question=question,
        typed=typed,
        title=_title(here, province),
        chips=list(_chips(question, here, province, category_names(), path=BIG_MAP)),
        layers=[
            (str(layer.label), question.but(layer=layer).address(BIG_MAP), layer == question.layer) for layer in Layer
        ],
        asked=urlencode(question.parameters()),
        drawn=question.address(PATH),
        box=",".join(f"{degrees:.3f}" for degrees in _box(here, province)),
        credit=CREDIT,
        one=f"%s {str(question.layer.label).lower()}",
        many=f"%s {str(question.layer.label).lower()}",
        least_ha=number_of_hectares(question.least_ha),
        months=month_choices(),
        certificates=certificate_choices(),
        unread=unread,
    )


def _box(here: list[CommuneOnMap], province: Province | None) -> tuple[float, float, float, float]:
    rings = [ring for one in here for ring in commune_shapes(one.province).get(one.code, ())]
    rings = rings or (list(shapes()[province.code]) if province else [])
    near = [place for ring in rings for place in ring if place[1] < drawing.FAR_EAST]
    if not near:
        return MAINLAND
    lats, lons = [lat for lat, _lon in near], [lon for _lat, lon in near]
    return min(lons), min(lats), max(lons), max(lats)


def month_choices() -> list[tuple[str, str]]:
    """The months as a filter offers them."""
    return [(str(month), _("Month %(month)s") % {"month": month}) for month in MONTHS]


def certificate_choices() -> list[tuple[str, str]]:
    """The kinds of certificate as a filter offers them."""
    return [(kind.value, str(kind.label)) for kind in CertificateKind if kind != CertificateKind.OTHER]


def _known(question: Question, provinces: Mapping[str, Province]) -> Question:
    """Without places of which there is no such one today."""
    communes = tuple(code for code in question.communes if code in communes_on_map())
    return question.but(province=question.province if question.province in provinces else "", communes=communes)


def _title(here: list[CommuneOnMap], province: Province | None) -> str:
    if len(here) == 1:
        return _("Map of %(place)s") % {"place": here[0].full_name}
    if here:
        return _("Map of %(number)s communes") % {"number": len(here)}
    return _("Map of %(place)s") % {"place": province.full_name} if province else _("Map of the market")


def _crumbs(
    question: Question, here: list[CommuneOnMap], province: Province | None, provinces: Mapping[str, Province]
) -> list[tuple[str, str]]:
    country = (_("Whole country"), question.but(province="", communes=()).address(PATH))
    if here:
        above = {one.province: provinces[one.province] for one in here}
        middle = [
            (one.full_name, question.but(province=code, communes=()).address(PATH)) for code, one in above.items()
        ]
        return [country, *middle, (here[0].full_name if len(here) == 1 else _title(here, None), "")]
    return [country, (province.full_name, "")] if province else []


def _chips(
    question: Question,
    here: list[CommuneOnMap],
    province: Province | None,
    names: Mapping[str, str],
    *,
    path: str = PATH,
) -> Iterator[Chip]:
    told: list[tuple[str, dict[str, object]]] = []
    if question.category:
        told.append((names.get(question.category, question.category), {"category": ""}))
    if question.words:
        told.append((f"“{question.words}”", {"words": ""}))
    if here:
        label = here[0].full_name if len(here) == 1 else _("%(number)s communes") % {"number": len(here)}
        told.append((label, {"communes": (), "province": here[0].province}))
    elif province:
        told.append((province.full_name, {"province": ""}))
    if question.month:
        told.append((_("Month %(month)s") % {"month": question.month}, {"month": 0}))
    if question.certificate:
        told.append((str(CertificateKind(question.certificate).label), {"certificate": ""}))
    if question.stars:
        told.append((_("OCOP %(stars)s stars or more") % {"stars": question.stars}, {"stars": 0}))
    if question.least_ha is not None or question.most_ha is not None:
        told.append((_size(question.least_ha, question.most_ha), {"least_ha": None, "most_ha": None}))
    for label, change in told:
        yield Chip(label, question.but(**change).address(path))


def _size(least: Decimal | None, most: Decimal | None) -> str:
    if least is not None and most is not None:
        return f"{number_of_hectares(least)}–{number_of_hectares(most)} ha"
    sign, size = ("≥", least) if least is not None else ("≤", most)
    return f"{sign} {number_of_hectares(size)} ha"


def _rows(
    question: Question,
    counted: Mapping[str, Figures],
    provinces: Mapping[str, Province],
    communes: Mapping[str, CommuneOnMap],
) -> list[PlaceRow]:
    """The places below the one that is shown, in the order of the alphabet."""
    if question.communes:
        return [
            PlaceRow(communes[code].full_name, _to(question, code), counted.get(code, NOTHING))
            for code in question.communes
        ]
    if question.province:
        return [
            PlaceRow(one.full_name, _to(question, code), counted.get(code, NOTHING))
            for code, one in communes.items()
            if one.province == question.province
        ]
    sums: dict[str, list[Figures]] = {code: [] for code in provinces}
    for code, one in counted.items():
        if code in communes:
            sums[communes[code].province].append(one)
    return [
        PlaceRow(one.full_name, question.but(province=code).address(PATH), _sum(sums[code]))
        for code, one in provinces.items()
    ]


def _to(question: Question, code: str) -> str:
    return question.but(communes=(code,), province="").address(PATH)


def _sum(parts: list[Figures]) -> Figures:
    counts = {layer: number for layer in Layer if (number := sum(part.of(layer) for part in parts))}
    return Figures(counts, sum((part.hectares for part in parts), Decimal(0)))


def _drawn(
    question: Question,
    counted: Mapping[str, Figures],
    provinces: Mapping[str, Province],
    communes: Mapping[str, CommuneOnMap],
    cells: Cells | None,
) -> Markup:
    if not question.communes and not question.province:
        numbers: dict[str, int] = dict.fromkeys(provinces, 0)
        for code, one in counted.items():
            if code in communes:
                numbers[communes[code].province] += one.of(question.layer)
        outlines = shapes()
        return drawing.country_map(
            Land(outlines[code], one.lat, one.lon, numbers[code], question.but(province=code).address(PATH), one.name)
            for code, one in provinces.items()
        )
    asked = [communes[code] for code in question.communes] or [
        one for one in communes.values() if one.province == question.province
    ]
    chosen = len(asked) == 1
    lands = [_commune(question, one, counted, chosen=chosen) for one in asked]
    lands = [land for land in lands if land.rings]
    if not lands:
        return Markup()
    return drawing.places_map(lands, cells=cells.drawn if cells else ())


def _commune(question: Question, one: CommuneOnMap, counted: Mapping[str, Figures], *, chosen: bool) -> Land:
    number = counted.get(one.code, NOTHING).of(question.layer)
    rings = commune_shapes(one.province).get(one.code, ())
    href = "" if chosen else _to(question, one.code)
    return Land(rings, one.lat, one.lon, number, href, one.full_name)


def _search(question: Question, here: list[CommuneOnMap], province: Province | None) -> str:
    """The search of goods that goes on from what the map found; it knows provinces, no communes."""
    return words_of(question, province=province.code if province else here[0].province if here else "")


def _notes(question: Question, cells: Cells | None) -> Iterator[str]:
    if question.layer != Layer.AREAS and (question.least_ha is not None or question.most_ha is not None):
        yield _("Hectares narrow growing areas only.")
    if question.layer == Layer.AREAS and question.stars:
        yield _("OCOP stars are given to goods, not to growing areas: they do not narrow this list.")
    if question.layer == Layer.AREAS:
        yield _("Growing areas are shown by commune and square kilometre, never with their borders.")
    if cells is not None and cells.left_out:
        yield _(
            "%(drawn)s of %(number)s squares are drawn, those with most areas. The list has all: choose one place."
        ) % {
            "drawn": format_quantity(Decimal(len(cells.drawn))),
            "number": format_quantity(Decimal(cells.number)),
        }
    if question.layer == Layer.CASH and question.parameters():
        yield _("Cash points are shown whatever goods are asked for.")


def _with_cursor(address: str, cursor: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}tiep={cursor}"
