"""Goods for tests: written and approved through the same actions as in the market."""

from datetime import datetime
from decimal import Decimal

from chophien.accounts.tests.factories import JOINED
from chophien.catalog.actions.deciding import approve_version
from chophien.catalog.actions.listings import start_listing, submit_version
from chophien.catalog.actions.texts import ListingText, OfferText
from chophien.catalog.models import Category, Listing, Variant
from chophien.lib.actor import SYSTEM
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller


def a_category(slug: str = "che", *, name_vi: str = "Chè", parent: Category | None = None, **facts: object) -> Category:
    found, _ = Category.objects.get_or_create(
        slug=slug,
        defaults={
            "parent": parent,
            "path": f"{parent.path}/{slug}" if parent else slug,
            "name_vi": name_vi,
            "ocop_group": 1,
            "drawing": "tea",
            **facts,
        },
    )
    return found


MORE = ("special", "use", "storage", "origin", "fact_codes", "season_lunar")


def an_offer(*, price_vnd: int = 185_000, **facts: object) -> OfferText:
    return OfferText(
        price_vnd=price_vnd,
        unit=facts.pop("unit", "box"),
        pack=facts.pop("pack", "100 g"),
        weight_g=facts.pop("weight_g", 180),
        step=Decimal(facts.pop("step", 1)),
        min_quantity=Decimal(facts.pop("min_quantity", 1)),
        **facts,
    )


def a_text(*, title: str = "Chè Shan tuyết cổ thụ", category: Category | None = None, **facts: object) -> ListingText:
    return ListingText(
        title=title,
        description=facts.pop("description", "Chè búp hái tay trên cây cổ thụ, sao trong ngày."),
        category=category or a_category(),
        attributes=facts.pop("attributes", {}),
        season_from=facts.pop("season_from", ""),
        season_to=facts.pop("season_to", ""),
        photo_codes=facts.pop("photo_codes", []),
        offers=facts.pop("offers", [an_offer()]),
        **{name: facts.pop(name) for name in MORE if name in facts},
    )


def a_listing(*, seller: Seller | None = None, at: datetime = JOINED, sku: str = "", **text: object) -> Listing:
    """A listing on sale. Keyword arguments are those of `a_text`."""
    listing = start_listing(seller=seller or a_seller(), text=a_text(**text), actor=SYSTEM, at=at, sku=sku)
    submit_version(listing=listing, actor=SYSTEM, at=at)
    approve_version(listing=listing, actor=SYSTEM, at=at)
    return Listing.objects.select_related("seller__commune__province", "live__category").get(pk=listing.pk)


def the_variant(listing: Listing) -> Variant:
    """The listing's first variant."""
    return listing.variants.order_by("sort", "pk")[0]
