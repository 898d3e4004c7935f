"""Orders by the page, and a seller's orders by what is to be done with them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from chophien.lib.actor import Actor
from chophien.orders import policies
from chophien.orders.models import Order
from chophien.orders.selectors.fees import fees_of_many
from chophien.orders.selectors.orders import orders_of_seller
from chophien.orders.selectors.pages import PILES, WAITING_PILES, possible_steps, quantity_words
from chophien.payments.selectors import parts_of
from chophien.payments.states import PaymentStatus
from chophien.sellers.models import Seller
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

PAGE = 20
LIST_STEPS = {
    "confirm": policies.can_confirm_order,
    "refuse": policies.can_refuse_order,
    "pack": policies.can_pack_order,
    "hand_over": policies.can_hand_over_order,
}
AFTER, BEFORE = "after", "before"
ENDED_PILES = ("done", "cancelled")


@dataclass(frozen=True)
class OrderList:
    """One page of a list; `previous` and `following` are cursors, empty where the list ends."""

    orders: tuple[Order, ...]
    previous: str
    following: str


def page_of(orders: QuerySet[Order], *, cursor: str, purpose: str, oldest_first: bool = False) -> OrderList:
    """A page of `PAGE` orders by when they were placed. A cursor that was bent means the first page."""
    mark = _mark(cursor, purpose=purpose)
    backwards = mark is not None and mark[0] == BEFORE
    upwards = oldest_first != backwards
    rows = orders.order_by("placed_at", "pk") if upwards else orders.order_by("-placed_at", "-pk")
    if mark is not None:
        beyond = "gt" if upwards else "lt"
        later = Q(**{f"placed_at__{beyond}": mark[1]})
        rows = rows.filter(later | Q(**{"placed_at": mark[1], f"pk__{beyond}": mark[2]}))
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if backwards:
        found.reverse()
    if not found:
        return OrderList((), "", "")
    first, last = found[0], found[-1]
    has_previous, has_following = (more, True) if backwards else (mark is not None, more)
    return OrderList(
        orders=tuple(found),
        previous=encode_cursor([BEFORE, first.placed_at, first.pk], purpose=purpose) if has_previous else "",
        following=encode_cursor([AFTER, last.placed_at, last.pk], purpose=purpose) if has_following else "",
    )


def pile_of(seller: Seller, pile: str, *, cursor: str) -> OrderList:
    """A page of one pile of a seller's orders: what waits begins with the oldest, what is over with the newest.

    :raises KeyError: if there is no such pile
    """
    orders = orders_of_seller(seller).filter(PILES[pile])
    return page_of(orders, cursor=cursor, purpose=f"orders.pile.{pile}", oldest_first=pile not in ENDED_PILES)


def pile_counts(seller: Seller) -> dict[str, int]:
    """How many orders wait in each pile. One statement."""
    waiting = {pile: Count("pk", filter=PILES[pile]) for pile in WAITING_PILES}
    return Order.objects.filter(seller=seller).aggregate(**waiting)


@dataclass(frozen=True)
class SellerRow:
    """One order in a seller's list, and the steps that the reader can take now.

    `fee_vnd` is what accepting it costs the shop, for who may see that; `came_vnd` what came of an awaited transfer of
    its group.
    """

    order: Order
    may: frozenset[str]
    fee_vnd: int = 0
    came_vnd: int = 0

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What is to be sent: titles and quantities in words. The lines come with the order."""
        return [(line.title, quantity_words(line.quantity, line.unit)) for line in self.order.lines.all()]


def rows_of(orders: Sequence[Order], *, actor: Actor, at: datetime) -> list[SellerRow]:
    """The orders of one seller with what `actor` may do. The verdicts are asked once for all of them.

    One statement for the fees of those that wait for an answer, one for parts of transfers; none where nothing does.
    """
    if not orders:
        return []
    may = {step for step, verdict in LIST_STEPS.items() if verdict(actor, orders[0], at=at)}
    steps = {order.pk: frozenset(may & possible_steps(order, None)) for order in orders}
    fees = _fees([pk for pk, theirs in steps.items() if "confirm" in theirs], orders[0], actor=actor, at=at)
    awaited = {order.group.code for order in orders if order.payment_status == PaymentStatus.AWAITING_TRANSFER}
    came = parts_of(awaited) if awaited else {}
    return [SellerRow(order, steps[order.pk], fees.get(order.pk, 0), came.get(order.group.code, 0)) for order in orders]


def _fees(order_ids: Sequence[int], example: Order, *, actor: Actor, at: datetime) -> dict[int, int]:
    """What accepting these orders of one shop costs it, for who handles its money."""
    if not order_ids or not policies.can_see_fee(actor, example, at=at):
        return {}
    return {pk: fee.net_vnd for pk, fee in fees_of_many(order_ids).items()}


def _mark(cursor: str, *, purpose: str) -> tuple[str, datetime, int] | None:
    with suppress(BadCursor):
        values = decode_cursor(cursor, purpose=purpose)
        if len(values) == 3:
            direction, placed_at, pk = values
            if isinstance(direction, str) and isinstance(placed_at, datetime) and isinstance(pk, int):
                return direction, placed_at, pk
    return None
