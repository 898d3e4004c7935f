from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class OrderStatus(models.TextChoices):
    PLACED = "placed", _("Waiting for the seller")
    CONFIRMED = "confirmed", _("Accepted by the seller")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


ORDER_FLOW = Flow(
    confirm={OrderStatus.PLACED: OrderStatus.CONFIRMED},
    refuse={OrderStatus.PLACED: OrderStatus.CANCELLED},
    cancel={OrderStatus.PLACED: OrderStatus.CANCELLED, OrderStatus.CONFIRMED: OrderStatus.CANCELLED},
    expire={OrderStatus.PLACED: OrderStatus.CANCELLED},
    complete={OrderStatus.CONFIRMED: OrderStatus.COMPLETED},
)


class Axis(models.TextChoices):
    ORDER = "order", _("Order")
    PAYMENT = "payment", _("Payment")
    DELIVERY = "delivery", _("Delivery")
