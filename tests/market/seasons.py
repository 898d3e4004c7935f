"""What the market that all pages are looked at in has of seasons: the sample's harvest, an order of it, who waits."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from chophien.accounts.models import Person
from chophien.catalog.actions.deciding import approve_version
from chophien.catalog.actions.listings import start_listing, submit_version
from chophien.catalog.actions.texts import ListingText, OfferText
from chophien.catalog.models import Listing
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lib.lunar import LunarSeason, lunar_date
from chophien.orders.actions.preorders import follow, move_harvest, place_preorder
from chophien.orders.selectors.preorders import to_follow
from chophien.orders.wishes import Wish
from chophien.seasons.actions.harvests import HarvestTerms, open_harvest
from chophien.seasons.actions.reminders import remind_me
from chophien.seasons.models import Harvest

AHEAD = timedelta(days=150)


def of_seasons(buyer: Person, resting: str, address: dict[str, str], *, at: datetime) -> dict[str, Any]:
    """The code of the sample's harvest, of an order of it whose buyer is asked, and a reminder's token."""
    harvest = Harvest.objects.select_related("variant").order_by("pk")[0]
    wish = Wish(contact_name=buyer.name, contact_phone=buyer.phone, payment="", consent=True, **address)
    key = "market-of-pages"
    placed = place_preorder(
        harvest=harvest, quantity=Decimal(5), wish=wish, idempotency_key=key, actor=buyer, person=buyer, at=at
    )
    later = timedelta(days=7)
    days = {"begins_on": harvest.begins_on - later, "ends_on": harvest.ends_on - later}
    move_harvest(harvest=harvest, **days, actor=SYSTEM, at=at, reason="nắng sớm")
    for order in to_follow(at=at, harvest_id=harvest.pk):
        follow(order=order, actor=SYSTEM, at=at)
    listing = Listing.objects.get(code=resting)
    reminder = remind_me(listing=listing, phone=buyer.phone, person=buyer, at=at)
    told = {"harvest": harvest.code, "asked": placed.orders[0].code, "reminder": reminder.token}
    return {**told, "by_the_moon": by_the_moon(harvest.variant.listing, at=at)}


def by_the_moon(like: Listing, *, at: datetime) -> dict[str, str]:
    """Goods of the same shop whose season goes by the moon and is months away, with a harvest that takes orders."""
    today = local_date(at)
    month = lunar_date(today + AHEAD).month
    lunar = LunarSeason(f"{month:02d}-01", f"{month:02d}-30")
    window = lunar.window(today)
    [offer, *_others] = [OfferText.from_json(stored) for stored in like.live.offers] if like.live else []
    text = ListingText(
        title="Lê xanh chín muộn",
        description="Lê xanh trồng trên nương đá, hái tay khi trời khô, giòn và ngọt thanh, để được cả tháng.",
        category=like.live.category if like.live else None,
        attributes=dict(like.live.attributes) if like.live else {},
        season_from=window.season.start_md,
        season_to=window.season.end_md,
        season_lunar=str(lunar),
        photo_codes=[],
        offers=[replace(offer, code="")],
        special="Giống lê cũ của bản, quả nhỏ mà thơm, vỏ mỏng, ít nơi còn trồng.",
        use="Rửa sạch, ăn cả vỏ; hoặc nấu chè, ngâm rượu, làm mứt.",
        storage="Để nơi thoáng mát, hoặc ngăn mát tủ lạnh trong ba tuần.",
        origin="Trồng ở nương nhà, hái và đóng thùng ngay trong ngày.",
    )
    listing = start_listing(seller=like.seller, text=text, actor=SYSTEM, at=at)
    submit_version(listing=listing, actor=SYSTEM, at=at)
    listing = approve_version(listing=listing, actor=SYSTEM, at=at)
    days = {"begins_on": window.first, "ends_on": window.last}
    terms = HarvestTerms(**days, cap=Decimal(100), price_vnd=offer.price_vnd)
    harvest = open_harvest(variant=listing.variants.get(), terms=terms, actor=SYSTEM, at=at)
    return {"slug": listing.slug, "code": listing.code, "harvest": harvest.code, "month": str(window.first.month)}
