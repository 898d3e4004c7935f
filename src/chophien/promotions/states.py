"""What a promotion takes off, and who pays for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Funder(models.TextChoices):
    """Who pays for what a promotion takes off."""

    SELLER = "seller", _("The shop")
    PLATFORM = "platform", _("Chợ Phiên")
    PROGRAMME = "programme", _("A programme")
