"""Another way to pay what is awaited. Follows from an order, whose policies decided before."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from chophien.lib.actor import Actor
from chophien.payments import selectors
from chophien.payments.actions._steps import take_step
from chophien.payments.errors import NothingAwaited
from chophien.payments.models import Payment
from chophien.payments.states import PaymentMethod, PaymentStatus, Receiver


@transaction.atomic
def choose_method(
    *, order_codes: Collection[str], method: PaymentMethod, receiver: Receiver, actor: Actor, at: datetime
) -> list[Payment]:
    """These orders will be paid in this way, to this receiver. Cash is due on delivery from now on.

    :raises NothingAwaited: if one of them is not awaited any more; nothing is changed then
    """
    payments = selectors.lock_payments(order_codes)
    if any(payment.status != PaymentStatus.AWAITING_TRANSFER for payment in payments):
        raise NothingAwaited
    for payment in payments:
        payment.method, payment.receiver = method, receiver
        payment.save(update_fields=["method", "receiver"])
        if method == PaymentMethod.COD:
            take_step(payment, "pay_on_delivery", actor=actor, at=at, reason=method.value)
    return payments
