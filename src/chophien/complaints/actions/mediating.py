"""A person of the market decides; the market's clock sees that nothing waits for ever."""

from datetime import datetime

from django.db import transaction

from chophien.complaints import policies
from chophien.complaints.actions.answering import Offer, ask_the_market, write_remedy
from chophien.complaints.actions.settling import carry_out
from chophien.complaints.actions.steps import Doing, move
from chophien.complaints.errors import SamePerson
from chophien.complaints.models import Complaint
from chophien.complaints.selectors.complaints import lock_complaint, without_a_word_at
from chophien.complaints.states import COMPLAINT_FLOW, ComplaintStatus, MarketReason
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor


@transaction.atomic
def decide(*, complaint: Complaint, offer: Offer, actor: Actor, at: datetime) -> Complaint:
    """Somebody of the market decides with reasons, and it is carried out. After an appeal it is somebody else.

    :raises NotPermitted: if `actor` is no operator of the area, or works for the shop
    :raises SamePerson: if `actor` decided the first time
    :raises AnswerMissing, AmountsWrong: if the decision is not complete or more than was paid
    :raises StepNotAllowed: if the market was not asked
    """
    complaint = lock_complaint(complaint.pk)
    policies.can_mediate(actor, complaint.order.seller, at=at).require()
    if complaint.appealed_at is not None and complaint.decided_by == actor.code:
        raise SamePerson
    doing = Doing.of(actor, complaint, at=at)
    write_remedy(complaint, offer, doing=doing)
    move(
        complaint,
        "decide",
        doing=doing,
        decided_at=at,
        decided_by=actor.code,
        replied_at=complaint.replied_at or at,
    )
    return carry_out(complaint, doing=doing)


@transaction.atomic
def lapse(*, complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Close what the shop answered and the buyer left alone. It can be brought before a person afterwards."""
    complaint = lock_complaint(complaint.pk)
    if not without_a_word_at(at).filter(pk=complaint.pk).exists():
        return False
    move(complaint, "lapse", doing=Doing.of(actor, complaint, at=at, reason=MarketReason.NO_WORD.value))
    return True


@transaction.atomic
def bring_up_unanswered(*, complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Bring a complaint that the shop did not answer in time before somebody of the market."""
    complaint = lock_complaint(complaint.pk)
    if complaint.status != ComplaintStatus.OPENED or complaint.reply_due > at:
        return False
    ask_the_market(complaint=complaint, actor=actor, at=at, reason=MarketReason.NO_ANSWER)
    return True


@transaction.atomic
def warn_unsettled(*, complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Bring what is not settled in time before the market, and tell the operators once."""
    complaint = lock_complaint(complaint.pk)
    if complaint.warned_at is not None or complaint.settle_due > at:
        return False
    if COMPLAINT_FLOW.allows("escalate", complaint.status):
        ask_the_market(complaint=complaint, actor=actor, at=at, reason=MarketReason.TOO_LONG)
    Complaint.objects.filter(pk=complaint.pk).update(warned_at=at)
    enqueue("complaints.warn", complaint_id=complaint.pk)
    return True
