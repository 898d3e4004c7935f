"""Goods of which lots hold less than accepted orders want, and who gets how much of them by the rule of the lot."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from chophien.catalog.models import Variant
from chophien.delivery.states import DeliveryStatus
from chophien.lib.dates import local_date
from chophien.lots.models import Draw, Pack
from chophien.lots.selectors.allocating import Want, allocate
from chophien.lots.states import Allocation
from chophien.orders.models import Order, OrderLine
from chophien.orders.states import OrderStatus, Origin

AHEAD = frozenset({Origin.PREORDER, Origin.STANDING, Origin.WHOLESALE})
"""What was ordered ahead goes first where the lot's rule says so."""


@dataclass(frozen=True)
class Shortage:
    """One variant of which lots hold less than is wanted, in its unit, and what each order gets, by its code."""

    variant_id: int
    left: Decimal
    wanted: Decimal
    rule: Allocation
    parts: Mapping[str, Decimal]


def shortages(variant_ids: Collection[int], *, at: datetime, packing: Order | None = None) -> list[Shortage]:
    """Which of these goods, all sold from lots, are short of what accepted orders wait for. Three statements.

    `packing` is an order that has drawn its goods in this transaction: what it drew counts as still there.
    """
    today = local_date(at)
    good = Pack.objects.filter(Q(best_before__isnull=True) | Q(best_before__gte=today), variant_id__in=variant_ids)
    good = good.filter(lot__stopped_at__isnull=True)
    packs = list(good.filter(remaining__gt=0).select_related("lot").order_by("best_before", "pk"))
    left: defaultdict[int, Decimal] = defaultdict(Decimal)
    rules: dict[int, Allocation] = {}
    drawn = Draw.objects.filter(order_code=packing.code) if packing else Draw.objects.none()
    for draw in drawn.select_related("pack__lot").order_by("pk"):
        left[draw.pack.variant_id] += draw.units
        rules.setdefault(draw.pack.variant_id, Allocation(draw.pack.lot.allocation))
    for pack in packs:
        left[pack.variant_id] += pack.remaining
        rules.setdefault(pack.variant_id, Allocation(pack.lot.allocation))
    waits = Q(order__status=OrderStatus.CONFIRMED, order__delivery_status=DeliveryStatus.WAITING)
    mine = Q(order=packing) if packing else Q()
    lines = OrderLine.objects.filter(waits | mine, variant_id__in=variant_ids).select_related("order")
    wants: defaultdict[int, list[Want]] = defaultdict(list)
    for line in lines.order_by("order__placed_at", "order__pk"):
        wants[line.variant_id].append(Want(line.order.code, line.quantity, int(line.order.origin not in AHEAD)))
    steps = dict(Variant.objects.filter(pk__in=wants).values_list("pk", "step")) if wants else {}
    found = []
    for variant_id, asked in wants.items():
        wanted = sum((one.quantity for one in asked), Decimal(0))
        if wanted > left[variant_id] and variant_id in rules:
            rule = rules[variant_id]
            parts = allocate(left[variant_id], asked, rule, step=steps[variant_id])
            found.append(Shortage(variant_id, left[variant_id], wanted, rule, parts))
    return found
