"""How far a lot is, what becomes of what was weighed in, and how a household is paid for its part."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.lib.flow import Flow


class LotStatus(models.TextChoices):
    OPEN = "open", _("Weighing in")
    FROZEN = "frozen", _("The weighing is closed")
    CLOSED = "closed", _("Done with")
    CALLED_OFF = "called_off", _("Never came to be")


LOT_FLOW = Flow(
    freeze={LotStatus.OPEN: LotStatus.FROZEN},
    close={LotStatus.FROZEN: LotStatus.CLOSED},
    call_off={LotStatus.OPEN: LotStatus.CALLED_OFF},
)
STEP_WORDS: dict[str, Sentence] = {
    "open": _("Opened for weighing in"),
    "freeze": _("The weighing was closed"),
    "make": _("Made of other lots"),
    "use": _("Processed into other lots"),
    "pack": _("Packed for sale"),
    "day": _("Last day of a pack written down"),
    "close": _("Ended"),
    "call_off": _("Given up"),
}
"""What was done with a lot, as its page tells it."""


class Allocation(models.TextChoices):
    """Who gets how much of a lot that is shorter than what is wanted of it. Fixed before anything is sold."""

    FIRST_COME = "first_come", _("Whoever ordered first")
    PRO_RATA = "pro_rata", _("Everybody the same part")
    PRIORITY = "priority", _("What was ordered ahead first, then whoever ordered first")


class ContributionStatus(models.TextChoices):
    COUNTED = "counted", _("Counts")
    VOID = "void", _("Taken back")
    TOO_LATE = "too_late", _("Came too late")
    MOVED = "moved", _("Counted in another lot")


CONTRIBUTION_FLOW = Flow(
    take_back={ContributionStatus.COUNTED: ContributionStatus.VOID},
    move={ContributionStatus.TOO_LATE: ContributionStatus.MOVED},
    drop={ContributionStatus.TOO_LATE: ContributionStatus.VOID},
)


class LossKind(models.TextChoices):
    REJECT = "reject", _("Sorted out: not good enough")
    LOSS = "loss", _("Lost: spoilt, spilt, stolen")


class PayWay(models.TextChoices):
    """How a cooperative pays one of its households."""

    CASH = "cash", _("In cash")
    ACCOUNT = "account", _("To the household's own account")


class PaymentStatus(models.TextChoices):
    SAID = "said", _("Waits for the household's yes")
    CONFIRMED = "confirmed", _("The household has it")
    DENIED = "denied", _("The household does not have it")
    CANCELLED = "cancelled", _("Written down by mistake")


PAYMENT_FLOW = Flow(
    confirm={
        PaymentStatus.SAID: PaymentStatus.CONFIRMED,
        PaymentStatus.DENIED: PaymentStatus.CONFIRMED,
    },
    deny={PaymentStatus.SAID: PaymentStatus.DENIED},
    cancel={PaymentStatus.SAID: PaymentStatus.CANCELLED, PaymentStatus.DENIED: PaymentStatus.CANCELLED},
)


class ReceiptWay(models.TextChoices):
    """How a household says that it has its money: always by an act of its own."""

    CODE = "code", _("Code sent to its phone")
    CARD = "card", _("Its card and PIN")
    DESK = "desk", _("Button on its own page")
    PAPER = "paper", _("Signed on paper, with a witness")
