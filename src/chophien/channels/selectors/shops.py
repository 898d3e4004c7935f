"""What a shop's own program may read of it: goods with what is left, and orders, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.catalog.models import Variant
from chophien.orders.models import Order
from chophien.orders.selectors.orders import orders_of_seller
from chophien.sellers.models import Seller
from chophien.web.paging import BadCursor, Mark, decode_cursor, encode_cursor

MOST, USUAL = 100, 50


@dataclass(frozen=True)
class Stretch:
    """One page of rows and the cursor of the next, empty at the end."""

    rows: Sequence[Variant] | Sequence[Order]
    next: str


def seller_of_key(code: str) -> Seller | None:
    """The shop that a key speaks for."""
    return Seller.objects.select_related("commune__province").filter(code=code).first()


def goods_of_shop(seller: Seller, *, cursor: str, most: int) -> Stretch:
    """The shop's variants with listing, live version and stock, in the order of their making. One statement.

    :raises BadCursor: if the cursor is none of this list
    """
    rows = Variant.objects.filter(listing__seller=seller, is_active=True)
    rows = rows.select_related("listing__live", "listing__working", "stock").order_by("pk")
    if cursor:
        rows = rows.filter(pk__gt=_number(decode_cursor(cursor, purpose=f"goods:{seller.code}")))
    found = list(rows[: most + 1])
    more = len(found) > most
    last: list[Mark] = [found[most - 1].pk] if more else []
    return Stretch(found[:most], encode_cursor(last, purpose=f"goods:{seller.code}") if more else "")


def orders_of_shop(seller: Seller, *, cursor: str, most: int, status: str, since: datetime | None) -> Stretch:
    """The shop's orders, newest first, with their lines.

    :raises BadCursor: if the cursor is none of this list
    """
    orders: QuerySet[Order] = orders_of_seller(seller).prefetch_related("lines__variant__listing")
    if status:
        orders = orders.filter(status=status)
    if since is not None:
        orders = orders.filter(placed_at__gte=since)
    if cursor:
        placed_at, pk = _place(decode_cursor(cursor, purpose=f"orders:{seller.code}"))
        orders = orders.filter(Q(placed_at__lt=placed_at) | Q(placed_at=placed_at, pk__lt=pk))
    found = list(orders[: most + 1])
    more = len(found) > most
    last: list[Mark] = [found[most - 1].placed_at, found[most - 1].pk] if more else []
    return Stretch(found[:most], encode_cursor(last, purpose=f"orders:{seller.code}") if more else "")


def variants_of_shop(seller: Seller, codes: Sequence[str]) -> dict[str, Variant]:
    """Those of the shop's variants that have these codes."""
    rows = Variant.objects.filter(listing__seller=seller, is_active=True, code__in=codes)
    return {
        one.code: one
        for one in rows.select_related(
            "listing__seller__commune__province", "listing__live", "listing__working", "stock"
        )
    }


def _number(marks: tuple[Mark, ...]) -> int:
    if len(marks) == 1 and isinstance(marks[0], int):
        return marks[0]
    raise BadCursor


def _place(marks: tuple[Mark, ...]) -> tuple[datetime, int]:
    if len(marks) == 2 and isinstance(marks[0], datetime) and isinstance(marks[1], int):
        return marks[0], marks[1]
    raise BadCursor
