"""What wholesale does when something happens below."""

from datetime import datetime

from django.dispatch import receiver

from chophien.orders.events import order_told
from chophien.orders.models import Order
from chophien.orders.states import OrderStatus, Origin
from chophien.payments.events import interest_waits
from chophien.wholesale.actions.deliveries import part_called_off
from chophien.wholesale.actions.deposits import tell_that_interest_waits


@receiver(order_told, dispatch_uid="wholesale.part_called_off")
def on_order_told(*, order: Order, at: datetime, **_signal: object) -> None:
    if order.origin == Origin.WHOLESALE and order.status == OrderStatus.CANCELLED:
        part_called_off(order_code=order.code, at=at)


@receiver(interest_waits, dispatch_uid="wholesale.tell_that_interest_waits")
def on_interest_waits(*, order_code: str, at: datetime, **_signal: object) -> None:
    tell_that_interest_waits(contract_code=order_code, at=at)
