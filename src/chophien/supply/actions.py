"""What can be done with stock: taken for orders, given back once, counted anew.

Taking and giving back are consequences of what happens to an order. The order's own policies have decided by then
who may; here it is only made sure that nothing is sold that is not there and nothing comes back twice.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.search.refresh import set_available
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.errors import NotPermitted
from chophien.lib.quantity import MAX_QUANTITY
from chophien.sellers.selectors.helping import principal_of
from chophien.supply import policies, selectors, statements
from chophien.supply.errors import AbsurdStock, NotWholePieces, OutOfStock, Shortage, StockMoved
from chophien.supply.events import stock_counted
from chophien.supply.models import Stock
from chophien.supply.states import MovementReason

THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True)
class _Change:
    """What a statement did, or saw, of one variant."""

    variant_id: int
    before: Decimal
    after: Decimal
    done: bool
    min_quantity: Decimal
    listing_id: int

    @property
    def crosses(self) -> bool:
        """Whether the variant ran out or came back: it could be bought before and cannot now, or the reverse."""
        least = max(self.min_quantity, THOUSANDTH)
        return (self.before >= least) != (self.after >= least)


@transaction.atomic
def take(*, demand: Mapping[int, Decimal], subject_code: str, actor: Actor, at: datetime) -> None:
    """Take the summed `demand` (variant id → quantity above zero) out of stock for one subject, such as an order.

    :raises OutOfStock: naming every variant of which less is left; nothing is taken then
    """
    take_for_many(demands={subject_code: demand}, actor=actor, at=at)


def take_for_many(*, demands: Mapping[str, Mapping[int, Decimal]], actor: Actor, at: datetime) -> None:
    """Take what the orders of one cart need, all of it or nothing: subject code → variant id → quantity.

    One statement, to be called inside the transaction of what takes. The stock rows stay locked until that ends, so
    call it late. A subject can take a variant only once.

    :raises OutOfStock: naming every variant of which less is left; nothing is taken then
    """
    wanted = [
        (variant, quantity, subject) for subject, demand in demands.items() for variant, quantity in demand.items()
    ]
    if not wanted or any(quantity <= 0 for _variant, quantity, _subject in wanted):
        msg = "a demand names at least one variant, each with a quantity above zero"
        raise ValueError(msg)
    variants = [variant for variant, _quantity, _subject in wanted]
    if len(set(variants)) != len(variants):
        msg = "a variant belongs to one seller, so one order of a cart asks for it"
        raise ValueError(msg)
    changes = _run(
        statements.TAKE,
        variants=variants,
        quantities=[quantity for _variant, quantity, _subject in wanted],
        subjects=[subject for _variant, _quantity, subject in wanted],
        count=len(wanted),
        actor=actor.code,
        at=at,
    )
    if len(changes) < len(wanted) or not all(change.done for change in changes):
        left = {change.variant_id: change.before for change in changes}
        raise OutOfStock(
            [
                Shortage(variant, quantity, left.get(variant, Decimal(0)))
                for variant, quantity, _subject in wanted
                if left.get(variant, Decimal(0)) < quantity
            ]
        )
    _tell_search(changes)


@transaction.atomic
def give_back(*, subject_codes: Collection[str], actor: Actor, at: datetime) -> dict[int, Decimal]:
    """Put back what these subjects took, exactly once however often it is asked. Returns what came back by variant.

    One statement for all of them, so that the rows are locked in one order.
    """
    changes = _run(statements.GIVE_BACK, subjects=list(subject_codes), actor=actor.code, at=at)
    _tell_search(changes)
    return {change.variant_id: change.after - change.before for change in changes}


@transaction.atomic
def take_in(
    *, quantities: Mapping[int, Decimal], subject_code: str, actor: Actor, at: datetime, on_behalf_of: str = ""
) -> None:
    """Put goods that a buyer sent back into stock again (variant id → quantity), once for each subject and variant.

    Follows from whoever decided that they are good to be sold.
    """
    _come_in(statements.TAKE_IN, quantities, subject_code=subject_code, actor=actor, at=at, on_behalf_of=on_behalf_of)


@transaction.atomic
def put_in(
    *, quantities: Mapping[int, Decimal], subject_code: str, actor: Actor, at: datetime, on_behalf_of: str = ""
) -> None:
    """Put goods that were packed of a lot into stock (variant id → quantity), once for each subject and variant.

    Follows from packing them, whose policies decide. Who waits for the goods is told as after counting.
    """
    _come_in(statements.PUT_IN, quantities, subject_code=subject_code, actor=actor, at=at, on_behalf_of=on_behalf_of)
    if moved := sorted(variant for variant, quantity in quantities.items() if quantity > 0):
        stock_counted.send(sender=Stock, variant_ids=moved, at=at)


def _come_in(
    statement: str,
    quantities: Mapping[int, Decimal],
    *,
    subject_code: str,
    actor: Actor,
    at: datetime,
    on_behalf_of: str,
) -> None:
    variants = sorted(variant for variant, quantity in quantities.items() if quantity > 0)
    if not variants:
        return
    with connection.cursor() as cursor:
        cursor.execute(statements.MAKE_ROWS, {"variants": variants})
    changes = _run(
        statement,
        variants=variants,
        quantities=[quantities[variant] for variant in variants],
        subject=subject_code,
        actor=actor.code,
        behalf=on_behalf_of,
        at=at,
    )
    _tell_search(changes)


def set_stock(*, variant_id: int, quantity: Decimal, actor: Actor, at: datetime, seen: Decimal | None = None) -> None:
    """Say how much of a variant is left to be sold, after counting. `seen` is what was shown to who counted.

    :raises NotPermitted: if `actor` neither works for the seller nor is an operator there
    :raises AbsurdStock: if the quantity is negative, absurdly large or finer than a thousandth
    :raises NotWholePieces: if goods by the piece would be left in part
    :raises StockMoved: if another quantity is there than was seen, because somebody bought meanwhile
    """
    set_stocks(quantities={variant_id: quantity}, actor=actor, at=at, seen={} if seen is None else {variant_id: seen})


@transaction.atomic
def set_stocks(
    *,
    quantities: Mapping[int, Decimal],
    actor: Actor,
    at: datetime,
    reason: MovementReason = MovementReason.COUNTED,
    subject_code: str = "",
    seen: Mapping[int, Decimal] | None = None,
) -> int:
    """The same for many variants at once, in a fixed number of statements. Returns how many changed.

    What was `seen` and said again was not counted: it stays as it is, whatever was sold meanwhile.

    :raises NotPermitted: if `actor` may not count for one of the sellers; nothing is changed then
    :raises AbsurdStock: if a quantity is negative, absurdly large or finer than a thousandth
    :raises NotWholePieces: if goods by the piece would be left in part
    :raises StockMoved: if another quantity is there than was seen; nothing is changed then
    """
    shown = seen or {}
    quantities = {variant: count for variant, count in quantities.items() if shown.get(variant) != count}
    if not all(_is_sane(quantity) for quantity in quantities.values()):
        raise AbsurdStock
    broken = [variant for variant, quantity in quantities.items() if quantity != quantity.to_integral_value()]
    if broken and selectors.any_sold_by_the_piece(broken):
        raise NotWholePieces
    behalf = "" if actor.is_system else _permitted_for(quantities.keys(), actor=actor, at=at)
    variants = sorted(quantities)
    with connection.cursor() as cursor:
        cursor.execute(statements.MAKE_ROWS, {"variants": variants})
    changes = _run(
        statements.COUNT,
        variants=variants,
        quantities=[quantities[variant] for variant in variants],
        seen=[shown.get(variant) for variant in variants],
        reason=reason.value,
        subject=subject_code,
        actor=actor.code,
        behalf=behalf,
        at=at,
    )
    if not all(change.done for change in changes):
        raise StockMoved(
            {one.variant_id: one.before for one in changes if shown.get(one.variant_id, one.before) != one.before}
        )
    if behalf and changes:
        facts = {"variants": len(changes)}
        record("supply.counted", actor=actor, subject_code=behalf, on_behalf_of=behalf, at=at, facts=facts)
    _tell_search(changes)
    if moved := [change.variant_id for change in changes if change.before != change.after]:
        stock_counted.send(sender=Stock, variant_ids=moved, at=at)
    return len(changes)


@transaction.atomic
def show_availability(*, listing_ids: Collection[int]) -> None:
    """Have search show what is in stock now. Runs in a job, one at a time, so that the last word is the latest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('supply.show_availability'))")
    in_stock = selectors.listings_in_stock(listing_ids)
    for there in (False, True):
        if listings := [listing for listing, is_there in in_stock.items() if is_there == there]:
            set_available(listings, available=there)


def _permitted_for(variant_ids: Collection[int], *, actor: Actor, at: datetime) -> str:
    """Let somebody pass who may count for all the sellers; the shop in whose name a helper counts, else empty.

    :raises NotPermitted: if `actor` may not count for one of them, or counts in the name of several at once
    """
    sellers = selectors.sellers_of(variant_ids)
    for seller in sellers:
        policies.can_set_stock(actor, seller, at=at).require()
    principals = {principal_of(actor, seller, at=at) for seller in sellers}
    if len(principals) > 1:
        raise NotPermitted(_("Count for one shop at a time."))
    return principals.pop() if principals else ""


def _is_sane(quantity: Decimal) -> bool:
    return quantity.is_finite() and 0 <= quantity <= MAX_QUANTITY and quantity == quantity.quantize(THOUSANDTH)


def _run(
    statement: str, **facts: "str | int | datetime | list[int] | list[str] | list[Decimal] | list[Decimal | None]"
) -> list[_Change]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return [_Change(*row) for row in cursor.fetchall()]


def _tell_search(changes: Iterable[_Change]) -> None:
    """Have search learn of it after the commit: its table is never locked while somebody buys."""
    listings = sorted({change.listing_id for change in changes if change.crosses})
    if listings:
        enqueue("supply.show_availability", listing_ids=listings)
