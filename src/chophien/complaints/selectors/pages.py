"""Everything a complaint's page shows, fetched at once: for the buyer, the shop and the market."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.complaints import policies
from chophien.complaints.models import Complaint, Remedy
from chophien.complaints.selectors.complaints import goods_come_back, may_rescind
from chophien.complaints.states import COMPLAINT_FLOW, STEP_WORDS, ComplaintStatus, MarketReason, RemedyKind
from chophien.complaints.terms import rescind_until
from chophien.lib.actor import Actor
from chophien.lib.errors import Sentence
from chophien.orders.models import OrderLine
from chophien.orders.policies import is_buyer
from chophien.orders.selectors.pages import LineView, line_views, lines_of
from chophien.orders.states import Side
from chophien.payments.selectors.refunds import money_left, promised_for, refunds_for
from chophien.payments.selectors.shown import BackShown, backs_shown
from chophien.sellers.selectors.helping import names_of_doers

HELD = frozenset({ComplaintStatus.AGREED, ComplaintStatus.DECIDED})


@dataclass(frozen=True)
class StepLine:
    """One step in words. `who` names shop and helper where a helper took it."""

    words: Sentence
    at: datetime
    side: Side
    who: str
    reason: Sentence


@dataclass(frozen=True)
class RemedyView:
    """An offer or decision with the money for each of the goods."""

    remedy: Remedy
    kind: Sentence
    who: str
    lines: tuple[tuple[Sentence, int], ...]


@dataclass(frozen=True)
class ComplaintPage:
    """A complaint with everything around it. `may` names the steps that the reader can take now.

    Steps: answer, offer_money, accept, escalate, appeal, withdraw, rescind, decide, send_back, take_back, send_other.
    """

    complaint: Complaint
    lines: tuple[tuple[OrderLine, int], ...]
    goods: tuple[LineView, ...]
    remedies: tuple[RemedyView, ...]
    steps: tuple[StepLine, ...]
    photos: tuple[tuple[str, Side], ...]
    backs: tuple[BackShown, ...]
    """What goes or went back, each with its interest: with market and shop where the order's money lies apart."""
    most_vnd: int
    may: frozenset[str]
    rescind_until: datetime


def complaint_page(complaint: Complaint, *, actor: Actor, at: datetime) -> ComplaintPage:
    """Everything one complaint's page shows to `actor`, who may see it. A fixed number of statements."""
    order = complaint.order
    remedies = list(complaint.remedies.prefetch_related("lines__line").order_by("pk"))
    steps = list(complaint.steps.order_by("at", "pk"))
    acts = {(step.actor_code, step.on_behalf_of) for step in steps}
    helped = names_of_doers(acts | {(one.actor_code, one.on_behalf_of) for one in remedies})
    refunds = refunds_for(order.code, reason=complaint.code) if complaint.refund_code else []
    return ComplaintPage(
        complaint=complaint,
        lines=tuple((one.line, one.wished_vnd) for one in complaint.lines.select_related("line").order_by("pk")),
        goods=tuple(line_views(lines_of(order).select_related("variant", "version__listing", "version__category"))),
        remedies=tuple(
            RemedyView(
                one,
                RemedyKind(one.kind).label,
                helped.get((one.actor_code, one.on_behalf_of), ""),
                _for_what(one),
            )
            for one in remedies
        ),
        steps=tuple(
            StepLine(
                STEP_WORDS.get(one.step, one.step),
                one.at,
                Side(one.side),
                helped.get((one.actor_code, one.on_behalf_of), ""),
                MarketReason(one.reason).label if one.reason in MarketReason.values else one.reason,
            )
            for one in steps
        ),
        photos=tuple((one.file_code, Side(one.side)) for one in complaint.photos.order_by("pk")),
        backs=backs_shown(refunds, at=at),
        most_vnd=money_left(order.code) + promised_for(order.code, reason=complaint.code),
        may=_steps_open_to(complaint, remedies, actor=actor, at=at),
        rescind_until=rescind_until(order.placed_at),
    )


def _for_what(remedy: Remedy) -> tuple[tuple[Sentence, int], ...]:
    """How much of a remedy's money is for which goods, and what of it is for the shipping."""
    goods: list[tuple[Sentence, int]] = [(part.line.title, part.refund_vnd) for part in remedy.lines.all()]
    shipping = remedy.refund_vnd - sum(amount for _title, amount in goods)
    told_apart = remedy.kind in {RemedyKind.REFUND, RemedyKind.RETURN} and shipping
    return (*goods, (_("Shipping"), shipping)) if told_apart else tuple(goods)


def _steps_open_to(complaint: Complaint, remedies: Collection[Remedy], *, actor: Actor, at: datetime) -> frozenset[str]:
    """The steps that `actor` may take and the flow allows, now."""
    seller = complaint.order.seller
    allowed = {step for step in COMPLAINT_FLOW.steps if COMPLAINT_FLOW.allows(step, complaint.status)}
    last = list(remedies)[-1] if remedies else None
    held = complaint.status in HELD
    if held and goods_come_back(complaint, last):
        allowed |= {"send_back", "take_back"}
    if held and last and last.kind == RemedyKind.REPLACE:
        allowed.add("send_other")
    if complaint.appealed_at and complaint.decided_at:
        allowed.discard("appeal")
    may: set[str] = set()
    if is_buyer(actor, complaint.order.group):
        may |= {"accept", "escalate", "appeal", "withdraw", "send_back"}
        if "rescind" in allowed and may_rescind(complaint, at=at):
            may.add("rescind")
    elif policies.can_answer(actor, seller, at=at):
        may |= {"answer", "escalate", "appeal", "take_back", "send_other"}
        if "answer" in allowed and policies.can_promise_money(actor, seller, at=at):
            allowed.add("offer_money")
            may.add("offer_money")
    elif policies.can_mediate(actor, seller, at=at):
        may |= {"decide", "take_back", "send_other"}
    return frozenset(may & allowed)
