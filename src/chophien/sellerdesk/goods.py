"""A shop's goods as its people see them: what is on sale, what waits, what has to be mended."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chophien.catalog.actions.texts import OfferText
from chophien.catalog.models import Listing, ListingVersion, Variant
from chophien.catalog.selectors import listings_of, season_of, season_state
from chophien.catalog.states import ListingStatus, VersionStatus
from chophien.lib.dates import SeasonState
from chophien.lib.errors import Sentence
from chophien.lib.quantity import UNITS, Unit
from chophien.sellers.models import Seller
from chophien.uploads.selectors import PictureSources, photo_sources
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

PAGE = 20
PURPOSE = "sellerdesk.goods"

LEFT = Exists(
    Variant.objects.filter(
        listing=OuterRef("pk"), is_active=True, stock__available__gt=0, stock__available__gte=F("min_quantity")
    )
)
REFUSED = Q(status=ListingStatus.DRAFT, working__isnull=True)
PILES: Mapping[str, Q] = {
    "all": Q(),
    "on_sale": Q(status=ListingStatus.PUBLISHED),
    "waiting": Q(working__status=VersionStatus.PENDING_REVIEW),
    "to_mend": Q(working__status=VersionStatus.NEEDS_CHANGES) | REFUSED,
    "drafts": Q(working__status=VersionStatus.DRAFT),
    "sold_out": Q(status=ListingStatus.PUBLISHED) & ~Q(LEFT),
    "paused": Q(status__in=[ListingStatus.PAUSED, ListingStatus.TAKEN_DOWN]),
}
PILE_WORDS: Mapping[str, Sentence] = {
    "all": gettext_lazy("All"),
    "on_sale": gettext_lazy("On sale"),
    "waiting": gettext_lazy("Waiting for review"),
    "to_mend": gettext_lazy("To mend"),
    "drafts": gettext_lazy("Drafts"),
    "sold_out": gettext_lazy("Sold out"),
    "paused": gettext_lazy("Not on sale"),
}


class Tone(StrEnum):
    """The colour of a badge, always beside its words."""

    GOOD = "leaf"
    WAIT = "info"
    BAD = "bad"
    PLAIN = "plain"


STANDINGS: Mapping[ListingStatus, tuple[Sentence, Tone]] = {
    ListingStatus.PUBLISHED: (gettext_lazy("On sale"), Tone.GOOD),
    ListingStatus.PAUSED: (gettext_lazy("Paused"), Tone.PLAIN),
    ListingStatus.TAKEN_DOWN: (gettext_lazy("Taken down"), Tone.BAD),
}
WRITTEN: Mapping[VersionStatus, tuple[Sentence, Tone]] = {
    VersionStatus.PENDING_REVIEW: (gettext_lazy("Waiting for review"), Tone.WAIT),
    VersionStatus.NEEDS_CHANGES: (gettext_lazy("To mend"), Tone.BAD),
}


@dataclass(frozen=True)
class Size:
    """One size or pack: its price in đồng and what is left of it. `left` is none while it was never counted."""

    code: str
    label: str
    price_vnd: int
    left: Decimal | None
    unit: str


@dataclass(frozen=True)
class GoodsRow:
    """One listing in its shop's list. `note` says what comes next, `reason` what an operator wrote."""

    listing: Listing
    title: str
    photo: PictureSources | None
    drawing: str
    label: str
    tone: Tone
    note: str
    reason: str
    sizes: Sequence[Size]
    season: str


@dataclass(frozen=True)
class GoodsPage:
    """One page of the list; `following` is the cursor of the next, empty at the end."""

    rows: Sequence[GoodsRow]
    following: str


def pile_counts(seller: Seller) -> dict[str, int]:
    """How many goods lie in each pile. One statement."""
    counts = {pile: Count("pk", filter=wanted) for pile, wanted in PILES.items() if pile != "all"}
    return Listing.objects.filter(seller=seller).aggregate(all=Count("pk"), **counts)


def goods_page(seller: Seller, *, pile: str, cursor: str, on: date) -> GoodsPage:
    """A page of one pile, newest first. A cursor that was bent means the first page. Four statements.

    :raises KeyError: if there is no such pile
    """
    found = listings_of(seller).filter(PILES[pile])
    with suppress(BadCursor):
        (last,) = decode_cursor(cursor, purpose=PURPOSE)
        found = found.filter(pk__lt=last)
    listings = list(found[: PAGE + 1])
    more, listings = len(listings) > PAGE, listings[:PAGE]
    following = encode_cursor([listings[-1].pk], purpose=PURPOSE) if more else ""
    return GoodsPage(goods_rows(listings, on=on), following)


def goods_rows(listings: Sequence[Listing], *, on: date) -> list[GoodsRow]:
    """These listings, with their variants and stock fetched, as rows. Two statements."""
    refused = _last_refused([one.pk for one in listings if one.live_id is None and one.working_id is None])
    shown = {one.pk: one.live or one.working or refused.get(one.pk) for one in listings}
    photos = photo_sources([codes[0] for one in shown.values() if one and (codes := one.photo_codes)])
    return [_row(one, shown[one.pk], photos, on=on) for one in listings]


def sizes_of(version: ListingVersion | None, variants: Sequence[Variant]) -> list[Size]:
    """The offers of a version with what is left of each; variants with their stock at hand."""
    rows = {variant.code: variant for variant in variants}
    offers = [OfferText.from_json(stored) for stored in version.offers] if version else []
    return [
        Size(
            code=offer.code,
            label=offer.title or what_it_buys(offer.unit, offer.pack),
            price_vnd=offer.price_vnd,
            left=_left(rows.get(offer.code)),
            unit=_label(offer.unit),
        )
        for offer in offers
    ]


def what_it_buys(unit: str, pack: str) -> str:
    """One unit in words: ``hộp 100 g``."""
    return " ".join(part for part in (_label(unit), pack) if part)


def season_words(version: ListingVersion, *, on: date) -> str:
    """How the season stands on that day; empty for goods that are sold all year."""
    if season_of(version) is None:
        return ""
    words = {
        SeasonState.IN_SEASON: _("In season"),
        SeasonState.UPCOMING: _("Season begins soon"),
        SeasonState.DORMANT: _("Out of season"),
    }
    return words[season_state(version, on=on)]


def standing(listing: Listing) -> tuple[str, Tone]:
    """Where a listing stands, in a word and its colour."""
    if listing.status in STANDINGS:
        words, tone = STANDINGS[ListingStatus(listing.status)]
    elif listing.working is None:
        words, tone = gettext_lazy("Refused"), Tone.BAD
    else:
        words, tone = WRITTEN.get(VersionStatus(listing.working.status), (gettext_lazy("Draft"), Tone.PLAIN))
    return str(words), tone


def news_of(listing: Listing, shown: ListingVersion | None) -> tuple[str, str]:
    """What is to be known besides: a sentence, and the reason an operator gave. Both may be empty."""
    working = listing.working
    if working is None:
        refused = shown if shown is not None and shown.status == VersionStatus.REJECTED else None
        return ("", refused.decision_reason) if refused else ("", "")
    if working.status == VersionStatus.NEEDS_CHANGES:
        return _("An operator asks you to mend something."), working.decision_reason
    if listing.live is None:
        return "", ""
    if working.status == VersionStatus.PENDING_REVIEW:
        return _("Your change waits for review; buyers see the old text until then."), ""
    return _("You have begun a change that is not sent in yet."), ""


def _row(listing: Listing, shown: ListingVersion | None, photos: Mapping[str, PictureSources], *, on: date) -> GoodsRow:
    label, tone = standing(listing)
    note, reason = news_of(listing, shown)
    codes = shown.photo_codes if shown else []
    category = shown.category if shown else None
    return GoodsRow(
        listing=listing,
        title=(shown.title if shown else "") or _("Goods without a name yet"),
        photo=photos.get(codes[0]) if codes else None,
        drawing=category.drawing if category else "other",
        label=label,
        tone=tone,
        note=note,
        reason=reason,
        sizes=sizes_of(shown, list(listing.variants.all())),
        season=season_words(shown, on=on) if shown else "",
    )


def _last_refused(listing_ids: Sequence[int]) -> dict[int, ListingVersion]:
    """The last version of goods of which every version was refused."""
    if not listing_ids:
        return {}
    versions: QuerySet[ListingVersion] = ListingVersion.objects.filter(listing_id__in=listing_ids)
    return {one.listing_id: one for one in versions.select_related("category").order_by("number")}


def _left(variant: Variant | None) -> Decimal | None:
    stock = getattr(variant, "stock", None)
    return stock.available if stock else None


def _label(code: str) -> str:
    unit: Unit | None = UNITS.get(code)
    return unit.label if unit else code
