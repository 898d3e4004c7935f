"""Free texts that everybody reads at once, with no operator in between: what the word list lets them say."""

import unicodedata
from datetime import datetime

from django.utils.translation import gettext as _

from chophien.catalog.models import GoodsPaper, Listing
from chophien.catalog.quality.screening import hits_in
from chophien.catalog.states import PaperStatus, Severity
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid
from chophien.sellers.models import Seller

NAME, WORDS = "title", "description"
"""What a text is read as: a name, such as a promotion's, or anything longer."""


def fault_of_words(text: str, *, of: Listing | Seller, at: datetime, read_as: str = WORDS) -> str:
    """A sentence with the words that a text about these goods, or this shop, may not say; empty when it may be shown.

    Words that need a paper may stand once an operator accepted it: for the goods, or for any goods of the shop.
    """
    text = unicodedata.normalize("NFC", text)
    hits = [hit for hit in hits_in(text, read_as, on=local_date(at)) if hit.word.group.severity != Severity.LOOK]
    if any(hit.word.group.severity == Severity.ASK_DOCUMENT for hit in hits):
        accepted = _accepted(of)
        hits = [hit for hit in hits if hit.word.group.code not in accepted]
    if not hits:
        return ""
    return _(
        "“%(words)s” cannot stand here, where everybody reads it at once. %(reasons)s Write it in other words."
    ) % {
        "words": "”, “".join(dict.fromkeys(text[hit.start : hit.end] for hit in hits)),
        "reasons": " ".join(dict.fromkeys(hit.word.group.reason for hit in hits)),
    }


def require_open_words(text: str, *, field: str, of: Listing | Seller, at: datetime) -> None:
    """Let pass what may be shown at once.

    :raises Invalid: naming the words beside `field`
    """
    if fault := fault_of_words(text, of=of, at=at):
        raise Invalid({field: [fault]})


def _accepted(of: Listing | Seller) -> set[str]:
    papers = GoodsPaper.objects.filter(status=PaperStatus.ACCEPTED)
    mine = papers.filter(listing=of) if isinstance(of, Listing) else papers.filter(listing__seller=of)
    return set(mine.values_list("group", flat=True))
