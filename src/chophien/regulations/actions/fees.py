"""Publishes the schedule of fees that comes with the program: what costs how much, and who bears it for whom."""

import csv
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from django.db import models, transaction
from django.db.models import ProtectedError

from chophien.regulations.errors import BadRegulation
from chophien.regulations.models import FIRST_PLACE, FeeRate, FeeReduction
from chophien.regulations.selectors.fees import forget
from chophien.regulations.states import FeeFunder, PaidService, SupportTarget
from chophien.rules.errors import RuleMissing
from chophien.rules.selectors import whole

SCHEDULE = Path(__file__).resolve().parents[1] / "schedule"
RATES, REDUCTIONS = "fee_rates.csv", "fee_reductions.csv"
TERMS = (
    "service", "seller_kind", "category_slug", "category_name", "place", "basis_points",
    "flat_vnd", "least_vnd", "most_vnd", "published_on", "effective_from", "source",
)  # fmt: skip
Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def load_fees(folder: Path = SCHEDULE) -> int:
    """Make the tables say what the files say, and return how many rows that is. Loading twice changes nothing.

    :raises BadRegulation: naming every malformed row, and every rate above the one before that is announced later than
        `regulations.fee_notice_days` asks; nothing is changed then
    """
    faults: list[str] = []
    rates = _read(folder / RATES, _rate, faults)
    reductions = _read(folder / REDUCTIONS, _reduction, faults)
    faults += _announced_late(rates)
    if faults:
        raise BadRegulation(faults)
    _replace_rates(rates)
    FeeReduction.objects.all().delete()
    FeeReduction.objects.bulk_create(reductions)
    forget()
    transaction.on_commit(forget)
    return len(rates) + len(reductions)


def _replace_rates(rates: Iterable[FeeRate]) -> None:
    """Leave rows that say the same, for things were sold by them; put the others in their place. What somebody
    announced since stays.
    """
    before = {_terms(row): row for row in FeeRate.objects.filter(announced_by="")}
    after = {_terms(row): row for row in rates}
    try:
        FeeRate.objects.filter(pk__in=[row.pk for terms, row in before.items() if terms not in after]).delete()
    except ProtectedError as refusal:
        raise BadRegulation(["a rate that something was sold by is never changed: announce a new one"]) from refusal
    FeeRate.objects.bulk_create(row for terms, row in after.items() if terms not in before)


def _terms(row: FeeRate) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in TERMS)


def _read(path: Path, make: Callable[[Mapping[str, str]], Row], faults: list[str]) -> list[Row]:
    rows: list[Row] = []
    with path.open(encoding="utf-8", newline="") as source:
        for number, line in enumerate(csv.DictReader(source), start=2):
            try:
                rows.append(make(line))
            except (ValueError, KeyError) as fault:
                faults.append(f"{path.name}, line {number}: {fault}")
    return rows


def _rate(line: Mapping[str, str]) -> FeeRate:
    return FeeRate(
        service=PaidService(line["service"]),
        seller_kind=line["seller_kind"],
        category_slug=line.get("category_slug") or "",
        category_name=_said(line.get("category_name") or "") if line.get("category_slug") else "",
        place=int(line.get("place") or FIRST_PLACE),
        basis_points=int(line["basis_points"]),
        flat_vnd=int(line["flat_vnd"]),
        least_vnd=int(line["least_vnd"]),
        most_vnd=int(line["most_vnd"]) if line["most_vnd"] else None,
        published_on=date.fromisoformat(line["published_on"]),
        effective_from=date.fromisoformat(line["effective_from"]),
        source=_said(line["source"]),
    )


def _reduction(line: Mapping[str, str]) -> FeeReduction:
    return FeeReduction(
        target=SupportTarget(line["target"]),
        service=PaidService(line["service"]),
        percent=int(line["percent"]),
        funder=_said(line["funder"]),
        funder_kind=FeeFunder(line.get("funder_kind") or FeeFunder.PROGRAMME),
        effective_from=date.fromisoformat(line["effective_from"]),
        effective_to=date.fromisoformat(line["effective_to"]) if line["effective_to"] else None,
        source=_said(line["source"]),
    )


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("a name or a source is missing")
    return text.strip()


def _announced_late(rates: Collection[FeeRate]) -> list[str]:
    """Faults of rates that replace another and were announced too late (Decree 248/2026/NĐ-CP, articles 4 to 16)."""
    faults = []
    for row in sorted(rates, key=lambda one: one.effective_from):
        if not any(_stands_in_for(before, row) for before in rates):
            continue
        try:
            days = whole("regulations.fee_notice_days", at=row.effective_from)
        except RuleMissing as fault:
            faults.append(str(fault))
            continue
        if row.effective_from - row.published_on < timedelta(days=days):
            faults.append(f"{row.service} from {row.effective_from}: to be announced {days} days before it counts")
    return faults


def _stands_in_for(before: FeeRate, row: FeeRate) -> bool:
    """Whether what `row` is about may have been asked by the row before."""
    return (
        before.service == row.service
        and before.effective_from < row.effective_from
        and before.seller_kind in {"", row.seller_kind}
        and before.category_slug in {"", row.category_slug}
    )
