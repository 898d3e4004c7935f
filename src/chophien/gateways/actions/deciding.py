"""What an operator does with what gateways leave open: ask or send once more, say how else it went back, look."""

from datetime import date, datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.gateways import policies
from chophien.gateways.actions.repaying import confirm, renew
from chophien.gateways.actions.steps import REASON_MOST, take_step
from chophien.gateways.models import Attempt, PayoffLine, Repayment
from chophien.gateways.selectors import lock_attempt, lock_repayment
from chophien.gateways.states import Odd, RepaymentStatus
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line
from chophien.orders.errors import ReasonMissing
from chophien.payments import chart
from chophien.payments.actions.books import one_posting
from chophien.payments.errors import ReferenceMissing

REFERENCE_MOST = 80


@transaction.atomic
def ask_again(*, repayment: Repayment, actor: Actor, at: datetime) -> Repayment:
    """Ask the gateway once more what became of it.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises StepNotAllowed: if nobody has to look at it, or nothing of a payment is known that could be asked about
    """
    return _once_more(repayment, "ask_again", actor=actor, at=at)


@transaction.atomic
def send_again(*, repayment: Repayment, actor: Actor, at: datetime) -> Repayment:
    """Send it to the gateway once more: under another name if the gateway has refused it, else under the same.

    :raises NotPermitted, StepNotAllowed: as `ask_again`
    """
    return _once_more(repayment, "send_again", actor=actor, at=at)


def _once_more(repayment: Repayment, step: str, *, actor: Actor, at: datetime) -> Repayment:
    policies.can_work_off(actor, at=at).require()
    held, attempt = lock_repayment(repayment.pk)
    is_new = step == "send_again" and held.status == RepaymentStatus.REFUSED
    held.tries = 0
    held.next_at = at if attempt is not None else None
    take_step(held, step, actor=actor, at=at)
    if is_new:
        renew(held)
        held.save(update_fields=["reference"])
    if attempt is not None:
        enqueue("gateways.give_back", repayment_id=held.pk)
    return held


@transaction.atomic
@one_posting()
def given_otherwise(
    *,
    repayment: Repayment,
    reference: str,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    with_interest: bool = True,
) -> Repayment:
    """The gateway would not, so it went back by a transfer: write down its number, and on which day the bank says that
    it left, up to which interest counts. Late and not `with_interest`, that is owed by itself. The buyer is told.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises ReferenceMissing: without the number
    :raises StepNotAllowed: while the gateway may still give it back
    """
    policies.can_work_off(actor, at=at).require()
    reference = clean_line(reference)[:REFERENCE_MOST]
    if not reference:
        raise ReferenceMissing
    held, _attempt = lock_repayment(repayment.pk)
    return confirm(
        held,
        out_of=chart.held(),
        step="pay_otherwise",
        actor=actor,
        at=at,
        reference=reference,
        left_on=on,
        with_interest=with_interest,
    )


@transaction.atomic
def look_at_attempt(*, attempt: Attempt, note: str, actor: Actor, at: datetime) -> Attempt:
    """Somebody has seen to a payment that did not fit, and says how. That ends nothing where the gateway tells of money
    that nobody has decided about: it waits in the queue until it is taken, kept for the rest or given back. That such
    money is also held back as suspicious is seen to by the look.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises ReasonMissing: without a note
    """
    policies.can_work_off(actor, at=at).require()
    note = note_of(note)
    held = lock_attempt(attempt.pk)
    odd = held.odd if held.suspected_at is None else Odd.SUSPICIOUS.value
    if held.suspected_at is not None:
        held.suspected_at, held.suspicion_seen_at = None, at
    elif not held.is_looked_into:
        held.looked_at = at
    held.save(update_fields=["looked_at", "suspected_at", "suspicion_seen_at"])
    facts = {"odd": odd, "reason": note}
    record("gateways.attempt_looked_at", actor=actor, subject_code=held.group_code, at=at, facts=facts)
    return held


@transaction.atomic
def look_at_line(*, line: PayoffLine, note: str, actor: Actor, at: datetime) -> PayoffLine:
    """Somebody has looked at a line of a gateway's table that differs, and says what was found out. No money moves:
    what the gateway took for a shop stays held, and in the list of `seen_and_unsettled`, until a table has it or two
    people enter it.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises ReasonMissing: without a note
    """
    policies.can_work_off(actor, at=at).require()
    line.note, line.looked_at, line.looked_by = note_of(note), at, actor.code
    line.save(update_fields=["note", "looked_at", "looked_by"])
    facts = {"difference": line.difference, "amount_vnd": line.amount_vnd, "reason": line.note}
    record("gateways.line_looked_at", actor=actor, subject_code=line.payoff.code, at=at, facts=facts)
    return line


def note_of(text: str) -> str:
    """What somebody typed as a reason.

    :raises ReasonMissing: if no letter or digit is in it
    """
    words = clean_line(text)[:REASON_MOST]
    if not any(letter.isalnum() for letter in words):
        raise ReasonMissing
    return words
