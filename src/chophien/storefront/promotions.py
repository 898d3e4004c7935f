"""What the public page of promotions shows, and the promotions of one product's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chophien.lib.dates import local_date
from chophien.promotions.models import Combo, GroupPurchase, Voucher
from chophien.promotions.selectors.running import (
    combos_shown,
    combos_with,
    open_purchases,
    purchases_of_listing,
    running_vouchers,
)

MOST = 60


@dataclass(frozen=True)
class Deals:
    """The combos that a product is part of, and the group purchases of it that can be joined."""

    combos: Sequence[Combo]
    purchases: Sequence[GroupPurchase]
    today: date


def deals_of(listing_id: int, *, at: datetime) -> Deals:
    """What runs for one product. Two statements at the least."""
    return Deals(combos_with(listing_id, at=at), purchases_of_listing(listing_id, at=at), local_date(at))


@dataclass(frozen=True)
class PromotionsPage:
    """Everything that runs on this day and may be shown, what ends first first."""

    vouchers: Sequence[Voucher]
    combos: Sequence[Combo]
    purchases: Sequence[GroupPurchase]
    today: date


def promotions_page(*, at: datetime) -> PromotionsPage:
    """The page of promotions. Six statements for any number."""
    return PromotionsPage(
        list(running_vouchers(at=at).prefetch_related("categories", "sellers")[:MOST]),
        list(combos_shown(at=at)[:MOST]),
        list(open_purchases(at=at)[:MOST]),
        local_date(at),
    )
