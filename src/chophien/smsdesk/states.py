"""What can be written to the market by SMS, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Command(models.TextChoices):
    ACCEPT = "NHAN", _("Accept an order")
    REFUSE = "TUCHOI", _("Refuse an order")
    PRICE = "GIA", _("Change a price")
    SOLD_OUT = "HET", _("Nothing is left")
    LEFT = "CON", _("So much is left")
    OWED = "DU", _("What I am owed")
    CASH = "LAY", _("Yes, give me the cash")
    REVOKE = "HUY", _("My helper shall stop")
    HELP = "GIUP", _("How to write")


class Reply(models.TextChoices):
    """What came of an SMS that somebody sent."""

    DONE = "done", _("Done")
    REFUSED = "refused", _("It could not be done")
    NOT_UNDERSTOOD = "not_understood", _("Not understood")
    STRANGER = "stranger", _("From a number that nobody here has")


UNMATCHED = (Reply.NOT_UNDERSTOOD, Reply.STRANGER)
"""What the market could do nothing with: somebody of the office reads it."""
