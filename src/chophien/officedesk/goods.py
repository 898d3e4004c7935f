"""The goods of an area, for looking up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from chophien.catalog.models import Listing
from chophien.catalog.states import ListingStatus
from chophien.lib.text import fold
from chophien.uploads.selectors import PictureSources, photo_sources


@dataclass(frozen=True)
class GoodsRow:
    """One listing as an office's list shows it."""

    listing: Listing
    title: str
    photo: PictureSources | None
    drawing: str


def goods_found(goods: QuerySet[Listing], *, text: str, status: str, province: str) -> QuerySet[Listing]:
    """Those of `goods` that a title, code or shop means, that stand so, in that province."""
    if typed := text.strip()[:100]:
        named = Q(code__iexact=typed) | Q(seller__code__iexact=typed) | Q(seller__folded_name__contains=fold(typed))
        goods = goods.filter(named | Q(live__title__icontains=typed) | Q(working__title__icontains=typed))
    if status in ListingStatus.values:
        goods = goods.filter(status=status)
    return goods.filter(seller__commune__province__code=province) if province else goods


def goods_rows(listings: Sequence[Listing]) -> list[GoodsRow]:
    """These listings as rows. One statement."""
    shown = [(one, one.live or one.working) for one in listings]
    photos = photo_sources([version.photo_codes[0] for _one, version in shown if version and version.photo_codes])
    return [
        GoodsRow(
            listing=one,
            title=version.title if version else one.code,
            photo=photos.get(version.photo_codes[0]) if version and version.photo_codes else None,
            drawing=version.category.drawing if version and version.category else "other",
        )
        for one, version in shown
    ]
