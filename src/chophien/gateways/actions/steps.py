"""What the actions share: who acts, and a step of money that goes back, written down."""

from datetime import datetime, timedelta

from chophien.audit.actions import record
from chophien.gateways.models import Attempt, Repayment, RepaymentStep
from chophien.gateways.selectors import code_of, lines_about
from chophien.gateways.states import REPAYMENT_FLOW, RepaymentStatus
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor, SystemActor
from chophien.payments import chart
from chophien.payments.actions.asking import ask_for_gateway, no_longer_asked
from chophien.rules import selectors as rules

GATEWAY = SystemActor("system:gateway")
REASON_MOST = 300
LEFT_OPEN = frozenset({RepaymentStatus.REFUSED, RepaymentStatus.STUCK})
OVER = frozenset({RepaymentStatus.DONE, RepaymentStatus.OTHERWISE})


def take_step(repayment: Repayment, step: str, *, actor: Actor, at: datetime, reason: str = "") -> Repayment:
    """Move money that goes back on, as the caller holds it, and keep who did so.

    :raises StepNotAllowed: if its status does not allow the step
    """
    before = repayment.status
    repayment.status = RepaymentStatus(REPAYMENT_FLOW.next(step, before))
    if repayment.status in OVER:
        repayment.done_at, repayment.done_by, repayment.next_at = at, actor.code, None
    repayment.save()
    _ask_buyer(repayment, before=RepaymentStatus(before), at=at)
    RepaymentStep.objects.create(
        repayment=repayment,
        step=step,
        from_status=before,
        to_status=repayment.status,
        actor_code=actor.code,
        reason=reason[:REASON_MOST],
        at=at,
    )
    facts = {"step": step, "amount_vnd": repayment.amount_vnd, "gateway": repayment.gateway, "code": repayment.code}
    record("gateways.repayment_step", actor=actor, subject_code=repayment.group_code, at=at, facts=facts)
    return repayment


def _ask_buyer(repayment: Repayment, *, before: RepaymentStatus, at: datetime) -> None:
    """What a gateway would not give back is transferred: its buyer is asked for an account, as long as it stands so."""
    if repayment.status in LEFT_OPEN and before not in LEFT_OPEN:
        ask_for_its_account(repayment, at=at)
    elif before in LEFT_OPEN and repayment.status not in LEFT_OPEN:
        no_longer_asked([code_of(repayment)], at=at)


def ask_for_its_account(repayment: Repayment, *, at: datetime) -> None:
    """Ask the buyer where to transfer what a gateway has not given back, and tell them, unless they have said so before
    or it went back meanwhile. The caller holds it.
    """
    refund = repayment.refund
    if refund is not None and refund.done_at is not None:
        return
    asked = ask_for_gateway(
        about=code_of(repayment),
        group_code=repayment.group_code,
        amount_vnd=repayment.amount_vnd,
        through=chart.gateway(repayment.gateway),
        at=at,
    )
    if asked.answered_at is None:
        enqueue("gateways.tell_back", repayment_id=repayment.pk, news="account")


def place_lines_soon(attempt: Attempt) -> None:
    """It was decided: lines of the gateway's tables about it that differed may fit now."""
    if lines_about(attempt).exists():
        enqueue("gateways.place_lines", attempt_id=attempt.pk)


def waiting_minutes(key: str, *, turn: int, at: datetime) -> timedelta | None:
    """How long to wait before the next turn by a schedule of the rules; none when it is over."""
    schedule = rules.value(key, at=at)
    return timedelta(minutes=schedule[turn]) if isinstance(schedule, list) and turn < len(schedule) else None
