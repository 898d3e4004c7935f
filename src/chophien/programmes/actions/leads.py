"""Lead households: computed once for each quarter from what was delivered. Nobody types them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.orders.models import OrderStep
from chophien.orders.states import Axis, OrderStatus, Origin
from chophien.programmes.models import QuarterResult
from chophien.programmes.quarters import begins, quarter_after
from chophien.rules import selectors as rules
from chophien.sellers.states import SellerKind

HOUSEHOLDS = (SellerKind.INDIVIDUAL, SellerKind.HOUSEHOLD_BUSINESS)
BATCH = 1_000
UNPROVEN = (Origin.BY_HAND, Origin.REPLACEMENT)
"""Orders that show no sale here: the shop typed them in itself, or sent other goods for faulty ones."""


@dataclass(frozen=True)
class Criteria:
    """What a quarter asks of a lead household: months with sales, orders, đồng of goods, per cent in time."""

    months: int
    orders: int
    goods_vnd: int
    on_time_percent: int

    @classmethod
    def of(cls, quarter: date) -> "Criteria":
        """The rules as they stood on the quarter's last day."""
        last = quarter_after(quarter) - timedelta(days=1)
        return cls(
            months=rules.whole("programmes.lead_months", at=last),
            orders=rules.whole("programmes.lead_orders", at=last),
            goods_vnd=rules.whole("programmes.lead_goods_vnd", at=last),
            on_time_percent=rules.whole("programmes.lead_on_time_percent", at=last),
        )

    def are_met_by(self, sales: "Sales") -> bool:
        """Whether a household's sales reach every one of these figures."""
        return (
            len(sales.months) >= self.months
            and sales.orders >= self.orders
            and sales.goods_vnd >= self.goods_vnd
            and 100 * sales.on_time >= self.on_time_percent * sales.orders
        )

    def as_json(self) -> dict[str, int]:
        return {
            "months": self.months,
            "orders": self.orders,
            "goods_vnd": self.goods_vnd,
            "on_time_percent": self.on_time_percent,
        }


@dataclass
class Sales:
    """What a household delivered in a quarter."""

    months: set[int] = field(default_factory=set)
    orders: int = 0
    on_time: int = 0
    goods_vnd: int = 0


@transaction.atomic
def judge_quarter(*, quarter: date, actor: Actor, at: datetime) -> int:
    """Keep the results of a quarter that is over; return how many lead households it has new. Again: nothing changes.

    An order counts in the quarter in which the buyer got it, at the price of its goods; cancelled ones do not.

    :raises ValueError: if the quarter is not over, a bug of the caller
    """
    if local_date(at) < quarter_after(quarter):
        raise ValueError(f"the quarter of {quarter} is not over")
    if QuarterResult.objects.filter(quarter=quarter).exists():
        return 0
    criteria = Criteria.of(quarter)
    rows = [
        QuarterResult(
            seller_id=seller,
            quarter=quarter,
            months=len(sales.months),
            orders=sales.orders,
            on_time=sales.on_time,
            goods_vnd=sales.goods_vnd,
            criteria=criteria.as_json(),
            is_lead=criteria.are_met_by(sales),
            computed_at=at,
        )
        for seller, sales in sorted(_sales_of(quarter).items())
    ]
    QuarterResult.objects.bulk_create(rows, batch_size=BATCH)
    leads = sum(row.is_lead for row in rows)
    if rows:
        facts = {"households": len(rows), "leads": leads}
        record("programmes.quarter_judged", actor=actor, subject_code=quarter.isoformat(), at=at, facts=facts)
    return leads


def _sales_of(quarter: date) -> Mapping[int, Sales]:
    found: dict[int, Sales] = defaultdict(Sales)
    for seller, delivered_at, promised_to, goods_vnd in _delivered(quarter):
        day, sales = local_date(delivered_at), found[seller]
        sales.months.add(day.month)
        sales.orders += 1
        sales.on_time += day <= promised_to
        sales.goods_vnd += goods_vnd
    return found


def _delivered(quarter: date) -> Iterable[tuple[int, datetime, date, int]]:
    steps = OrderStep.objects.filter(
        axis=Axis.DELIVERY,
        step="deliver",
        at__gte=begins(quarter),
        at__lt=begins(quarter_after(quarter)),
        order__seller__kind__in=HOUSEHOLDS,
    ).exclude(Q(order__status=OrderStatus.CANCELLED) | Q(order__origin__in=UNPROVEN))
    return steps.values_list("order__seller_id", "at", "order__promised_to", "order__goods_vnd").iterator()
