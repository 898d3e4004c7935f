"""What can be done with payments: opened, received, made void, owed back, given back.

Receiving and giving back ask who may. Opening and voiding follow from an order, whose policies decided before.
Whoever changes an order and its payment locks the order first: the doors for people are in `orders.actions`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.money import format_vnd
from chophien.lib.text import clean_line
from chophien.payments import policies, selectors
from chophien.payments.errors import AlreadyRefunded, ReferenceMissing, RefundTooLarge
from chophien.payments.models import Payment, PaymentStep, Refund
from chophien.payments.states import (
    PAYMENT_FLOW,
    PaymentMethod,
    PaymentStatus,
    Purpose,
    Receiver,
    RefundReason,
    first_status,
)
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller

PREFIX, REFUND_PREFIX, SYMBOLS = "TT", "HT", 10
LONGEST_REFERENCE, LONGEST_REASON = 80, 300


@dataclass(frozen=True)
class NewPayment:
    """What is owed for an order that was just placed."""

    order_code: str
    group_code: str
    seller_code: str
    method: PaymentMethod
    receiver: Receiver
    amount_vnd: int
    deposit_vnd: int = 0
    """Where it is above zero, only that is transferred, and the rest is paid on delivery."""
    advance_vnd: int = 0
    """Of the amount: came before the order, with the deposit of its contract."""
    purpose: Purpose = Purpose.ORDER


def open_payments(*, dues: Iterable[NewPayment]) -> list[Payment]:
    """Write what is owed for new orders. One statement."""
    return Payment.objects.bulk_create(
        Payment(
            code=new_code(PREFIX, SYMBOLS),
            order_code=due.order_code,
            group_code=due.group_code,
            seller_code=due.seller_code,
            method=due.method,
            receiver=due.receiver,
            amount_vnd=due.amount_vnd,
            deposit_vnd=due.deposit_vnd,
            advance_vnd=due.advance_vnd,
            purpose=due.purpose,
            status=first_status(due.method, amount_vnd=due.amount_vnd, advance_vnd=due.advance_vnd),
        )
        for due in dues
    )


def open_payment(*, due: NewPayment) -> Payment:
    """Write what is owed for one new order."""
    return open_payments(dues=[due])[0]


@transaction.atomic
def mark_received(*, payment: Payment, actor: Actor, at: datetime, reason: str = "", on_behalf_of: str = "") -> Payment:
    """The money came: by transfer, or in cash on delivery. Of an order with a deposit it is the deposit that came.

    Money that comes after the payment became void is owed back at once, all of it.

    :raises NotPermitted: if `actor` may not say so for this payment
    :raises StepNotAllowed: if it came before
    """
    [payment] = selectors.lock_payments([payment.order_code])
    policies.can_handle_money(actor, payment, _seller_of(payment), at=at).require()
    return _receive(payment, actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)


@transaction.atomic
def collect_on_delivery(*, order_code: str, actor: Actor, at: datetime, on_behalf_of: str = "") -> Payment:
    """The buyer has the parcel and paid the carrier. Follows from receiving the order.

    :raises StepNotAllowed: if nothing is due on delivery
    """
    [payment] = selectors.lock_payments([order_code])
    return _receive(payment, actor=actor, at=at, reason="", on_behalf_of=on_behalf_of)


@transaction.atomic
def void_payments(
    *, order_codes: Collection[str], actor: Actor, at: datetime, reason: str = "", on_behalf_of: str = ""
) -> list[Payment]:
    """These orders will not be carried out: nothing is to be paid, and what was paid is owed back in full.

    :raises StepNotAllowed: if one was void before; nothing is changed then
    """
    payments = selectors.lock_payments(order_codes)
    for payment in payments:
        if not payment.received_vnd and payment.paid_at is None:
            _take_step(payment, "void", actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)
        elif left := payment.received_vnd - payment.owed_back_vnd:
            _owe(payment, left, actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)
    return payments


def void_payment(*, order_code: str, actor: Actor, at: datetime, reason: str = "") -> Payment:
    """One order will not be carried out. See `void_payments`."""
    return void_payments(order_codes=[order_code], actor=actor, at=at, reason=reason)[0]


@transaction.atomic
def owe_refund(
    *, payment: Payment, amount_vnd: int, reason: str, actor: Actor, at: datetime, on_behalf_of: str = ""
) -> Refund:
    """Promise a buyer money back, by the day the law sets (`payments.refund_days`).

    :raises NotPermitted: if `actor` may not for this payment
    :raises RefundTooLarge: if less than that is left of what was paid; nothing is changed then
    """
    [payment] = selectors.lock_payments([payment.order_code])
    policies.can_handle_money(actor, payment, _seller_of(payment), at=at).require()
    return _owe(payment, amount_vnd, actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)


@transaction.atomic
def promise_refund(
    *,
    order_code: str,
    amount_vnd: int,
    reason: str,
    noticed_at: datetime,
    actor: Actor,
    at: datetime,
    on_behalf_of: str = "",
) -> Refund:
    """Owe a buyer money back because both sides agreed on it or somebody of the market decided so.

    Follows from the policies of what was agreed. The days that the law gives count from `noticed_at`, when the buyer
    told what was wrong, not from the day of the agreement.

    :raises RefundTooLarge: if less than that is left of what was paid; nothing is changed then
    """
    [payment] = selectors.lock_payments([order_code])
    return _owe(
        payment, amount_vnd, actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of, noticed_at=noticed_at
    )


@transaction.atomic
def record_refund(*, refund: Refund, reference: str, actor: Actor, at: datetime) -> Refund:
    """The money went back: write down how, by the transfer's number or in words.

    :raises NotPermitted: if `actor` may not for this payment
    :raises ReferenceMissing: without a reference
    :raises AlreadyRefunded: if it went back before
    """
    [payment] = selectors.lock_payments([refund.payment.order_code])
    policies.can_handle_money(actor, payment, _seller_of(payment), at=at).require()
    refund = Refund.objects.get(pk=refund.pk)
    if refund.done_at is not None:
        raise AlreadyRefunded
    reference = clean_line(reference)[:LONGEST_REFERENCE]
    if not reference:
        raise ReferenceMissing
    refund.done_at, refund.done_by, refund.reference = at, actor.code, reference
    refund.interest_vnd = selectors.late_interest(refund, at=at)
    refund.save(update_fields=["done_at", "done_by", "reference", "interest_vnd"])
    others = Refund.objects.filter(payment=payment, done_at__isnull=True)
    _take_step(payment, "refund_part" if others.exists() else "refund", actor=actor, at=at, reason=reference)
    facts = {"refund": refund.code, "amount_vnd": refund.amount_vnd, "interest_vnd": refund.interest_vnd}
    record("payments.refunded", actor=actor, subject_code=payment.order_code, at=at, facts=facts)
    return refund


def _receive(payment: Payment, *, actor: Actor, at: datetime, reason: str, on_behalf_of: str) -> Payment:
    late = payment.status == PaymentStatus.VOID
    is_deposit = payment.deposit_vnd > 0 and payment.deposit_paid_at is None
    if is_deposit:
        payment.deposit_paid_at = at
    else:
        payment.paid_at = at
    step = "receive_deposit" if is_deposit else "receive"
    _take_step(payment, step, actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)
    if late and payment.received_vnd:
        _promise(payment, payment.received_vnd, reason=RefundReason.LATE_MONEY, at=at)
    came = payment.deposit_vnd if is_deposit else payment.amount_vnd - payment.advance_vnd
    facts = {"payment": payment.code, "amount_vnd": came, "late": late}
    record(
        "payments.received",
        actor=actor,
        subject_code=payment.order_code,
        at=at,
        on_behalf_of=on_behalf_of,
        facts=facts,
    )
    return payment


def _owe(
    payment: Payment,
    amount_vnd: int,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    on_behalf_of: str,
    noticed_at: datetime | None = None,
) -> Refund:
    left = payment.received_vnd - payment.owed_back_vnd
    if not 0 < amount_vnd <= left:
        raise RefundTooLarge(facts={"most": format_vnd(left)})
    _take_step(payment, "owe_refund", actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)
    refund = _promise(payment, amount_vnd, reason=reason, at=noticed_at or at)
    facts = {"refund": refund.code, "amount_vnd": amount_vnd, "due_on": refund.due_on.isoformat()}
    record(
        "payments.refund_owed",
        actor=actor,
        subject_code=payment.order_code,
        at=at,
        on_behalf_of=on_behalf_of,
        facts=facts,
    )
    return refund


def _promise(payment: Payment, amount_vnd: int, *, reason: str, at: datetime) -> Refund:
    payment.owed_back_vnd = _owed_so_far(payment) + amount_vnd
    payment.save(update_fields=["owed_back_vnd"])
    return Refund.objects.create(
        code=new_code(REFUND_PREFIX, SYMBOLS),
        payment=payment,
        amount_vnd=amount_vnd,
        reason=reason[:LONGEST_REASON],
        due_on=local_date(at) + timedelta(days=rules.whole("payments.refund_days", at=at)),
        asked_at=at,
    )


def _owed_so_far(payment: Payment) -> int:
    return Refund.objects.filter(payment=payment).aggregate(sum=Sum("amount_vnd"))["sum"] or 0


def _take_step(payment: Payment, step: str, *, actor: Actor, at: datetime, reason: str, on_behalf_of: str = "") -> None:
    before = payment.status
    payment.status = PAYMENT_FLOW.next(step, before)
    payment.save(update_fields=["status", "paid_at", "deposit_paid_at"])
    PaymentStep.objects.create(
        payment=payment,
        step=step,
        from_status=before,
        to_status=payment.status,
        actor_code=actor.code,
        on_behalf_of=on_behalf_of,
        reason=reason[:LONGEST_REASON],
        at=at,
    )


def _seller_of(payment: Payment) -> Seller:
    return Seller.objects.select_related("commune__province").get(code=payment.seller_code)
