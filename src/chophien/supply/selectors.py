"""Reads about stock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Sum

from chophien.catalog.models import Listing, Variant
from chophien.lib.quantity import sold_by_the_piece
from chophien.sellers.models import Seller
from chophien.supply.models import Stock, StockMovement

PAGE = 20


@dataclass(frozen=True)
class Movement:
    """One change of what is left, with how much there was before and after it, in the variant's unit."""

    row: StockMovement
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class MovementsPage:
    """Some changes, newest first; hand `following` to the next call. None at the end."""

    rows: Sequence[Movement]
    following: int | None


def available(variant_ids: Collection[int]) -> dict[int, Decimal]:
    """What is left of each variant, in its unit. Every id asked for is there: zero when nothing was ever counted."""
    left = dict(Stock.objects.filter(variant_id__in=variant_ids).values_list("variant_id", "available"))
    return {variant_id: left.get(variant_id, Decimal(0)) for variant_id in variant_ids}


def listings_in_stock(listing_ids: Collection[int]) -> dict[int, bool]:
    """For each listing, whether the least quantity of any of its active variants is there to be bought."""
    buyable = Variant.objects.filter(
        listing=OuterRef("pk"), is_active=True, stock__available__gte=F("min_quantity"), stock__available__gt=0
    )
    rows = Listing.objects.filter(pk__in=listing_ids).annotate(in_stock=Exists(buyable))
    return dict(rows.values_list("pk", "in_stock"))


def any_sold_by_the_piece(variant_ids: Collection[int]) -> bool:
    """Whether one of these variants is sold in whole pieces only: boxes, not kilograms and not half bundles."""
    rows = Variant.objects.filter(pk__in=variant_ids).values_list("unit", "step")
    return any(sold_by_the_piece(unit, step) for unit, step in rows)


def sellers_of(variant_ids: Collection[int]) -> list[Seller]:
    """The sellers of these variants, each once, with their commune and province."""
    owners = Seller.objects.filter(listings__variants__in=variant_ids).distinct()
    return list(owners.select_related("commune__province"))


def movements_of(listing: Listing, *, before: int | None = None, limit: int = PAGE) -> MovementsPage:
    """Why what is left of some goods changed, newest first; `before` is where the page before ended. Two statements."""
    rows = StockMovement.objects.filter(variant__listing=listing).select_related("variant")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    shown, more = found[:limit], len(found) > limit
    if not shown:
        return MovementsPage((), None)
    oldest = shown[-1].pk
    older = StockMovement.objects.filter(variant__in={one.variant_id for one in shown}, pk__lt=oldest)
    sums = older.order_by().values("variant_id").annotate(sum=Sum("delta"))
    left = dict(sums.values_list("variant_id", "sum"))
    moves: list[Movement] = []
    for one in reversed(shown):
        first = left.get(one.variant_id, Decimal(0))
        left[one.variant_id] = first + one.delta
        moves.append(Movement(one, before=first, after=left[one.variant_id]))
    return MovementsPage(moves[::-1], oldest if more else None)


def moved_in_all(variant_ids: Collection[int]) -> dict[int, Decimal]:
    """The sum of each variant's movements, which is what is left of it."""
    sums = StockMovement.objects.filter(variant_id__in=variant_ids).values("variant_id").annotate(sum=Sum("delta"))
    return dict(sums.values_list("variant_id", "sum"))
