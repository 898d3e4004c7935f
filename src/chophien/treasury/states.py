"""What moves of the market's own accounts, and its steps."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class OwnKind(models.TextChoices):
    """Money of the market's own accounts that moves at the bank. The word in the books, and for people.

    What stands on the account behind each, and which way it can go, is in `treasury.accounts`.
    """

    FEES_OUT = "fees_out", _("The market takes out its fees")
    FEES_IN = "fees_in", _("The market puts back fees that shops got back")
    FEE_TAX_OUT = "fee_tax_out", _("VAT on fees goes to the state")
    FEE_TAX_IN = "fee_tax_in", _("VAT on fees that shops got back is put back")
    CARRIER_OUT = "carrier_out", _("Carriers are paid their shipping")
    CARRIER_IN = "carrier_in", _("A carrier gives back what it had kept too much")
    PROGRAMME_IN = "programme_in", _("A programme pays what it takes upon itself")
    PROGRAMME_OUT = "programme_out", _("What a programme had paid too much goes back to it")
    MARKET_IN = "market_in", _("The market pays in what it takes upon itself")
    MARKET_OUT = "market_out", _("The market takes out what it had paid in too much")
    INTEREST_IN = "interest_in", _("The market pays in the interest of late refunds")
    INTEREST_OUT = "interest_out", _("The market takes out interest that came back")
    GATEWAY_FEES_IN = "gateway_fees_in", _("The market pays in the fees of payment gateways")
    GATEWAY_FEES_OUT = "gateway_fees_out", _("The market takes out fees that a gateway gave back")
    BANK_COSTS_IN = "bank_costs_in", _("The market pays in the charges of the bank")
    CASH_SHORT_IN = "cash_short_in", _("The market pays in what was missing in tills")
    ROUNDED_IN = "rounded_in", _("The market pays in what tills rounded up for buyers")


class OwnStatus(models.TextChoices):
    DRAFT = "draft", _("Written down, waits for somebody else's yes")
    APPROVED = "approved", _("Agreed to, waits for the bank")
    DONE = "done", _("The money moved")
    CANCELLED = "cancelled", _("Called off")


OWN_FLOW = Flow(
    approve={OwnStatus.DRAFT: OwnStatus.APPROVED},
    move={OwnStatus.APPROVED: OwnStatus.DONE},
    come_back={OwnStatus.DONE: OwnStatus.APPROVED},
    cancel={OwnStatus.DRAFT: OwnStatus.CANCELLED, OwnStatus.APPROVED: OwnStatus.CANCELLED},
)
