"""The papers that labels are printed on, as data: where each label lies on its sheet. All lengths are millimetres."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).resolve().parents[1] / "data" / "sheets.csv"
PACK, BOX = "pack", "box"


@dataclass(frozen=True)
class Sheet:
    """One kind of paper: a sheet of labels, or a roll (a page of one label). `kind` is pack or box."""

    key: str
    kind: str
    page_w: float
    page_h: float
    columns: int
    rows: int
    label_w: float
    label_h: float
    left: float
    top: float
    gap_x: float
    gap_y: float
    name_vi: str
    name_en: str

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_vi

    @property
    def cells(self) -> int:
        """How many labels are on one sheet."""
        return self.columns * self.rows


@lru_cache(maxsize=1)
def sheets() -> dict[str, Sheet]:
    """All papers by key, in the order of the file."""
    with DATA.open(encoding="utf-8", newline="") as source:
        return {row["key"]: _sheet(row) for row in csv.DictReader(source)}


def _sheet(row: dict[str, str]) -> Sheet:
    sizes = {
        name: float(row[name]) for name in ("page_w", "page_h", "label_w", "label_h", "left", "top", "gap_x", "gap_y")
    }
    return Sheet(
        key=row["key"],
        kind=row["kind"],
        columns=int(row["columns"]),
        rows=int(row["rows"]),
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        **sizes,
    )
