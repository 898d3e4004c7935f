"""Why stock changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MovementReason(models.TextChoices):
    COUNTED = "counted", _("Counted by the seller")
    IMPORTED = "imported", _("Imported")
    SOLD = "sold", _("Sold")
    RESTORED = "restored", _("Back from a cancelled order")
    RETURNED = "returned", _("Sent back by the buyer, good to be sold again")
    PACKED = "packed", _("Packed from a lot")
