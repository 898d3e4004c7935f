"""The receipt of cash on paper: a PDF for the small printers of counters, on a roll 58 mm wide, as long as it needs.

It is in Vietnamese, whatever language the reader uses. Whoever asks for one has asked first who may see it.
"""

import json
from pathlib import Path

import typst
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from chophien.cashpoints.selectors.receipts import Receipt
from chophien.cashpoints.states import GIVEN, CashKind
from chophien.lib.dates import format_date, local
from chophien.lib.money import format_vnd
from chophien.lib.phone import mask_phone
from chophien.lib.qr import qr_svg

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "slip.typ"


def slip_pdf(receipt: Receipt) -> bytes:
    """The receipt, one page. Takes a tenth of a second of one core."""
    with override("vi"):
        data = json.dumps(_slip(receipt))
        return typst.compile(str(TEMPLATE), sys_inputs={"data": data}, ignore_system_fonts=True)


def slip_name(receipt: Receipt) -> str:
    """A file name for it."""
    return f"bien-nhan-{receipt.code}.pdf"


def check_address(code: str) -> str:
    """Where anybody sees whether a receipt of this code was really given: what the code on the paper leads to."""
    return f"{settings.SITE}{reverse('cashpoints:receipt-check', args=[code])}"


def _slip(receipt: Receipt) -> dict[str, object]:
    point = receipt.point
    out, paid = receipt.kind in GIVEN, local(receipt.at)
    rows = [
        (_("Received by") if out else _("Paid by"), receipt.customer),
        (_("Phone"), receipt.phone_shown or (mask_phone(receipt.phone) if receipt.phone else "")),
        (_("Paid by") if out else _("Received by"), receipt.agent or receipt.agent_code),
        (_what_for(receipt), receipt.what_for),
        (_("In the name of"), receipt.in_name_of),
        (_("At what time"), f"{paid:%H:%M}, {format_date(paid.date())}"),
        (_("The customer said yes by"), receipt.way),
        (_("Till"), receipt.till_code),
        (_("Partner"), receipt.partner),
        (_("Contract"), receipt.contract),
    ]
    return {
        "market": "Chợ Phiên",
        "title": _("Receipt for cash"),
        "trial": _("Trial: no real money") if receipt.simulated else "",
        "place": [point.name, point.address, f"{point.commune.full_name}, {point.commune.province.full_name}"],
        "kind": receipt.kind_shown,
        "amount": format_vnd(receipt.amount_vnd),
        "rows": [(label, value) for label, value in rows if value],
        "code": receipt.code,
        "qr": qr_svg(check_address(receipt.code)),
        "check": _("Scan to see whether this receipt is genuine."),
        "signers": [_("Customer"), _("Agent of the point")],
    }


def _what_for(receipt: Receipt) -> str:
    if receipt.kind == CashKind.OUT:
        return _("Shop")
    return _("For the contract") if receipt.of_contract else _("For the order")
