"""What was found, as a list: what a reader hears who sees no map. A stretch of rows, and where the next one begins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from chophien.atlas.asking import Question
from chophien.atlas.models import Site
from chophien.atlas.selectors.counts import areas_asked, shops_shown, sites_shown
from chophien.atlas.states import LAYER_OF_KIND, Layer, SiteKind
from chophien.atlas.wording import number_of_hectares
from chophien.cashpoints.models import Point
from chophien.cashpoints.selectors.coverage import serving_points
from chophien.catalog.search.places import best_goods
from chophien.catalog.search.results import Hit
from chophien.growing.models import GrowingArea
from chophien.growing.states import Standard
from chophien.lib.dates import local_date
from chophien.places.models import TODAY
from chophien.places.selectors import communes_of
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

STRETCH = 20
PURPOSE = "atlas:"
KIND_OF_LAYER = {layer: kind for kind, layer in LAYER_OF_KIND.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One result: its name, where a page of its own leads, what it is, and where it lies, as coarsely as is shown.

    For goods `price_vnd` and `unit` are told, for growing areas `hectares` where a border is known.
    """

    name: str
    href: str
    kind: str
    commune: str
    province: str
    more: str = ""
    standard: str = ""
    hectares: Decimal | None = None
    price_vnd: int | None = None
    unit: str = ""

    @property
    def size(self) -> str:
        """``6,5 ha``; empty where nobody knows."""
        return f"{number_of_hectares(self.hectares)} ha" if self.hectares is not None else ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some rows, and the cursor after which there are more; empty at the end."""

    rows: list[Row]
    cursor: str = ""


def results(question: Question, *, names: Mapping[str, str], cursor: str, at: datetime) -> Stretch:
    """What the question finds in its layer, in its places. `names` are the words for crops, by category's slug.

    Two statements at most. Goods come best first and have no further stretch: the search of goods goes on from there.
    """
    if question.layer == Layer.GOODS:
        return _goods(question, at=at)
    rows = within(_rows_of(question, at=at), question)
    after = _after(cursor, question.layer)
    found = list(rows.filter(pk__gt=after).order_by("pk")[: STRETCH + 1])
    more = encode_cursor([found[STRETCH - 1].pk], purpose=PURPOSE + question.layer) if len(found) > STRETCH else ""
    return Stretch([_row(one, names) for one in found[:STRETCH]], more)


def within(rows: QuerySet[Any], question: Question) -> QuerySet[Any]:
    """Those of the rows that lie in the places that the question names; rows have a commune."""
    if question.communes:
        return rows.filter(commune__code__in=question.communes, commune__vintage=TODAY)
    return rows.filter(commune__province__code=question.province) if question.province else rows


def _rows_of(question: Question, *, at: datetime) -> QuerySet[Any]:
    on = local_date(at)
    found: QuerySet[Any]
    if question.layer == Layer.AREAS:
        found = areas_asked(question)
    elif question.layer == Layer.SHOPS:
        found = shops_shown(question, on=on)
    elif question.layer == Layer.CASH:
        found = serving_points(at=at)
    else:
        kind = KIND_OF_LAYER[question.layer]
        found = sites_shown(question, on=on).filter(kind=kind).select_related("seller")
    return found.select_related("commune__province")


def _goods(question: Question, *, at: datetime) -> Stretch:
    hits = best_goods(question.goods, communes=_communes(question), limit=STRETCH, on=local_date(at))
    return Stretch([_good(hit) for hit in hits])


def _communes(question: Question) -> Collection[str] | None:
    if question.communes:
        return question.communes
    return communes_of_province(question.province) if question.province else None


def communes_of_province(code: str) -> list[str]:
    """The codes of a province's communes. One statement."""
    return list(communes_of(code).values_list("code", flat=True))


def _good(hit: Hit) -> Row:
    return Row(
        name=hit.title,
        href=hit.href,
        kind=hit.category_name,
        commune=hit.commune_name,
        province=hit.province_name,
        more=hit.seller_name,
        price_vnd=hit.price_vnd,
        unit=hit.unit,
    )


def _row(one: GrowingArea | Seller | Site | Point, names: Mapping[str, str]) -> Row:
    commune, province = one.commune.full_name, one.commune.province.full_name
    if isinstance(one, GrowingArea):
        crop = names.get(one.crop, one.crop)
        return Row(
            name=f"{crop} ({one.code})",
            href=f"/gian-hang/{one.seller.slug}/",
            kind=crop,
            commune=commune,
            province=province,
            more=one.seller.name,
            standard=str(Standard(one.standard).label) if one.standard else "",
            hectares=one.hectares,
        )
    if isinstance(one, Seller):
        return Row(one.name, f"/gian-hang/{one.slug}/", str(SellerKind(one.kind).label), commune, province)
    if isinstance(one, Site):
        shop = f"/gian-hang/{one.seller.slug}/"
        told = " · ".join(part for part in (one.address, one.hours, one.packing_code) if part)
        return Row(one.name, shop, str(SiteKind(one.kind).label), commune, province, f"{one.seller.name} · {told}")
    told = " · ".join(part for part in (one.address, one.hours) if part)
    return Row(one.name, "", "", commune, province, told)


def _after(cursor: str, layer: Layer) -> int:
    if not cursor:
        return 0
    try:
        [number] = decode_cursor(cursor, purpose=PURPOSE + layer)
    except (BadCursor, ValueError):
        return 0
    return number if isinstance(number, int) else 0
