"""Everything the page of a group purchase shows to who may join it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from chophien.catalog.selectors import Offer, offers_for_sale
from chophien.delivery.selectors import Area
from chophien.lib.quantity import UNITS, format_quantity, what_it_buys
from chophien.orders.baskets import Basket, Wanted
from chophien.orders.selectors.carts import sellers_by_id, split_for
from chophien.orders.selectors.deciding import Decision, decision
from chophien.orders.texts import line_title
from chophien.promotions.models import GroupPurchase
from chophien.promotions.states import PurchaseStatus
from chophien.uploads.selectors import PictureSources, photo_sources


@dataclass(frozen=True)
class Gathering:
    """A group purchase, how far it has come, and what so much of it costs, in đồng."""

    purchase: GroupPurchase
    offer: Offer
    photo: PictureSources | None
    quantity: Decimal
    shown: Decision
    basket: Basket
    today: date

    @property
    def title(self) -> str:
        return line_title(self.offer)

    @property
    def per(self) -> str:
        """What the price buys."""
        return what_it_buys(self.offer.unit, self.offer.pack)

    @property
    def is_open(self) -> bool:
        """Whether somebody can still join."""
        joinable = self.purchase.status in {PurchaseStatus.OPEN, PurchaseStatus.REACHED}
        days = self.purchase.starts_on <= self.today <= self.purchase.ends_on
        return joinable and days and self.purchase.pledged < self.purchase.most and self.offer.for_sale

    @property
    def is_priced(self) -> bool:
        """Whether the total is the final one."""
        return self.basket.quote is not None

    @property
    def so_much(self) -> str:
        return self._words(self.quantity)

    @property
    def pledged(self) -> str:
        return self._words(self.purchase.pledged)

    @property
    def goal(self) -> str:
        return self._words(self.purchase.goal)

    @property
    def left(self) -> str:
        """For how much somebody can still join."""
        return self._words(self.purchase.most - self.purchase.pledged)

    def _words(self, quantity: Decimal) -> str:
        return format_quantity(quantity, UNITS.get(self.offer.unit))


def gathering(
    purchase: GroupPurchase, *, quantity: Decimal | None, province_code: str, at: datetime, today: date
) -> Gathering | None:
    """The page for so much of it; the least that is sold where nothing sensible was asked for.

    None when the goods are no longer there at all.

    :raises AmountTooLarge: if it costs more than the market handles
    """
    code = purchase.variant.code
    offer = offers_for_sale([code], at=at).get(code)
    if offer is None:
        return None
    offer = replace(offer, price_vnd=purchase.price_vnd)
    wanted = Wanted(offer, quantity if quantity and quantity > 0 else offer.min_quantity)
    shown = decision(None, province_code=province_code, at=at)
    there = Area(shown.province.code, shown.province.macro_region) if shown.province else None
    [basket] = split_for([wanted], sellers=sellers_by_id({offer.seller_id}), there=there, at=at).baskets
    photos = photo_sources([offer.photo_code]) if offer.photo_code else {}
    return Gathering(purchase, offer, photos.get(offer.photo_code), wanted.quantity, shown, basket, today)
