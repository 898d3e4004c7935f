"""Where a message stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    KEPT = "kept", _("Kept here: no gateway is set up")
    FAILED = "failed", _("Not sent")
