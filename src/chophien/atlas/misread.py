"""What of a question to the map nobody could read, in a sentence each: nothing that was asked is dropped in silence."""

import re
from collections.abc import Callable, Iterator, Mapping

from django.utils.translation import gettext as _

from chophien.atlas.asking import MONTHS, STARS, hectares_of
from chophien.atlas.states import Layer
from chophien.catalog.search.places import slugs_below
from chophien.catalog.states import CertificateKind

_MONTH = re.compile(r"\bth(?:á|a)ng\s*([0-9]+)", re.IGNORECASE)
SHOWN_MOST = 30


def not_read(given: Mapping[str, str], *, typed: str) -> list[str]:
    """A sentence for each filter of an address, and for each month of a typed line, that does not narrow the map."""
    return list(dict.fromkeys([*_months(given.get("thang", ""), typed), *_filters(given)]))


def _months(named: str, typed: str) -> Iterator[str]:
    for month in (named, *_MONTH.findall(typed)):
        text = month.strip()
        if text and not (text.isascii() and text.isdigit() and len(text) <= len("12") and int(text) in MONTHS):
            yield _("There is no month %(month)s. The map shows every month: choose one from 1 to 12.") % {
                "month": text[:SHOWN_MOST]
            }


def _filters(given: Mapping[str, str]) -> Iterator[str]:
    readable: Mapping[str, Callable[[str], bool]] = {
        "tu-ha": lambda text: hectares_of(text) is not None,
        "den-ha": lambda text: hectares_of(text) is not None,
        "sao": lambda text: text in {str(stars) for stars in STARS},
        "chung-nhan": lambda text: text in CertificateKind.values,
        "lop": lambda text: text in Layer.values,
        "nhom": lambda text: bool(slugs_below(text[:60])),
    }
    for name, is_readable in readable.items():
        text = given.get(name, "").strip()
        if text and not is_readable(text):
            yield _("“%(text)s” was not understood and narrows nothing.") % {"text": text[:SHOWN_MOST]}
