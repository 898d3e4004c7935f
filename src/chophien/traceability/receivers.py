"""What traceability does when something happens below: each step of a lot leaves its event."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.dispatch import receiver

from chophien.lots import events as lots
from chophien.lots.models import Contribution, Draw, Loss, Lot, Pack, Transformation
from chophien.orders.actions.steps import Move
from chophien.orders.events import steps_taken
from chophien.orders.states import Axis
from chophien.traceability.actions import steps


@receiver(lots.lot_opened, dispatch_uid="traceability.lot_opened")
def on_lot_opened(*, lot: Lot, at: datetime, **_signal: object) -> None:
    steps.write_opened(lot=lot, at=at)


@receiver(lots.weighed_in, dispatch_uid="traceability.weighed_in")
def on_weighed_in(*, lot: Lot, contribution: Contribution, at: datetime, **_signal: object) -> None:
    steps.write_weighed(lot=lot, contribution=contribution, at=at)


@receiver(lots.weighing_undone, dispatch_uid="traceability.weighing_undone")
def on_weighing_undone(*, lot: Lot, contribution: Contribution, at: datetime, **_signal: object) -> None:
    steps.write_undone(lot=lot, contribution=contribution, at=at)


@receiver(lots.lot_lost, dispatch_uid="traceability.lot_lost")
def on_lot_lost(*, lot: Lot, loss: Loss, at: datetime, **_signal: object) -> None:
    steps.write_lost(lot=lot, loss=loss, at=at)


@receiver(lots.lots_made, dispatch_uid="traceability.lots_made")
def on_lots_made(*, act: Transformation, at: datetime, **_signal: object) -> None:
    steps.write_made(act=act, at=at)


@receiver(lots.lot_packed, dispatch_uid="traceability.lot_packed")
def on_lot_packed(*, lot: Lot, pack: Pack, at: datetime, **_signal: object) -> None:
    steps.write_packed(lot=lot, pack=pack, at=at)


@receiver(lots.lot_ended, dispatch_uid="traceability.lot_ended")
def on_lot_ended(*, lot: Lot, at: datetime, **_signal: object) -> None:
    steps.write_ended(lot=lot, at=at)


@receiver(lots.goods_taken_in, dispatch_uid="traceability.goods_taken_in")
def on_goods_taken_in(*, order_code: str, returned: Mapping[Draw, Decimal], at: datetime, **_signal: object) -> None:
    steps.write_taken_in(order_code=order_code, returned=returned, at=at)


OF_PARCELS = {
    "pack": steps.write_order_packed,
    "hand_over": steps.write_order_sent,
    "deliver": steps.write_order_received,
    "turn_back": steps.write_order_turned_back,
    "cancel": steps.write_order_unpacked,
}


@receiver(steps_taken, dispatch_uid="traceability.steps_of_parcels")
def on_steps_of_orders(*, moves: Sequence[Move], at: datetime, **_signal: object) -> None:
    by_step: defaultdict[str, list[str]] = defaultdict(list)
    for move in moves:
        if move.axis == Axis.DELIVERY and move.step in OF_PARCELS:
            by_step[move.step].append(move.order.code)
    for step, order_codes in by_step.items():
        OF_PARCELS[step](order_codes=order_codes, at=at)
