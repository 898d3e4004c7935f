"""Orders of the test market, one at every step, and what guests who look at them carry."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from chophien.accounts.models import Person
from chophien.catalog.models import Variant
from chophien.lib.actor import Actor, GuestActor
from chophien.orders.actions.answers import confirm_order, refuse_order
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.carts import add_to_cart, open_cart
from chophien.orders.actions.checkout import Placed, check_out
from chophien.orders.actions.group_buying import join
from chophien.orders.actions.money import mark_paid
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.wishes import Wish
from chophien.promotions.selectors.running import open_purchases
from tests.market.entering import waiting_for_a_code
from tests.market.listed import OTHER_SHOP, SHOP, variants_of

ADDRESS = {"province_code": "01", "commune_code": "00004", "hamlet": "Số 8, ngõ 12", "landmark": "cạnh trường học"}


@dataclass(frozen=True)
class Hands:
    """Who takes the steps of an order, each a minute after the other."""

    buyer: Person
    seller: Person
    operator: Person
    at: datetime

    def after(self, minutes: int) -> datetime:
        return self.at + timedelta(minutes=minutes)

    def confirm(self, order: Order) -> None:
        confirm_order(order=order, actor=self.seller, at=self.after(1))

    def pack(self, order: Order) -> None:
        pack_order(order=order, actor=self.seller, at=self.after(2))

    def send(self, order: Order) -> None:
        facts = {"carrier": "Bưu điện", "tracking_code": "EB123456789VN"}
        hand_over_order(order=order, actor=self.seller, at=self.after(3), **facts)

    def receive(self, order: Order) -> None:
        receive_order(order=order, actor=self.buyer, at=self.after(4))

    def refuse(self, order: Order) -> None:
        refuse_order(order=order, reason="Hàng vừa bán hết ở chợ phiên sáng nay.", actor=self.seller, at=self.after(1))

    def cancel(self, order: Order) -> None:
        cancel_order(order=order, reason="Tôi đặt nhầm số lượng.", actor=self.buyer, at=self.after(1))

    def pay(self, order: Order) -> None:
        mark_paid(group=order.group, actor=self.operator, at=self.at)


def place_orders(people: dict[str, Person], *, at: datetime) -> dict[str, dict[str, Any]]:
    """One order at every step, for the buyer, the guest and the shops to look at."""
    hands = Hands(people["buyer-1"], people["manager-2"], people["operator-1"], at)
    goods, other = variants_of(SHOP, at=at) * 2, variants_of(OTHER_SHOP, at=at)
    sent = (hands.confirm, hands.pack, hands.send)
    wanted: dict[str, tuple[list[Variant], tuple[Callable[[Order], None], ...]]] = {
        "completed": ([goods[0]], (*sent, hands.receive)),
        "refused": ([goods[1]], (hands.refuse,)),
        "cancelled": ([goods[2]], (hands.cancel,)),
        "sent": ([goods[3]], sent),
        "packed": ([goods[4]], sent[:2]),
        "confirmed": ([goods[5]], sent[:1]),
        "paid": ([goods[6]], (hands.pay,)),
        "unpaid": ([goods[7]], ()),
        "two_sellers": ([goods[8], other[0]], ()),
        "guest": (goods[:3], ()),
    }
    placed = {}
    for name, (variants, steps) in wanted.items():
        person = None if name == "guest" else hands.buyer
        payment = "vietqr" if name in {"paid", "unpaid"} else "cod"
        placed[name] = check_out_now(name, variants, person=person, at=at, payment=payment)
        for step in steps:
            step(placed[name].orders[0])
    return {
        name: {
            "codes": [order.code for order in one.orders],
            "group": one.group.code,
            "token": one.access_token,
            "phone": one.group.contact_phone,
        }
        for name, one in placed.items()
    }


def check_out_now(name: str, variants: list[Variant], *, person: Person | None, at: datetime, payment: str) -> Placed:
    actor: Actor = person or GuestActor("guest")
    cart = open_cart(person=person, at=at)
    for variant in variants:
        add_to_cart(cart=cart, variant_code=variant.code, quantity=Decimal(1), actor=actor, at=at)
    wish = Wish(
        contact_name=person.name if person else "Sùng A Páo",
        contact_phone=person.phone if person else "+84912345678",
        payment=payment,
        consent=True,
        **ADDRESS,
    )
    return check_out(cart=cart, wish=wish, idempotency_key=f"filling-{name}", actor=actor, at=at)


def join_a_purchase(buyer: Person, *, at: datetime) -> dict[str, str]:
    """Somebody gives their word in the sample's group purchase."""
    purchase = open_purchases(at=at)[0]
    wish = Wish(contact_name="Hoa", contact_phone=buyer.phone, payment="cod", consent=True, **ADDRESS)
    word = join(purchase=purchase, quantity=Decimal(3), wish=wish, actor=buyer, person=buyer, at=at)
    return {"purchase": purchase.code, "pledge": word.token}


def carried(order: dict[str, Any], *, at: datetime) -> dict[str, dict[str, str]]:
    """Cookies of guests: with goods of two shops in the cart, who has found an order again, who waits for a code."""
    shopper, finder = (Client(HTTP_HOST="127.0.0.1") for _guest in range(2))
    for variant in (variants_of(SHOP, at=at)[0], variants_of(OTHER_SHOP, at=at)[0]):
        answered_with(302, shopper.post(reverse("orders:add"), {"variant": variant.code, "quantity": "1"}))
    answered_with(302, finder.post(reverse("orders:find"), {"code": order["codes"][0], "phone": order["phone"]}))
    browsers = {"basket": shopper, "order": finder, "number": waiting_for_a_code()}
    return {
        name: {cookie.key: cookie.value for cookie in browser.cookies.values()} for name, browser in browsers.items()
    }


def answered_with(status: int, response: Any) -> None:
    if response.status_code != status:
        raise RuntimeError(f"{response.request['PATH_INFO']} answered {response.status_code}")
