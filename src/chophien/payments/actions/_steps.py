"""What receiving and giving back share: a step of a payment written down, and the promise to give money back."""

from datetime import datetime, timedelta

from django.db.models import Sum

from chophien.audit.actions import record
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.money import format_vnd
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.payments.errors import RefundTooLarge
from chophien.payments.models import Payment, PaymentStep, Refund
from chophien.payments.states import PAYMENT_FLOW
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller

REFUND_PREFIX, SYMBOLS = "HT", 10
LONGEST_REASON = 300


def take_step(payment: Payment, step: str, *, actor: Actor, at: datetime, reason: str, on_behalf_of: str = "") -> None:
    """Move the payment on and keep who did so.

    :raises StepNotAllowed: if the flow does not allow `step` now
    """
    before = payment.status
    payment.status = PAYMENT_FLOW.next(step, before)
    payment.save(update_fields=["status", "paid_at", "deposit_paid_at", "booked_vnd", "came_into"])
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


def owe(
    payment: Payment,
    amount_vnd: int,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    on_behalf_of: str,
    noticed_at: datetime | None = None,
) -> Refund:
    """Promise a part of what came back to the buyer.

    :raises RefundTooLarge: if less than that is left of what was paid; nothing is changed then
    """
    left = payment.received_vnd - payment.owed_back_vnd
    if not 0 < amount_vnd <= left:
        raise RefundTooLarge(facts={"most": format_vnd(left)})
    take_step(payment, "owe_refund", actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)
    refund = promise(payment, amount_vnd, reason=reason, asked_at=noticed_at or at, at=at)
    record(
        "payments.refund_owed",
        actor=actor,
        subject_code=payment.order_code,
        at=at,
        on_behalf_of=on_behalf_of,
        facts={"refund": refund.code, "amount_vnd": amount_vnd, "due_on": refund.due_on.isoformat()},
    )
    return refund


def promise(payment: Payment, amount_vnd: int, *, reason: str, asked_at: datetime, at: datetime) -> Refund:
    """Write the promise down. What stands in the books of it is owed to buyers from now on, and not to the seller."""
    sums = Refund.objects.filter(payment=payment).aggregate(all=Sum("amount_vnd"), booked=Sum("booked_vnd"))
    payment.owed_back_vnd = (sums["all"] or 0) + amount_vnd
    payment.save(update_fields=["owed_back_vnd"])
    refund = Refund.objects.create(
        code=new_code(REFUND_PREFIX, SYMBOLS),
        payment=payment,
        amount_vnd=amount_vnd,
        booked_vnd=min(amount_vnd, payment.booked_vnd - (sums["booked"] or 0)),
        reason=reason[:LONGEST_REASON],
        due_on=local_date(asked_at) + timedelta(days=rules.whole("payments.refund_days", at=asked_at)),
        asked_at=asked_at,
    )
    account = chart.pending if payment.earned_at is None else chart.due
    owed = Wish(
        f"refund:{refund.code}:owed",
        debit=account(payment.seller_code),
        credit=chart.REFUNDS,
        amount=refund.booked_vnd,
        kind="refund_owed",
        subject_code=payment.order_code,
    )
    enter([owed], at=at)
    return refund


def seller_of(payment: Payment) -> Seller:
    """The seller of a payment, with commune and province."""
    return Seller.objects.select_related("commune__province").get(code=payment.seller_code)
