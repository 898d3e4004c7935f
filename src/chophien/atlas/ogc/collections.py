"""The collections: what the public map shows, as features. Land at the middle of its square kilometre."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from chophien.atlas.asking import Question
from chophien.atlas.keeping import memory, this_minute
from chophien.atlas.ogc.asked import Asked
from chophien.atlas.selectors.counts import edition, shops_shown, sites_shown
from chophien.atlas.states import SiteKind
from chophien.cashpoints.selectors.coverage import serving_points
from chophien.catalog.models import SearchEntry
from chophien.catalog.search.packing import ASLEEP
from chophien.catalog.selectors import category_names
from chophien.growing.selectors.areas import areas_shown
from chophien.lib.dates import local_date
from chophien.lib.errors import Sentence

Feature = dict[str, Any]
EVERYTHING = Question()
COUNTRY = [102.0, 6.0, 118.0, 23.5]
"""Viet Nam with its islands: west, south, east, north."""


@dataclass(frozen=True)
class Collection:
    """One collection. `properties` are names to columns, `filters` names of parameters to columns.

    `lon` and `lat` are columns in degrees, `when` is the column of the one moment that a feature has.
    """

    id: str
    title: Sentence
    description: Sentence
    rows: Callable[[datetime], QuerySet[Any]]
    code: str
    lon: str
    lat: str
    when: str
    properties: Mapping[str, str]
    page: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)


PLACE = {"commune": "commune__full_name", "commune_code": "commune__code", "province": "commune__province__full_name"}
BY_PLACE = {"province_code": "commune__province__code", "commune_code": "commune__code"}
OF_GOODS = "listing__seller__"


def _areas(_at: datetime) -> QuerySet[Any]:
    """Land by crop, commune and code: what a shop calls it may name a person."""
    kinds = [When(crop=slug, then=Value(name)) for slug, name in category_names().items()]
    crop = Case(*kinds, default=F("crop"), output_field=CharField())
    named = Concat(crop, Value(", "), "commune__full_name", Value(" ("), "code", Value(")"))
    return areas_shown().select_related(None).annotate(area_name=named)


def _sites(kind: SiteKind) -> Callable[[datetime], QuerySet[Any]]:
    return lambda at: sites_shown(EVERYTHING, on=local_date(at)).filter(kind=kind)


def _collection_of_sites(kind: SiteKind, key: str, title: Sentence, description: Sentence) -> Collection:
    return Collection(
        id=key,
        title=title,
        description=description,
        rows=_sites(kind),
        code="code",
        lon="commune__lon",
        lat="commune__lat",
        when="added_at",
        properties={
            "name": "name",
            "address": "address",
            "hours": "hours",
            "packing_code": "packing_code",
            "shop": "seller__name",
            **PLACE,
            "added": "added_at",
        },
        filters=BY_PLACE,
    )


COLLECTIONS: Mapping[str, Collection] = {
    one.id: one
    for one in (
        Collection(
            id="growing-areas",
            title=_("Growing areas"),
            description=_("Land on which shops grow one crop. Each at the middle of its square kilometre, no borders."),
            rows=_areas,
            code="code",
            lon="cell_lon",
            lat="cell_lat",
            when="added_at",
            properties={
                "name": "area_name",
                "crop": "crop",
                "standard": "standard",
                "hectares": "hectares",
                "shop": "seller__name",
                **PLACE,
                "added": "added_at",
            },
            filters={"crop": "crop", "standard": "standard", **BY_PLACE},
        ),
        Collection(
            id="shops",
            title=_("Shops"),
            description=_("Who sells, at the point of the commune."),
            rows=lambda at: shops_shown(EVERYTHING, on=local_date(at)),
            code="slug",
            lon="commune__lon",
            lat="commune__lat",
            when="approved_at",
            properties={"name": "name", "kind": "kind", **PLACE, "approved": "approved_at"},
            page="/gian-hang/{}/",
            filters={"kind": "kind", **BY_PLACE},
        ),
        Collection(
            id="products",
            title=_("Goods on sale"),
            description=_("What is on sale, at the point of its shop's commune."),
            rows=lambda _at: SearchEntry.objects.filter(packed__lt=ASLEEP),
            code="listing__code",
            lon=f"{OF_GOODS}commune__lon",
            lat=f"{OF_GOODS}commune__lat",
            when="published_at",
            properties={
                "name": "listing__live__title",
                "category": "listing__live__category__slug",
                "price_vnd": "price_vnd",
                "available": "available",
                "season_from": "listing__live__season_from",
                "season_to": "listing__live__season_to",
                "shop": f"{OF_GOODS}name",
                **{name: OF_GOODS + column for name, column in PLACE.items()},
                "published": "published_at",
            },
            page="/hang/{}/",
            filters={
                "category": "listing__live__category__slug",
                **{name: OF_GOODS + column for name, column in BY_PLACE.items()},
            },
        ),
        _collection_of_sites(
            SiteKind.PACKING, "packing-houses", _("Packing houses"), _("Where shops pack, at the point of the commune.")
        ),
        _collection_of_sites(
            SiteKind.COLLECTION,
            "collection-points",
            _("Collection points"),
            _("Where growers bring what they harvested, at the point of the commune."),
        ),
        Collection(
            id="cash-points",
            title=_("Cash points"),
            description=_("Public places where households get their money in cash."),
            rows=lambda at: serving_points(at=at),
            code="code",
            lon="commune__lon",
            lat="commune__lat",
            when="opened_at",
            properties={"name": "name", "address": "address", "hours": "hours", **PLACE, "opened": "opened_at"},
            filters=BY_PLACE,
        ),
    )
}


def features(collection: Collection, asked: Asked, *, at: datetime) -> tuple[int, list[Feature]]:
    """How many features match, and the stretch of them that is asked for. Two statements, one where it was counted."""
    rows = _selected(collection, asked, at=at)
    stamp = (edition(), this_minute())
    matched = memory.get(("features", collection.id, asked.selection), stamp=stamp, count=rows.count)
    stretch = rows.order_by("pk")[asked.offset : asked.offset + asked.limit]
    return matched, [_feature(collection, row) for row in stretch.values_list(*_columns(collection))]


def feature(collection: Collection, code: str, *, at: datetime) -> Feature | None:
    """One feature by its id; None where there is none, or none any more. One statement."""
    row = collection.rows(at).filter(**{collection.code: code}).values_list(*_columns(collection)).first()
    return _feature(collection, row) if row else None


def begins(collection: Collection, *, at: datetime) -> datetime | None:
    """The earliest moment of any feature; None without features. At most one statement a minute."""

    def earliest() -> datetime | None:
        found: datetime | None = collection.rows(at).order_by().aggregate(first=Min(collection.when))["first"]
        return found

    return memory.get(("begins", collection.id), stamp=(edition(), this_minute()), count=earliest)


def _columns(collection: Collection) -> list[str]:
    return [collection.code, collection.lon, collection.lat, *collection.properties.values()]


def _selected(collection: Collection, asked: Asked, *, at: datetime) -> QuerySet[Any]:
    rows = collection.rows(at)
    for name, value in asked.equal.items():
        rows = rows.filter(**{collection.filters[name]: value})
    if asked.bbox is not None:
        rows = rows.filter(_inside(collection, asked.bbox))
    if asked.during is not None:
        first, last = asked.during
        within = Q(**{f"{collection.when}__gte": first}) if first is not None else Q()
        until = Q(**{f"{collection.when}__lte": last}) if last is not None else Q()
        rows = rows.filter(within & until | Q(**{f"{collection.when}__isnull": True}))
    return rows


def _inside(collection: Collection, bbox: tuple[float, float, float, float]) -> Q:
    west, south, east, north = bbox
    lon, lat = collection.lon, collection.lat
    across = (
        Q(**{f"{lon}__gte": west, f"{lon}__lte": east})
        if west <= east
        else Q(**{f"{lon}__gte": west}) | Q(**{f"{lon}__lte": east})
    )
    return across & Q(**{f"{lat}__gte": south, f"{lat}__lte": north}) | Q(**{f"{lon}__isnull": True})


def _feature(collection: Collection, row: tuple[Any, ...]) -> Feature:
    code, lon, lat, *values = row
    geometry = None if lon is None or lat is None else {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}
    told = {name: _plain(value) for name, value in zip(collection.properties, values, strict=True)}
    if collection.page:
        told["page"] = collection.page.format(code)
    return {"type": "Feature", "id": code, "geometry": geometry, "properties": told}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, datetime) else value
