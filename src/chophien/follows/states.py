"""What somebody wants to be told about goods, once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AlertKind(models.TextChoices):
    SEASON = "season", _("When the season begins")
    STOCK = "stock", _("When there is something left again")
    PRICE = "price", _("When it costs less")
