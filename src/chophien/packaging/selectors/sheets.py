"""The guide on paper, for the wall of the packing room."""

import json
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from chophien.lib.dates import format_date
from chophien.packaging.selectors.guides import Guide

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "guide.typ"


def guide_pdf(title: str, guide: Guide) -> bytes:
    """One A4 page, in the reader's language."""
    facts = [[_("What you need"), ", ".join(guide.materials)]] if guide.materials else []
    if guide.most_days:
        facts.append([_("Keeps in this packaging"), _("%(days)s days at most") % {"days": guide.most_days}])
    data = {
        "title": _("Packing: %(what)s") % {"what": title},
        "facts": facts,
        "steps": [{"words": one.words, "material": one.material} for one in guide.steps],
        "note": note_of(guide),
    }
    return typst.compile(str(TEMPLATE), sys_inputs={"data": json.dumps(data)}, ignore_system_fonts=True)


def note_of(guide: Guide) -> str:
    """Where the words come from and since when."""
    since = format_date(max(one.valid_from for one in guide.steps))
    words = _("The market's own advice of %(day)s, no standard. The last day on the label goes before it.")
    return words % {"day": since}
