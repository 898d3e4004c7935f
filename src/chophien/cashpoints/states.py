"""What is done at a cash point, and the steps of it."""

from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class CashKind(models.TextChoices):
    """Which way the cash goes, seen from the customer."""

    OUT = "cash_out", _("Earned money in cash")
    IN = "cash_in_order", _("Cash for an order")
    BACK = "cash_back", _("Money back in cash")


class CashStatus(models.TextChoices):
    ASKED = "asked", _("Waiting for the customer's yes")
    CONFIRMED = "confirmed", _("The customer has said yes, the cash is to be handed over")
    PAID = "paid", _("The cash has changed hands")
    REFUSED = "refused", _("Called off before any cash was paid")
    EXPIRED = "expired", _("The time for it is over")


class FloatKind(models.TextChoices):
    """Cash that the partner brings to a till or takes from it."""

    IN = "float_in", _("Cash brought to the till")
    OUT = "float_out", _("Cash taken from the till")


class Way(models.TextChoices):
    """How the customer says yes: always with something of their own."""

    CODE = "code", _("Code sent to the customer's phone")
    CARD = "card", _("The customer's card and PIN")
    DESK = "desk", _("Button on the customer's own phone")
    SMS = "sms", _("Answer from the customer's phone")


class Says(Enum):
    """As what a customer says yes."""

    HOUSEHOLD = "household"
    """It gets its own money, or sees it."""
    PAYER = "payer"
    """They bring cash, for their own order or another's."""
    BUYER = "buyer"
    """They get back what they had paid."""


class Closed(models.TextChoices):
    """Why no cash moves at a point or till just now."""

    POINT = "point", _("This cash point is closed.")
    TILL = "till", _("This till is closed.")
    YESTERDAY = "yesterday", _("An earlier day of this till is not closed yet.")
    TODAY = "today", _("This till's day is closed already.")
    COUNTED = "counted", _("This till is counted. No cash moves until the second person has answered.")


class CountEnd(models.TextChoices):
    """How a count that somebody else has to say yes to ended."""

    CONFIRMED = "confirmed", _("The second person said yes")
    DENIED = "denied", _("The second person said no")
    WITHDRAWN = "withdrawn", _("To be counted anew")


GIVEN = frozenset({CashKind.OUT, CashKind.BACK})
"""What goes out of a till into a customer's hand."""
OPEN = frozenset({CashStatus.ASKED, CashStatus.CONFIRMED})
COUNTED = OPEN | {CashStatus.PAID}
"""What counts towards a limit: what was paid, and what may still be."""

CASH_FLOW = Flow(
    confirm={CashStatus.ASKED: CashStatus.CONFIRMED},
    pay={CashStatus.CONFIRMED: CashStatus.PAID},
    take={CashStatus.CONFIRMED: CashStatus.PAID},
    give_back={CashStatus.CONFIRMED: CashStatus.PAID},
    refuse={CashStatus.ASKED: CashStatus.REFUSED, CashStatus.CONFIRMED: CashStatus.REFUSED},
    expire={CashStatus.ASKED: CashStatus.EXPIRED, CashStatus.CONFIRMED: CashStatus.EXPIRED},
)
STEP_NAMES = {
    "ask": _("Asked for"),
    "count": _("Cash counted, the payer's yes is awaited"),
    "send_code": _("Code sent to the customer"),
    "take_up": _("Taken up at the till"),
    "confirm": _("The customer said yes"),
    "pay": _("Cash handed over"),
    "take": _("Cash taken"),
    "give_back": _("Money given back in cash"),
    "refuse": _("Called off"),
    "expire": _("Its time was over"),
}
NOTES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200)
"""The values of notes and coins in circulation, in đồng, for counting a till."""
