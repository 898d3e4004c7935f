"""A completed sale, as settling it is asked for, and what it brings everybody, in đồng: pure arithmetic.

Everything that is computed from a sale follows what the buyer kept: of money that went back nothing is due, neither
fee nor tax nor what others pay towards it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chophien.lib.money import share_by_largest_remainder
from chophien.sellers.models import Seller


@dataclass(frozen=True)
class SoldGoods:
    """One line: what the seller is entitled to for it, less what the seller itself took off.

    `key` names it within its order.
    """

    key: str
    amount_vnd: int
    category_slug: str
    listing_code: str
    quantity: Decimal = Decimal(0)
    """How much of it was sold; asked for goods that were packed of lots."""


@dataclass(frozen=True)
class Support:
    """What somebody else than buyer and seller pays towards the sale: a discount's funder."""

    account: str
    amount_vnd: int
    for_shipping: bool = False


@dataclass(frozen=True)
class SaleFee:
    """The market's fee for a sale, as it was frozen when it was sold: the seller's part, the rest and who bears it.

    The value added tax of each part stands apart.
    """

    net_vnd: int = 0
    tax_vnd: int = 0
    relieved_vnd: int = 0
    relieved_tax_vnd: int = 0
    bearer: str = ""
    """The account of whoever bears what is relieved."""


@dataclass(frozen=True)
class CompletedSale:
    """An order that is completed, as it was sold."""

    order_code: str
    seller: Seller
    total_vnd: int
    shipping_vnd: int
    buyer_fee_vnd: int
    lines: Sequence[SoldGoods]
    support: Sequence[Support] = ()
    fee: SaleFee = SaleFee()


def part_of(amount_vnd: int, *, kept_vnd: int, of_vnd: int) -> int:
    """The part of an amount that goes with what was kept of a whole, halves rounded up. Of nothing it is all of it."""
    if not of_vnd:
        return amount_vnd
    return (2 * amount_vnd * kept_vnd + of_vnd) // (2 * of_vnd)


def entitled(
    sale: CompletedSale, *, collected_vnd: int, shipping_vnd: int, buyer_fee_vnd: int, support_vnd: int
) -> dict[str, int]:
    """What the market collects for the seller's goods, by line: the base of what is withheld.

    Money that the seller is entitled to and the platform collects (Decree 117/2025/NĐ-CP art. 5, art. 43 to 45 of
    Decree 252/2026/NĐ-CP): not the shipping, which the seller hands on, nor the market's fee for the buyer.
    """
    base = max(collected_vnd - shipping_vnd - buyer_fee_vnd + support_vnd, 0)
    weights = [line.amount_vnd for line in sale.lines]
    if not base or not weights:
        return {line.key: 0 for line in sale.lines}
    return dict(zip((line.key for line in sale.lines), share_by_largest_remainder(base, weights), strict=True))
