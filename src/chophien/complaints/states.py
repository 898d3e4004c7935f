"""What buyers complain about, what they wish, and the steps of a complaint and of a recall."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chophien.lib.flow import Flow


class Fault(models.TextChoices):
    """What is wrong. `terms.TERMS` says by when each is answered and settled."""

    WRONG_INFO = "wrong_info", _("What the listing said was wrong or incomplete")
    NOT_AS_ANNOUNCED = "not_as_announced", _("The goods are not what was announced")
    DAMAGED = "damaged", _("The goods are damaged")
    SPOILT = "spoilt", _("Fresh goods are spoilt")
    MISSING = "missing", _("Something is missing in the parcel")
    LATE = "late", _("The parcel came too late")
    NOT_COME = "not_come", _("The parcel has not come")
    MONEY = "money", _("The money is not right")
    OTHER = "other", _("Something else")


class Wish(models.TextChoices):
    """What the buyer asks for."""

    REFUND = "refund", _("Money back, and I keep or throw away the goods")
    RETURN = "return", _("I send the goods back and get my money back")
    REPLACE = "replace", _("Other goods instead")
    ANSWER = "answer", _("Only an answer")
    RESCIND = "rescind", _("I cancel the contract, because the listing was wrong or incomplete")


class RemedyKind(models.TextChoices):
    """What the seller offers or the market decides."""

    REFUND = "refund", pgettext_lazy("remedy", "Money back")
    RETURN = "return", pgettext_lazy("remedy", "Send the goods back, then money back")
    REPLACE = "replace", pgettext_lazy("remedy", "Other goods instead")
    NOTHING = "nothing", pgettext_lazy("remedy", "Nothing is owed")
    RESCIND = "rescind", pgettext_lazy("remedy", "The contract is cancelled")


OFFERED = (RemedyKind.REFUND, RemedyKind.RETURN, RemedyKind.REPLACE, RemedyKind.NOTHING)
"""What a shop or the market can say. Cancelling the contract is the buyer's right, and not theirs to grant."""


class ComplaintStatus(models.TextChoices):
    OPENED = "opened", _("Waiting for the shop's answer")
    ANSWERED = "answered", _("The shop has answered")
    AGREED = "agreed", _("Both sides agree")
    MEDIATION = "mediation", _("The market looks at it")
    DECIDED = "decided", _("The market has decided")
    SETTLED = "settled", _("Settled")
    CLOSED = "closed", _("Closed")


OPEN_STATUSES = (
    ComplaintStatus.OPENED,
    ComplaintStatus.ANSWERED,
    ComplaintStatus.AGREED,
    ComplaintStatus.MEDIATION,
    ComplaintStatus.DECIDED,
)
COMPLAINT_FLOW = Flow(
    answer={
        ComplaintStatus.OPENED: ComplaintStatus.ANSWERED,
        ComplaintStatus.ANSWERED: ComplaintStatus.ANSWERED,
    },
    accept={ComplaintStatus.ANSWERED: ComplaintStatus.AGREED},
    escalate={
        ComplaintStatus.OPENED: ComplaintStatus.MEDIATION,
        ComplaintStatus.ANSWERED: ComplaintStatus.MEDIATION,
        ComplaintStatus.AGREED: ComplaintStatus.MEDIATION,
    },
    decide={ComplaintStatus.MEDIATION: ComplaintStatus.DECIDED},
    appeal={
        ComplaintStatus.DECIDED: ComplaintStatus.MEDIATION,
        ComplaintStatus.SETTLED: ComplaintStatus.MEDIATION,
        ComplaintStatus.CLOSED: ComplaintStatus.MEDIATION,
    },
    settle={
        ComplaintStatus.AGREED: ComplaintStatus.SETTLED,
        ComplaintStatus.DECIDED: ComplaintStatus.SETTLED,
    },
    withdraw={
        ComplaintStatus.OPENED: ComplaintStatus.CLOSED,
        ComplaintStatus.ANSWERED: ComplaintStatus.CLOSED,
        ComplaintStatus.MEDIATION: ComplaintStatus.CLOSED,
    },
    lapse={ComplaintStatus.ANSWERED: ComplaintStatus.CLOSED},
    rescind={
        ComplaintStatus.OPENED: ComplaintStatus.AGREED,
        ComplaintStatus.ANSWERED: ComplaintStatus.AGREED,
        ComplaintStatus.MEDIATION: ComplaintStatus.AGREED,
        ComplaintStatus.CLOSED: ComplaintStatus.AGREED,
    },
)
STEP_WORDS = {
    "open": _("Complaint opened"),
    "answer": _("The shop answered"),
    "accept": _("The buyer agreed"),
    "escalate": _("The market was asked to look at it"),
    "decide": _("The market decided"),
    "appeal": _("Somebody else of the market was asked to look again"),
    "settle": _("What was promised is done"),
    "withdraw": _("The buyer withdrew the complaint"),
    "lapse": _("Closed by itself: the buyer did not answer the shop"),
    "rescind": _("The buyer cancelled the contract"),
    "send_back": _("The buyer sent the goods back"),
    "take_back": _("The goods came back to the shop"),
    "send_other": _("The shop sent other goods"),
}


class MarketReason(models.TextChoices):
    """Reasons that the market's own clock gives; people write their own."""

    NO_ANSWER = "no_answer", _("The shop did not answer in time")
    TOO_LONG = "too_long", _("It was not settled in time")
    NO_WORD = "no_word", _("The buyer did not answer in time")


class RecallStatus(models.TextChoices):
    RUNNING = "running", _("Being called back")
    ENDED = "ended", _("Called back, notice over")


RECALL_FLOW = Flow(end={RecallStatus.RUNNING: RecallStatus.ENDED})
