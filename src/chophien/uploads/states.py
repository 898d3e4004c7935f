from django.db import models
from django.utils.translation import gettext_lazy as _


class PhotoStatus(models.TextChoices):
    WAITING = "waiting", _("Being prepared")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")
