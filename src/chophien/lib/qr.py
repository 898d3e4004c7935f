"""QR codes: the one place where they are drawn, for pages, for files and for paper.

ISO/IEC 18004: four modules of nothing around a QR code. Letters cost less when all are capitals (8.4.3), and a web
address says the same with its scheme and host in capitals (RFC 3986, 6.2.2.1): its code has larger modules then.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

import segno
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError

QUIET = 4
LEAST_MODULE_MM = 0.4
"""Printed by an office printer and read by an old phone: what a module may not fall below."""
_IN_CAPITALS = re.compile(r"[0-9A-Z $%*+\-./:]*")


class CodeTooLarge(DomainError):
    """Where it is to stand, the code would have modules that no old phone reads. Nothing is printed."""

    code = "code_too_large"
    message = _("The code would be too fine to be scanned on labels of this size. Choose larger ones.")


@dataclass(frozen=True)
class PrintedCode:
    """A code as a drawing of `modules` × `modules` squares, its quiet zone among them."""

    svg: str
    modules: int

    def sides_mm(self, sizes: Iterable[float], *, room: float) -> list[float]:
        """How wide it is with modules of these sizes, as far as there is room for it; all in millimetres.

        :raises CodeTooLarge: if there is room for none of them that is not below `LEAST_MODULE_MM`
        """
        wide = [size * self.modules for size in sizes if size >= LEAST_MODULE_MM]
        if not (sides := [side for side in wide if side <= room]):
            raise CodeTooLarge
        return sides

    def at(self, side_mm: float) -> str:
        """The drawing, to be `side_mm` wide with its quiet zone.

        :raises CodeTooLarge: if its modules would then be below `LEAST_MODULE_MM`
        """
        if side_mm < LEAST_MODULE_MM * self.modules:
            raise CodeTooLarge
        return self.svg


def printed_code(payload: str) -> PrintedCode:
    """Draw a code for paper. A seventh of it may be lost (level M). Four milliseconds."""
    made = segno.make(payload, error="m", micro=False, boost_error=False)
    drawn = BytesIO()
    made.save(drawn, kind="svg", xmldecl=False, border=QUIET, nl=False, light="#fff", omitsize=True)
    return PrintedCode(drawn.getvalue().decode(), int(made.symbol_size(border=QUIET)[0]))


def qr_svg(payload: str, *, title: str = "") -> str:
    """Draw a code as an inline SVG of class ``qr`` for pages: no size, no style, no script of its own."""
    drawn = BytesIO()
    segno.make(payload, error="m", micro=False).save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgclass="qr",
        lineclass=None,
        border=QUIET,
        light="#fff",
        omitsize=True,
        nl=False,
        title=title or None,
    )
    return drawn.getvalue().decode()


def qr_png(payload: str, *, scale: int = 8) -> bytes:
    """Draw a code as a PNG, `scale` pixels a module, for whoever keeps it as a picture."""
    drawn = BytesIO()
    segno.make(payload, error="m", micro=False).save(drawn, kind="png", scale=scale, border=QUIET)
    return drawn.getvalue()


def short_address(link: str) -> str:
    """The same address in the letters that make the smallest code: scheme and host in capitals, if the rest allows."""
    parts = urlsplit(link)
    head = f"{parts.scheme}://{parts.netloc}"
    loud = head.upper() + link.removeprefix(head)
    return loud if _IN_CAPITALS.fullmatch(loud) else link
