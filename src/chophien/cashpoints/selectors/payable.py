"""How much of what a household earned can be given in cash now."""

from datetime import datetime

from django.db.models import Sum

from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.states import COUNTED, CashKind
from chophien.lib.dates import local_date
from chophien.sellers.models import Seller
from chophien.settlement.selectors.payable import payable_of


def payable_in_cash(seller: Seller, *, simulated: bool, at: datetime) -> int:
    """Earned money in đồng that is neither younger than the days for complaints nor set aside already.

    What stands in a batch of payouts is set aside, and so is what was asked for at another cash point. Trials leave
    the money where it is: today's are taken off here, so that a trial goes as it would with real money.
    """
    found = payable_of([seller.code], at=at)
    now = found[0].now_vnd if found else 0
    return max(now - (_tried_today(seller, at=at) if simulated else 0), 0)


def _tried_today(seller: Seller, *, at: datetime) -> int:
    tried = CashOrder.objects.filter(
        kind=CashKind.OUT, seller_code=seller.code, simulated=True, status__in=COUNTED, counts_on=local_date(at)
    )
    return tried.aggregate(sum=Sum("amount_vnd"))["sum"] or 0
