"""Every address that search engines may know, in parts that are small enough to be read at once.

A part is a stretch of keys: it is found without counting what lies before it, and it changes only when something in it
does, whatever comes and goes elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import F, Max, QuerySet
from django.urls import reverse

from chophien.catalog.selectors import published_listings
from chophien.lib.dates import local_date
from chophien.places.models import Commune
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.storefront.addresses import category_path, product_path, province_path, shop_path
from chophien.storefront.categories import tree
from chophien.storefront.selectors import provinces

PART, MOST_PARTS = 10_000, 50_000
Line = tuple[str, date | None]
"""A path, and the day of its last change where that is known."""


class PartKind(StrEnum):
    """What a part lists, as its address names it."""

    ENTRANCES = "loi"
    SHOPS = "gian"
    GOODS = "hang"


@dataclass(frozen=True, slots=True)
class Part:
    """One part that is not empty, with the day of the last change in it where that is known."""

    kind: PartKind
    number: int
    changed_on: date | None = None


def parts() -> list[Part]:
    """Every part that lists something. Two statements."""
    shops = _numbered(_shops()).values_list("part", flat=True).distinct().order_by("part")
    goods = _numbered(published_listings()).values("part").annotate(changed=Max("live__decided_at")).order_by("part")
    return [
        Part(PartKind.ENTRANCES, 1),
        *(Part(PartKind.SHOPS, number) for number in shops),
        *(Part(PartKind.GOODS, one["part"], _day(one["changed"])) for one in goods),
    ]


def lines_of(kind: PartKind, number: int) -> list[Line]:
    """What one part lists; nothing where there is no such part. Two statements at most."""
    return _LINES[kind](number) if 1 <= number <= MOST_PARTS else []


def tag_of(site: str, lines: Sequence[Line]) -> str:
    """An entity tag that changes when the part would say something else."""
    digest = blake2b(site.encode(), digest_size=12)
    for path, day in lines:
        digest.update(f"{path} {day}\n".encode())
    return f'W/"{digest.hexdigest()}"'


def written(site: str, lines: Iterable[Line]) -> Iterator[str]:
    """A part as search engines read it, line by line."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    for path, day in lines:
        changed = f"<lastmod>{day}</lastmod>" if day else ""
        yield f"<url><loc>{escape(site + path)}</loc>{changed}</url>\n"
    yield "</urlset>\n"


def _entrances(number: int) -> list[Line]:
    """The pages that lead to shops and goods: home, categories, provinces and communes with shops."""
    if number != 1:
        return []
    places = Commune.objects.filter(pk__in=_shops().values("commune_id")).order_by("pk")
    communes = list(places.values_list("slug", "code", "province__code"))
    lands = {province for _slug, _code, province in communes}
    paths = [
        "/",
        *(category_path(slug) for slug in tree().by_slug),
        *(province_path(place.slug) for place in provinces().values() if place.code in lands),
        *(reverse("places:commune", kwargs={"slug": slug, "code": code}) for slug, code, _province in communes),
    ]
    return [(path, None) for path in paths]


def _of_shops(number: int) -> list[Line]:
    slugs = _stretch(_shops(), number).values_list("slug", flat=True)
    return [(shop_path(slug), None) for slug in slugs]


def _of_goods(number: int) -> list[Line]:
    """Goods on sale, with the day of their last approved change."""
    rows = _stretch(published_listings(), number).values_list("slug", "code", "live__decided_at")
    return [(product_path(slug, code), _day(at)) for slug, code, at in rows]


def _shops() -> QuerySet[Seller]:
    return Seller.objects.filter(status=SellerStatus.APPROVED)


def _numbered(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with the number of their part."""
    numbered: QuerySet[Any] = rows.annotate(part=(F("pk") - 1) / PART + 1)
    return numbered


def _stretch(rows: QuerySet[Any], number: int) -> QuerySet[Any]:
    """The rows of one part, in the order of their keys."""
    return rows.filter(pk__gt=(number - 1) * PART, pk__lte=number * PART).order_by("pk")


def _day(at: datetime | None) -> date | None:
    return local_date(at) if at else None


_LINES: dict[PartKind, Callable[[int], list[Line]]] = {
    PartKind.ENTRANCES: _entrances,
    PartKind.SHOPS: _of_shops,
    PartKind.GOODS: _of_goods,
}
