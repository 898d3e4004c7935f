"""Reads about orders that were placed before their harvest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from chophien.orders.models import Order, Preorder
from chophien.orders.selectors.orders import with_everything
from chophien.orders.states import OrderStatus, PreorderStatus
from chophien.payments.states import PaymentStatus
from chophien.seasons.models import Harvest
from chophien.seasons.states import HarvestStatus

WAITING = [PreorderStatus.WAITING, PreorderStatus.ASKED]


@dataclass(frozen=True)
class Ordered:
    """What was ordered of a harvest and not cancelled: how many orders, for how much, and who still has to answer."""

    orders: int = 0
    goods_vnd: int = 0
    asked: int = 0


def lock_preorder(order: Order) -> Preorder:
    """Fetch what an order before the harvest has besides, and hold its row. The caller holds the order."""
    rows = Preorder.objects.select_for_update(of=("self",), no_key=True).select_related("harvest__variant")
    return rows.get(order=order)


def preorder_of(order: Order) -> Preorder | None:
    """What an order before the harvest has besides; none for other orders."""
    return Preorder.objects.select_related("harvest__variant").filter(order=order).first()


def waiting_of(harvest: Harvest) -> QuerySet[Preorder]:
    """Orders of this harvest that wait for it."""
    return Preorder.objects.filter(harvest=harvest, status__in=WAITING)


def to_follow(*, at: datetime, harvest_id: int | None = None) -> QuerySet[Order]:
    """Orders for which something follows from how their harvest stands: of one harvest, or of all."""
    moved = ~Q(begins_on=F("harvest__begins_on"), ends_on=F("harvest__ends_on"))
    silent = Q(status=PreorderStatus.ASKED, answer_by__lte=at)
    begun = Q(status=PreorderStatus.WAITING, harvest__status=HarvestStatus.BEGUN) & ~Q(
        order__payment_status=PaymentStatus.AWAITING_TRANSFER
    )
    due = Preorder.objects.filter(status__in=WAITING).filter(
        moved | silent | begun | Q(harvest__status=HarvestStatus.CALLED_OFF)
    )
    if harvest_id is not None:
        due = due.filter(harvest_id=harvest_id)
    return Order.objects.filter(pk__in=due.values("order")).order_by("pk")


def orders_of_harvest(harvest: Harvest) -> QuerySet[Order]:
    """Who ordered of a harvest, first come first. Lines prefetched."""
    theirs = with_everything(Order.objects.filter(preorder__harvest=harvest)).select_related("preorder")
    return theirs.prefetch_related("lines__version").order_by("placed_at", "pk")


def ordered_of(harvests: Iterable[Harvest]) -> Mapping[int, Ordered]:
    """The sums of each harvest, by its key. One statement."""
    alive = Preorder.objects.filter(harvest__in=list(harvests)).exclude(order__status=OrderStatus.CANCELLED)
    rows = alive.values("harvest").annotate(
        orders=Count("pk"), goods=Sum("order__goods_vnd"), asked=Count("pk", filter=Q(status=PreorderStatus.ASKED))
    )
    return {row["harvest"]: Ordered(row["orders"], row["goods"], row["asked"]) for row in rows}


def why_called_off(harvest: Harvest) -> str:
    """What the seller wrote when the harvest was called off."""
    step = harvest.steps.filter(step="call_off").order_by("-pk").first()
    return step.reason if step else ""
