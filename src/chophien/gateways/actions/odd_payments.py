"""What an operator decides about a payment that does not fit: take it, ask for the rest, give it back, ask once more.

A decision is about the amount that was seen. Told of another one meanwhile, or paid meanwhile, nothing is done.
"""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.gateways import policies
from chophien.gateways.actions.deciding import note_of
from chophien.gateways.actions.repaying import owe_back
from chophien.gateways.actions.settling import end_attempt
from chophien.gateways.actions.steps import GATEWAY, place_lines_soon
from chophien.gateways.errors import NotToBeTaken, ToldAnother
from chophien.gateways.models import Attempt
from chophien.gateways.odd import Measured, measured
from chophien.gateways.selectors import lock_attempt
from chophien.gateways.states import AttemptStatus, Odd, Use, WhyBack
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.errors import StepNotAllowed
from chophien.orders.actions.money import mark_paid, mark_part_paid
from chophien.orders.models import OrderGroup
from chophien.orders.selectors.orders import lock_orders_of
from chophien.payments import chart
from chophien.payments.actions.books import one_posting
from chophien.payments.errors import NothingAwaited
from chophien.payments.selectors import lock_payments
from chophien.payments.states import PaymentMethod, PaymentStatus


@transaction.atomic
@one_posting()
def take_odd(*, attempt: Attempt, seen_vnd: int, actor: Actor, at: datetime) -> Attempt:
    """It is enough: the orders are paid, and what is too much goes back through the gateway. The buyer is told.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises ToldAnother: if the gateway tells of another amount than was seen
    :raises StepNotAllowed: if it was decided meanwhile
    :raises NotToBeTaken: if it is less than is awaited, or nothing is awaited
    """
    held, group, found = _held(attempt, seen_vnd, actor=actor, at=at)
    if not found.can_take:
        raise NotToBeTaken
    mark_paid(
        group=group,
        actor=GATEWAY,
        at=at,
        amount_vnd=found.awaited_vnd,
        reference=_reference(held, found),
        by=PaymentMethod(held.gateway),
    )
    _decide(held, found, Use.ORDERS, actor=actor, at=at)
    if found.over_vnd:
        owe_back(held, amount_vnd=found.over_vnd, why=WhyBack.SURPLUS, at=at)
    return held


@transaction.atomic
@one_posting()
def ask_rest(*, attempt: Attempt, seen_vnd: int, actor: Actor, at: datetime) -> Attempt:
    """It is too little: it is kept for the orders, and the buyer is told what is missing and pays it in any way.

    :raises NotPermitted, ToldAnother, StepNotAllowed: as `take_odd`
    :raises NotToBeTaken: if it is not less than is awaited, or a deposit is awaited, which comes whole
    """
    held, group, found = _held(attempt, seen_vnd, actor=actor, at=at)
    if not found.can_ask_rest:
        raise NotToBeTaken
    into = chart.gateway(held.gateway)
    mark_part_paid(
        group=group, amount_vnd=found.came_vnd, into=into, reference=_reference(held, found), actor=GATEWAY, at=at
    )
    _decide(held, found, Use.ORDERS, actor=actor, at=at)
    enqueue("gateways.tell_rest", attempt_id=held.pk)
    return held


@transaction.atomic
@one_posting()
def give_odd_back(*, attempt: Attempt, seen_vnd: int, reason: str, actor: Actor, at: datetime) -> Attempt:
    """All of it goes back through the gateway that it came by, and the buyer is told.

    :raises NotPermitted, ToldAnother, StepNotAllowed: as `take_odd`
    :raises ReasonMissing: without a reason
    """
    reason = note_of(reason)
    held, _group, found = _held(attempt, seen_vnd, actor=actor, at=at)
    _decide(held, found, Use.BACK, actor=actor, at=at, reason=reason)
    owe_back(held, why=WhyBack.DECIDED, at=at)
    return held


@transaction.atomic
def ask_gateway(*, attempt: Attempt, actor: Actor, at: datetime) -> Attempt:
    """Ask the gateway once more what became of it, and go on asking by the schedule `gateways.ask_minutes`.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises StepNotAllowed: if it was paid
    """
    policies.can_work_off(actor, at=at).require()
    held = lock_attempt(attempt.pk)
    if held.status == AttemptStatus.PAID:
        raise StepNotAllowed(step="ask", status=held.status)
    held.asked, held.ask_at = 0, at
    held.save(update_fields=["asked", "ask_at"])
    record("gateways.attempt_asked", actor=actor, subject_code=held.group_code, at=at, facts={"odd": held.odd})
    enqueue("gateways.ask", attempt_id=held.pk)
    return held


@transaction.atomic
def ask_buyer(*, attempt: Attempt, actor: Actor, at: datetime) -> Attempt:
    """No money came: tell the buyer so, who pays again in whatever way. Somebody has seen to it.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises StepNotAllowed: if the gateway told of money
    :raises NothingAwaited: if nothing is to be paid any more
    """
    policies.can_work_off(actor, at=at).require()
    held = lock_attempt(attempt.pk)
    if held.status == AttemptStatus.PAID or held.odd == Odd.AMOUNT:
        raise StepNotAllowed(step="ask", status=held.status)
    group = OrderGroup.objects.get(code=held.group_code)
    payments = lock_payments(order.code for order in lock_orders_of(group.pk))
    if not any(payment.status == PaymentStatus.AWAITING_TRANSFER for payment in payments):
        raise NothingAwaited
    held.looked_at = at
    held.save(update_fields=["looked_at"])
    record("gateways.buyer_asked", actor=actor, subject_code=held.group_code, at=at, facts={"odd": held.odd})
    enqueue("gateways.tell_rest", attempt_id=held.pk)
    return held


def _held(attempt: Attempt, seen_vnd: int, *, actor: Actor, at: datetime) -> tuple[Attempt, OrderGroup, Measured]:
    """The try, its orders and their payments, held in this order, and what the payment is now."""
    policies.can_work_off(actor, at=at).require()
    held = lock_attempt(attempt.pk)
    if held.status == AttemptStatus.PAID or held.odd != Odd.AMOUNT:
        raise StepNotAllowed(step="pay", status=held.status)
    group = OrderGroup.objects.select_related("person").get(code=held.group_code)
    found = measured(held, lock_payments(order.code for order in lock_orders_of(group.pk)))
    if found is None or found.came_vnd != seen_vnd:
        raise ToldAnother
    return held, group, found


def _decide(held: Attempt, found: Measured, use: Use, *, actor: Actor, at: datetime, reason: str = "") -> None:
    held.came_vnd, held.use, held.looked_at = found.came_vnd, use, at
    held.number, held.code = found.number, found.code
    end_attempt(held, "pay", at=at)
    facts = {"odd": held.odd, "amount_vnd": found.came_vnd, "use": use.value}
    told = {**facts, "reason": reason} if reason else facts
    record("gateways.attempt_decided", actor=actor, subject_code=held.group_code, at=at, facts=told)
    enqueue("gateways.send_refunds")
    place_lines_soon(held)


def _reference(held: Attempt, found: Measured) -> str:
    return f"{held.get_gateway_display()} {found.number}".strip()
