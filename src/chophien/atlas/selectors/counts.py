"""Figures for the map: what lies in each commune, added up by the database, kept until something changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from chophien.atlas.asking import Question
from chophien.atlas.keeping import memory, this_minute
from chophien.atlas.models import Edition, Site
from chophien.atlas.states import LAYER_OF_KIND, Layer, SiteKind
from chophien.cashpoints.selectors.coverage import serving_points
from chophien.catalog.models import SearchEntry
from chophien.catalog.search.places import GoodsAsked, goods_by_commune, shops_with, slugs_below
from chophien.growing.models import AreaSeason, GrowingArea
from chophien.growing.selectors.areas import areas_shown
from chophien.lib.dates import local_date
from chophien.lib.text import fold
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus

COMMUNE = "commune__code"


@dataclass(frozen=True, slots=True)
class Figures:
    """What lies in one place; hectares of the growing areas whose border is known."""

    counts: Mapping[Layer, int] = field(default_factory=dict)
    hectares: Decimal = Decimal(0)

    def of(self, layer: Layer) -> int:
        return self.counts.get(layer, 0)


NOTHING = Figures()


def edition() -> int:
    """Grows with everything that changes what the map shows of land, shops and their sites. One statement."""
    return int(Edition.objects.aggregate(changes=Sum("changes"))["changes"] or 0)


def figures(question: Question, *, at: datetime) -> Mapping[str, Figures]:
    """For each commune of today that has any of it, by code: how much lies there of every layer.

    Where the question names places, those of other places are there too: the answer is kept for all of them. One
    statement where it was kept, six where it was not.
    """
    asked = question.but(layer=Layer.GOODS, province="", communes=())
    stamp = (edition(), this_minute(), local_date(at))
    return memory.get(("figures", asked), stamp=stamp, count=lambda: _count(asked, at=at))


def _count(asked: Question, *, at: datetime) -> Mapping[str, Figures]:
    on = local_date(at)
    found: defaultdict[str, dict[Layer, int]] = defaultdict(dict)
    for code, (goods, _shops) in goods_by_commune(asked.goods, on=on).items():
        found[code][Layer.GOODS] = goods
    for code, shops in _by_commune(shops_shown(asked, on=on)):
        found[code][Layer.SHOPS] = shops
    hectares: dict[str, Decimal] = {}
    sized: Any = areas_asked(asked).order_by().values_list(COMMUNE).annotate(Count("pk"), Sum("hectares"))
    for code, areas, size in sized:
        found[code][Layer.AREAS] = areas
        hectares[code] = size or Decimal(0)
    sites: Any = sites_shown(asked, on=on).order_by().values_list(COMMUNE, "kind").annotate(Count("pk"))
    for code, kind, number in sites:
        found[code][LAYER_OF_KIND[SiteKind(kind)]] = number
    for code, points in _by_commune(serving_points(at=at)):
        found[code][Layer.CASH] = points
    return {code: Figures(counts, hectares.get(code, Decimal(0))) for code, counts in found.items()}


def areas_asked(question: Question) -> QuerySet[GrowingArea]:
    """The growing areas of the public map that a question means, wherever they lie.

    Words are looked for in the shop's name alone: what a shop calls its land, or writes as a variety, is not told to
    everybody, and a search that finds it would tell it.
    """
    rows = areas_shown()
    if question.category:
        rows = rows.filter(crop__in=slugs_below(question.category))
    if question.words:
        rows = rows.filter(seller__folded_name__contains=fold(question.words))
    if question.certificate:
        rows = rows.filter(standard=question.certificate)
    if question.least_ha is not None:
        rows = rows.filter(hectares__gte=question.least_ha)
    if question.most_ha is not None:
        rows = rows.filter(hectares__lte=question.most_ha)
    return rows.filter(_harvested_in(question.month)) if question.month else rows


def shops_shown(question: Question, *, on: date) -> QuerySet[Seller]:
    """The open shops; those that have such goods, when the question asks for any."""
    rows = Seller.objects.filter(status=SellerStatus.APPROVED)
    return rows if question.goods.is_everything else rows.filter(pk__in=_shops(question.goods, on=on))


def sites_shown(question: Question, *, on: date) -> QuerySet[Site]:
    """Packing houses and collection points of open shops; of those that have such goods, when any are asked for."""
    rows = Site.objects.filter(seller__status=SellerStatus.APPROVED, closed_at__isnull=True)
    return rows if question.goods.is_everything else rows.filter(seller__in=_shops(question.goods, on=on))


def _shops(asked: GoodsAsked, *, on: date) -> list[int]:
    return memory.get(("shops", asked), stamp=(this_minute(), on), count=lambda: shops_with(asked, on=on))


def _harvested_in(month: int) -> Q:
    """Areas of which a season's last harvest falls into the month; and those whose shop has goods of that crop with a
    season of which some day lies there, for a crop that is harvested for months.
    """
    first, last = month * 100 + 1, month * 100 + 31
    within_a_year = Q(season_from__lte=F("season_to")) & Q(season_from__lte=last, season_to__gte=first)
    around_new_year = Q(season_from__gt=F("season_to")) & (Q(season_from__lte=last) | Q(season_to__gte=first))
    sold = SearchEntry.objects.filter(within_a_year | around_new_year, season_from__gt=0)
    of_crop = sold.filter(listing__seller=OuterRef("seller"), listing__live__category__slug=OuterRef("crop"))
    ends = AreaSeason.objects.filter(area=OuterRef("pk"), crop=OuterRef("crop"), ends_on__month=month)
    return Q(Exists(ends)) | Q(Exists(of_crop))


def _by_commune(rows: QuerySet[Any]) -> Iterable[tuple[str, int]]:
    counted: Iterable[tuple[str, int]] = rows.order_by().values_list(COMMUNE).annotate(Count("pk"))
    return counted
