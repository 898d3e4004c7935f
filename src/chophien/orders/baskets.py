"""How a cart falls apart into one basket for each seller, and what each costs. Pure computation, no database.

The cart's page and the checkout both compute with `split`, so that what is shown is what is charged.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal

from chophien.catalog.selectors import Offer
from chophien.delivery.selectors import Quote
from chophien.lib.money import line_total, share_by_largest_remainder
from chophien.promotions.selectors.applying import Cut


@dataclass(frozen=True)
class Wanted:
    """So much of an offer, in its unit. `lot_id`: the lot that it was promised from."""

    offer: Offer
    quantity: Decimal
    lot_id: int | None = None

    @property
    def line_vnd(self) -> int:
        """Price times quantity in whole đồng, half a đồng rounded up."""
        return line_total(self.offer.price_vnd, self.quantity)

    @property
    def weight_g(self) -> int:
        """Gross weight in grams, a started gram counted whole."""
        return int((self.offer.weight_g * self.quantity).to_integral_value(ROUND_CEILING))


@dataclass(frozen=True)
class Basket:
    """What one seller gets to sell. `quote` is none while nobody knows where the parcel goes.

    `cuts` say what promotions take off, by the position of the line in `lines`.
    """

    seller_id: int
    lines: tuple[Wanted, ...]
    goods_vnd: int
    weight_g: int
    quote: Quote | None
    fee_vnd: int
    cuts: tuple[Cut, ...] = ()

    @property
    def shipping_vnd(self) -> int:
        return self.quote.price_vnd if self.quote else 0

    @property
    def discount_vnd(self) -> int:
        """What is off the goods and the shipping, together."""
        return sum(cut.amount_vnd for cut in self.cuts)

    @property
    def total_vnd(self) -> int:
        return self.goods_vnd - self.discount_vnd + self.shipping_vnd + self.fee_vnd

    def cuts_of(self, place: int) -> tuple[Cut, ...]:
        """What is taken off one line, by its position."""
        return tuple(cut for cut in self.cuts if cut.place == place)


@dataclass(frozen=True)
class Split:
    """All baskets of a cart. Its sums are the sums of the baskets, to the đồng."""

    baskets: tuple[Basket, ...]

    @property
    def goods_vnd(self) -> int:
        return sum(basket.goods_vnd for basket in self.baskets)

    @property
    def lines(self) -> tuple[Wanted, ...]:
        """All lines, seller by seller: the order in which promotions count them."""
        return tuple(line for basket in self.baskets for line in basket.lines)

    @property
    def shipping_vnd(self) -> int:
        return sum(basket.shipping_vnd for basket in self.baskets)

    @property
    def discount_vnd(self) -> int:
        return sum(basket.discount_vnd for basket in self.baskets)

    @property
    def fee_vnd(self) -> int:
        return sum(basket.fee_vnd for basket in self.baskets)

    @property
    def total_vnd(self) -> int:
        return sum(basket.total_vnd for basket in self.baskets)


Ship = Callable[[int, int, int], Quote | None]
"""Quotes one seller's parcel: (seller id, weight in grams, goods in đồng)."""


def split(lines: Sequence[Wanted], *, ship: Ship, fee_vnd: int = 0) -> Split:
    """Part a cart by seller, in the order in which sellers first appear.

    `fee_vnd` is what the market asks for the whole cart: shared by the goods' value, by largest remainder.

    :raises AmountTooLarge: if a line costs more than the market handles
    """
    by_seller: dict[int, list[Wanted]] = {}
    for line in lines:
        by_seller.setdefault(line.offer.seller_id, []).append(line)
    goods = [sum(line.line_vnd for line in theirs) for theirs in by_seller.values()]
    fees = share_by_largest_remainder(fee_vnd if by_seller else 0, goods)
    baskets = []
    for (seller_id, theirs), goods_vnd, fee in zip(by_seller.items(), goods, fees, strict=True):
        weight_g = sum(line.weight_g for line in theirs)
        quote = ship(seller_id, weight_g, goods_vnd)
        baskets.append(Basket(seller_id, tuple(theirs), goods_vnd, weight_g, quote, fee))
    return Split(tuple(baskets))


def free_of_charge(parts: Split) -> Split:
    """The same baskets, sent at the shop's cost: no shipping and no fee is asked of the buyer."""
    return Split(
        tuple(
            replace(basket, fee_vnd=0, quote=basket.quote and replace(basket.quote, price_vnd=0))
            for basket in parts.baskets
        )
    )


def without_shipping(parts: Split, *, on: date) -> Split:
    """The same baskets as they were carried away elsewhere on that day: nothing is sent and no fee is asked."""
    return Split(
        tuple(
            replace(
                basket,
                fee_vnd=0,
                quote=basket.quote
                and replace(basket.quote, price_vnd=0, list_price_vnd=0, promised_from=on, promised_to=on),
            )
            for basket in parts.baskets
        )
    )


def take_off(parts: Split, cuts: Iterable[Cut]) -> Split:
    """The same baskets with what promotions take off them. The cuts count lines as `parts.lines` does."""
    baskets, first, all_cuts = [], 0, tuple(cuts)
    for basket in parts.baskets:
        end = first + len(basket.lines)
        theirs = tuple(replace(cut, place=cut.place - first) for cut in all_cuts if first <= cut.place < end)
        baskets.append(replace(basket, cuts=theirs))
        first = end
    return Split(tuple(baskets))
