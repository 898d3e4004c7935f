"""A part of what is awaited in advance came, and counts: the rest is awaited, in whatever way it is paid."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.money import format_vnd, share_by_largest_remainder
from chophien.payments import chart, selectors
from chophien.payments.actions._steps import take_step
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.errors import NothingAwaited, WrongAmount
from chophien.payments.models import Payment
from chophien.payments.states import PaymentStatus


@transaction.atomic
@one_posting()
def receive_part(
    *, order_codes: Collection[str], amount_vnd: int, into: str, actor: Actor, at: datetime, reason: str
) -> list[Payment]:
    """Less came than these orders await, `into` that account of the chart: it is shared among them by what each awaits,
    largest remainder first, and less is awaited of each. Cancelled, it is owed back like all that came.

    Follows from an order, whose policies decided before. Returns the payments that had a share.

    :raises NothingAwaited: if nothing is awaited, or only a deposit, which comes whole
    :raises WrongAmount: if it is not less than what is awaited; nothing is changed then
    """
    awaited = [one for one in selectors.lock_payments(order_codes) if one.status == PaymentStatus.AWAITING_TRANSFER]
    if not awaited or any(payment.deposit_vnd for payment in awaited):
        raise NothingAwaited
    total = sum(payment.transfer_vnd for payment in awaited)
    if not 0 < amount_vnd < total:
        raise WrongAmount(facts={"awaited": format_vnd(total)})
    shares = share_by_largest_remainder(amount_vnd, [payment.transfer_vnd for payment in awaited])
    given = [(payment, share) for payment, share in zip(awaited, shares, strict=True) if share]
    for payment, share in given:
        number = payment.steps.count()
        payment.advance_vnd += share
        payment.booked_vnd += share
        payment.came_into = into
        payment.save(update_fields=["advance_vnd"])
        take_step(payment, "receive_part", actor=actor, at=at, reason=reason)
        moved = Wish(
            f"pay:{payment.code}:part:{number}",
            debit=into,
            credit=chart.pending(payment.seller_code),
            amount=share,
            kind="receive_part",
            subject_code=payment.order_code,
        )
        enter([moved], at=at)
        facts = {"payment": payment.code, "amount_vnd": share, "late": False}
        record("payments.received", actor=actor, subject_code=payment.order_code, at=at, facts=facts)
    return [payment for payment, _share in given]
