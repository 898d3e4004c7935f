"""Goods of the test market: with photographs, resting, and those of a shop that are not on sale."""

from datetime import datetime
from io import BytesIO
from typing import Any

from chophien.accounts.models import Person
from chophien.catalog.actions.deciding import approve_version, ask_changes
from chophien.catalog.actions.listings import pause_listing, save_working_version, start_listing, submit_version
from chophien.catalog.actions.texts import ListingText, OfferText
from chophien.catalog.models import Listing, ListingVersion, Variant
from chophien.catalog.selectors import attributes_of, offers_for_sale
from chophien.lib.actor import SYSTEM
from chophien.promotions.selectors.running import open_purchases
from chophien.sellers.models import Seller
from chophien.uploads.actions.photos import prepare_photo, take_photo
from tests.market.photographs import photograph

SHOP, OTHER_SHOP = "gian-hang-mau-dong-van", "htx-che-phin-ho"
PHOTOGRAPHED = 8


def take_photographs(*, at: datetime) -> list[dict[str, str]]:
    """Give the first goods of the busiest category photos of their own; return where they stand."""
    listings = (
        Listing.objects.filter(status="published", live__category__slug="che")
        .select_related("live__category", "seller")
        .order_by("pk")[:PHOTOGRAPHED]
    )
    shown = []
    for number, listing in enumerate(listings):
        sent = BytesIO(photograph(number))
        photo = take_photo(file=sent, owner_code=listing.seller.code, actor=SYSTEM, at=at)
        prepare_photo(photo_code=photo.code, at=at)
        save_working_version(listing=listing, text=text_of(listing.live, [photo.code]), actor=SYSTEM, at=at)
        submit_version(listing=listing, actor=SYSTEM, at=at)
        approve_version(listing=listing, actor=SYSTEM, at=at)
        shown.append({"slug": listing.slug, "code": listing.code})
    return shown


def text_of(version: ListingVersion | None, photos: list[str]) -> ListingText:
    """What a version says, with other photos."""
    if version is None:
        raise LookupError("no version is on sale")
    return ListingText(
        title=version.title,
        description=version.description,
        category=version.category,
        attributes=answered(version),
        season_from=version.season_from,
        season_to=version.season_to,
        photo_codes=photos,
        offers=[OfferText.from_json(stored) for stored in version.offers],
    )


def answered(version: ListingVersion) -> dict[str, Any]:
    """The version's attributes; what its kind of goods requires and nobody has said gets the first choice."""
    asked = attributes_of(version.category)
    required = {one.key: one.choices[0] for one in asked if one.is_required and one.choices}
    return {**required, **version.attributes}


def variants_of(seller_code: str, *, at: datetime) -> list[Variant]:
    """What the shop sells today and has enough of, in the order in which it was listed."""
    stocked = Variant.objects.filter(listing__seller__code=seller_code, stock__available__gte=10).order_by("pk")
    offers = offers_for_sale([variant.code for variant in stocked], at=at)
    return [variant for variant in stocked if offers[variant.code].for_sale]


def resting_variant(*, at: datetime) -> Variant:
    """Goods whose season it is not."""
    variants = Variant.objects.filter(listing__status="published").exclude(listing__live__season_from="").order_by("pk")
    offers = offers_for_sale([variant.code for variant in variants], at=at)
    return next(variant for variant in variants if not offers[variant.code].for_sale)


def good_of(variant: Variant) -> dict[str, str]:
    return {"slug": variant.listing.slug, "code": variant.listing.code}


def write_goods(seller: Person, *, at: datetime) -> dict[str, str]:
    """Goods of the shop that are not on sale: a draft, two that wait for an operator, one sent back, one paused.

    Never those that are bought together: whoever joins needs them on sale.
    """
    shop = Seller.objects.get(code=SHOP)
    together = [purchase.variant.listing_id for purchase in open_purchases(at=at)]
    live = list(
        Listing.objects.filter(seller=shop, status="published")
        .exclude(pk__in=together)
        .select_related("live__category")
        .order_by("-pk")[:4]
    )
    models = {name: live[number] for number, name in enumerate(("draft", "in_review", "changes_asked"))}
    written = {}
    for name, model in models.items():
        text = text_of(model.live, [])
        copied = ListingText(**{**vars(text), "title": f"{text.title} loại hai", "offers": fresh(text.offers)})
        written[name] = start_listing(seller=shop, text=copied, actor=seller, at=at)
    for name in ("in_review", "changes_asked"):
        submit_version(listing=written[name], actor=seller, at=at)
    reason = "Viết thêm khối lượng của một gói và cách bảo quản."
    ask_changes(listing=written["changes_asked"], reason=reason, actor=SYSTEM, at=at)
    written["paused"] = live[3]
    pause_listing(listing=live[3], actor=seller, at=at)
    return {name: listing.code for name, listing in written.items()}


def fresh(offers: Any) -> list[OfferText]:
    """The same packs as new ones."""
    return [OfferText(**{**vars(offer), "code": ""}) for offer in offers]
