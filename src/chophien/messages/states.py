"""Where a message stands, and the ways that lead to a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class MessageStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Arrived at the phone")
    KEPT = "kept", _("Kept here: no gateway is set up")
    FAILED = "failed", _("Not sent")


LETTER_FLOW = Flow(
    hand_over={MessageStatus.WAITING: MessageStatus.SENT},
    give_up={MessageStatus.WAITING: MessageStatus.FAILED},
    report_delivered={MessageStatus.WAITING: MessageStatus.DELIVERED, MessageStatus.SENT: MessageStatus.DELIVERED},
    report_lost={MessageStatus.WAITING: MessageStatus.FAILED, MessageStatus.SENT: MessageStatus.FAILED},
)
"""How far something that leaves by a gateway has come. What is kept here was never to leave."""


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


class Outcome(models.TextChoices):
    """What came of one try to reach somebody by one channel."""

    NOTED = "noted", _("Stands on the site")
    HANDED = "handed", _("Handed to the gateway")
    DELIVERED = "delivered", _("Arrived at the phone")
    LOST = "lost", _("Did not arrive")
    KEPT = "kept", _("Kept here: no gateway is set up")
    REFUSED = "refused", _("The gateway refused it")
    CAPPED = "capped", _("Not sent: the limit of the month is used up")
    ASKED = "asked", _("A helper was asked to go there")


class Audience(models.TextChoices):
    EVERYBODY = "everybody", _("Everybody")
    SELLERS = "sellers", _("Sellers")
    HELPERS = "helpers", _("Helpers")
    OFFICERS = "officers", _("Officers and operators")
    BUYERS = "buyers", _("Everybody with an account")
