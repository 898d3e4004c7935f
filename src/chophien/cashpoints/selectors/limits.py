"""The limits of the law on cash at agents, what is used of them, and what is left (Circular 07/2024/TT-NHNN art. 5)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum

from chophien.cashpoints.models import CashOrder, Point
from chophien.cashpoints.states import COUNTED, OPEN, CashKind
from chophien.lib.dates import local_date
from chophien.rules import selectors as rules


@dataclass(frozen=True)
class Limit:
    """One limit in đồng, and what is used of it: paid, or set aside to be paid."""

    most_vnd: int
    used_vnd: int

    @property
    def left_vnd(self) -> int:
        return max(self.most_vnd - self.used_vnd, 0)


@dataclass(frozen=True)
class Limits:
    """The three limits as they stand for one customer at one point."""

    customer_day: Limit
    point_day: Limit
    point_month: Limit

    @property
    def left_vnd(self) -> int:
        """What this customer may still take or pay in here today."""
        return min(one.left_vnd for one in (self.customer_day, self.point_day, self.point_month))


def limits_left(
    customer_code: str,
    point: Point,
    *,
    simulated: bool,
    at: datetime,
    but_counted_for: str = "",
    kind: CashKind = CashKind.IN,
) -> Limits:
    """What is left of each limit. Cash in and cash out count together; trials count apart. Two statements.

    Cash for an order counts for whose order it is, and for whoever brings it where that is somebody else; so does cash
    that goes back of one. Left out is what waits for a yes under the code `but_counted_for` and is of the same `kind`:
    wherever it is counted, only one of those is ever paid.

    Whoever relies on it holds the customer's guard and the point's row.
    """
    today = local_date(at)
    counted = CashOrder.objects.filter(status__in=COUNTED, simulated=simulated)
    if but_counted_for:
        counted = counted.exclude(kind=kind, group_code=but_counted_for, status__in=OPEN)
    theirs = Q(customer_code=customer_code) | Q(payer_code=customer_code) & ~Q(payer_code="")
    customer = counted.filter(theirs, counts_on=today).aggregate(sum=Sum("amount_vnd"))["sum"]
    month = counted.filter(till__point=point, counts_on__gte=today.replace(day=1), counts_on__lte=today)
    at_point = month.aggregate(month=Sum("amount_vnd"), day=Sum("amount_vnd", filter=Q(counts_on=today)))
    return Limits(
        customer_day=Limit(rules.whole("cashpoints.customer_day_vnd", at=at), customer or 0),
        point_day=Limit(rules.whole("cashpoints.point_day_vnd", at=at), at_point["day"] or 0),
        point_month=Limit(rules.whole("cashpoints.point_month_vnd", at=at), at_point["month"] or 0),
    )
