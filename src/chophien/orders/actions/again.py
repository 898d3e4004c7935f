"""Buying the same once more."""

from dataclasses import dataclass
from datetime import datetime

from chophien.lib.actor import Actor
from chophien.lib.errors import DomainError
from chophien.orders.actions.carts import add_to_cart
from chophien.orders.models import Cart, Order


@dataclass(frozen=True)
class Refused:
    """A line that could not be put into the cart again, and why."""

    title: str
    sentence: str


def buy_again(*, cart: Cart, order: Order, actor: Actor, at: datetime) -> list[Refused]:
    """Put the goods of an order into a cart, at the prices of now. Returns the lines that cannot be had now.

    :raises NotPermitted: if it is somebody else's cart; nothing is changed then
    """
    refused = []
    for line in order.lines.select_related("variant").order_by("pk"):
        try:
            add_to_cart(cart=cart, variant_code=line.variant.code, quantity=line.quantity, actor=actor, at=at)
        except DomainError as refusal:
            if refusal.code == "not_permitted":
                raise
            refused.append(Refused(line.title, str(refusal)))
    return refused
