"""What the law wants a person to read behind a trace code, item by item, with what this market knows of each.

Which items, and since when, are dated rows (`rules`): ``scans.items_trace`` by Circular 02/2024/TT-BKHCN,
``scans.items_passport`` by Decree 37/2026/NĐ-CP article 32. What is not known is said to be missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.rules import selectors as rules
from chophien.rules.errors import RuleMissing

TRACE, PASSPORT = "scans.items_trace", "scans.items_passport"
LABELS: Mapping[str, Sentence] = {
    "name": _("Name of the goods"),
    "picture": _("Picture"),
    "producer": _("Who made it"),
    "address": _("Address"),
    "made_on": _("When it was made"),
    "trace_code": _("Trace code"),
    "brand": _("Brand"),
    "serial": _("Number of the stamp"),
    "shelf_life": _("Good until"),
    "gtin": _("Number of the goods (GTIN)"),
    "origin": _("Origin"),
    "certificates": _("Certificates"),
    "steps": _("Steps from the field to the sale"),
    "warnings": _("Warnings"),
    "batch": _("Lot"),
    "portal": _("On the national portal"),
}


@dataclass(frozen=True)
class Item:
    """One item with what is known of it, nothing when it is missing, and the laws that want it."""

    key: str
    label: Sentence
    value: str
    laws: Sequence[str]


def items(known: Mapping[str, str], *, on: date) -> list[Item]:
    """Every item that the law of that day wants, in its order, each once."""
    laws: dict[str, list[str]] = {}
    for key in (TRACE, PASSPORT):
        try:
            rule = rules.rule(key, at=on)
        except RuleMissing:
            continue
        for name in cast("list[str]", rule.value):
            laws.setdefault(name, []).append(rule.source)
    return [Item(name, LABELS[name], known.get(name, ""), sources) for name, sources in laws.items()]
