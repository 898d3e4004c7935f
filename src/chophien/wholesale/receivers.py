"""What wholesale does when something happens below."""

from datetime import datetime

from django.dispatch import receiver

from chophien.orders.events import order_told
from chophien.orders.models import Order
from chophien.orders.states import OrderStatus, Origin
from chophien.wholesale.actions.deliveries import part_called_off


@receiver(order_told, dispatch_uid="wholesale.part_called_off")
def on_order_told(*, order: Order, at: datetime, **_signal: object) -> None:
    if order.origin == Origin.WHOLESALE and order.status == OrderStatus.CANCELLED:
        part_called_off(order_code=order.code, at=at)
