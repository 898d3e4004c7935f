"""Reads for the page that says how something is packed."""

from dataclasses import dataclass
from datetime import date

from chophien.catalog.models import Category, Listing
from chophien.catalog.selectors import category_by_slug
from chophien.lib.dates import local_date
from chophien.lots.models import Pack
from chophien.packaging.selectors.guides import Guide, guide_of, guided
from chophien.sellers.models import Seller

PACKS_MOST = 20


@dataclass(frozen=True)
class Kept:
    """A pack that was made, and the last day by its packaging and by its own best-before day."""

    pack: Pack
    until: date | None


@dataclass(frozen=True)
class Packing:
    """What the page says: for goods with their packs, or for a whole category."""

    title: str
    category: Category
    guide: Guide
    listing: Listing | None
    kept: list[Kept]


def packing(about: str, seller: Seller, *, on: date) -> Packing | None:
    """How a category (by its slug) or goods of this shop (by their code) are packed; none where there is neither, or
    no guide for it. At most three statements.
    """
    listing = (
        Listing.objects.filter(seller=seller, code=about).select_related("live__category", "working__category").first()
    )
    version = (listing.live or listing.working) if listing else None
    category = version.category if version else category_by_slug(about)
    guide = guide_of(category.path, on=on) if category else None
    if category is None or guide is None:
        return None
    if listing is None or version is None:
        return Packing(category.name_vi, category, guide, None, [])
    packs = Pack.objects.filter(variant__listing=listing, remaining__gt=0).order_by("-packed_at", "-pk")[:PACKS_MOST]
    kept = [Kept(one, guide.keeps_until(local_date(one.packed_at), best_before=one.best_before)) for one in packs]
    return Packing(version.title, category, guide, listing, kept)


def guided_categories(*, on: date) -> list[Category]:
    """The categories that have a guide of their own, in the order of the tree. One statement."""
    return list(Category.objects.filter(slug__in=guided(on=on)).order_by("ocop_group", "path"))
