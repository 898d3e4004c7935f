"""What complaints do when something happens below."""

from datetime import datetime

from django.dispatch import receiver

from chophien.complaints.actions.settling import settle_paid
from chophien.complaints.selectors.complaints import complaint_of_refund
from chophien.lib.actor import Actor
from chophien.orders.events import refund_recorded
from chophien.payments.models import Refund


@receiver(refund_recorded, dispatch_uid="complaints.settle_paid")
def on_refund_recorded(*, refund: Refund, actor: Actor, at: datetime, **_signal: object) -> None:
    complaint = complaint_of_refund(refund)
    if complaint is not None:
        settle_paid(complaint=complaint, actor=actor, at=at)
