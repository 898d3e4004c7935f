"""What settling a completed order needs to know of it: its lines, who pays for what was taken off, the market's fee."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from chophien.lib.actor import Actor
from chophien.orders.actions.invoicing import keep_invoice_of
from chophien.orders.models import LineDiscount, LineFee, Order, OrderLine
from chophien.orders.states import Origin
from chophien.payments import chart
from chophien.promotions.states import Funder
from chophien.settlement.actions.growers import share_among_growers
from chophien.settlement.actions.sales import settle_sale
from chophien.settlement.requests import CompletedSale, SaleFee, SoldGoods, Support


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
    """The order as it was sold. Three statements."""
    lines = OrderLine.objects.filter(order=order).order_by("pk")
    own: defaultdict[int, int] = defaultdict(int)
    support, off_shipping = [], 0
    cuts = LineDiscount.objects.filter(line__order=order).order_by("pk")
    for line, funder, code, is_off_shipping, amount in cuts.values_list(
        "line_id", "funder", "funder_code", "off_shipping", "amount_vnd"
    ):
        off_shipping += amount if is_off_shipping else 0
        if funder != Funder.SELLER:
            support.append(Support(_account(funder, code), amount, "" if is_off_shipping else str(line)))
        elif not is_off_shipping:
            own[line] += amount
    fees = _fees(LineFee.objects.filter(line__order=order))
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
                fee=fees.get(pk, SaleFee()),
            )
            for pk, line_vnd, discount, quantity, slug, listing in lines.values_list(
                "pk", "line_vnd", "discount_vnd", "quantity", "version__category__slug", "version__listing__code"
            )
        ],
        support=support,
        outside=order.origin == Origin.BY_HAND,
    )


def _fees(rows: Iterable[LineFee]) -> dict[int, SaleFee]:
    """The fee that was frozen when the order was placed, by line."""
    return {
        row.line_id: SaleFee(
            net_vnd=row.gross_vnd - row.relieved_vnd - row.vat_vnd,
            tax_vnd=row.vat_vnd,
            relieved_vnd=row.relieved_vnd - row.relieved_vat_vnd,
            relieved_tax_vnd=row.relieved_vat_vnd,
            bearer=chart.funder(row.funder, row.funder_code) if row.relieved_vnd else "",
        )
        for row in rows
    }


def _account(funder: str, code: str) -> str:
    return chart.funder(chart.PROGRAMME if funder == Funder.PROGRAMME else chart.MARKET, code)
