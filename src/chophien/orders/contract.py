"""The contract of an order as a PDF that the buyer keeps (Law 19/2023/QH15 art. 38, Law 122/2025/QH15 art. 12).

Made when it is asked for, from what was frozen at the sale. It is in Vietnamese, whatever language the reader uses.
"""

import json
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from chophien.lib.dates import format_date, local
from chophien.lib.money import format_vnd
from chophien.lib.phone import format_phone, mask_phone
from chophien.orders.models import Order, OrderGroup
from chophien.orders.selectors.pages import line_views, lines_of
from chophien.orders.states import Origin
from chophien.orders.texts import address_of_buyer, commune_of_buyer
from chophien.payments.states import PaymentMethod
from chophien.regulations.models import RegulationVersion
from chophien.rules import selectors as rules

TEMPLATE = Path(__file__).parent / "typst" / "contract.typ"
Pairs = list[tuple[str, str]]


def contract_pdf(order: Order, *, with_contact: bool = True) -> bytes:
    """The contract with the seller of this order. Takes about a tenth of a second of one core.

    Without the contact it names the buyer's commune and no more of where and how they are reached: for the seller's
    file, once the parcel needs it no longer.
    """
    with override("vi"):
        data = json.dumps(_contract(order, with_contact=with_contact))
        return typst.compile(str(TEMPLATE), sys_inputs={"data": data}, ignore_system_fonts=True)


def contract_name(order: Order) -> str:
    """A file name for it."""
    return f"hop-dong-{order.code}.pdf"


def _contract(order: Order, *, with_contact: bool) -> dict[str, object]:
    group = order.group
    phone = format_phone(group.contact_phone) if with_contact else mask_phone(group.contact_phone)
    address = address_of_buyer(group) if with_contact else commune_of_buyer(group)
    placed = local(group.placed_at)
    return {
        "title": _("Sales contract"),
        "subtitle": _made(order) % {"code": order.code, "time": f"{placed:%H:%M}", "date": format_date(placed.date())},
        "words": {
            "seller": _("The seller"),
            "buyer": _("The buyer"),
            "goods": _("The goods"),
            "payment": _("Payment"),
            "delivery": _("Delivery"),
            "terms": _("Terms"),
        },
        "seller": _seller(order),
        "buyer": [
            (_("Name"), group.contact_name),
            (_("Phone"), phone),
            (_("Address"), address),
        ],
        "columns": [_("The goods"), _("Quantity"), _("Price"), _("Amount")],
        "lines": _lines(order),
        "sums": _sums(order),
        "total": (_("Total"), format_vnd(order.total_vnd)),
        "payment": [
            (_("How"), str(PaymentMethod(group.payment_method).label)),
            (_("Amount"), format_vnd(order.total_vnd)),
        ],
        "delivery": [
            (_("To"), ", ".join(part for part in (group.contact_name, address) if part)),
            (_("How to find it"), group.landmark if with_contact else ""),
            (_("Comes"), _promise(order)),
            (_("Note"), group.note if with_contact else ""),
        ],
        "terms": _terms(order),
    }


def _made(order: Order) -> str:
    if order.origin == Origin.BY_HAND:
        return _("Order %(code)s, made elsewhere and written down by the shop on Chợ Phiên at %(time)s, %(date)s")
    return _("Order %(code)s, made on Chợ Phiên at %(time)s, %(date)s")


def _seller(order: Order) -> Pairs:
    return [
        (_("Name"), order.seller_name),
        (_("Address"), order.seller_address),
        (_("Phone"), format_phone(order.seller_phone) if order.seller_phone else ""),
    ]


def _lines(order: Order) -> list[list[str]]:
    views = line_views(lines_of(order))
    return [
        [
            f"{view.line.title} ({view.line.pack})" if view.line.pack else view.line.title,
            view.quantity,
            format_vnd(view.line.price_vnd),
            format_vnd(view.line.line_vnd),
        ]
        for view in views
    ]


def _sums(order: Order) -> Pairs:
    sums = [(_("Goods"), format_vnd(order.goods_vnd))]
    sums += [(_("Discount"), f"−{format_vnd(order.discount_vnd)}")] if order.discount_vnd else []
    sums += [(_("Shipping"), format_vnd(order.shipping_vnd))]
    return sums + ([(_("The market's fee"), format_vnd(order.fee_vnd))] if order.fee_vnd else [])


def _promise(order: Order) -> str:
    if order.promised_from == order.promised_to:
        return format_date(order.promised_to)
    days = {"first": format_date(order.promised_from), "last": format_date(order.promised_to)}
    return _("from %(first)s to %(last)s") % days


def _terms(order: Order) -> list[str]:
    """What counts besides the goods. Of a sale elsewhere nothing is said that only a sale on the market has."""
    if order.origin == Origin.BY_HAND:
        return [
            _(
                "This was sold outside Chợ Phiên. The buyer was not asked whether they agree to the regulations of "
                "Chợ Phiên, and those are no part of this contract."
            ),
            _prices(order),
        ]
    days = rules.whole("orders.free_cancel_days", at=order.group.placed_at)
    return [
        _agreement(order.group),
        _prices(order),
        _(
            "If the information about the goods was wrong or incomplete, the buyer may cancel within %(days)s days of "
            "ordering, free of charge."
        )
        % {"days": days},
    ]


def _agreement(group: OrderGroup) -> str:
    """What the buyer agreed to, and when: before the order where it rests on a contract or a standing order."""
    if group.regulation_id is None or group.consent_at is None:
        return _("It is not recorded that the buyer agreed to the regulations of Chợ Phiên.")
    version = RegulationVersion.objects.only("title", "version", "effective_from").get(pk=group.regulation_id)
    agreed = local(group.consent_at)
    return _(
        "The buyer agreed to “%(title)s” of Chợ Phiên, version %(version)s, in force since %(day)s, "
        "at %(time)s, %(date)s. They are part of this contract."
    ) % {
        "title": version.title,
        "version": version.version,
        "day": format_date(version.effective_from),
        "time": f"{agreed:%H:%M}",
        "date": format_date(agreed.date()),
    }


def _prices(order: Order) -> str:
    said = {
        Origin.STANDING: _("The prices are those of the day on which the standing order was due to be placed."),
        Origin.WHOLESALE: _("The prices are those of the wholesale contract that this delivery belongs to."),
        Origin.BY_HAND: _("The prices are those that the shop wrote down."),
        Origin.REPLACEMENT: _("These goods come free of charge instead of faulty ones."),
    }.get(Origin(order.origin))
    if said is None:
        return _("The price of every line is what the buyer saw when ordering. All amounts are in Vietnamese đồng.")
    currency = _("All amounts are in Vietnamese đồng.")
    return f"{said} {currency}"
