"""Freezes what the market asks the seller for a sale, line by line, when it is sold."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.orders.baskets import Basket, Wanted
from chophien.orders.models import LineFee, OrderLine
from chophien.promotions.states import Funder
from chophien.regulations.errors import FeeMissing
from chophien.regulations.models import FeeRate
from chophien.regulations.selectors.fees import NOBODY, Relief, fee_rate
from chophien.regulations.selectors.sales import charges_of, fee_vat, gross_shares
from chophien.regulations.states import PaidService
from chophien.sellers.models import Seller
from chophien.sellers.selectors.support import reliefs_of


@dataclass(frozen=True)
class SoldLine:
    """One line of an order as the rates see it: how much the seller takes for it, and the rate that counts."""

    line: OrderLine
    base_vnd: int
    rate: FeeRate


def freeze_fees(
    sold: Sequence[tuple[Basket, Sequence[OrderLine]]], *, sellers: Mapping[int, Seller], at: datetime
) -> None:
    """Write down the fee of every line: by the rates in force now, whatever is announced or changed later.

    No statement while nothing is asked; else two, for any number of orders.
    """
    orders = [
        (sellers[basket.seller_id], _sold(basket, lines, kind=sellers[basket.seller_id].kind, at=at))
        for basket, lines in sold
    ]
    asked = [(seller, lines) for seller, lines in orders if any(_asked(lines))]
    if not asked:
        return
    reliefs = reliefs_of([seller for seller, _lines in asked], service=PaidService.SELL, at=at)
    percent = fee_vat(at=at)
    LineFee.objects.bulk_create(
        row for seller, lines in asked for row in _rows(lines, reliefs.get(seller.pk, NOBODY), vat_percent=percent)
    )


def _sold(basket: Basket, lines: Sequence[OrderLine], *, kind: str, at: datetime) -> list[SoldLine]:
    """The lines for which a rate is in force; what has none is free."""
    found = []
    for place, (wanted, line) in enumerate(zip(basket.lines, lines, strict=True)):
        try:
            rate = fee_rate(PaidService.SELL, seller_kind=kind, categories=_branches(wanted), at=at)
        except FeeMissing:
            continue
        off = sum(
            cut.amount_vnd
            for cut in basket.cuts_of(place)
            if cut.payer.funder == Funder.SELLER and not cut.off_shipping
        )
        found.append(SoldLine(line, line.line_vnd - off, rate))
    return found


def _branches(wanted: Wanted) -> list[str]:
    """The categories of a good, its own first."""
    return [slug for slug in reversed(wanted.offer.category_path.split("/")) if slug]


def _asked(lines: Collection[SoldLine]) -> list[int]:
    return gross_shares([sold.base_vnd for sold in lines], [sold.rate for sold in lines])


def _rows(lines: Sequence[SoldLine], relief: Relief, *, vat_percent: int) -> list[LineFee]:
    charges = charges_of(
        [sold.base_vnd for sold in lines], [sold.rate for sold in lines], relief=relief, vat_percent=vat_percent
    )
    return [
        LineFee(
            line=sold.line,
            rate=charge.rate,
            base_vnd=charge.base_vnd,
            gross_vnd=charge.gross_vnd,
            relieved_vnd=charge.relieved_vnd,
            relieved_percent=relief.percent,
            vat_vnd=charge.vat_vnd,
            relieved_vat_vnd=charge.relieved_vat_vnd,
            vat_percent=vat_percent,
            funder=relief.kind if relief.percent else "",
            funder_code=relief.code if relief.percent else "",
            funder_name=relief.funder,
        )
        for sold, charge in zip(lines, charges, strict=True)
        if charge.gross_vnd
    ]
