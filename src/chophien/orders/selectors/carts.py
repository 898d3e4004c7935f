"""Reads about carts: whose it is, what is in it, what it costs, and what stands in the way of buying it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists

from chophien.accounts.models import Person
from chophien.catalog.selectors import Offer, offers_for_sale
from chophien.delivery.selectors import Area, Quote, area_of, tariff
from chophien.lib.errors import DomainError
from chophien.lib.money import AmountTooLarge, format_vnd, line_total
from chophien.lib.quantity import UNITS, check_quantity, format_quantity, what_it_buys
from chophien.orders.baskets import Basket, Ship, Split, Wanted, split
from chophien.orders.errors import (
    BelowMinimum,
    LineProblem,
    NotEnoughLeft,
    NotForSale,
    SoldOut,
    as_problem,
    price_changed,
)
from chophien.orders.models import Cart, CartLine
from chophien.orders.selectors.discounts import discounted
from chophien.orders.texts import is_code_like
from chophien.places.models import Commune
from chophien.promotions.selectors.applying import Applied, Buyer, Promoted
from chophien.promotions.selectors.running import in_some_combo
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller

NOTHING = Decimal(0)
NOT_PROMOTED = Promoted()


@dataclass(frozen=True)
class InCart:
    """One line as it stands in the database, with what is left in stock, and whether some combo has it."""

    variant_code: str
    quantity: Decimal
    seen_price_vnd: int
    left: Decimal
    in_combo: bool = False


@dataclass(frozen=True)
class CartLineView:
    """One line as its page shows it. `line_vnd` is none when it cannot be bought at all and is in no sum."""

    offer: Offer
    quantity: Decimal
    line_vnd: int | None
    seen_price_vnd: int
    left: Decimal
    problems: tuple[LineProblem, ...]

    @property
    def unit_label(self) -> str:
        unit = UNITS.get(self.offer.unit)
        return unit.label if unit else self.offer.unit

    @property
    def per(self) -> str:
        """What the price buys."""
        return what_it_buys(self.offer.unit, self.offer.pack)

    @property
    def field(self) -> dict[str, str]:
        """Quantity, step and least quantity as a number field takes them."""
        amounts = {"value": self.quantity, "step": self.offer.step, "min": self.offer.min_quantity}
        return {name: f"{amount:.3f}".rstrip("0").rstrip(".") for name, amount in amounts.items()}

    @property
    def counts(self) -> bool:
        """Whether the line is part of the sums."""
        return self.line_vnd is not None

    @property
    def blocks(self) -> bool:
        """Whether the cart cannot be ordered because of this line."""
        return any(problem.blocks for problem in self.problems)


@dataclass(frozen=True)
class CartGroupView:
    """One seller's part of a cart. Amounts in đồng; `quote` is none until the buyer's commune is known."""

    seller: Seller
    lines: tuple[CartLineView, ...]
    goods_vnd: int
    quote: Quote | None
    fee_vnd: int
    discount_vnd: int = 0

    @property
    def shipping_vnd(self) -> int | None:
        return self.quote.price_vnd if self.quote else None

    @property
    def total_vnd(self) -> int:
        return self.goods_vnd - self.discount_vnd + (self.shipping_vnd or 0) + self.fee_vnd

    @property
    def missing_to_free_vnd(self) -> int | None:
        """How much more brings free shipping; none when the seller does not offer it or it is reached."""
        threshold = self.seller.free_shipping_from_vnd
        return threshold - self.goods_vnd if threshold is not None and self.goods_vnd < threshold else None


@dataclass(frozen=True)
class CartView:
    """A whole cart. Sums are those of its groups; shipping is in them once the buyer's commune is known."""

    code: str
    groups: tuple[CartGroupView, ...]
    promoted: Promoted = NOT_PROMOTED

    @property
    def vouchers(self) -> tuple[Applied, ...]:
        """The vouchers that were entered: what each takes off, or why it does not count."""
        return self.promoted.vouchers

    @property
    def discount_rows(self) -> list[tuple[str, str]]:
        """What is taken off, as rows of the sums: each combo and voucher by its name."""
        return [(one.name, f"−{format_vnd(one.amount_vnd)}") for one in self.promoted.counting]

    @property
    def lines(self) -> tuple[CartLineView, ...]:
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def goods_vnd(self) -> int:
        return sum(group.goods_vnd for group in self.groups)

    @property
    def shipping_vnd(self) -> int | None:
        if any(group.quote is None for group in self.groups):
            return None
        return sum(group.shipping_vnd or 0 for group in self.groups)

    @property
    def discount_vnd(self) -> int:
        """What promotions take off goods and shipping, together."""
        return sum(group.discount_vnd for group in self.groups)

    @property
    def fee_vnd(self) -> int:
        return sum(group.fee_vnd for group in self.groups)

    @property
    def total_vnd(self) -> int:
        return sum(group.total_vnd for group in self.groups)

    @property
    def problems(self) -> tuple[LineProblem, ...]:
        return tuple(problem for line in self.lines for problem in line.problems)

    @property
    def can_check_out(self) -> bool:
        return bool(self.lines) and not any(line.blocks for line in self.lines)

    @property
    def photo_codes(self) -> list[str]:
        return [line.offer.photo_code for line in self.lines if line.offer.photo_code]


def guest_cart(code: str) -> Cart | None:
    """The cart of somebody who has not signed in, by its unguessable code. A person's cart is never found so."""
    return Cart.objects.filter(code=code, person__isnull=True).first() if is_code_like(code) else None


def cart_of(person: Person) -> Cart | None:
    return Cart.objects.select_related("person").filter(person=person).first()


def lock_cart(pk: int) -> Cart | None:
    """Fetch the cart and hold its row until the transaction ends; none if it is gone."""
    return Cart.objects.select_for_update(of=("self",), no_key=True).select_related("person").filter(pk=pk).first()


def count_lines(cart: Cart | None) -> int:
    """How many different goods are in the cart, for the tab."""
    return CartLine.objects.filter(cart=cart).count() if cart else 0


def lines_in(cart: Cart) -> list[InCart]:
    """The lines of a cart in the order in which they were put there. One statement."""
    rows = CartLine.objects.filter(cart=cart).annotate(in_combo=Exists(in_some_combo())).order_by("added_at", "pk")
    fields = ("variant__code", "quantity", "seen_price_vnd", "variant__stock__available", "in_combo")
    return [
        InCart(code, quantity, seen, left or NOTHING, in_combo)
        for code, quantity, seen, left, in_combo in rows.values_list(*fields)
    ]


def offers_in(lines: Sequence[InCart], *, of: Cart, at: datetime) -> dict[str, Offer]:
    """What is in the cart at what it costs in these quantities, for whoever holds it. One statement.

    The one place where a line learns its price: the cart's page, its checks and the checkout all ask here.
    """
    offers = offers_for_sale([line.variant_code for line in lines], at=at, buyer=of.person)
    return {
        line.variant_code: offers[line.variant_code].for_quantity(line.quantity)
        for line in lines
        if line.variant_code in offers
    }


def cart_view(
    cart: Cart,
    *,
    at: datetime,
    buyer_commune: Commune | None = None,
    buyer_area: Area | None = None,
    vouchers: Sequence[str] | None = None,
) -> CartView:
    """Everything the cart's page shows, grouped by seller. Three statements for any number of lines, some more where
    vouchers were entered or combos have to do with it.

    With `buyer_commune` (and its province), or at least `buyer_area`, the shipping is in it. `vouchers` are looked at
    instead of those entered in the cart.
    """
    lines = lines_in(cart)
    offers = offers_in(lines, of=cart, at=at)
    sellers = sellers_by_id({offer.seller_id for offer in offers.values()})
    views = [_line_view(line, offers[line.variant_code]) for line in lines if line.variant_code in offers]
    buyable = [Wanted(view.offer, view.quantity) for view in views if view.counts]
    there = area_of(buyer_commune) if buyer_commune else buyer_area
    parts, promoted = discounted(
        split_for(buyable, sellers=sellers, there=there, at=at),
        codes=cart.voucher_codes if vouchers is None else vouchers,
        buyer=Buyer(cart.person.code if cart.person else "", province_code=there.province_code if there else None),
        with_combos=any(line.in_combo for line in lines),
        at=at,
    )
    baskets = {basket.seller_id: basket for basket in parts.baskets}
    order = dict.fromkeys(view.offer.seller_id for view in views)
    return CartView(
        code=cart.code,
        groups=tuple(
            _group_view(sellers[seller_id], views=views, basket=baskets.get(seller_id)) for seller_id in order
        ),
        promoted=promoted,
    )


def split_for(lines: Sequence[Wanted], *, sellers: Mapping[int, Seller], there: Area | None, at: datetime) -> Split:
    """Part goods by seller and say what each parcel costs to send there, if it is known where.

    :raises AmountTooLarge: if a line costs more than the market handles
    """
    fee = rules.whole("orders.service_fee_vnd", at=at)
    return split(lines, ship=_ship(sellers, there, at=at), fee_vnd=fee)


def sellers_by_id(ids: set[int]) -> dict[int, Seller]:
    """These sellers with their commune and province."""
    rows = Seller.objects.filter(pk__in=ids).select_related("commune__province") if ids else []
    return {row.pk: row for row in rows}


def problems_of(line: InCart, offer: Offer) -> tuple[LineProblem, ...]:
    """What stands in the way of buying this line, and what the buyer has to know about it."""
    found: list[LineProblem] = []
    try:
        check_buyable(offer, line.quantity, left=line.left)
        line_total(offer.price_vnd, line.quantity)
    except DomainError as refusal:
        found.append(as_problem(line.variant_code, refusal, left=line.left))
    if offer.price_vnd != line.seen_price_vnd:
        found.append(price_changed(line.variant_code, seen_vnd=line.seen_price_vnd, now_vnd=offer.price_vnd))
    return tuple(found)


def check_buyable(offer: Offer, quantity: Decimal, *, left: Decimal) -> None:
    """Let a quantity pass that can be bought now.

    :raises NotForSale: if the goods are paused, out of season or gone
    :raises NotAQuantity, QuantityTooLarge, WrongStep, BelowMinimum: if so much is never sold
    :raises SoldOut, NotEnoughLeft: if less is left
    """
    if not offer.for_sale:
        raise NotForSale(offer.why_not)
    unit = UNITS.get(offer.unit)
    check_quantity(quantity, step=offer.step, unit=unit)
    if quantity < offer.min_quantity:
        raise BelowMinimum(facts={"least": format_quantity(offer.min_quantity, unit)})
    if quantity > left:
        raise shortage(offer, left=left)


def shortage(offer: Offer, *, left: Decimal) -> DomainError:
    """How to say that less is left than was asked for."""
    if left < offer.min_quantity or left <= 0:
        return SoldOut()
    return NotEnoughLeft(facts={"left": format_quantity(left, UNITS.get(offer.unit))})


def shortage_problem(offer: Offer, *, left: Decimal) -> LineProblem:
    """The same as what stands beside the line."""
    return as_problem(offer.variant_code, shortage(offer, left=left), left=left)


def _line_view(line: InCart, offer: Offer) -> CartLineView:
    problems = problems_of(line, offer)
    uncountable = not offer.for_sale or any(problem.code == AmountTooLarge.code for problem in problems)
    return CartLineView(
        offer=offer,
        quantity=line.quantity,
        line_vnd=None if uncountable else line_total(offer.price_vnd, line.quantity),
        seen_price_vnd=line.seen_price_vnd,
        left=line.left,
        problems=problems,
    )


def _group_view(seller: Seller, *, views: Sequence[CartLineView], basket: Basket | None) -> CartGroupView:
    return CartGroupView(
        seller=seller,
        lines=tuple(view for view in views if view.offer.seller_id == seller.pk),
        goods_vnd=basket.goods_vnd if basket else 0,
        quote=basket.quote if basket else None,
        fee_vnd=basket.fee_vnd if basket else 0,
        discount_vnd=basket.discount_vnd if basket else 0,
    )


def _ship(sellers: Mapping[int, Seller], there: Area | None, *, at: datetime) -> Ship:
    def quote(seller_id: int, weight_g: int, goods_vnd: int) -> Quote | None:
        if there is None:
            return None
        seller = sellers[seller_id]
        return tariff().quote(
            area_of(seller.commune),
            there,
            weight_g=weight_g,
            goods_vnd=goods_vnd,
            free_from_vnd=seller.free_shipping_from_vnd,
            at=at,
        )

    return quote
