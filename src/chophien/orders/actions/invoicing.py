"""What an invoice of an order says: kept when it is completed, replaced when money goes back later."""

from datetime import datetime

from django.db.models import Sum

from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.quantity import format_quantity
from chophien.orders.models import Order, OrderLine
from chophien.orders.texts import commune_of_buyer
from chophien.payments.models import Refund
from chophien.payments.states import PaymentMethod
from chophien.tax.actions.invoices import keep_invoice, replace_invoice
from chophien.tax.selectors.invoices import invoice_of
from chophien.tax.selectors.invoicing import InvoiceFacts, InvoiceLine


def keep_invoice_of(order: Order, *, actor: Actor, at: datetime) -> None:
    """Keep the invoice data of an order that was just completed, once, in the caller's transaction, which holds it."""
    if invoice_of(order.code) is None:
        keep_invoice(facts=_facts(order), actor=actor, at=at)


def renew_invoice_of(order: Order, *, reason: str, actor: Actor, at: datetime) -> None:
    """Replace them after money went back; nothing of an order that was not completed. The caller holds the order."""
    if invoice_of(order.code) is not None:
        replace_invoice(facts=_facts(order), reason=reason, actor=actor, at=at)


def _facts(order: Order) -> InvoiceFacts:
    group = order.group
    promised = Refund.objects.filter(payment__order_code=order.code)
    sums = promised.aggregate(all=Sum("amount_vnd"), shipping=Sum("shipping_vnd"))
    back = sums["all"] or 0
    return InvoiceFacts(
        subject_code=order.code,
        seller_code=order.seller.code,
        seller_name=order.seller_name,
        seller_address=order.seller_address,
        buyer_code=group.person.code if group.person else "",
        buyer_name=group.contact_name,
        buyer_address=commune_of_buyer(group),
        sold_on=local_date(order.placed_at).isoformat(),
        paid_by=PaymentMethod(group.payment_method).value,
        lines=tuple(_line(line) for line in OrderLine.objects.filter(order=order).order_by("pk")),
        goods_vnd=order.goods_vnd,
        discount_vnd=order.discount_vnd,
        shipping_vnd=order.shipping_vnd,
        fee_vnd=order.fee_vnd,
        given_back_vnd=back,
        given_back_shipping_vnd=sums["shipping"] or 0,
        total_vnd=order.total_vnd - back,
    )


def _line(line: OrderLine) -> InvoiceLine:
    return InvoiceLine(
        title=f"{line.title} ({line.pack})" if line.pack else line.title,
        unit=line.unit,
        quantity=format_quantity(line.quantity),
        price_vnd=line.price_vnd,
        amount_vnd=line.line_vnd,
    )
