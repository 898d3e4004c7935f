"""What is found about a line of the bank's statement, and its steps until all of it is explained."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class StatementKind(models.TextChoices):
    TABLE = "table", _("Table (CSV or XLSX)")
    MT940 = "mt940", "MT940"
    CAMT = "camt", "CAMT.053"


class Outcome(models.TextChoices):
    """What a transfer was, measured at what is awaited."""

    EXACT = "exact", _("As awaited")
    OVER = "over", _("Too much")
    UNDER = "under", _("Too little")
    LATE = "late", _("Too late")
    DUPLICATE = "duplicate", _("Paid twice")
    UNKNOWN = "unknown", _("Not known")
    OUTGOING = "outgoing", _("Went out as it should")


class LineStatus(models.TextChoices):
    NEW = "new", _("Not looked at yet")
    OPEN = "open", _("Somebody has to look")
    PART = "part", _("A part came, the rest is awaited")
    TO_RETURN = "to_return", _("To be sent back")
    SETTLED = "settled", _("Explained in full")
    RETURNED = "returned", _("Sent back")
    SAME = "same", _("The same as another line")
    OUT = "out", _("Went out as it should")


class Why(models.TextChoices):
    """Why a person has to look, or why money goes back."""

    NO_CODE = "no_code", _("No code of the market stands in its words.")
    NO_SUCH_CODE = "no_such_code", _("Nothing here has the code in its words.")
    SEVERAL_CODES = "several_codes", _("Its words name more than one order.")
    NOT_AWAITED = "not_awaited", _("No transfer to the market was awaited for this order.")
    MARKED_OTHERWISE = "marked_otherwise", _("Somebody wrote down another amount for this order by hand.")
    LOOKS_LIKE = "looks_like", _("It looks like another line. Is it the same money?")
    SURPLUS = "surplus", _("More came than was awaited.")
    TWICE = "twice", _("The order was paid before.")
    TOO_LATE = "too_late", _("It came after the order was cancelled, and not as much as was awaited.")
    REST_NEVER_CAME = "rest_never_came", _("The rest did not come before the order was cancelled.")
    DECIDED = "decided", _("Somebody of the market decided so.")
    OTHER_AMOUNT = "other_amount", _("Its words name something, but another amount went out.")
    OUT_TWICE = "out_twice", _("The bank told before that it paid this.")
    NOT_ASKED_FOR = "not_asked_for", _("The market has not asked the bank to pay this.")
    WHOLE_BATCH = "whole_batch", _("It is a whole batch of payouts: write the bank's answers down, then look again.")
    BANK_COST = "bank_cost", _("A charge of the bank.")
    OTHER_CAME_BACK = "other_came_back", _("Its words name a payout, but not all of it came back, or more.")
    BACK_TWICE = "back_twice", _("This payout came back before.")
    NOT_PAID_OUT = "not_paid_out", _("By the books this payout was not paid yet. See first what went out for it.")
    OTHER_REFUND_BACK = "other_refund_back", _("Its words name a refund, but not all of it came back, or more.")
    REFUND_BACK_TWICE = "refund_back_twice", _("This refund came back before and was not paid again since.")
    REFUND_NOT_PAID = (
        "refund_not_paid",
        _("By the books this refund did not leave the market's account yet. See first what went out for it."),
    )
    OTHER_CAME = "other_came", _("Its words name something that is known, but another amount came.")
    CAME_BEFORE = "came_before", _("The bank told before that this came.")
    FAILED_NOT_HOME = (
        "failed_not_home",
        _("All of the batch went out. First what the bank sends back of it has to come."),
    )
    FETCHED = "fetched", _("The buyer has fetched this in cash at a cash point: by the books no transfer was due.")
    NOT_AGREED = "not_agreed", _("Two people have not agreed to this, or it was called off.")
    NOT_PLACED = "not_placed", _("The market could not place it by itself.")


LINE_FLOW = Flow(
    match={
        LineStatus.NEW: LineStatus.SETTLED,
        LineStatus.OPEN: LineStatus.SETTLED,
        LineStatus.PART: LineStatus.SETTLED,
    },
    keep_part={LineStatus.NEW: LineStatus.PART, LineStatus.OPEN: LineStatus.PART, LineStatus.PART: LineStatus.PART},
    ask={LineStatus.NEW: LineStatus.OPEN, LineStatus.PART: LineStatus.OPEN},
    give_back={
        LineStatus.NEW: LineStatus.TO_RETURN,
        LineStatus.OPEN: LineStatus.TO_RETURN,
        LineStatus.PART: LineStatus.TO_RETURN,
    },
    sent_back={LineStatus.TO_RETURN: LineStatus.RETURNED},
    come_home={LineStatus.RETURNED: LineStatus.TO_RETURN},
    same={LineStatus.OPEN: LineStatus.SAME},
    payout={LineStatus.OPEN: LineStatus.SETTLED},
    explain_out={LineStatus.NEW: LineStatus.OUT, LineStatus.OPEN: LineStatus.OUT},
)
