"""What people type that stands on a pack: the number of a stamp, the code of a lot, or the whole address."""

from urllib.parse import unquote, urlsplit

from django.conf import settings

from chophien.lib.codes import BadCode, normalise_code
from chophien.lots.models import Lot
from chophien.scans.addresses import BadAddress, canonical_address, read_address
from chophien.scans.models import Stamp
from chophien.scans.selectors.found import found_at, may_be_elsewhere
from chophien.scans.selectors.stamps import link_of_stamp
from chophien.scans.serials import typed_serial
from chophien.traceability.selectors.codes import digital_link_of

LOT_PREFIX = "LO"


def link_of_typed(text: str) -> str:
    """The path of the page about what was typed; empty when there is none. Whether events name a key is asked there."""
    serial = typed_serial(text)
    if serial:
        stamp = Stamp.objects.filter(serial=serial).select_related("batch").first()
        return _path(link_of_stamp(stamp.batch.gtin, serial)) if stamp else ""
    if "/" in text:
        return _of_address(text)
    try:
        code = normalise_code(text, prefix=LOT_PREFIX)
    except BadCode:
        return ""
    lot = Lot.objects.filter(code=code, packs__isnull=False).first()
    return _path(digital_link_of(lot)) if lot else ""


def _of_address(text: str) -> str:
    parts = urlsplit(
        text if "://" in text else f"//{text.lstrip('/')}" if "." in text.split("/", maxsplit=1)[0] else text
    )
    try:
        asked = read_address(unquote(parts.path, "latin-1"), parts.query, stem=settings.SITE)
    except (BadAddress, ValueError):
        return ""
    return _path(canonical_address(asked)) if may_be_elsewhere(asked) or found_at(asked) else ""


def _path(link: str) -> str:
    return link.removeprefix(settings.SITE)
