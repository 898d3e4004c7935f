"""What can be said of a point of a checklist."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PointStatus(models.TextChoices):
    THERE = "there", _("It is so")
    TO_DO = "to_do", _("Not there yet")
    NOT_NEEDED = "not_needed", _("Not needed here")
