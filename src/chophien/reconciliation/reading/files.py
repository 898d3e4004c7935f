"""A file of the bank, whatever it is: told apart by how it begins."""

import re
from dataclasses import dataclass

from chophien.reconciliation.reading.camt import read_camt
from chophien.reconciliation.reading.lines import Read
from chophien.reconciliation.reading.mt940 import read_mt940
from chophien.reconciliation.reading.tables import read_table
from chophien.reconciliation.states import StatementKind

LOOKED_AT = 4_000
SWIFT = re.compile(rb"^:(?:20|25|28C):", re.MULTILINE)
"""The fields that an MT940 begins with."""


@dataclass(frozen=True)
class Found:
    """What a file is, and what it says. `layout` is the key of a table's."""

    kind: StatementKind
    read: Read
    layout: str = ""


def read_file(data: bytes) -> Found:
    """Read a file of the bank.

    :raises StatementUnreadable, LayoutUnknown, RowFaulty, OtherCurrency: if it cannot be read whole
    """
    begins = data[:LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if begins.startswith(b"<"):
        return Found(StatementKind.CAMT, read_camt(data))
    if SWIFT.search(begins):
        return Found(StatementKind.MT940, read_mt940(data))
    read, layout = read_table(data)
    return Found(StatementKind.TABLE, read, layout.key)
