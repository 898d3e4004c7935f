from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chophien.lib.flow import Flow


class Zone(models.TextChoices):
    SAME_PROVINCE = "same_province", _("Same province")
    NEIGHBOURING = "neighbouring", _("Neighbouring province")
    SAME_REGION = "same_region", _("Same region")
    FAR = "far", _("Far away")


class DeliveryStatus(models.TextChoices):
    WAITING = "waiting", _("Not packed yet")
    PACKED = "packed", _("Packed")
    IN_TRANSIT = "in_transit", _("On the way")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", pgettext_lazy("delivery", "Not sent")


DELIVERY_FLOW = Flow(
    pack={DeliveryStatus.WAITING: DeliveryStatus.PACKED},
    hand_over={DeliveryStatus.PACKED: DeliveryStatus.IN_TRANSIT},
    deliver={DeliveryStatus.IN_TRANSIT: DeliveryStatus.DELIVERED},
    cancel={
        DeliveryStatus.WAITING: DeliveryStatus.CANCELLED,
        DeliveryStatus.PACKED: DeliveryStatus.CANCELLED,
    },
    turn_back={DeliveryStatus.IN_TRANSIT: DeliveryStatus.CANCELLED},
)
