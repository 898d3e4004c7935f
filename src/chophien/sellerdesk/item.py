"""One listing as its people see it: sizes, photos, what is missing, and how buyers will see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chophien.catalog.models import Certificate, Listing, ListingVersion, Variant
from chophien.catalog.selectors import (
    attributes_of,
    certificates_for_areas,
    land_of,
    latest_version,
    listings_of,
    season_of,
    valid_certificates,
)
from chophien.catalog.states import ListingStatus, VersionStatus
from chophien.lib.dates import local_date
from chophien.sellerdesk.goods import GoodsRow, Size, goods_rows, sizes_of
from chophien.sellers.states import SellerStatus
from chophien.uploads.models import Photo
from chophien.uploads.selectors import PictureSources, photo_sources, photos_of
from chophien.uploads.states import PhotoStatus

WRITABLE = frozenset({VersionStatus.DRAFT, VersionStatus.NEEDS_CHANGES})


@dataclass(frozen=True)
class Item:
    """One listing with what can be done to it now."""

    listing: Listing
    row: GoodsRow
    version: ListingVersion | None
    can_submit: bool
    can_pause: bool
    can_resume: bool
    is_live: bool
    shop_open: bool


@dataclass(frozen=True)
class PhotoState:
    """One photo of a listing: ready to be shown, still being prepared, or refused."""

    code: str
    sources: PictureSources | None
    refused: bool


@dataclass(frozen=True)
class Preview:
    """A listing as buyers will see it."""

    version: ListingVersion
    photos: Sequence[PictureSources]
    drawing: str
    sizes: Sequence[Size]
    details: Sequence[tuple[str, str]]
    certificates: Sequence[Certificate]
    months: Sequence[bool]
    this_month: int


def item_of(listing: Listing, *, at: datetime) -> Item:
    """A listing's page. Six statements at most."""
    [full] = listings_of(listing.seller).filter(pk=listing.pk)
    [row] = goods_rows([full], on=local_date(at))
    working = listing.working
    return Item(
        listing=listing,
        row=row,
        version=latest_version(listing),
        can_submit=working is not None and working.status in WRITABLE,
        can_pause=listing.status == ListingStatus.PUBLISHED,
        can_resume=listing.status == ListingStatus.PAUSED,
        is_live=listing.status == ListingStatus.PUBLISHED and listing.live is not None,
        shop_open=listing.seller.status == SellerStatus.APPROVED,
    )


def variants_of(listing: Listing) -> list[Variant]:
    """The listing's sizes, those that wait for review too, with what is left of each."""
    return list(listing.variants.select_related("stock").order_by("sort", "pk"))


def variant_id(listing: Listing, code: str) -> int | None:
    """The id of the listing's own size with this code, or none."""
    return listing.variants.filter(code=code).values_list("pk", flat=True).order_by("pk").first()


def photo_states(listing: Listing) -> list[PhotoState]:
    """The photos of what was written last, in their order, whatever became of each. Two statements."""
    version = latest_version(listing)
    codes = list(version.photo_codes) if version else []
    sources = photo_sources(codes)
    rows: Mapping[str, Photo] = photos_of(listing.seller.code, [code for code in codes if code not in sources])
    return [
        PhotoState(code, sources.get(code), code in rows and rows[code].status == PhotoStatus.REFUSED) for code in codes
    ]


def preview_of(listing: Listing, *, at: datetime) -> Preview | None:
    """What was written last as buyers will see it; none when nothing was written."""
    version = latest_version(listing)
    if version is None:
        return None
    found = photo_sources(version.photo_codes)
    season, today = season_of(version), local_date(at)
    for_land = [(one.get_kind_display(), _only_there(one)) for one in certificates_for_areas(listing, on=today)]
    return Preview(
        version=version,
        photos=[found[code] for code in version.photo_codes if code in found],
        drawing=version.category.drawing if version.category else "other",
        sizes=sizes_of(version, variants_of(listing)),
        details=[*_details(version), *for_land],
        certificates=valid_certificates(listing, on=today),
        months=season.months() if season else [],
        this_month=today.month,
    )


def told_of(version: ListingVersion) -> list[tuple[str, str]]:
    """What a version tells besides its story, as buyers read it."""
    return [
        (_("What is special"), version.special),
        (_("How to use it"), version.use),
        (_("How to keep it"), version.storage),
        (_("Who made it, and where"), version.origin),
    ]


def _details(version: ListingVersion) -> list[tuple[str, str]]:
    english = get_language() == "en"
    told = [(label, text) for label, text in told_of(version) if text]
    for question in attributes_of(version.category):
        answer = version.attributes.get(question.key)
        if answer not in (None, ""):
            label = question.label_en if english and question.label_en else question.label_vi
            told.append((label, _answer(answer)))
    return told


def _only_there(certificate: Certificate) -> str:
    return _("only for what grew in %(land)s") % {"land": "; ".join(land_of(certificate))}


def _answer(said: object) -> str:
    if isinstance(said, bool):
        return _("Yes") if said else _("No")
    return ", ".join(str(one) for one in said) if isinstance(said, list) else str(said)
