"""The two sides of a conversation, and what shops may say with one press."""

from django.db import models
from django.utils.translation import gettext_lazy as _

PREFIX = "TC"
"""Codes of conversations begin so."""


class Party(models.TextChoices):
    BUYER = "buyer", _("Buyer")
    SELLER = "seller", _("Shop")


TEMPLATES = {
    "co-hang": _("Yes, we have it. You can order now."),
    "gui-hom-nay": _("Thank you for the order. We send it today."),
    "gui-mai": _("Thank you for the order. We send it tomorrow."),
    "da-gui": _("The parcel is on its way. You get a message with the day."),
    "het-hang": _("We have none left for now. Press “Remind me” on the page of the goods, and you will be told."),
    "cho-anh": _("Please send a photo, so that we see what is wrong."),
}
"""What shops often answer, by the word in the address that fills it in."""
