"""Where a message stands, and the ways that lead to a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    KEPT = "kept", _("Kept here: no gateway is set up")
    FAILED = "failed", _("Not sent")


class Channel(models.TextChoices):
    APP = "app", _("On the site")
    PUSH = "push", _("Notification on the phone")
    ZALO = "zalo", _("Zalo")
    SMS = "sms", _("Text message")
    VOICE = "voice", _("Phone call")
    VISIT = "visit", _("Visit of a helper")


class Cost(models.TextChoices):
    """Who decides about money: nobody is charged, the monthly caps count, or it goes out whatever it costs."""

    FREE = "free", _("Free")
    PAID = "paid", _("Within the monthly limit")
    MUST = "must", _("Always")
