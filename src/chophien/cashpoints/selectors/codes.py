"""How many codes a customer was sent in a day and how often one was told wrongly, whoever asked for them and where.

Whoever pays in is the customer of their own code, not the one whose order it is.
"""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q, Sum

from chophien.cashpoints.models import BalanceAsk, CashOrder
from chophien.cashpoints.states import GIVEN
from chophien.lib.dates import VIETNAM, local_date


@dataclass(frozen=True)
class CodesToday:
    """Over everything that was asked for one customer today: cash and balances, at all points, trials too."""

    sent: int
    wrong: int


def codes_today(customer_code: str, *, at: datetime) -> CodesToday:
    """What was sent and told wrongly today. Two statements. Whoever relies on it holds the customer's guard."""
    today = local_date(at)
    theirs = Q(customer_code=customer_code, kind__in=GIVEN) | Q(payer_code=customer_code)
    orders = CashOrder.objects.filter(theirs, counts_on=today)
    asks = BalanceAsk.objects.filter(
        person__code=customer_code, asked_at__gte=datetime.combine(today, time.min, VIETNAM), asked_at__lte=at
    )
    sums = [rows.aggregate(sent=Sum("codes_sent"), wrong=Sum("wrong_tries")) for rows in (orders, asks)]
    return CodesToday(sum(one["sent"] or 0 for one in sums), sum(one["wrong"] or 0 for one in sums))
