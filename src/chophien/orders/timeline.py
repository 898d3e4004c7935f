"""An order's three axes as one calm story: what happened, by whom and why, and what comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from chophien.delivery.states import DeliveryStatus
from chophien.lib.dates import format_day, format_moment, local_date
from chophien.lib.errors import Sentence
from chophien.orders.models import Order
from chophien.orders.selectors.pages import HistoryEntry, OrderPage
from chophien.orders.states import Axis, OrderStatus, Side
from chophien.payments.states import PaymentStatus

DONE, NOW, NEXT, BAD = "done", "now", "next", "bad"
ENDS = frozenset({"refuse", "cancel", "release", "expire"})
AXES = (Axis.ORDER, Axis.HARVEST, Axis.DELIVERY, Axis.PAYMENT)
OF_BUYER = {Side.BUYER: _("You"), Side.SELLER: _("The seller"), Side.MARKET: _("Chợ Phiên")}
OF_SELLER = {Side.BUYER: _("The buyer"), Side.SELLER: _("Your shop"), Side.MARKET: _("Chợ Phiên")}
TRANSFER, ANSWER = _("The buyer transfers the money"), _("The seller accepts the order")
HARVEST = _("The harvest begins")
PACK, HAND_OVER, ARRIVE = _("The goods are packed"), _("The parcel goes to the carrier"), _("The parcel arrives")
MONEY_BACK = _("The money comes back to the buyer")
TRACKED = _("tracking code %(code)s")


@dataclass(frozen=True)
class Moment:
    """One line of the story, as the timeline draws it."""

    title: Sentence
    state: str
    when: Sentence = ""
    text: Sentence = ""


def story(page: OrderPage, *, reader: Side, at: datetime) -> list[Moment]:
    """What happened to the order, oldest first, then what comes next."""
    today = local_date(at)
    names = OF_BUYER if reader == Side.BUYER else OF_SELLER
    together = groupby(page.history, key=lambda entry: entry.at)
    past = [_past(list(entries), names=names, today=today) for _at, entries in together]
    return [*past, *_coming(page, today=today)]


def _past(entries: list[HistoryEntry], *, names: Mapping[Side, Sentence], today: date) -> Moment:
    """Steps taken at one moment are one line, told by the order's own axis first."""
    ordered = sorted(entries, key=lambda entry: AXES.index(entry.axis))
    first, others = ordered[0], ordered[1:]
    parts = [first.by or str(names[first.side]), *_reasons(ordered), *(str(entry.words) for entry in others)]
    return Moment(
        title=first.words,
        state=BAD if first.axis == Axis.ORDER and first.step in ENDS else DONE,
        when=format_moment(first.at, today=today),
        text=" · ".join(dict.fromkeys(part for part in parts if part)),
    )


def _reasons(entries: Iterable[HistoryEntry]) -> list[str]:
    """Why, in the words of who did it; a tracking code is named as one."""
    told = [
        str(TRACKED) % {"code": entry.reason} if entry.reason and entry.step == "hand_over" else str(entry.reason)
        for entry in entries
    ]
    return [reason for reason in dict.fromkeys(told) if reason]


def _coming(page: OrderPage, *, today: date) -> list[Moment]:
    order = page.order
    if order.status == OrderStatus.CANCELLED:
        return [
            Moment(MONEY_BACK, NOW, _("by %(day)s") % {"day": format_day(refund.due_on, today=today)})
            for refund in page.refunds
            if refund.done_at is None
        ]
    if order.status == OrderStatus.COMPLETED:
        return []
    steps = [Moment(title, NEXT, when) for title, when in _ahead(order, today=today)]
    first = steps[0]
    return [Moment(first.title, NOW, first.when), *steps[1:]]


def _ahead(order: Order, *, today: date) -> list[tuple[Sentence, Sentence]]:
    """The steps that an order which goes well still has before it."""
    ahead: list[tuple[Sentence, Sentence]] = []
    if order.status == OrderStatus.PLACED:
        if order.payment_status == PaymentStatus.AWAITING_TRANSFER:
            ahead.append((TRANSFER, _before(order.held_until, today=today)))
        if order.awaits_harvest:
            ahead.append((HARVEST, _("from %(day)s on") % {"day": format_day(order.promised_from, today=today)}))
        ahead.append((ANSWER, _before(order.accept_by, today=today)))
    if order.delivery_status == DeliveryStatus.WAITING:
        ahead.append((PACK, ""))
    if order.delivery_status in {DeliveryStatus.WAITING, DeliveryStatus.PACKED}:
        ahead.append((HAND_OVER, ""))
    ahead.append((ARRIVE, _("by %(day)s") % {"day": format_day(order.promised_to, today=today)}))
    return ahead


def _before(moment: datetime | None, *, today: date) -> Sentence:
    return _("before %(time)s") % {"time": format_moment(moment, today=today)} if moment else ""
