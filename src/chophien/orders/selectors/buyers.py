"""Reads for the one who ordered: finding the own orders again, signed in or by what the browser remembers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from chophien.accounts.models import Person
from chophien.lib.actor import Actor
from chophien.orders.models import Order, OrderGroup
from chophien.orders.policies import guest_of
from chophien.orders.selectors.orders import groups_shown, shown_since, with_everything


@dataclass(frozen=True)
class BuyerAccess:
    """A group, and who the reader is for its orders: the signed-in buyer or the guest who placed it."""

    group: OrderGroup
    actor: Actor


@dataclass(frozen=True)
class BuyerOrder:
    """One order of the reader's own, and who the reader is for it."""

    order: Order
    actor: Actor


def group_of_buyer(
    code: str, *, person: Person | None, remembered: Collection[str], at: datetime
) -> BuyerAccess | None:
    """The group with this code if the person ordered it, or if this browser proved before that it did.

    `remembered` holds codes of groups; whoever calls has made sure that nobody else wrote them.
    """
    group = groups_shown(at).filter(code=code).first()
    if group is None:
        return None
    if person is not None and group.person == person:
        return BuyerAccess(group, person)
    return BuyerAccess(group, guest_of(group)) if group.code in remembered else None


def order_of_buyer(code: str, *, person: Person | None, remembered: Collection[str], at: datetime) -> BuyerOrder | None:
    """The same for the code of one order."""
    order = with_everything(Order.objects.filter(code=code, placed_at__gte=shown_since(at))).first()
    if order is None:
        return None
    if person is not None and order.group.person == person:
        return BuyerOrder(order, person)
    return BuyerOrder(order, guest_of(order.group)) if order.group.code in remembered else None


def group_of_order(order_code: str) -> str:
    """The code of the group that an order belongs to; empty when there is no such order."""
    return Order.objects.filter(code=order_code).values_list("group__code", flat=True).first() or ""


def orders_remembered(codes: Collection[str], *, at: datetime) -> QuerySet[Order]:
    """The orders of these groups, newest first, for a guest's own list; lines prefetched."""
    found = Order.objects.filter(group__code__in=codes, placed_at__gte=shown_since(at))
    return with_everything(found).prefetch_related("lines__version").order_by("-placed_at", "-pk")


def last_group_of(person: Person) -> OrderGroup | None:
    """What the person ordered last: where they had it sent need not be typed again."""
    return OrderGroup.objects.filter(person=person).order_by("-placed_at", "-pk").first()
