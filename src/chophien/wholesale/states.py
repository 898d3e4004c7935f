"""Requests, quotes, contracts and standing orders: where each can stand, and what leads on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class Rhythm(models.TextChoices):
    """How often goods are wanted."""

    ONCE = "once", _("Once")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")


class RequestStatus(models.TextChoices):
    OPEN = "open", _("Waiting for quotes")
    AGREED = "agreed", _("A quote was accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn by the buyer")


REQUEST_FLOW = Flow(
    change={RequestStatus.OPEN: RequestStatus.OPEN},
    agree={RequestStatus.OPEN: RequestStatus.AGREED},
    withdraw={RequestStatus.OPEN: RequestStatus.WITHDRAWN},
)


class QuoteStatus(models.TextChoices):
    OPEN = "open", _("Waiting for the buyer's answer")
    ACCEPTED = "accepted", _("Accepted by the buyer")
    WITHDRAWN = "withdrawn", _("Withdrawn by the shop")
    PASSED_OVER = "passed_over", _("Another quote was accepted")


QUOTE_FLOW = Flow(
    accept={QuoteStatus.OPEN: QuoteStatus.ACCEPTED},
    withdraw={QuoteStatus.OPEN: QuoteStatus.WITHDRAWN},
    pass_over={QuoteStatus.OPEN: QuoteStatus.PASSED_OVER},
)


class ContractStatus(models.TextChoices):
    DRAFT = "draft", _("Draft: both sides still have to confirm")
    AGREED = "agreed", _("In force")
    ENDED = "ended", _("Fulfilled")
    CALLED_OFF = "called_off", _("Called off before it was agreed")
    LAPSED = "lapsed", _("Ended: the deposit did not come")


CONTRACT_FLOW = Flow(
    agree={ContractStatus.DRAFT: ContractStatus.AGREED},
    call_off={ContractStatus.DRAFT: ContractStatus.CALLED_OFF},
    end={ContractStatus.AGREED: ContractStatus.ENDED},
    lapse={ContractStatus.AGREED: ContractStatus.LAPSED},
)


class DepositUse(models.TextChoices):
    """What becomes of a deposit when the goods come (Civil Code 91/2015/QH13 art. 328)."""

    SET_OFF = "set_off", _("Taken off what each delivery costs, in proportion")
    RETURN = "return", _("Given back when the contract is fulfilled")


class DepositLate(models.TextChoices):
    """What follows when the deposit has not come by its day."""

    WARN = "warn", _("The contract stays in force and both sides are reminded")
    END = "end", _("The contract ends, unless goods were sent already")


class StandingStatus(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused by the buyer")
    ENDED = "ended", _("Ended")


STANDING_FLOW = Flow(
    pause={StandingStatus.RUNNING: StandingStatus.PAUSED},
    resume={StandingStatus.PAUSED: StandingStatus.RUNNING},
    end={StandingStatus.RUNNING: StandingStatus.ENDED, StandingStatus.PAUSED: StandingStatus.ENDED},
)


class DayStatus(models.TextChoices):
    """What became of one day of a standing order."""

    SKIPPED = "skipped", _("Skipped by the buyer")
    ORDERED = "ordered", _("Ordered")
    REFUSED = "refused", _("Could not be ordered")


class Party(models.TextChoices):
    BUYER = "buyer", _("Buyer")
    SELLER = "seller", _("Seller")


class PackPart(models.TextChoices):
    """What a shop's document pack may hold besides who the shop is."""

    CERTIFICATES = "certificates", _("List of the certificates in force")
    COPIES = "copies", _("Copies of the certificates and papers of goods that the market approved")
    LABELS = "labels", _("The goods with what stands on their labels")
    INVOICES = "invoices", _("What invoices the shop gives")
