"""What promotions take off a cart, to the đồng. Pure computation, no database.

Combos come first, on whole sets. Then vouchers in the order given, each on what the ones before it have left, and
those for the shipping on what is left of the shipping. Every đồng is put on a line, by the largest remainder, with who
pays for it: nothing is taken off that no line and no payer accounts for, and no line goes below zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chophien.lib.money import line_total, share_by_largest_remainder
from chophien.promotions.states import Funder, VoucherKind


@dataclass(frozen=True)
class Good:
    """One line of a cart as promotions see it."""

    seller_id: int
    price_vnd: int
    quantity: Decimal
    line_vnd: int


@dataclass(frozen=True)
class Payer:
    """Who pays for a promotion: the shop, the market, or a programme, by its code."""

    funder: Funder
    code: str


@dataclass(frozen=True)
class Bundle:
    """Goods that cost less together. `parts`: position of the line in the cart → so much of it makes one set."""

    code: str
    price_vnd: int
    parts: Mapping[int, Decimal]
    payer: Payer


@dataclass(frozen=True)
class Deal:
    """A voucher as far as sums go. `places` are the positions of the lines that it counts for.

    `value`: per cent of the goods, đồng off the goods, or nothing for the shipping. `most_vnd` caps what is taken off.
    `least_vnd` is what these lines have to cost, combos taken off.
    """

    code: str
    kind: VoucherKind
    value: int
    places: tuple[int, ...]
    payer: Payer
    most_vnd: int | None = None
    least_vnd: int = 0


@dataclass(frozen=True)
class Cut:
    """What one promotion takes off one line of the cart, by the line's position."""

    place: int
    code: str
    payer: Payer
    amount_vnd: int
    off_shipping: bool = False


@dataclass(frozen=True)
class Priced:
    """Every cut; and for each voucher that wants dearer goods, how many đồng are missing."""

    cuts: tuple[Cut, ...]
    missing: Mapping[str, int] = field(default_factory=dict)

    def taken_by(self, code: str) -> int:
        """What one promotion takes off altogether, in đồng."""
        return sum(cut.amount_vnd for cut in self.cuts if cut.code == code)


def price(
    goods: Sequence[Good],
    *,
    shipping: Mapping[int, int],
    bundles: Sequence[Bundle] = (),
    deals: Sequence[Deal] = (),
) -> Priced:
    """What these promotions take off these goods. `shipping`: seller id → đồng for the parcel."""
    sums = _Sums(goods, shipping)
    for bundle in sorted(bundles, key=lambda one: (-_saving(one, goods), one.code)):
        sums.bundle(bundle)
    sums.priced = tuple(sums.left)
    for deal in sorted(deals, key=lambda one: one.kind == VoucherKind.SHIPPING):
        sums.deal(deal)
    return Priced(tuple(sums.cuts), sums.missing)


class _Sums:
    """What is left of each line and of each parcel's price while promotions are taken off."""

    def __init__(self, goods: Sequence[Good], shipping: Mapping[int, int]) -> None:
        self.goods = goods
        self.left = [good.line_vnd for good in goods]
        self.unbound = [good.quantity for good in goods]
        self.shipping = dict(shipping)
        self.priced: tuple[int, ...] = tuple(self.left)
        self.cuts: list[Cut] = []
        self.missing: dict[str, int] = {}

    def bundle(self, bundle: Bundle) -> None:
        """Take off what the whole sets in the cart save; what is in a set is in no other."""
        sets = min((self.unbound[place] // each for place, each in bundle.parts.items()), default=Decimal(0))
        if sets < 1:
            return
        places = list(bundle.parts)
        amounts = {place: bundle.parts[place] * sets for place in places}
        worth = [min(line_total(self.goods[place].price_vnd, amounts[place]), self.left[place]) for place in places]
        saved = sum(worth) - bundle.price_vnd * int(sets)
        if saved <= 0:
            return
        for place in places:
            self.unbound[place] -= amounts[place]
        self._take(bundle.code, bundle.payer, saved, places, worth)

    def deal(self, deal: Deal) -> None:
        """Take a voucher off, or note what is missing to its least."""
        worth = sum(self.priced[place] for place in deal.places)
        if worth < deal.least_vnd:
            self.missing[deal.code] = deal.least_vnd - worth
        elif deal.kind == VoucherKind.SHIPPING:
            self._ship(deal)
        else:
            left = [self.left[place] for place in deal.places]
            base = sum(left)
            off = base * deal.value // 100 if deal.kind == VoucherKind.PERCENT else deal.value
            self._take(deal.code, deal.payer, _capped(min(off, base), deal.most_vnd), deal.places, left)

    def _ship(self, deal: Deal) -> None:
        sellers = list(dict.fromkeys(self.goods[place].seller_id for place in deal.places))
        prices = [self.shipping.get(seller, 0) for seller in sellers]
        off = _capped(sum(prices), deal.most_vnd)
        for seller, share in zip(sellers, share_by_largest_remainder(off, prices), strict=True):
            self.shipping[seller] = self.shipping.get(seller, 0) - share
            places = [place for place in deal.places if self.goods[place].seller_id == seller]
            self._share(
                deal.code,
                deal.payer,
                share,
                places,
                [self.goods[place].line_vnd for place in places],
                off_shipping=True,
            )

    def _take(self, code: str, payer: Payer, amount_vnd: int, places: Sequence[int], weights: Sequence[int]) -> None:
        for place, share in self._share(code, payer, amount_vnd, places, weights):
            self.left[place] -= share

    def _share(
        self,
        code: str,
        payer: Payer,
        amount_vnd: int,
        places: Sequence[int],
        weights: Sequence[int],
        *,
        off_shipping: bool = False,
    ) -> list[tuple[int, int]]:
        if not amount_vnd:
            return []
        shares = list(zip(places, share_by_largest_remainder(amount_vnd, weights), strict=True))
        self.cuts += [Cut(place, code, payer, share, off_shipping) for place, share in shares if share]
        return shares


def _capped(amount_vnd: int, most_vnd: int | None) -> int:
    return amount_vnd if most_vnd is None else min(amount_vnd, most_vnd)


def _saving(bundle: Bundle, goods: Sequence[Good]) -> int:
    """What one set saves: the better bargain for the buyer is made first."""
    return sum(line_total(goods[place].price_vnd, each) for place, each in bundle.parts.items()) - bundle.price_vnd
