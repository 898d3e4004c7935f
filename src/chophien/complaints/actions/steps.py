"""What every step of a complaint has in common: writing it down, and telling the other side."""

from dataclasses import dataclass
from datetime import datetime

from chophien.audit.actions import record
from chophien.complaints import policies
from chophien.complaints.errors import AnswerMissing
from chophien.complaints.models import Complaint, ComplaintStep
from chophien.complaints.states import COMPLAINT_FLOW, ComplaintStatus
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line, clean_text
from chophien.orders.actions.sending import note_dispute
from chophien.orders.states import Side
from chophien.sellers.selectors.helping import principal_of

REASON_MOST, WORDS_MOST = 300, 2000
OVER = frozenset({ComplaintStatus.SETTLED, ComplaintStatus.CLOSED})


@dataclass(frozen=True)
class Doing:
    """Who takes a step, for whom, when and why."""

    actor: Actor
    side: Side
    at: datetime
    on_behalf_of: str = ""
    reason: str = ""

    @classmethod
    def of(cls, actor: Actor, complaint: Complaint, *, at: datetime, reason: str = "") -> "Doing":
        side = policies.side_of(actor, complaint, at=at)
        behalf = principal_of(actor, complaint.order.seller, at=at) if side == Side.SELLER else ""
        return cls(actor, side, at, behalf, clean_line(reason)[:REASON_MOST])


def move(complaint: Complaint, step: str, *, doing: Doing, **changes: object) -> Complaint:
    """Take a step of the flow with what changes along, write it down, and have the others told.

    :raises StepNotAllowed: if the flow does not allow it from where the complaint stands
    """
    before = complaint.status
    complaint.status = COMPLAINT_FLOW.next(step, before)
    changes["ended_at"] = doing.at if complaint.status in OVER else None
    for name, value in changes.items():
        setattr(complaint, name, value)
    complaint.save(update_fields=["status", *changes])
    note(complaint, step, before=before, doing=doing)
    return complaint


def note(complaint: Complaint, step: str, *, before: str, doing: Doing) -> None:
    """Write a step into the complaint's history and the trail, and have the others told once it is committed.

    While the complaint is open, its order does not complete by itself.
    """
    note_dispute(order=complaint.order, since=None if complaint.status in OVER else complaint.opened_at)
    ComplaintStep.objects.create(
        complaint=complaint,
        step=step,
        from_status=before,
        to_status=complaint.status,
        actor_code=doing.actor.code,
        side=doing.side,
        on_behalf_of=doing.on_behalf_of,
        reason=doing.reason,
        at=doing.at,
    )
    record(
        f"complaints.{step}",
        actor=doing.actor,
        subject_code=complaint.code,
        at=doing.at,
        on_behalf_of=doing.on_behalf_of,
        facts={"order": complaint.order.code, "status": complaint.status},
    )
    enqueue("complaints.tell", complaint_id=complaint.pk, step=step, side=doing.side.value)


def clean_words(words: str) -> str:
    """What one side writes to the other, fit to keep.

    :raises AnswerMissing: if it says nothing
    """
    text = clean_text(words)[:WORDS_MOST]
    if not any(letter.isalnum() for letter in text):
        raise AnswerMissing
    return text
