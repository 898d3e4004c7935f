"""What the market asked for an order, as it was frozen when it was sold."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from chophien.orders.models import LineFee, Order
from chophien.regulations.models import FeeRate
from chophien.regulations.states import FeeFunder


@dataclass(frozen=True)
class Bearer:
    """Who bears a part of a fee for a shop: the market or a programme, by its code in the books and its name."""

    kind: FeeFunder
    code: str
    name: str


@dataclass(frozen=True)
class Part:
    """What one rate asked of the goods of an order for which it counts."""

    rate: FeeRate
    titles: tuple[str, ...]
    base_vnd: int
    gross_vnd: int


@dataclass(frozen=True)
class OrderFee:
    """The fee of an order, in đồng, all of it with the value added tax within it. The lines sum up to it.

    `gross_vnd` is `net_vnd`, which the seller pays, and `relieved_vnd`, which `funder` bears. Of what the seller pays
    `vat_vnd` is tax; of what a programme bears `relieved_vat_vnd` (0 where the market takes it off itself).
    """

    gross_vnd: int = 0
    relieved_vnd: int = 0
    vat_vnd: int = 0
    relieved_vat_vnd: int = 0
    funder: Bearer | None = None
    lines: tuple[LineFee, ...] = ()

    @property
    def net_vnd(self) -> int:
        return self.gross_vnd - self.relieved_vnd

    @property
    def parts(self) -> tuple[Part, ...]:
        """How it was counted: each rate with the goods that it counted for."""
        by_rate: dict[int, list[LineFee]] = {}
        for row in self.lines:
            by_rate.setdefault(row.rate_id, []).append(row)
        return tuple(
            Part(
                rate=rows[0].rate,
                titles=tuple(row.line.title for row in rows),
                base_vnd=sum(row.base_vnd for row in rows),
                gross_vnd=sum(row.gross_vnd for row in rows),
            )
            for rows in by_rate.values()
        )


def fees_of(order: Order) -> OrderFee:
    """The fee of one order; all zero where it was sold free of any. One statement."""
    return fees_of_many([order.pk])[order.pk]


def fees_of_many(order_ids: Collection[int]) -> dict[int, OrderFee]:
    """The same for many orders, by primary key. One statement."""
    rows = LineFee.objects.filter(line__order_id__in=order_ids).select_related("line", "rate").order_by("line_id")
    by_order: dict[int, list[LineFee]] = {pk: [] for pk in order_ids}
    for row in rows:
        by_order[row.line.order_id].append(row)
    return {pk: _fee(lines) for pk, lines in by_order.items()}


def _fee(lines: Collection[LineFee]) -> OrderFee:
    return OrderFee(
        gross_vnd=sum(row.gross_vnd for row in lines),
        relieved_vnd=sum(row.relieved_vnd for row in lines),
        vat_vnd=sum(row.vat_vnd for row in lines),
        relieved_vat_vnd=sum(row.relieved_vat_vnd for row in lines),
        funder=_bearer(lines),
        lines=tuple(lines),
    )


def _bearer(lines: Iterable[LineFee]) -> Bearer | None:
    """One shop is helped as one: whoever bears a part of one line bears it of all."""
    row = next((row for row in lines if row.relieved_vnd), None)
    return Bearer(FeeFunder(row.funder), row.funder_code, row.funder_name) if row else None
