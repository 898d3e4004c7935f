"""What settling a completed order needs to know of it: its lines, who pays for what was taken off, the market's fee."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Sum

from chophien.lib.actor import Actor
from chophien.orders.actions.invoicing import keep_invoice_of
from chophien.orders.models import LineDiscount, Order, OrderLine
from chophien.orders.selectors.fees import OrderFee, fees_of
from chophien.orders.states import Origin
from chophien.payments import chart
from chophien.promotions.states import Funder
from chophien.settlement.actions.growers import share_among_growers
from chophien.settlement.actions.sales import settle_sale
from chophien.settlement.requests import CompletedSale, SaleFee, SoldGoods, Support

OUTSIDE = frozenset({Origin.BY_HAND, Origin.REPLACEMENT})
"""Nothing of these came to the market. What was sold elsewhere came to the shop, whose households have their part; what
is sent again free of charge brings them nothing, and counts as gone from the lot.
"""


def settle(order: Order, *, actor: Actor, at: datetime) -> None:
    """Settle an order that was just completed, and keep its invoice data. The caller's transaction holds it."""
    if order.origin not in OUTSIDE:
        settle_sale(sale=completed_sale(order), actor=actor, at=at)
        keep_invoice_of(order, actor=actor, at=at)
    else:
        net = max(order.total_vnd - order.shipping_vnd, 0)
        share_among_growers(sale=completed_sale(order), net_vnd=net, at=at)


def shipping_paid(order: Order) -> int:
    """What the buyer pays for shipping, in đồng, less what is taken off it."""
    off = OrderLine.objects.filter(order=order).aggregate(sum=Sum("shipping_discount_vnd"))["sum"] or 0
    return order.shipping_vnd - int(off)


def completed_sale(order: Order) -> CompletedSale:
    """The order as it was sold. Three statements."""
    lines = list(
        OrderLine.objects.filter(order=order).select_related("version__category", "version__listing").order_by("pk")
    )
    cuts = list(LineDiscount.objects.filter(line__order=order).order_by("pk"))
    return CompletedSale(
        order_code=order.code,
        seller=order.seller,
        total_vnd=order.total_vnd,
        shipping_vnd=order.shipping_vnd - sum(cut.amount_vnd for cut in cuts if cut.off_shipping),
        buyer_fee_vnd=order.fee_vnd,
        lines=[_goods(line, cuts) for line in lines],
        support=[
            Support(_account(cut), cut.amount_vnd, for_shipping=cut.off_shipping)
            for cut in cuts
            if cut.funder != Funder.SELLER
        ],
        fee=_fee(fees_of(order)),
    )


def _fee(fee: OrderFee) -> SaleFee:
    """The fee that was frozen when the order was placed."""
    bearer = fee.funder
    return SaleFee(
        net_vnd=fee.net_vnd - fee.vat_vnd,
        tax_vnd=fee.vat_vnd,
        relieved_vnd=fee.relieved_vnd - fee.relieved_vat_vnd,
        relieved_tax_vnd=fee.relieved_vat_vnd,
        bearer=chart.funder(bearer.kind, bearer.code) if bearer else "",
    )


def _goods(line: OrderLine, cuts: Sequence[LineDiscount]) -> SoldGoods:
    own = sum(
        cut.amount_vnd
        for cut in cuts
        if cut.line_id == line.pk and cut.funder == Funder.SELLER and not cut.off_shipping
    )
    category = line.version.category
    return SoldGoods(
        key=str(line.pk),
        amount_vnd=line.line_vnd - own,
        category_slug=category.slug if category else "",
        listing_code=line.version.listing.code,
        quantity=line.quantity,
    )


def _account(cut: LineDiscount) -> str:
    kind = chart.PROGRAMME if cut.funder == Funder.PROGRAMME else chart.MARKET
    return chart.funder(kind, cut.funder_code)
