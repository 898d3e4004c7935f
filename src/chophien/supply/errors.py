"""Refusals about stock, in words for the person who wants to buy or to count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.quantity import format_quantity


@dataclass(frozen=True)
class Shortage:
    """One variant of which less is left than was asked for, both in its unit."""

    variant_id: int
    asked: Decimal
    left: Decimal


class OutOfStock(DomainError):
    """Nothing was taken. `shortages` names every variant that is short, by id."""

    code = "out_of_stock"
    message = _("Some goods have just run out or are not enough any more. See the lines marked below.")

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__()
        self.shortages = tuple(shortages)


class AbsurdStock(DomainError):
    code = "absurd_stock"
    message = _("Write how much is left: zero or more, with at most three digits after the comma.")


class NotWholePieces(DomainError):
    code = "not_whole_pieces"
    message = _("These goods are sold by the piece: write a whole number.")


class StockMoved(DomainError):
    """Nothing was changed. `left` says what is there now of each variant that moved, by id."""

    code = "stock_moved"
    message = _("Meanwhile this changed: now %(left)s are left. Count again and save.")

    def __init__(self, left: Mapping[int, Decimal]) -> None:
        super().__init__(facts={"left": format_quantity(next(iter(left.values())))})
        self.left = dict(left)
