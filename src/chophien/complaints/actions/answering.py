"""The shop answers a complaint; the buyer agrees, or either side asks for the market."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.complaints import policies
from chophien.complaints.actions.opening import keep_photos
from chophien.complaints.actions.settling import carry_out
from chophien.complaints.actions.steps import Doing, clean_words, move
from chophien.complaints.errors import (
    AlreadyAppealed,
    AmountsWrong,
    AnswerChanged,
    MoneyNotForHelpers,
    MoreThanPaidFor,
    TooLate,
)
from chophien.complaints.models import Complaint, Remedy, RemedyLine
from chophien.complaints.selectors.complaints import lock_complaint
from chophien.complaints.states import MarketReason, RemedyKind
from chophien.complaints.terms import in_words, span
from chophien.lib.actor import Actor
from chophien.lib.money import format_vnd
from chophien.orders.actions.settling import completed_sale
from chophien.orders.models import OrderLine
from chophien.payments.selectors.refunds import money_left, parts_left, parts_promised_for, promised_for
from chophien.uploads.actions.sent import SentFile

WITH_MONEY = frozenset({RemedyKind.REFUND, RemedyKind.RETURN})
APPEAL = "complaints.appeal_days"


@dataclass(frozen=True)
class Offer:
    """What is offered or decided: code of the variant → đồng given back, and the words that go with it."""

    kind: str
    words: str
    amounts: Mapping[str, int] = field(default_factory=dict)
    shipping_vnd: int = 0
    restock: bool = False


@transaction.atomic
def answer_complaint(
    *, complaint: Complaint, offer: Offer, photos: Sequence[SentFile] = (), actor: Actor, at: datetime
) -> Complaint:
    """The shop answers with an offer, or says why nothing is owed; a better offer replaces the one before.

    :raises NotPermitted: if `actor` does not answer buyers for the shop
    :raises MoneyNotForHelpers: if money is offered by somebody else than the manager
    :raises AnswerMissing, AmountsWrong: if the offer is not complete or more than was paid
    :raises StepNotAllowed: if it is no longer the shop's turn
    """
    complaint = lock_complaint(complaint.pk)
    seller = complaint.order.seller
    policies.can_answer(actor, seller, at=at).require()
    if RemedyKind(offer.kind) in WITH_MONEY and not policies.can_promise_money(actor, seller, at=at):
        raise MoneyNotForHelpers

    doing = Doing.of(actor, complaint, at=at)
    write_remedy(complaint, offer, doing=doing)
    keep_photos(complaint, photos, doing=doing)
    return move(complaint, "answer", doing=doing, answered_at=at, replied_at=complaint.replied_at or at)


@transaction.atomic
def accept_answer(*, complaint: Complaint, read: int, actor: Actor, at: datetime) -> Complaint:
    """The buyer agrees with the shop's last answer: it is carried out. `read` is how many answers stood before them.

    :raises NotPermitted: if `actor` is not the buyer
    :raises StepNotAllowed: if the shop has not answered
    :raises AnswerChanged: if the shop has answered once more meanwhile
    :raises RefundTooLarge: if less than that is left of what was paid; nothing is changed then
    """
    complaint = lock_complaint(complaint.pk)
    policies.can_complain(actor, complaint.order).require()
    doing = Doing.of(actor, complaint, at=at)
    move(complaint, "accept", doing=doing)
    if complaint.remedies.count() != read:
        raise AnswerChanged
    return carry_out(complaint, doing=doing)


@transaction.atomic
def ask_the_market(*, complaint: Complaint, actor: Actor, at: datetime, reason: str | MarketReason = "") -> Complaint:
    """One side, or the clock, wants somebody of the market to decide.

    :raises NotPermitted: if `actor` belongs to neither side
    :raises StepNotAllowed: if the market has it, or it is over
    """
    complaint = lock_complaint(complaint.pk)
    policies.can_ask_for_the_market(actor, complaint, at=at).require()
    why = reason.value if isinstance(reason, MarketReason) else reason
    return move(complaint, "escalate", doing=Doing.of(actor, complaint, at=at, reason=why))


@transaction.atomic
def appeal(*, complaint: Complaint, actor: Actor, at: datetime, reason: str) -> Complaint:
    """One side does not agree with how it ended: another person of the market looks again, once.

    What closed by itself or between the two sides can always be brought before a person.

    :raises NotPermitted: if `actor` belongs to neither side
    :raises AlreadyAppealed: if a second person has decided
    :raises TooLate: if it ended longer ago than `complaints.appeal_days`
    """
    complaint = lock_complaint(complaint.pk)
    policies.can_ask_for_the_market(actor, complaint, at=at).require()
    if complaint.appealed_at is not None and complaint.decided_at is not None:
        raise AlreadyAppealed
    ended = complaint.ended_at or complaint.decided_at
    if ended is not None and ended + span(APPEAL, at=at) < at:
        raise TooLate(facts={"term": in_words(APPEAL, at=at)})
    doing = Doing.of(actor, complaint, at=at, reason=clean_words(reason))
    again = at + span("complaints.other_days", at=at)
    return move(
        complaint,
        "appeal",
        doing=doing,
        settle_due=again,
        warned_at=None,
        appealed_at=at if complaint.decided_at else None,
    )


def write_remedy(complaint: Complaint, offer: Offer, *, doing: Doing) -> Remedy:
    """Keep what is offered or decided.

    :raises AnswerMissing: if it has no words
    :raises AmountsWrong: if money is meant and none is named, or more than is left of what was paid
    :raises MoreThanPaidFor: if it is more than is left of what was paid for one of the goods, or for the shipping
    """
    kind = RemedyKind(offer.kind)
    words = clean_words(offer.words)
    lines = _amounts(complaint, offer.amounts) if kind in WITH_MONEY else []
    money = sum(amount for _line, amount in lines) + (offer.shipping_vnd if kind in WITH_MONEY else 0)
    left = money_left(complaint.order.code) + promised_for(complaint.order.code, reason=complaint.code)
    if kind in WITH_MONEY and (offer.shipping_vnd < 0 or not 0 < money <= left):
        raise AmountsWrong(facts={"most": format_vnd(left)})
    if kind in WITH_MONEY:
        _check_parts(complaint, lines, offer.shipping_vnd)
    remedy = Remedy.objects.create(
        complaint=complaint,
        kind=kind,
        refund_vnd=money,
        restock=offer.restock and kind == RemedyKind.RETURN,
        words=words,
        side=doing.side,
        actor_code=doing.actor.code,
        on_behalf_of=doing.on_behalf_of,
        at=doing.at,
    )
    RemedyLine.objects.bulk_create(
        RemedyLine(remedy=remedy, line=line, refund_vnd=amount) for line, amount in lines if amount
    )
    return remedy


def _check_parts(complaint: Complaint, lines: Sequence[tuple[OrderLine, int]], shipping_vnd: int) -> None:
    """For none of the goods, nor for the shipping, more is offered than was paid for it and not promised back for
    another reason.
    """
    code, paid = complaint.order.code, completed_sale(complaint.order).paid
    open_ = parts_left(code, paid=paid).more(parts_promised_for(code, reason=complaint.code))
    asked = [(line.title, amount, open_.goods[str(line.pk)]) for line, amount in lines]
    for what, amount, most in [*asked, (_("Shipping"), shipping_vnd, open_.shipping_vnd)]:
        if amount > most:
            raise MoreThanPaidFor(facts={"what": what, "most": format_vnd(most)})


def _amounts(complaint: Complaint, amounts: Mapping[str, int]) -> list[tuple[OrderLine, int]]:
    lines = list(complaint.order.lines.select_related("variant").order_by("pk"))
    meant = [(line, amounts.get(line.variant.code, 0)) for line in lines]
    if any(amount < 0 or amount > line.line_vnd - line.discount_vnd for line, amount in meant):
        raise AmountsWrong(facts={"most": format_vnd(sum(line.line_vnd - line.discount_vnd for line in lines))})
    return meant
