"""What receiving and giving back share: a step of a payment written down, and the promise to give money back."""

from datetime import datetime, timedelta

from chophien.audit.actions import record
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.money import format_vnd
from chophien.payments import chart, policies
from chophien.payments.actions.books import enter
from chophien.payments.errors import RefundTooLarge
from chophien.payments.models import Payment, PaymentStep, Refund, RefundLine
from chophien.payments.requests import NOTHING, Parts, told_apart
from chophien.payments.selectors.refunds import goes_through, promised_so_far, taken_by_gateways
from chophien.payments.states import PAYMENT_FLOW
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller

REFUND_PREFIX, SYMBOLS = "HT", 10
LONGEST_REASON = 300


def take_step(payment: Payment, step: str, *, actor: Actor, at: datetime, reason: str, on_behalf_of: str = "") -> None:
    """Move the payment on with what else changed of it, and keep who did so.

    :raises StepNotAllowed: if the flow does not allow `step` now
    """
    before = payment.status
    payment.status = PAYMENT_FLOW.next(step, before)
    payment.save(update_fields=["status", "paid_at", "deposit_paid_at", "booked_vnd", "came_into", "owed_back_vnd"])
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
    paid: Parts | None = None,
    said: Parts = NOTHING,
) -> Refund:
    """Promise a part of what came back to the buyer: of what `said` names, of `paid` by the rule else.

    :raises RefundTooLarge: if less than that is left of what was paid, for the whole or for a part of it that is said;
        nothing is changed then
    """
    left = payment.received_vnd - payment.owed_back_vnd
    if not 0 < amount_vnd <= left:
        raise RefundTooLarge(facts={"most": format_vnd(left)})
    refund = promise(payment, amount_vnd, reason=reason, asked_at=noticed_at or at, at=at, paid=paid, said=said)
    take_step(payment, "owe_refund", actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)
    record(
        "payments.refund_owed",
        actor=actor,
        subject_code=payment.order_code,
        at=at,
        on_behalf_of=on_behalf_of,
        facts={"refund": refund.code, "amount_vnd": amount_vnd, "due_on": refund.due_on.isoformat()},
    )
    return refund


def promise(
    payment: Payment,
    amount_vnd: int,
    *,
    reason: str,
    asked_at: datetime,
    at: datetime,
    paid: Parts | None = None,
    said: Parts = NOTHING,
) -> Refund:
    """Write the promise down, told apart where it is known what was `paid` for what. What stands in the books of it is
    owed to buyers from now on, and not to the seller; what a gateway took of it goes back through that, first of all.
    The caller saves the payment, with its step.

    :raises RefundTooLarge: if less is left of a part that is said
    """
    before = promised_so_far(payment, paid=paid or NOTHING)
    parts = _told_apart(amount_vnd, left=paid.less(before.parts), said=said) if paid else NOTHING
    booked = min(amount_vnd, payment.booked_vnd - before.booked_vnd)
    payment.owed_back_vnd = before.amount_vnd + amount_vnd
    refund = Refund.objects.create(
        code=new_code(REFUND_PREFIX, SYMBOLS),
        payment=payment,
        amount_vnd=amount_vnd,
        booked_vnd=booked,
        through=goes_through(taken_by_gateways(payment), after_vnd=before.booked_vnd) if booked else "",
        shipping_vnd=parts.shipping_vnd,
        fee_vnd=parts.fee_vnd,
        reason=reason[:LONGEST_REASON],
        due_on=local_date(asked_at) + timedelta(days=rules.whole("payments.refund_days", at=asked_at)),
        asked_at=asked_at,
    )
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, line_key=key, amount_vnd=amount) for key, amount in parts.goods.items() if amount
    )
    account = chart.pending if payment.earned_at is None else chart.due
    owed = [
        Wish(
            f"refund:{refund.code}:{name}",
            debit=account(payment.seller_code),
            credit=chart.REFUNDS,
            amount=amount,
            kind=kind,
            subject_code=payment.order_code,
        )
        for name, kind, amount in (
            ("owed", "refund_owed", refund.booked_vnd - refund.booked_shipping_vnd),
            ("owed-shipping", "refund_owed_shipping", refund.booked_shipping_vnd),
        )
    ]
    enter(owed, at=at)
    return refund


def _told_apart(amount_vnd: int, *, left: Parts, said: Parts) -> Parts:
    if not said.total_vnd <= amount_vnd <= left.total_vnd or not left.holds(said):
        raise RefundTooLarge(facts={"most": format_vnd(left.total_vnd)})
    return told_apart(amount_vnd, left=left, said=said)


def seller_of(payment: Payment) -> Seller:
    """The seller of a payment, with commune and province."""
    return Seller.objects.select_related("commune__province").get(code=payment.seller_code)


def may_handle(actor: Actor, payment: Payment, *, at: datetime, shop_has_it: bool | None = None) -> bool:
    """Whether what `actor` pays for this payment is the market's money. The system's is, without a look at the seller.
    `shop_has_it`: of what goes back, whether it lies with the shop, wherever the rest came.

    :raises NotPermitted: if `actor` may not say that its money came, or went back
    """
    if actor.is_system:
        return True
    seller = seller_of(payment)
    policies.can_handle_money(actor, payment, seller, at=at, shop_has_it=shop_has_it).require()
    return policies.acts_for_the_market(actor, seller, at=at)
