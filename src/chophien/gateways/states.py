"""Tries to pay through a gateway, what was heard of them, and money that goes back the same way."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chophien.lib.errors import Sentence
from chophien.lib.flow import Flow


class GatewayName(models.TextChoices):
    VNPAY = "vnpay", "VNPay"
    MOMO = "momo", "MoMo"


class AttemptStatus(models.TextChoices):
    OPEN = "open", _("The gateway has not said yet")
    PAID = "paid", _("Paid through the gateway")
    FAILED = "failed", _("Not paid")
    EXPIRED = "expired", _("Not paid in time")


class Use(models.TextChoices):
    """What money that came was for."""

    ORDERS = "orders", _("Pays the orders")
    BACK = "back", _("Pays nothing and goes back")


class Odd(models.TextChoices):
    """What about a payment does not fit."""

    AMOUNT = "amount", _("Another amount")
    SUSPICIOUS = "suspicious", _("Held back as suspicious")
    SILENT = "silent", _("The gateway never said")


class Found(models.TextChoices):
    """What a payment of another amount is, measured at what is awaited: in the words for transfers of the bank."""

    EXACT = "exact", _("As awaited")
    OVER = "over", _("Too much")
    UNDER = "under", _("Too little")
    LATE = "late", _("Too late")
    DUPLICATE = "duplicate", _("Paid twice")


class Source(models.TextChoices):
    """Who told."""

    START = "start", _("Answer to the beginning")
    NOTICE = "notice", _("Message of the gateway")
    RETURN = "return", _("The buyer's return")
    QUERY = "query", _("Answer to a question")
    REFUND = "refund", _("Answer to money going back")
    TABLE = "table", _("The gateway's own table")


class RepaymentStatus(models.TextChoices):
    WAITING = "waiting", _("To be sent to the gateway")
    ASKED = "asked", _("Sent, not confirmed yet")
    REFUSED = "refused", _("The gateway refused")
    STUCK = "stuck", _("Somebody has to look")
    DONE = "done", _("Given back")
    OTHERWISE = "otherwise", _("Given back in another way")


HEARD: Mapping[str, Sentence] = {
    "paid": pgettext_lazy("gateway", "paid"),
    "failed": pgettext_lazy("gateway", "not paid"),
    "pending": pgettext_lazy("gateway", "not decided yet"),
    "unknown": pgettext_lazy("gateway", "said nothing about it"),
    "done": pgettext_lazy("gateway", "given back"),
    "refused": pgettext_lazy("gateway", "refused"),
    "again": pgettext_lazy("gateway", "may be asked for again"),
}
"""What a gateway said, in words, by the values of `adapters.base.Outcome` and `Back`."""


class StepReason(models.TextChoices):
    """Why the market itself took a step with money that goes back. The words in the table are older than the names."""

    MORE_THAN_CAME = "more than came this way", _("More is owed than came this way")
    BY_HAND = "written down by hand", _("Written down by hand")


class WhyBack(models.TextChoices):
    REFUND = "refund", _("A refund")
    TWICE = "twice", _("Nothing was awaited any more")
    SURPLUS = "surplus", _("More came than was awaited.")
    DECIDED = "decided", _("Somebody of the market decided so.")


class Difference(models.TextChoices):
    """How a line of the gateway's table and the market's books differ."""

    NONE = "", _("Fits the books")
    NOT_OURS = "not_ours", _("The market knows no such payment")
    NOT_PAID = "not_paid", _("The market has not heard that it was paid")
    AMOUNT = "amount", _("Another amount")
    TWICE = "twice", _("In another table before")
    MISSING = "missing", _("Not in the gateway's table")


class EntryHow(models.TextChoices):
    """What an operator enters about a line of a gateway's table, or about a payout, that nothing explains."""

    BOOK = "book", _("Booked as the gateway's table says")
    ASSIGN = "assign", _("It is for another payment")
    BEAR = "bear", _("The market bears the difference")


ATTEMPT_FLOW = Flow(
    pay={
        AttemptStatus.OPEN: AttemptStatus.PAID,
        AttemptStatus.FAILED: AttemptStatus.PAID,
        AttemptStatus.EXPIRED: AttemptStatus.PAID,
    },
    fail={AttemptStatus.OPEN: AttemptStatus.FAILED, AttemptStatus.EXPIRED: AttemptStatus.FAILED},
    expire={AttemptStatus.OPEN: AttemptStatus.EXPIRED},
)
REPAYMENT_FLOW = Flow(
    send={RepaymentStatus.WAITING: RepaymentStatus.ASKED, RepaymentStatus.ASKED: RepaymentStatus.ASKED},
    confirm={
        RepaymentStatus.WAITING: RepaymentStatus.DONE,
        RepaymentStatus.ASKED: RepaymentStatus.DONE,
        RepaymentStatus.REFUSED: RepaymentStatus.DONE,
        RepaymentStatus.STUCK: RepaymentStatus.DONE,
    },
    refuse={RepaymentStatus.ASKED: RepaymentStatus.REFUSED, RepaymentStatus.STUCK: RepaymentStatus.REFUSED},
    wait={RepaymentStatus.ASKED: RepaymentStatus.WAITING},
    give_up={RepaymentStatus.WAITING: RepaymentStatus.STUCK, RepaymentStatus.ASKED: RepaymentStatus.STUCK},
    ask_again={RepaymentStatus.REFUSED: RepaymentStatus.ASKED, RepaymentStatus.STUCK: RepaymentStatus.ASKED},
    send_again={RepaymentStatus.REFUSED: RepaymentStatus.WAITING, RepaymentStatus.STUCK: RepaymentStatus.WAITING},
    pay_otherwise={
        RepaymentStatus.REFUSED: RepaymentStatus.OTHERWISE,
        RepaymentStatus.STUCK: RepaymentStatus.OTHERWISE,
    },
)
