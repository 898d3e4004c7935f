"""Who did something, in words, where it was no person of the market; and what kind of file it was about."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence

BY_ITSELF: Sentence = _("the market by itself")
SYSTEMS: Mapping[str, Sentence] = {
    "bank": _("by the bank's statement"),
    "carrier": _("by the carrier's news"),
    "cashpoint": _("by a cash point"),
    "channels": _("by another place of sale"),
    "clock": _("the market by its clock"),
    "create_api_key": _("on the server itself"),
    "gateway": _("by the payment gateway"),
    "import": _("by a file of goods"),
    "import_goods": _("by a file of goods"),
    "library": _("on the server itself"),
    "make_operator": _("on the server itself"),
    "nightly": _("the market by its clock"),
    "open_books": _("on the server itself"),
    "programmes": _("the market by its clock"),
    "recall": _("because goods were called back"),
    "sample_market": _("for the demonstration"),
    "sellers": _("the market by its clock"),
    "sold-elsewhere": _("by another place of sale"),
    "standing": _("by a standing order"),
}
"""What `system:NAME` does something as. Names that are not here are the market by itself."""
FILES: Mapping[str, Sentence] = {
    "bank_statement": _("Bank statement"),
    "carrier_table": _("Table of a carrier"),
    "channel_goods": _("Table of goods at another place of sale"),
    "complaint": _("Photo for a complaint"),
    "foreign_goods": _("Table of goods from another place of sale"),
    "goods_import": _("Table of goods"),
    "goods_paper": _("Paper for conditional goods"),
    "gs1_number": _("Paper about numbers from GS1"),
    "made_invoice": _("Data of an invoice"),
    "made_personal_data": _("Copy of somebody's data"),
    "made_report": _("Report of figures"),
    "made_tax_return": _("Tax return"),
    "message": _("Sent in a talk"),
    "ocop_evidence": _("Proof for an OCOP dossier"),
    "receipt": _("Signed receipt"),
    "story": _("Voice about goods"),
}
"""Kinds of kept files, of which `wording.WORDS` has no entry of its own."""
_KEY = re.compile(r"key:(?P<prefix>.+)")


def doer_in_words(code: str) -> str:
    """Who did it, by the actor's code where that is no person's: a guest, a key, or the market itself."""
    kind, _colon, name = code.partition(":")
    if kind == "system":
        return str(SYSTEMS.get(name, BY_ITSELF))
    if kind == "guest":
        return (gettext("guest") + " " + name).strip()
    if shape := _KEY.fullmatch(code):
        return gettext("a program with the key %(prefix)s") % {"prefix": shape["prefix"]}
    return code
