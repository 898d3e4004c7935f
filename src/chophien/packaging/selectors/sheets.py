"""On paper: the guide for the wall of the packing room, and what a supplier sends to whom."""

import json
from decimal import Decimal
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from chophien.lib.dates import format_date
from chophien.lib.money import format_vnd
from chophien.lib.quantity import format_quantity
from chophien.packaging.selectors.groups import GroupPage, Taken
from chophien.packaging.selectors.guides import Guide

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "guide.typ"
SUPPLIER = TEMPLATE.with_name("supplier.typ")


def guide_pdf(title: str, guide: Guide) -> bytes:
    """One A4 page, in the reader's language."""
    facts = [[_("What you need"), ", ".join(guide.materials)]] if guide.materials else []
    if guide.most_days:
        facts.append([_("Keeps in this packaging"), _("%(days)s days at most") % {"days": guide.most_days}])
    data = {
        "title": _("Packing: %(what)s") % {"what": title},
        "facts": facts,
        "steps": [{"words": one.words, "material": one.material, "picture": str(one.picture)} for one in guide.steps],
        "note": note_of(guide),
    }
    return typst.compile(str(TEMPLATE), sys_inputs={"data": json.dumps(data)}, ignore_system_fonts=True)


def supplier_pdf(page: GroupPage) -> bytes:
    """What the supplier sends where: one line a shop, the sums under it. In Vietnamese, for it goes to a firm."""
    with override("vi"):
        group, item = page.group, page.group.item
        data = {
            "title": _("Packaging ordered together: %(code)s") % {"code": group.code},
            "facts": [
                [_("Supplier"), f"{item.supplier.name}, {item.supplier.place}, {item.supplier.phone}"],
                [_("Goods"), " ".join(part for part in (item.name, item.size) if part)],
                [_("State"), group.get_status_display()],
                [_("Price of a unit"), format_vnd(page.price_vnd)],
            ],
            "columns": [_("Shop"), _("Commune"), _("Quantity"), _("Goods"), _("Delivery"), _("Pays")],
            "rows": [_supplied(one) for one in page.taken],
            "sums": [
                _("In all"),
                "",
                format_quantity(Decimal(page.total)),
                *(format_vnd(sum(amounts)) for amounts in zip(*map(_amounts, page.taken), strict=True)),
            ]
            if page.taken
            else [],
        }
    return typst.compile(str(SUPPLIER), sys_inputs={"data": json.dumps(data)}, ignore_system_fonts=True)


def _supplied(one: Taken) -> list[str]:
    seller = one.part.seller
    return [
        seller.name,
        seller.commune.full_name,
        format_quantity(Decimal(one.part.quantity)),
        *map(format_vnd, _amounts(one)),
    ]


def _amounts(one: Taken) -> tuple[int, int, int]:
    return one.share.goods_vnd, one.share.delivery_vnd, one.share.total_vnd


def note_of(guide: Guide) -> str:
    """Where the words come from and since when."""
    since = format_date(max(one.valid_from for one in guide.steps))
    words = _("The market's own advice of %(day)s, no standard. The last day on the label goes before it.")
    return words % {"day": since}
