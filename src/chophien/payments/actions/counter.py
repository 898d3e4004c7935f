"""Money that a buyer brings to a cash point: cash in a till of the market, however it was to be paid before."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.lib.actor import Actor
from chophien.payments import selectors
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.receiving import mark_received
from chophien.payments.errors import NothingAwaited
from chophien.payments.models import PartCame, Payment
from chophien.payments.states import PaymentStatus, Receiver

TO_PAY = frozenset({PaymentStatus.AWAITING_TRANSFER, PaymentStatus.DUE_ON_DELIVERY, PaymentStatus.DEPOSIT_PAID})
PART_CAME = _("A part of this was transferred already, so the rest has to be transferred too.")


def unpaid_of_group(group_code: str) -> list[Payment]:
    """The payments of a group of which something is still to be paid: what a till may take. Two statements.

    :raises NothingAwaited: if nothing is to be paid, any more or yet, or a part came by transfer
    """
    found = Payment.objects.filter(group_code=group_code, status__in=TO_PAY, outside=False).order_by("pk")
    unpaid = [one for one in found if to_pay(one)]
    if not unpaid:
        raise NothingAwaited
    if PartCame.objects.filter(group_code=group_code).exists():
        raise NothingAwaited(PART_CAME)
    return unpaid


def to_pay(payment: Payment) -> int:
    """What is still to be paid of an order at once, in đồng: the deposit where one is awaited, else all the rest."""
    if payment.status == PaymentStatus.AWAITING_TRANSFER:
        return payment.transfer_vnd
    return payment.amount_vnd - payment.received_vnd


@transaction.atomic
@one_posting()
def receive_at_counter(*, payment: Payment, into: str, actor: Actor, at: datetime, reason: str = "") -> Payment:
    """The buyer paid in cash at a till, which is `into` that account of the chart: the market has it from now on.

    So it is even where a transfer would have gone to the seller's own account, or a carrier would have collected it.

    :raises NotPermitted: if `actor` may not say so for this payment
    :raises StepNotAllowed: if it came before
    """
    [payment] = selectors.lock_payments([payment.order_code])
    if payment.receiver != Receiver.MARKET:
        payment.receiver = Receiver.MARKET
        payment.save(update_fields=["receiver"])
    return mark_received(payment=payment, actor=actor, at=at, reason=reason, into=into)
