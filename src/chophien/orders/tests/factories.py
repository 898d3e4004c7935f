"""Carts and orders for tests, made through the same actions as in the market."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from chophien.accounts.models import Person
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.catalog.models import Variant
from chophien.lib.actor import SYSTEM, GuestActor
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.carts import open_cart, set_quantity
from chophien.orders.actions.checkout import Placed, check_out
from chophien.orders.actions.sending import hand_over_order, pack_order
from chophien.orders.models import Cart, Order
from chophien.orders.wishes import Wish
from chophien.supply.tests.factories import a_variant

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)  # a Saturday, 12:00 in Vietnam
SOMEBODY = GuestActor("guest")
_KEYS = count(1)


def a_wish(**changes: object) -> Wish:
    """Pao in Hà Nội pays on delivery. Keyword arguments are those of `Wish`."""
    facts = {
        "contact_name": "Sùng A Páo",
        "contact_phone": "0912 345 678",
        "province_code": "01",
        "commune_code": "00004",
        "hamlet": "Số 8, ngõ 12",
        "landmark": "cạnh trường học",
        "payment": "cod",
        "consent": True,
    }
    return Wish(**{**facts, **changes})


def a_cart(*goods: tuple[Variant, Decimal | int], person: Person | None = None) -> Cart:
    """A cart with these goods; a guest's unless a person is named."""
    cart = open_cart(person=person, at=NOON)
    for variant, quantity in goods:
        actor = person or SOMEBODY
        set_quantity(cart=cart, variant_code=variant.code, quantity=Decimal(quantity), actor=actor, at=NOON)
    return cart


def a_checkout(
    *goods: tuple[Variant, Decimal | int],
    person: Person | None = None,
    key: str = "",
    at: datetime = NOON,
    **wish: object,
) -> Placed:
    """These goods, ordered. Further arguments are those of `Wish`."""
    cart = a_cart(*goods, person=person)
    return check_out(
        cart=cart,
        wish=a_wish(**wish),
        idempotency_key=key or f"key-{next(_KEYS)}",
        actor=person or SOMEBODY,
        at=at,
    )


def an_order(*, quantity: Decimal | int = 2, available: Decimal | int = 10, **checkout: object) -> Order:
    """A placed order of one variant, paid on delivery by a guest, with its seller and group at hand."""
    variant = checkout.pop("variant", None) or a_variant(available=available)
    placed = a_checkout((variant, quantity), **checkout)
    return fresh(placed.orders[0])


def fresh(order: Order) -> Order:
    """The order as it stands in the database now."""
    return Order.objects.select_related("group__person", "seller__commune__province").get(pk=order.pk)


def a_confirmed_order(**facts: object) -> Order:
    order = an_order(**facts)
    return confirm_order(order=order, actor=SYSTEM, at=NOON)


def a_packed_order(**facts: object) -> Order:
    return pack_order(order=a_confirmed_order(**facts), actor=SYSTEM, at=NOON)


def a_sent_order(*, carrier: str = "", **facts: object) -> Order:
    order = a_packed_order(**facts)
    return hand_over_order(order=order, actor=SYSTEM, at=NOON, carrier=carrier, tracking_code="EB123VN")


def staff(order: Order, role: Role = Role.SELLER_MANAGER) -> Person:
    """Somebody who works for the order's seller."""
    return holder_of(role, Scope.SELLER, order.seller.code)


def guest(order: Order) -> GuestActor:
    """Whoever placed the order without signing in."""
    return GuestActor(f"guest:{order.group.code}")
