"""Opening a shop for somebody, screen by screen, through the actions of sellers, catalog, uploads and supply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from chophien.accounts.models import Person
from chophien.catalog.actions.listings import start_listing
from chophien.catalog.actions.texts import ListingText, OfferText
from chophien.catalog.actions.variants import prepare_variants
from chophien.catalog.models import Listing
from chophien.catalog.policies import can_offer_goods
from chophien.catalog.selectors import category_by_slug, listings_of
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.sellers.actions.mandates import ask_for_mandate
from chophien.sellers.actions.shops import ShopDetails, open_shop_for
from chophien.sellers.models import Mandate, Seller
from chophien.sellers.selectors.helping import mandates_asked_by, principal_of
from chophien.sellers.states import Deed, MandateStatus
from chophien.supply.actions import set_stocks
from chophien.uploads.actions.photos import take_photo
from chophien.uploads.actions.sent import SentFile

PHOTOS_MOST = 8
USUAL_DAYS = 180
GOING = (MandateStatus.ASKED, MandateStatus.GIVEN)


@dataclass(frozen=True)
class Begun:
    """A shop that was begun for a household, and the question whether its helper may sell for it; why not, if not."""

    seller: Seller
    mandate: Mandate | None
    refusal: DomainError | None


@dataclass(frozen=True)
class FirstGoods:
    """The first goods of a household: photos, name, kind by its slug, price in đồng, unit, grams packed, how much."""

    photos: Sequence[SentFile]
    title: str
    category: str
    price_vnd: int
    unit: str
    weight_g: int
    left: Decimal


def open_for_household(*, phone: str, name: str, details: ShopDetails, actor: Person, at: datetime) -> Begun:
    """First screen: begin the shop, which is the household's, and ask to be let help with everything for half a year.

    The shop stays begun where the question cannot be asked. Sending the same again is the same shop and question.

    :raises NotPermitted, Invalid, TooManyDrafts, AccountClosed: as `sellers.actions.shops.open_shop_for`
    """
    seller = open_shop_for(phone=phone, name=name, details=details, actor=actor, at=at)
    going = mandates_asked_by(actor).filter(seller=seller, status__in=GOING).order_by("pk").first()
    if going is not None:
        return Begun(seller, going, None)
    try:
        mandate = ask_for_mandate(seller=seller, deeds=Deed.values, valid_until=_usual_end(at), actor=actor, at=at)
    except DomainError as refusal:
        return Begun(seller, None, refusal)
    return Begun(seller, mandate, None)


@transaction.atomic
def add_first_goods(*, seller: Seller, goods: FirstGoods, actor: Person, at: datetime) -> Listing:
    """Third screen: begin the household's first goods with all that a buyer asks first. The same again is the same.

    :raises NotPermitted: if the household has not let `actor` list its goods
    :raises FileRefused: if a photo cannot be used; nothing is begun then
    """
    can_offer_goods(actor, seller, at=at).require()
    behalf = principal_of(actor, seller, at=at)
    sent = [
        take_photo(file=one, owner_code=seller.code, actor=actor, on_behalf_of=behalf, at=at) for one in goods.photos
    ]
    codes = list(dict.fromkeys(one.code for one in sent))[:PHOTOS_MOST]
    for begun in listings_of(seller).filter(live=None, working__title=goods.title)[:5]:
        if begun.working and begun.working.photo_codes == codes:
            return begun
    offer = OfferText(price_vnd=goods.price_vnd, unit=goods.unit, pack="", weight_g=goods.weight_g)
    text = ListingText(
        title=goods.title,
        description="",
        category=category_by_slug(goods.category),
        attributes={},
        season_from="",
        season_to="",
        photo_codes=codes,
        offers=[offer],
    )
    listing = start_listing(seller=seller, text=text, actor=actor, at=at)
    variants = prepare_variants(listing=listing, actor=actor, at=at)
    set_stocks(quantities=dict.fromkeys(variants.values(), goods.left), actor=actor, at=at)
    return listing


def _usual_end(at: datetime) -> date:
    return local_date(at) + timedelta(days=USUAL_DAYS)
