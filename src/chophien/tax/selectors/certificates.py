"""The yearly certificate of what was withheld from a seller, as a PDF (Decree 117/2025 form 01/CTKT-TMĐT).

Circular 89/2026/TT-BTC has a new set of forms whose codes nobody here has verified: the paper says so. In Vietnamese,
whatever language the reader uses.
"""

import json
from datetime import datetime
from pathlib import Path

import typst
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from chophien.lib.dates import format_date, local_date
from chophien.lib.money import format_vnd
from chophien.sellers.models import Seller
from chophien.sellers.selectors.taxpayers import taxpayer_of
from chophien.tax.selectors.years import Sums, sums_by_class, total

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "certificate.typ"
FORM = "01/CTKT-TMĐT"


def certificate_pdf(seller: Seller, *, year: int, at: datetime) -> bytes:
    """The certificate; of a year that is not over it says that it is none yet. A tenth of a second of one core."""
    with override("vi"):
        data = json.dumps(_certificate(seller, year=year, at=at))
        return typst.compile(str(TEMPLATE), sys_inputs={"data": data}, ignore_system_fonts=True)


def certificate_name(seller: Seller, *, year: int) -> str:
    """A file name for it."""
    return f"chung-tu-khau-tru-thue-{year}-{seller.slug}.pdf"


def _certificate(seller: Seller, *, year: int, at: datetime) -> dict[str, object]:
    who = taxpayer_of(seller)
    lines = sums_by_class(seller.code, year=year)
    today = local_date(at)
    over = today.year > year
    return {
        "title": _("Certificate of withheld tax"),
        "subtitle": _("Year %(year)s") % {"year": year},
        "draft": ""
        if over
        else _("As of %(day)s. The certificate of the year is made when the year is over.")
        % {"day": format_date(today)},
        "words": {"market": _("Who withheld"), "seller": _("From whom"), "sums": _("What was withheld")},
        "market": [
            (_("Name"), settings.VIETQR_ACCOUNT["name"]),
            (_("Tax code for withheld tax"), settings.TAX_CODE or _("not issued yet")),
        ],
        "seller": [
            (_("Name"), who.name),
            (_("Tax code or personal identity number"), who.number or _("not known")),
            (_("Address"), who.address),
            (_("Shop"), f"{seller.name} ({seller.code})"),
        ],
        "columns": [_("Kind of goods"), _("Revenue"), _("VAT"), _("Income tax")],
        "lines": [[str(one.label), *_amounts(sums)] for one, sums in lines],
        "total": [_("Sum"), *_amounts(total([sums for _class, sums in lines]))],
        "notes": [
            _("Form %(form)s of Decree 117/2025. The code of the form in Circular 89/2026 has still to be verified.")
            % {"form": FORM},
            _("Goods that went back are taken off in the month in which they went back."),
            _("Made on %(day)s by Chợ Phiên from its books.") % {"day": format_date(today)},
        ],
    }


def _amounts(sums: Sums) -> list[str]:
    return [format_vnd(sums.base_vnd), format_vnd(sums.vat_vnd), format_vnd(sums.pit_vnd)]
