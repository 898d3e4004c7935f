"""Everything the page shows on which somebody orders before the harvest."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from chophien.catalog.selectors import Offer, offers_for_sale
from chophien.delivery.selectors import Area
from chophien.lib.money import deposit_of
from chophien.lib.quantity import UNITS, format_quantity, what_it_buys
from chophien.orders.baskets import Basket, Wanted
from chophien.orders.selectors.carts import sellers_by_id, split_for
from chophien.orders.selectors.deciding import Decision, decision
from chophien.orders.texts import line_title
from chophien.seasons.models import Harvest
from chophien.seasons.selectors.harvests import left_of
from chophien.uploads.selectors import PictureSources, photo_sources


@dataclass(frozen=True)
class EarlySheet:
    """What is ordered of a harvest, what it costs and what of it is to be transferred at once, in đồng."""

    harvest: Harvest
    offer: Offer
    photo: PictureSources | None
    quantity: Decimal
    shown: Decision
    basket: Basket

    @property
    def title(self) -> str:
        return line_title(self.offer)

    @property
    def per(self) -> str:
        """What the price buys."""
        return what_it_buys(self.offer.unit, self.offer.pack)

    @property
    def left(self) -> str:
        """How much of the harvest can still be ordered, in words."""
        return format_quantity(left_of(self.harvest), UNITS.get(self.offer.unit))

    @property
    def so_much(self) -> str:
        """The quantity in words."""
        return format_quantity(self.quantity, UNITS.get(self.offer.unit))

    @property
    def deposit_vnd(self) -> int:
        return deposit_of(self.basket.goods_vnd, percent=self.harvest.deposit_percent)

    @property
    def is_priced(self) -> bool:
        """Whether the total is the final one."""
        return self.basket.quote is not None

    @property
    def amount(self) -> dict[str, str]:
        """Least, step and most of the quantity, and the quantity itself, as a number field takes them."""
        most = left_of(self.harvest)
        amounts = {"min": self.offer.min_quantity, "step": self.offer.step, "max": most, "value": self.quantity}
        return {name: _plain(amount) for name, amount in amounts.items()}


def early_sheet(harvest: Harvest, *, quantity: Decimal | None, province_code: str, at: datetime) -> EarlySheet:
    """The sheet for so much of a harvest; the least that is sold where nothing sensible was asked for.

    :raises AmountTooLarge: if it costs more than the market handles
    """
    code = harvest.variant.code
    offer = replace(offers_for_sale([code], at=at)[code], price_vnd=harvest.price_vnd)
    wanted = Wanted(offer, quantity if quantity and quantity > 0 else offer.min_quantity)
    shown = decision(None, province_code=province_code, at=at)
    there = Area(shown.province.code, shown.province.macro_region) if shown.province else None
    [basket] = split_for([wanted], sellers=sellers_by_id({offer.seller_id}), there=there, at=at).baskets
    photos = photo_sources([offer.photo_code]) if offer.photo_code else {}
    return EarlySheet(harvest, offer, photos.get(offer.photo_code), wanted.quantity, shown, basket)


def _plain(quantity: Decimal) -> str:
    return f"{quantity:.3f}".rstrip("0").rstrip(".")
