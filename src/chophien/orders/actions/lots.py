"""Packing orders of lots: what they are drawn of, and who goes first when a lot is short."""

from datetime import datetime

from chophien.lib.quantity import UNITS, format_quantity
from chophien.lots.actions.drawing import Need, draw
from chophien.lots.errors import OthersFirst
from chophien.lots.selectors.lots import packed_of
from chophien.lots.states import Allocation
from chophien.orders.models import Order, OrderLine
from chophien.orders.selectors.promised import promised_of
from chophien.orders.selectors.short import shortages
from chophien.orders.texts import seller_link
from chophien.sellers.actions.staff import tell_staff


def draw_from_lots(order: Order, *, at: datetime) -> None:
    """Draw what the order, which the caller holds, is packed of. Two statements where nothing is sold from lots.

    Where less comes of a lot than was promised from it, its shop is told.

    :raises LotShort: if packs hold too little of something
    :raises OthersFirst: if by the rule of the lot others go first
    """
    lines = list(OrderLine.objects.filter(order=order).order_by("pk"))
    needs = [Need(str(one.pk), one.variant_id, one.quantity, one.title, one.unit, one.lot_id) for one in lines]
    if draw(order_code=order.code, needs=needs, at=at):
        _require_its_part(order, lines, at=at)
        _tell_of_other_lots(order, lines, at=at)


def _tell_of_other_lots(order: Order, lines: list[OrderLine], *, at: datetime) -> None:
    if all(one.lot_id is None for one in lines):
        return
    for one in promised_of(lines, packed_of(order.code), at=at):
        if not one.is_kept:
            link = seller_link(order)
            tell_staff(seller=order.seller, text=one.sentence, facts=one.facts, link=link, about=order.code, at=at)


def _require_its_part(order: Order, lines: list[OrderLine], *, at: datetime) -> None:
    """Let an order pass that gets all of what it needs by the rule; what it drew goes back with the transaction."""
    by_variant = {one.variant_id: one for one in lines}
    for short in shortages(by_variant, packing=order, at=at):
        line = by_variant[short.variant_id]
        part = short.parts[order.code]
        if part < line.quantity:
            unit = UNITS.get(line.unit)
            words = {
                "wanted": format_quantity(short.wanted, unit),
                "left": format_quantity(short.left, unit),
                "part": format_quantity(part, unit),
                "own": format_quantity(line.quantity, unit),
            }
            raise OthersFirst(facts={"goods": line.title, "rule": Allocation(short.rule).label, **words})
