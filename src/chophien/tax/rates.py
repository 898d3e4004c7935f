"""The dated tables of the tax part, read from the files in `data` once in each process: they change with a release."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from chophien.tax.states import TaxClass, TaxEntity

DATA = Path(__file__).resolve().parent / "data"
WHOLE_BP = 10_000


@dataclass(frozen=True)
class Period:
    """Some days, both ends included."""

    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Rate:
    """What a class of goods is taxed on some days, in basis points of the revenue."""

    tax_class: TaxClass
    vat_bp: int
    pit_bp: int
    for_unknown: bool
    days: Period
    source: str
    certainty: str


@dataclass(frozen=True)
class EntityRow:
    """What the tax law sees in a kind of seller on some days, and whether the market withholds from it."""

    seller_kind: str
    entity: TaxEntity
    withheld: bool
    days: Period
    source: str
    certainty: str


@dataclass(frozen=True)
class ClassRow:
    """The class of a category from a day on; `may_be_raw` where it may be own produce that is hardly processed."""

    category: str
    tax_class: TaxClass
    may_be_raw: bool
    first: date
    source: str
    certainty: str


@lru_cache(maxsize=1)
def rates() -> Sequence[Rate]:
    """Every row of the table of rates."""
    return tuple(
        Rate(
            TaxClass(row["tax_class"]),
            int(row["vat_bp"]),
            int(row["pit_bp"]),
            row["for_unknown"] == "yes",
            _days(row),
            row["source"],
            row["certainty"],
        )
        for row in _rows("rates.csv")
    )


def rate_of(tax_class: TaxClass, *, on: date) -> Rate:
    """The rate of a class on a day; of an unknown one the highest, both taxes together.

    :raises LookupError: if no row counts that day: before the law had the market withhold
    """
    today = [rate for rate in rates() if rate.days.covers(on)]
    if tax_class == TaxClass.UNKNOWN:
        today = [rate for rate in today if rate.for_unknown]
        return _first(sorted(today, key=lambda rate: -(rate.vat_bp + rate.pit_bp)), tax_class, on)
    return _first([rate for rate in today if rate.tax_class == tax_class], tax_class, on)


@lru_cache(maxsize=1)
def entities() -> Sequence[EntityRow]:
    return tuple(
        EntityRow(
            row["seller_kind"],
            TaxEntity(row["entity"]),
            row["withheld"] == "yes",
            _days(row),
            row["source"],
            row["certainty"],
        )
        for row in _rows("entities.csv")
    )


@lru_cache(maxsize=1)
def class_rows() -> dict[str, ClassRow]:
    """What is known of each category, by its slug."""
    return {
        row["category"]: ClassRow(
            row["category"],
            TaxClass(row["tax_class"]),
            row["may_be_raw"] == "yes",
            date.fromisoformat(row["effective_from"]),
            row["source"],
            row["certainty"],
        )
        for row in _rows("goods_classes.csv")
    }


def _first(found: Sequence[Rate], tax_class: TaxClass, on: date) -> Rate:
    if not found:
        raise LookupError(f"no tax rate for {tax_class} on {on}")
    return found[0]


def _days(row: dict[str, str]) -> Period:
    last = row["effective_to"]
    return Period(date.fromisoformat(row["effective_from"]), date.fromisoformat(last) if last else None)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
