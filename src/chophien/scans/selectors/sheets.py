"""Stamps on paper: a PDF of A4 sheets with 65 stamps each, for printing on labels. In Vietnamese for every reader."""

import json
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from chophien.lib.qr import printed_code, short_address
from chophien.scans.models import StampBatch
from chophien.scans.selectors.stamps import codes_of

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "stamps.typ"
ON_A_SHEET = 65
SHEETS_MOST = 10
AT_ONCE = ON_A_SHEET * SHEETS_MOST
"""How many stamps one file holds: ten sheets are drawn in some two seconds of one core."""
SHOP_MOST, GOODS_MOST = 28, 40
CODE_MM = 17
"""How wide the code of a stamp is, with its quiet zone."""


def sheet_pdf(batch: StampBatch, *, part: int) -> bytes:
    """The `part`-th file of a batch, counted from 1: up to ten sheets. Invalid stamps are not printed again.

    :raises CodeTooLarge: if the market's address is so long that its codes are too fine for a stamp
    """
    first = (part - 1) * AT_ONCE + 1
    with override("vi"):
        codes = codes_of(batch, first=first, last=min(batch.size, first + AT_ONCE - 1))
        live = batch.variant.listing.live
        data = {
            "title": _("Stamps %(batch)s") % {"batch": batch.code},
            "shop": batch.seller.name[:SHOP_MOST],
            "goods": (live.title if live else "")[:GOODS_MOST],
            "number": _("No."),
            "stamps": [
                {
                    "number": one.number,
                    "serial": one.spoken.split("-"),
                    "qr": printed_code(short_address(one.link)).at(CODE_MM),
                }
                for one in codes
            ],
            "code_mm": CODE_MM,
        }
        return typst.compile(str(TEMPLATE), sys_inputs={"data": json.dumps(data)}, ignore_system_fonts=True)


def parts_of(batch: StampBatch) -> range:
    """The numbers of the files that a batch is printed in."""
    return range(1, -(-batch.size // AT_ONCE) + 1)


def sheet_name(batch: StampBatch, *, part: int) -> str:
    """A file name for it."""
    return f"tem-{batch.code}-{part}.pdf"
