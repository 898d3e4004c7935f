"""A month as the tax office wants it: sums by class of goods, and seller by seller."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from chophien.lib.dates import VIETNAM
from chophien.rules.selectors import whole
from chophien.sellers.selectors.taxpayers import Taxpayer, taxpayers
from chophien.tax.models import MonthlyReturn, Withholding
from chophien.tax.selectors.years import Sums, total
from chophien.tax.states import TaxClass, TaxEntity

MONTHS_SHOWN = 24
TAXED_ANEW = Q(tax_class=TaxClass.UNKNOWN, base=0, vat=0, pit=0)
"""What was sold and classified within one month leaves nothing under the class that nobody knew."""


@dataclass(frozen=True)
class ClassLine:
    """One class of goods in a month."""

    tax_class: TaxClass
    sums: Sums


@dataclass(frozen=True)
class SellerLine:
    """One seller and class of goods in a month."""

    seller_code: str
    who: Taxpayer
    entity: TaxEntity
    tax_class: TaxClass
    sums: Sums


@dataclass(frozen=True)
class MonthSheet:
    """All that a month's return says."""

    month: date
    classes: Sequence[ClassLine]
    sellers: Sequence[SellerLine]

    @property
    def sums(self) -> Sums:
        return total([line.sums for line in self.classes])

    @property
    def seller_codes(self) -> set[str]:
        return {line.seller_code for line in self.sellers}

    @property
    def nameless(self) -> int:
        """How many sellers have no number that the tax office knows them by."""
        return len({line.seller_code for line in self.sellers if not line.who.number})


def month_sheet(month: date) -> MonthSheet:
    """The figures of a month. Opens who stands behind each seller: for the files of a return only."""
    rows = list(
        Withholding.objects.filter(month=month)
        .values("seller_code", "entity", "tax_class")
        .annotate(base=Sum("base_vnd"), vat=Sum("vat_vnd"), pit=Sum("pit_vnd"))
        .exclude(TAXED_ANEW)
        .order_by("seller_code", "tax_class", "entity")
    )
    known = taxpayers({row["seller_code"] for row in rows})
    nobody = Taxpayer(name="", number="", address="")
    sellers = [
        SellerLine(
            seller_code=row["seller_code"],
            who=known.get(row["seller_code"], nobody),
            entity=TaxEntity(row["entity"]),
            tax_class=TaxClass(row["tax_class"]),
            sums=Sums(row["base"], row["vat"], row["pit"]),
        )
        for row in rows
    ]
    classes = [
        ClassLine(one, total([line.sums for line in sellers if line.tax_class == one]))
        for one in TaxClass
        if any(line.tax_class == one for line in sellers)
    ]
    return MonthSheet(month=month, classes=classes, sellers=sellers)


def carried_into(month: date) -> tuple[int, int]:
    """VAT and income tax, each by itself, of which more was given back than withheld in the months before, as far as it
    was not set off since. Two statements.

    From the last return before on, and month by month where one has not been made yet.
    """
    before = returns_made().filter(month__lt=month).first()
    months = Withholding.objects.filter(month__lt=month)
    vat, pit = (before.carries_vat_vnd, before.carries_pit_vnd) if before else (0, 0)
    if before is not None:
        months = months.filter(month__gt=before.month)
    sums = months.values("month").annotate(vat=Sum("vat_vnd"), pit=Sum("pit_vnd")).order_by("month")
    for row in sums:
        vat, pit = max(vat - row["vat"], 0), max(pit - row["pit"], 0)
    return vat, pit


def due_of(month: date) -> datetime:
    """Until when the return of a month has to be filed: the last moment of that day of the next month."""
    following = (month + timedelta(days=31)).replace(day=1)
    day = following.replace(day=whole("tax.return_day", at=following))
    return datetime.combine(day, time(23, 59, 59), tzinfo=VIETNAM)


def returns_made() -> QuerySet[MonthlyReturn]:
    """The newest return of each month, the latest month first."""
    newer = MonthlyReturn.objects.filter(month=OuterRef("month"), number__gt=OuterRef("number"))
    return MonthlyReturn.objects.exclude(Exists(newer)).order_by("-month")


def returns_to_file() -> QuerySet[MonthlyReturn]:
    """Those that the tax office has still to get."""
    return returns_made().filter(filed_at__isnull=True)


def return_named(code: str) -> MonthlyReturn | None:
    return MonthlyReturn.objects.filter(code=code).first()


def months_to_make(*, today: date) -> list[date]:
    """Months that are over, in which something was sold, and that have no return yet; the latest first."""
    over = Withholding.objects.filter(month__lt=today.replace(day=1))
    made = Exists(MonthlyReturn.objects.filter(month=OuterRef("month")))
    months = over.exclude(made).values_list("month", flat=True).distinct().order_by("-month")
    return list(months[:MONTHS_SHOWN])
