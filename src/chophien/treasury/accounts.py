"""The market's own accounts: what of each may move at the bank, and which way. A closed list.

What is owed to somebody can only be paid out, and only up to what the account holds; what somebody owes can only come
in, and only up to what is owed. Which of the two an account is shows on which side it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.payments import chart
from chophien.treasury.states import OwnKind

FUNDERS = {one: f"{chart.FUNDER}:{one}:" for one in (chart.PROGRAMME, chart.MARKET)}


@dataclass(frozen=True)
class OwnAccount:
    """One account, or all whose codes begin so: its name, and what moves when it holds money or is owed some.

    Without `out` what it holds is nobody's to take; each name is how people call it, for funders without their code.
    """

    name: Sentence
    into: OwnKind
    out: OwnKind | None


OWN: Mapping[str, OwnAccount] = {
    chart.FEES: OwnAccount(_("Fees of the market"), OwnKind.FEES_IN, OwnKind.FEES_OUT),
    chart.FEE_TAX: OwnAccount(_("VAT on the market's fees"), OwnKind.FEE_TAX_IN, OwnKind.FEE_TAX_OUT),
    chart.SHIPPING: OwnAccount(_("Shipping owed to carriers"), OwnKind.CARRIER_IN, OwnKind.CARRIER_OUT),
    chart.INTEREST: OwnAccount(_("Interest of late refunds"), OwnKind.INTEREST_IN, OwnKind.INTEREST_OUT),
    chart.GATEWAY_FEES: OwnAccount(_("Fees of payment gateways"), OwnKind.GATEWAY_FEES_IN, OwnKind.GATEWAY_FEES_OUT),
    chart.BANK_COSTS: OwnAccount(_("Charges of the bank"), OwnKind.BANK_COSTS_IN, None),
    chart.CASH_DIFFERENCES: OwnAccount(_("What counting tills found"), OwnKind.CASH_SHORT_IN, None),
    chart.CASH_ROUNDING: OwnAccount(_("What tills rounded up for buyers"), OwnKind.ROUNDED_IN, None),
    FUNDERS[chart.PROGRAMME]: OwnAccount(_("What a programme bears"), OwnKind.PROGRAMME_IN, OwnKind.PROGRAMME_OUT),
    FUNDERS[chart.MARKET]: OwnAccount(_("What the market bears"), OwnKind.MARKET_IN, OwnKind.MARKET_OUT),
}
"""By code; that of funders is how theirs begin. Other accounts are settled elsewhere, or are somebody's money."""
GOES_OUT = frozenset(one.out for one in OWN.values() if one.out is not None)
ALONE = tuple(code for code in OWN if code not in FUNDERS.values())


def own_account(code: str) -> OwnAccount | None:
    """What the list says of the account with this code; None where it is not the market's own."""
    begin = next((one for one in FUNDERS.values() if code.startswith(one)), "")
    return OWN.get(begin or code)
