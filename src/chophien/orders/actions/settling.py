"""What settling a completed order needs to know of it: its lines, who pays for what was taken off, the market's fee."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chophien.lib.actor import Actor
from chophien.orders.actions.invoicing import keep_invoice_of
from chophien.orders.models import LineDiscount, Order, OrderLine
from chophien.orders.states import Origin
from chophien.payments import chart
from chophien.promotions.states import Funder
from chophien.settlement.actions.growers import share_among_growers
from chophien.settlement.actions.sales import settle_sale
from chophien.settlement.requests import CompletedSale, SaleFee, SoldGoods, Support

OF_LINE = ("pk", "line_vnd", "discount_vnd", "quantity", "version__category__slug", "version__listing__code")
OF_FEE = tuple(f"fee__{name}" for name in (
    "gross_vnd", "relieved_vnd", "vat_vnd", "relieved_vat_vnd", "funder", "funder_code",
))  # fmt: skip


def settle(order: Order, *, actor: Actor, at: datetime) -> None:
    """Settle an order that was just completed, and keep its invoice data. The caller's transaction holds it.

    What was sold elsewhere came to the shop, whose households have their part; what is sent again free of charge brings
    them nothing, and counts as gone from the lot. Neither has an invoice of ours.
    """
    sale = completed_sale(order)
    if order.origin == Origin.REPLACEMENT:
        share_among_growers(sale=sale, brought={}, at=at)
        return
    settle_sale(sale=sale, actor=actor, at=at)
    if order.origin != Origin.BY_HAND:
        keep_invoice_of(order, actor=actor, at=at)


def completed_sale(order: Order) -> CompletedSale:
    """The order as it was sold. One statement, and one more where something was taken off."""
    lines = OrderLine.objects.filter(order=order).order_by("pk")
    own: defaultdict[int, int] = defaultdict(int)
    support, off_shipping = [], 0
    cuts = LineDiscount.objects.filter(line__order=order).order_by("pk")
    of_cut = ("line_id", "funder", "funder_code", "off_shipping", "amount_vnd")
    for line, funder, code, is_off_shipping, amount in cuts.values_list(*of_cut) if order.discount_vnd else ():
        off_shipping += amount if is_off_shipping else 0
        if funder != Funder.SELLER:
            support.append(Support(_account(funder, code), amount, "" if is_off_shipping else str(line)))
        elif not is_off_shipping:
            own[line] += amount
    return CompletedSale(
        order_code=order.code,
        seller=order.seller,
        shipping_vnd=order.shipping_vnd - off_shipping,
        buyer_fee_vnd=order.fee_vnd,
        lines=[
            SoldGoods(
                key=str(pk),
                amount_vnd=line_vnd - own[pk],
                category_slug=slug or "",
                listing_code=listing,
                paid_vnd=line_vnd - discount,
                quantity=quantity,
                fee=_fee(fee) if fee[0] else SaleFee(),
            )
            for pk, line_vnd, discount, quantity, slug, listing, *fee in lines.values_list(*OF_LINE, *OF_FEE)
        ],
        support=support,
        outside=order.origin == Origin.BY_HAND,
    )


def _fee(row: Sequence[Any]) -> SaleFee:
    """The fee of a line that was frozen when the order was placed."""
    gross_vnd, relieved_vnd, vat_vnd, relieved_vat_vnd, funder, code = row
    return SaleFee(
        net_vnd=gross_vnd - relieved_vnd - vat_vnd,
        tax_vnd=vat_vnd,
        relieved_vnd=relieved_vnd - relieved_vat_vnd,
        relieved_tax_vnd=relieved_vat_vnd,
        bearer=chart.funder(funder, code) if relieved_vnd else "",
    )


def _account(funder: str, code: str) -> str:
    return chart.funder(chart.PROGRAMME if funder == Funder.PROGRAMME else chart.MARKET, code)
