"""A completed sale, as settling it is asked for, and what it brings everybody, in đồng: pure arithmetic.

Everything that is computed from a sale follows what the buyer kept, part by part: of a line that went back nothing is
due, neither fee nor tax nor what others paid towards it, and what went back of the shipping touches the goods' no more
than the other way round. What stands depends on what is kept only, not on how often or in which order money went back.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chophien.lib.money import share_by_largest_remainder
from chophien.payments import chart
from chophien.payments.requests import Parts
from chophien.sellers.models import Seller
from chophien.settlement.states import Kind

Charge = tuple[Kind, str, str]
"""Why something moves, and from which account to which."""


@dataclass(frozen=True)
class SaleFee:
    """The market's fee for one of the goods, as it was frozen when it was sold: the seller's part, the rest and who
    bears it. The value added tax of each part stands apart.
    """

    net_vnd: int = 0
    tax_vnd: int = 0
    relieved_vnd: int = 0
    relieved_tax_vnd: int = 0
    bearer: str = ""
    """The account of whoever bears what is relieved."""


@dataclass(frozen=True)
class SoldGoods:
    """One line: what the seller is entitled to for it, less what the seller itself took off, and what the buyer pays.

    `key` names it within its order.
    """

    key: str
    amount_vnd: int
    category_slug: str
    listing_code: str
    paid_vnd: int
    quantity: Decimal = Decimal(0)
    """How much of it was sold; asked for goods that were packed of lots."""
    fee: SaleFee = SaleFee()


@dataclass(frozen=True)
class Support:
    """What somebody else than buyer and seller pays towards one of the goods, or without a line towards the shipping:
    a discount's funder.
    """

    account: str
    amount_vnd: int
    line_key: str = ""


@dataclass(frozen=True)
class CompletedSale:
    """An order that is completed, as it was sold. What was sold `outside` came to the shop alone."""

    order_code: str
    seller: Seller
    shipping_vnd: int
    buyer_fee_vnd: int
    lines: Sequence[SoldGoods]
    support: Sequence[Support] = ()
    outside: bool = False

    @property
    def paid(self) -> Parts:
        """What the buyer pays for what."""
        return Parts({line.key: line.paid_vnd for line in self.lines}, self.shipping_vnd, self.buyer_fee_vnd)


def part_of(amount_vnd: int, *, kept_vnd: int, of_vnd: int) -> int:
    """The part of an amount that goes with what was kept of a whole, halves rounded up. Of nothing it is all of it."""
    if not of_vnd:
        return amount_vnd
    return (2 * amount_vnd * kept_vnd + of_vnd) // (2 * of_vnd)


def charges_of(sale: CompletedSale, kept: Parts) -> dict[Charge, int]:
    """What is charged for a sale, and what others pay towards it, of which the buyer kept so much. Nothing is zero.

    What cost the buyer nothing cannot go back by itself: goods that others paid whole go with the other goods, and
    shipping that others paid whole stays the seller's, who had it sent.
    """
    due = chart.due(sale.seller.code)
    sums: defaultdict[Charge, int] = defaultdict(int)
    for one in sale.support:
        kind = Kind.SUPPORT if one.line_key else Kind.SHIPPING_SUPPORT
        sums[kind, one.account, due] += _supports(sale, kept, one)
    sums[Kind.BUYER_FEE, due, chart.FEES] = kept.fee_vnd
    for line in sale.lines:
        fee, (left, of) = line.fee, _ratio(sale, kept, line.key)
        for kind, who, to, amount in (
            (Kind.FEE, due, chart.FEES, fee.net_vnd),
            (Kind.FEE_TAX, due, chart.FEE_TAX, fee.tax_vnd),
            (Kind.FEE_RELIEF, fee.bearer, chart.FEES, fee.relieved_vnd),
            (Kind.FEE_RELIEF_TAX, fee.bearer, chart.FEE_TAX, fee.relieved_tax_vnd),
        ):
            sums[kind, who, to] += part_of(amount, kept_vnd=left, of_vnd=of)
    return {charge: amount for charge, amount in sums.items() if amount}


def collected_of(kept: Parts, *, booked_vnd: int) -> dict[str, int]:
    """What the market collected for each of the goods, in đồng, of what it collected for the order: the rest of it is
    shipping and the buyer's fee. What it did not collect came to the shop itself.
    """
    base = min(max(booked_vnd - kept.shipping_vnd - kept.fee_vnd, 0), kept.goods_vnd)
    weights = list(kept.goods.values())
    shares = share_by_largest_remainder(base, weights) if base else [0] * len(weights)
    return dict(zip(kept.goods, shares, strict=True))


def entitled(sale: CompletedSale, kept: Parts, *, booked_vnd: int) -> dict[str, int]:
    """What the market collects for the seller's goods, by line: the base of what is withheld.

    Money that the seller is entitled to and the platform collects (Decree 117/2025/NĐ-CP art. 5, art. 43 to 45 of
    Decree 252/2026/NĐ-CP): what the buyer paid it and others add, not the shipping, which the seller hands on, nor the
    market's fee for the buyer.
    """
    sums = collected_of(kept, booked_vnd=booked_vnd)
    for one in sale.support:
        if one.line_key:
            sums[one.line_key] += _supports(sale, kept, one)
    return sums


def elsewhere_of(kept: Parts, *, booked_vnd: int) -> int:
    """What came to the shop itself for goods, in đồng: revenue that the market knows of and did not collect."""
    return kept.goods_vnd - sum(collected_of(kept, booked_vnd=booked_vnd).values())


def brought_by(sale: CompletedSale, kept: Parts, *, tax: Mapping[str, int]) -> dict[str, int]:
    """What each of the goods brings the shop after fee and tax, wherever it was paid to. Never below zero."""
    sums = {line.key: kept.goods.get(line.key, 0) - tax.get(line.key, 0) for line in sale.lines}
    for one in sale.support:
        if one.line_key:
            sums[one.line_key] += _supports(sale, kept, one)
    for line in sale.lines:
        left, of = _ratio(sale, kept, line.key)
        for amount in (line.fee.net_vnd, line.fee.tax_vnd):
            sums[line.key] -= part_of(amount, kept_vnd=left, of_vnd=of)
    return {key: max(amount, 0) for key, amount in sums.items()}


def _supports(sale: CompletedSale, kept: Parts, one: Support) -> int:
    left, of = _ratio(sale, kept, one.line_key) if one.line_key else (kept.shipping_vnd, sale.shipping_vnd)
    return part_of(one.amount_vnd, kept_vnd=left, of_vnd=of)


def _ratio(sale: CompletedSale, kept: Parts, key: str) -> tuple[int, int]:
    """What the buyer kept of a line, of how much; of one that cost the buyer nothing, of all goods."""
    of = sale.paid.goods[key]
    return (kept.goods.get(key, 0), of) if of else (kept.goods_vnd, sale.paid.goods_vnd)
