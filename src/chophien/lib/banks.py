"""The banks of Vietnam as NAPAS lists them, from a file that comes with the program."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

BANKS = Path(__file__).parent / "data" / "banks.csv"


@dataclass(frozen=True)
class Bank:
    """A bank as NAPAS lists it; `takes_vietqr` says whether it can receive by a VietQR code."""

    code: str
    bin: str
    short_name: str
    name: str
    takes_vietqr: bool


@lru_cache(maxsize=1)
def banks() -> dict[str, Bank]:
    """Every bank by its NAPAS number (BIN)."""
    with BANKS.open(encoding="utf-8", newline="") as source:
        return {
            line["bin"]: Bank(line["code"], line["bin"], line["short_name"], line["name"], line["vietqr"] == "1")
            for line in csv.DictReader(source)
        }
