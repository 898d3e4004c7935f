"""Transfers that are awaited, group by group, and an order's story for the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.lib.dates import format_moment
from chophien.lib.errors import Sentence
from chophien.orders.models import Order
from chophien.orders.selectors.pages import OrderPage
from chophien.payments.models import Payment
from chophien.payments.states import PaymentStatus


@dataclass(frozen=True)
class AwaitedTransfer:
    """One transfer that has not come: for all orders of its group together, and until when their goods are held."""

    payment: Payment
    orders: Sequence[Order]
    amount_vnd: int
    held_until: datetime | None


@dataclass(frozen=True)
class Step:
    """One line of an order's story, as the timeline draws it."""

    title: Sentence
    state: str
    when: str
    text: str


def awaited_transfers(payments: Sequence[Payment]) -> list[AwaitedTransfer]:
    """The transfers that these payments wait for, each once, with everything it pays for. Two statements."""
    first = {one.group_code: one for one in reversed(payments)}
    waiting = Order.objects.filter(group__code__in=first, payment_status=PaymentStatus.AWAITING_TRANSFER)
    sums = Payment.objects.filter(group_code__in=first, status=PaymentStatus.AWAITING_TRANSFER)
    amounts: dict[str, int] = {}
    for one in sums:
        amounts[one.group_code] = amounts.get(one.group_code, 0) + one.transfer_vnd
    by_group: dict[str, list[Order]] = {}
    for order in waiting.select_related("group", "seller").order_by("pk"):
        by_group.setdefault(order.group.code, []).append(order)
    return [
        AwaitedTransfer(
            payment=first[code],
            orders=by_group[code],
            amount_vnd=amounts[code],
            held_until=by_group[code][0].held_until,
        )
        for code in dict.fromkeys(one.group_code for one in payments)
        if code in by_group
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
