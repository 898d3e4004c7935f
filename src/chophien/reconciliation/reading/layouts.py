"""The layouts of banks' tables: which heading means what. Rows of `data/layouts.csv`."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chophien.lib.text import fold

FILE = Path(__file__).resolve().parents[1] / "data" / "layouts.csv"
COLUMNS = ("day", "reference", "credit", "debit", "amount", "text", "payer_name", "payer_account")


@dataclass(frozen=True)
class Layout:
    """One bank's table: for each column the headings it may have, and how days are written."""

    key: str
    bank: str
    day_format: str
    headings: Mapping[str, tuple[str, ...]]

    def places_in(self, cells: Sequence[str]) -> dict[str, int] | None:
        """Where each column stands when these cells are this layout's headings; none when they are not.

        The day, the words and the money have to be there, in one column with its sign or in one for each direction.
        """
        told = [fold(cell) for cell in cells]
        places = {}
        for column, names in self.headings.items():
            found = next((told.index(name) for name in names if name in told), None)
            if found is None and column not in {"reference", "payer_name", "payer_account"}:
                return None
            if found is not None:
                places[column] = found
        return places


@lru_cache(maxsize=1)
def layouts() -> tuple[Layout, ...]:
    """All of them, in the order in which they are tried."""
    with FILE.open(encoding="utf-8", newline="") as source:
        return tuple(
            Layout(
                key=row["key"],
                bank=row["bank"],
                day_format=row["day_format"],
                headings={
                    column: tuple(fold(name) for name in row[column].split("|")) for column in COLUMNS if row[column]
                },
            )
            for row in csv.DictReader(source)
        )
