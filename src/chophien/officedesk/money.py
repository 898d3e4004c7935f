"""Transfers that are awaited, group by group, and an order's story for the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.lib.dates import format_moment
from chophien.lib.errors import Sentence
from chophien.orders.models import Order
from chophien.orders.selectors.pages import OrderPage
from chophien.payments.models import Payment


@dataclass(frozen=True)
class AwaitedRow:
    """One awaited transfer with its order: until when the goods are held for it."""

    payment: Payment
    order: Order
    held_until: datetime | None


@dataclass(frozen=True)
class Step:
    """One line of an order's story, as the timeline draws it."""

    title: Sentence
    state: str
    when: str
    text: str


def awaited_rows(payments: Sequence[Payment]) -> list[AwaitedRow]:
    """These payments with their orders. One statement."""
    orders = Order.objects.filter(code__in=[one.order_code for one in payments]).select_related("group", "seller")
    by_code = {order.code: order for order in orders}
    return [
        AwaitedRow(one, by_code[one.order_code], by_code[one.order_code].held_until)
        for one in payments
        if one.order_code in by_code
    ]


def timeline_of(page: OrderPage) -> list[Step]:
    """Every step that was taken, oldest first."""
    return [
        Step(
            title=entry.words,
            state="done",
            when=format_moment(entry.at),
            text=" · ".join(str(part) for part in (entry.side.label, entry.reason) if part),
        )
        for entry in page.history
    ]
