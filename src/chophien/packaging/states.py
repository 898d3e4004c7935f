"""Where an order of packaging stands that shops place together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class GroupStatus(models.TextChoices):
    OPEN = "open", _("Shops join")
    PLACED = "placed", _("Ordered from the supplier")
    DELIVERED = "delivered", _("The packaging has come")
    CALLED_OFF = "called_off", _("Not ordered")


GROUP_FLOW = Flow(
    place={GroupStatus.OPEN: GroupStatus.PLACED},
    call_off={GroupStatus.OPEN: GroupStatus.CALLED_OFF, GroupStatus.PLACED: GroupStatus.CALLED_OFF},
    deliver={GroupStatus.PLACED: GroupStatus.DELIVERED},
)
"""After the last day it is placed if the least quantity came together, else called off. An operator calls off what the
supplier cannot deliver.
"""
