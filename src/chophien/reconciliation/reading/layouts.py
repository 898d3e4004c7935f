"""The layouts of banks' tables: which heading means what. Rows of `data/layouts.csv`."""

from functools import lru_cache
from pathlib import Path

from chophien.lib.layouts import Layout, read_layouts

FILE = Path(__file__).resolve().parents[1] / "data" / "layouts.csv"
COLUMNS = ("day", "reference", "credit", "debit", "amount", "text", "payer_name", "payer_account")
OPTIONAL = frozenset({"reference", "payer_name", "payer_account"})
"""The day, the words and the money have to be there, in one column with its sign or in one for each direction."""


@lru_cache(maxsize=1)
def layouts() -> tuple[Layout, ...]:
    """All of them, in the order in which they are tried."""
    return read_layouts(FILE, columns=COLUMNS, optional=OPTIONAL, name="bank")
