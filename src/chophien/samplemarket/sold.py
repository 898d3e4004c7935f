"""What the demonstration sold in the last three months: carts of two shops each, paid, sent and received.

Guests bought, whose names say that they are made up; every step is taken by the same action as in a real sale, as of
its day, and nobody is told of it any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from chophien.accounts.models import Person
from chophien.catalog.models import Variant
from chophien.lib.actor import Actor, GuestActor
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.carts import add_to_cart, open_cart
from chophien.orders.actions.checkout import Placed, Wish, check_out
from chophien.orders.actions.money import mark_paid
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import OrderGroup
from chophien.orders.policies import guest_of
from chophien.supply.actions import set_stocks
from chophien.supply.selectors import available

TEA, CAKES, PORK, COOP_TEA = "HL-197", "HL-079", "HL-177", "HL-191"
VOUCHER = "CHOMAUCU"
CARRIER = "Bưu điện (mẫu)"
PAID_AFTER, ACCEPTED_AFTER, PACKED_AFTER = timedelta(minutes=6), timedelta(hours=1), timedelta(hours=3)
SENT_AFTER, CAME_AFTER = timedelta(days=1), timedelta(days=4)


@dataclass(frozen=True)
class Cart:
    """What somebody bought: so many days ago, which goods by their SKU, with the voucher or without."""

    days_ago: int
    buyer: str
    goods: dict[str, int]
    with_voucher: bool = False


CARTS = (
    Cart(80, "Chị Dung (mẫu)", {TEA: 2, COOP_TEA: 1}),
    Cart(66, "Anh Khoa (mẫu)", {TEA: 3, CAKES: 4}, with_voucher=True),
    Cart(52, "Chị Vân (mẫu)", {TEA: 2, PORK: 1}),
    Cart(38, "Anh Khoa (mẫu)", {TEA: 4, COOP_TEA: 1}, with_voucher=True),
    Cart(10, "Chị Vân (mẫu)", {TEA: 3, CAKES: 3}),
)


@dataclass(frozen=True)
class Hands:
    """Who takes the steps: who books money that came, and who sends, by the code of the shop, or else the loader."""

    operator: Person
    sellers: dict[str, Person]
    loader: Actor

    def of(self, seller_code: str) -> Actor:
        return self.sellers.get(seller_code, self.loader)


def goods_sold() -> dict[str, Variant]:
    """The goods of the carts, by their SKU."""
    skus = {sku for cart in CARTS for sku in cart.goods}
    found = Variant.objects.filter(listing__sku__in=skus, is_active=True).select_related("listing").order_by("-pk")
    return {one.listing.sku: one for one in found}


def sell(cart: Cart, goods: dict[str, Variant], *, hands: Hands, at: datetime) -> OrderGroup:
    """Have somebody order a cart at `at` and pay at once; its orders wait for their shops."""
    placed = check_out_cart(cart, goods, at=at)
    mark_paid(group=placed.group, actor=hands.operator, at=at + PAID_AFTER, reference=f"MAU{cart.days_ago:03}")
    return placed.group


def deliver(group: OrderGroup, *, hands: Hands, at: datetime) -> None:
    """The shops accept, pack and send what was ordered at `at`, and the buyer has it four days later."""
    for order in group.orders.order_by("pk").select_related("seller"):
        seller, tracking = hands.of(order.seller.code), f"MAU{order.pk:06}VN"
        confirm_order(order=order, actor=seller, at=at + ACCEPTED_AFTER)
        pack_order(order=order, actor=seller, at=at + PACKED_AFTER)
        hand_over_order(order=order, actor=seller, at=at + SENT_AFTER, carrier=CARRIER, tracking_code=tracking)
        receive_order(order=order, actor=guest_of(group), at=at + CAME_AFTER)


def restock(goods: dict[str, Variant], before: dict[int, Decimal], *, actor: Actor, at: datetime) -> None:
    """The shops have as much on their shelves again as they had."""
    now = available([one.pk for one in goods.values()])
    fewer = {pk: before[pk] for pk in now if now[pk] != before[pk]}
    if fewer:
        set_stocks(quantities=fewer, actor=actor, at=at)


def check_out_cart(cart: Cart, goods: dict[str, Variant], *, at: datetime, payment: str = "vietqr") -> Placed:
    """Have somebody order a cart at `at`, to be paid in this way."""
    guest = GuestActor("guest")
    basket = open_cart(person=None, at=at)
    for sku, quantity in cart.goods.items():
        code = goods[sku].code
        add_to_cart(cart=basket, variant_code=code, quantity=Decimal(quantity), actor=guest, at=at)
    wish = Wish(
        contact_name=cart.buyer,
        contact_phone="+84900000003",
        province_code="01",
        commune_code="00004",
        hamlet="Số 1, phố Minh Họa",
        payment=payment,
        consent=True,
        vouchers=(VOUCHER,) if cart.with_voucher else (),
    )
    key = f"samplemarket-{cart.days_ago}"
    return check_out(cart=basket, wish=wish, idempotency_key=key, actor=guest, at=at)
