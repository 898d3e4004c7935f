"""What moves a seller's money, and the steps of a payout and its batch."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chophien.lib.flow import Flow


class Kind(models.TextChoices):
    """Why something was added to what a seller has to come, or taken off it. The word in the books, and for people."""

    EARNED = "earned", _("Goods sold")
    OPENING = "opening", _("Sold before there were books")
    EARNED_SHIPPING = "earned_shipping", _("Shipping that buyers paid")
    SUPPORT = "support", _("Discounts that others pay")
    SUPPORT_BACK = "support_back", _("Discounts of others taken back")
    SHIPPING_SUPPORT = "shipping_support", _("Shipping that others pay")
    SHIPPING_SUPPORT_BACK = "shipping_support_back", _("Shipping of others taken back")
    BUYER_FEE = "buyer_fee", _("The market's fee that buyers paid")
    BUYER_FEE_BACK = "buyer_fee_back", _("The market's fee that buyers paid, given back")
    FEE = "fee", _("The market's fee")
    FEE_BACK = "fee_back", _("The market's fee given back")
    FEE_RELIEF = "fee_relief", _("Fee that others bear")
    FEE_RELIEF_BACK = "fee_relief_back", _("Fee that others bear, given back")
    FEE_RELIEF_TAX = "fee_relief_tax", _("VAT on the fee that others bear")
    FEE_RELIEF_TAX_BACK = "fee_relief_tax_back", _("VAT on the fee that others bear, given back")
    FEE_TAX = "fee_tax", _("VAT on the market's fee")
    FEE_TAX_BACK = "fee_tax_back", _("VAT on the market's fee given back")
    VAT = "vat", _("VAT withheld")
    VAT_BACK = "vat_back", _("VAT given back")
    PIT = "pit", _("Income tax withheld")
    PIT_BACK = "pit_back", _("Income tax given back")
    OWN_CASH = "own_cash", _("Cash that you or your carrier collected")
    OWN_CASH_BACK = "own_cash_back", _("Cash that somebody else had taken")
    CASH_SHORT = "cash_short", _("Cash that was lost on the way")
    CASH_OVER = "cash_over", _("Cash beyond what the order cost")
    CARRIER_FEE = "carrier_fee", _("The carrier's fee")
    REFUND_OWED = "refund_owed", _("Given back to buyers")
    REFUND_BY_SELLER = "refund_paid_by_seller", _("What you gave back to buyers yourself")
    REFUND_SHIPPING = "refund_owed_shipping", _("Shipping given back to buyers")
    REFUND_SHIPPING_BY_SELLER = "refund_shipping_paid_by_seller", _("Shipping that you gave back to buyers yourself")
    PAYOUT = "payout", _("Paid out to you")
    PAYOUT_BACK = "payout_back", _("A payout that the bank sent back")
    PAID_BACK = "paid_back", _("What you sent back of money that was paid twice")
    WRITTEN_OFF = "written_off", _("Money paid twice that the market bears")
    DEBT_BACK = "debt_back", _("What you paid back of what your shop owed")
    DEBT_BORNE = "debt_borne", _("What your shop owed and the market bears")
    CASH_OUT = "cash_out", _("Paid out in cash")
    HOUSEHOLDS = "households", _("Shared among the households of a lot")
    HOUSEHOLDS_BACK = "households_back", _("Shares of a lot that went back")
    HOUSEHOLD_PAID = "household_paid", _("Paid to a household by its cooperative")


class Period(models.TextChoices):
    """How often a seller is paid out."""

    WEEK = "week", _("Every week")
    HALF_MONTH = "half_month", _("Twice a month, on the 1st and 16th")
    MONTH = "month", _("Once a month, on the 1st")


class BatchStatus(models.TextChoices):
    DRAFT = "draft", _("Drawn up, waits for the first signature")
    SIGNED = "signed", _("Signed once, waits for the second signature")
    APPROVED = "approved", _("Approved, the file can go to the bank")
    SENT = "sent", _("With the bank")
    DONE = "done", _("Every line is answered")
    CANCELLED = "cancelled", _("Called off")


class PayoutStatus(models.TextChoices):
    WAITING = "waiting", _("Set aside for you")
    SENT = "sent", _("With the bank")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("The bank could not pay it")
    RETURNED = "returned", _("The bank sent it back")
    CANCELLED = "cancelled", _("Called off")


class LeftOut(models.TextChoices):
    """Why a line was taken out of a batch that others of it went on with."""

    OWES = "owes", _("The shop owes money since the batch was drawn up.")
    ACCOUNT_CHANGED = "account", _("The shop's account was changed since the batch was drawn up.")
    ARRIVED = "arrived", _("The bank had paid after all what this line was to pay again.")


class WriteOffStatus(models.TextChoices):
    """Where it stands that the market bears what a shop owes."""

    DRAFT = "draft", _("Written down, waits for somebody else's yes")
    DONE = "done", pgettext_lazy("write-off", "The market bears it")
    CANCELLED = "cancelled", _("Called off")


BATCH_FLOW = Flow(
    sign={BatchStatus.DRAFT: BatchStatus.SIGNED},
    approve={BatchStatus.SIGNED: BatchStatus.APPROVED},
    send={BatchStatus.APPROVED: BatchStatus.SENT},
    end={BatchStatus.SENT: BatchStatus.DONE},
    cancel={
        BatchStatus.DRAFT: BatchStatus.CANCELLED,
        BatchStatus.SIGNED: BatchStatus.CANCELLED,
        BatchStatus.APPROVED: BatchStatus.CANCELLED,
    },
)
PAYOUT_FLOW = Flow(
    send={PayoutStatus.WAITING: PayoutStatus.SENT},
    pay={PayoutStatus.SENT: PayoutStatus.PAID},
    fail={PayoutStatus.SENT: PayoutStatus.FAILED},
    paid_after_all={PayoutStatus.FAILED: PayoutStatus.PAID},
    come_back={PayoutStatus.PAID: PayoutStatus.RETURNED},
    cancel={PayoutStatus.WAITING: PayoutStatus.CANCELLED},
)
WRITE_OFF_FLOW = Flow(
    approve={WriteOffStatus.DRAFT: WriteOffStatus.DONE},
    cancel={WriteOffStatus.DRAFT: WriteOffStatus.CANCELLED},
)

NOT_ARRIVED = frozenset({PayoutStatus.FAILED, PayoutStatus.RETURNED})
"""What the bank was asked to pay and the seller has to come again."""

OF_A_SALE = (
    Kind.EARNED,
    Kind.EARNED_SHIPPING,
    Kind.SUPPORT,
    Kind.SHIPPING_SUPPORT,
    Kind.BUYER_FEE,
    Kind.FEE,
    Kind.FEE_TAX,
    Kind.VAT,
    Kind.PIT,
    Kind.OWN_CASH,
    Kind.OWN_CASH_BACK,
    Kind.CASH_SHORT,
    Kind.CASH_OVER,
    Kind.CARRIER_FEE,
)
"""What completing an order adds and takes off."""
BACK_OF_A_SALE = (
    Kind.REFUND_OWED,
    Kind.REFUND_BY_SELLER,
    Kind.REFUND_SHIPPING,
    Kind.REFUND_SHIPPING_BY_SELLER,
    Kind.SUPPORT_BACK,
    Kind.SHIPPING_SUPPORT_BACK,
    Kind.BUYER_FEE_BACK,
    Kind.FEE_BACK,
    Kind.FEE_TAX_BACK,
    Kind.VAT_BACK,
    Kind.PIT_BACK,
)
"""What money that goes back to the buyer takes off that again, and adds."""
