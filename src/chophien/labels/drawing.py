"""Labels as a PDF: vector letters and vector codes, each label where its paper has it.

Text goes to typst as data, never as markup. The letters shrink until everything fits, not below what can be read; then
it is refused. Codes keep their quiet zone, and no module is smaller than an old phone can see.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import typst
from typst import TypstError

from chophien.labels.errors import LabelTooSmall
from chophien.labels.selectors.sheets import BOX, PACK, Sheet
from chophien.lib.qr import LEAST_MODULE_MM, PrintedCode, printed_code, short_address

TEMPLATE = Path(__file__).resolve().parent / "typst" / "labels.typ"
PAD_MM = 1.5
MODULES_MM = {PACK: (0.6, 0.55, 0.5, 0.45, LEAST_MODULE_MM), BOX: (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, LEAST_MODULE_MM)}
WIDEST_SHARE = 0.55
"""How much of a label's width its code may take."""
DOES_NOT_FIT = "does not fit"


@dataclass(frozen=True)
class LabelText:
    """What stands on a label: the name, lines of (what, words), and what its code leads to."""

    title: str
    lines: Sequence[tuple[str, str]]
    link: str


@dataclass(frozen=True)
class Run:
    """So many labels with the same words. Each has a code of its own where `links` has them, else all the same."""

    text: LabelText
    count: int
    links: Sequence[str] = ()


def labels_pdf(sheet: Sheet, runs: Sequence[Run], *, skip: int = 0) -> bytes:
    """The labels, one after the other; `skip` places of the first sheet, fewer than it has, stay empty.

    :raises LabelTooSmall: if the words do not fit on this paper in letters that can be read
    :raises CodeTooLarge: if the code does not
    """
    return _compile(sheet, runs, skip=skip, format="pdf")


def label_svg(sheet: Sheet, text: LabelText) -> bytes:
    """One label as a drawing, to be looked at before it is printed.

    :raises LabelTooSmall, CodeTooLarge: as `labels_pdf`
    """
    alone = replace(
        sheet, page_w=sheet.label_w, page_h=sheet.label_h, columns=1, rows=1, left=0, top=0, gap_x=0, gap_y=0
    )
    return _compile(alone, [Run(text, 1)], skip=0, format="svg")


def code_sides_mm(sheet: Sheet, code: PrintedCode) -> list[float]:
    """How wide the code may be drawn on a label of this paper, quiet zone and all: the widest first.

    :raises CodeTooLarge: if its modules would be finer than `LEAST_MODULE_MM`
    """
    return code.sides_mm(MODULES_MM[sheet.kind], room=min(sheet.label_h, sheet.label_w * WIDEST_SHARE))


def _run(sheet: Sheet, run: Run) -> dict[str, object]:
    codes = [printed_code(short_address(link)) for link in run.links or [run.text.link]]
    widest = max(codes, key=lambda one: one.modules)
    return {
        "title": run.text.title,
        "lines": [list(line) for line in run.text.lines],
        "codes": [one.svg for one in codes],
        "sides": code_sides_mm(sheet, widest),
        "count": len(run.links) or run.count,
    }


def _compile(sheet: Sheet, runs: Sequence[Run], *, skip: int, format: Literal["pdf", "svg"]) -> bytes:  # noqa: A002 -- typst's own name for it
    data = {"sheet": asdict(sheet), "skip": skip, "pad": PAD_MM, "runs": [_run(sheet, run) for run in runs]}
    try:
        made = typst.compile(
            str(TEMPLATE), sys_inputs={"data": json.dumps(data)}, ignore_system_fonts=True, format=format
        )
    except TypstError as fault:
        if DOES_NOT_FIT in str(fault):
            raise LabelTooSmall from fault
        raise
    return made
