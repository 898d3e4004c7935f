"""A shop's tax as its people read it: by month and year, against the threshold, sale by sale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery, Sum

from chophien.lib.dates import local_date
from chophien.lib.errors import Sentence
from chophien.rules.selectors import Rule, rule, value
from chophien.sellers.models import Seller
from chophien.tax.models import SellerYear, Withholding
from chophien.tax.rates import EntityRow
from chophien.tax.selectors.withholding import MODE, entity_of, threshold_vnd
from chophien.tax.states import ANEW, Mode, TaxClass, Why

WHOLE = 100


@dataclass(frozen=True)
class Sums:
    """Revenue and what was withheld of it, in đồng; what went back is taken off."""

    base_vnd: int = 0
    vat_vnd: int = 0
    pit_vnd: int = 0

    @property
    def tax_vnd(self) -> int:
        return self.vat_vnd + self.pit_vnd


@dataclass(frozen=True)
class MonthLine:
    """One month of a shop."""

    month: date
    sums: Sums


@dataclass(frozen=True)
class TaxYear:
    """What a shop reads about its tax in one year, against the threshold in force at its end or today."""

    year: int
    entity: EntityRow
    mode: Mode
    mode_rule: Rule
    months: Sequence[MonthLine]
    this_month: Sums
    sums: Sums
    """By the months in which it was withheld and given back, as the state is told."""
    sold: Sums
    """Of what was sold in this year, whenever some of it came back: that counts towards the threshold."""
    threshold_vnd: int
    years_before: Sequence[int]
    elsewhere_vnd: int
    """Revenue that came to the shop itself: nothing is withheld from it, but it counts towards the threshold."""
    notice_until: date
    """Below the threshold the year's revenue is told to the tax office until this day."""

    @property
    def known_vnd(self) -> int:
        """All revenue of the year that the market knows of."""
        return self.sold.base_vnd + self.elsewhere_vnd

    @property
    def percent(self) -> int:
        """How much of the threshold has been sold, 100 at most."""
        return max(0, min(WHOLE, self.known_vnd * WHOLE // self.threshold_vnd))

    @property
    def is_above(self) -> bool:
        return self.known_vnd > self.threshold_vnd

    @property
    def to_come_back_vnd(self) -> int:
        """What the state gives back if the year's revenue stays as it is."""
        return 0 if self.is_above else self.sold.tax_vnd


@dataclass(frozen=True)
class SaleLine:
    """One line of a sale, or of what went back, and how its tax came about."""

    subject_code: str
    cause: str
    at: datetime
    base_vnd: int
    vat_vnd: int
    pit_vnd: int
    vat_bp: int
    pit_bp: int
    tax_class: Sentence
    note: Sentence
    """Why nothing is withheld, or more than usual; empty for what goes by its rate."""
    is_taxed: bool
    is_anew: bool = False
    """It is there because the class of the goods was found out after they were sold."""


def tax_year(seller: Seller, *, year: int, at: datetime) -> TaxYear:
    """The shop's year up to now. Four statements."""
    today = local_date(at)
    day = min(today, date(year, 12, 31))
    mode_rule = rule(MODE, at=day)
    rows = Withholding.objects.filter(seller_code=seller.code)
    of_year = rows.filter(month__gte=date(year, 1, 1), month__lte=date(year, 12, 31)).values("month")
    summed = of_year.annotate(base=Sum("base_vnd"), vat=Sum("vat_vnd"), pit=Sum("pit_vnd")).order_by("-month")
    months = [MonthLine(row["month"], Sums(row["base"], row["vat"], row["pit"])) for row in summed]
    before = rows.filter(month__lt=date(year, 1, 1)).values_list("month__year", flat=True).distinct()
    itself = SellerYear.objects.filter(seller_code=seller.code, year=year).values_list("elsewhere_vnd", flat=True)
    return TaxYear(
        year=year,
        entity=entity_of(seller.kind, at=day),
        mode=Mode(str(mode_rule.value)),
        mode_rule=mode_rule,
        months=months,
        this_month=next((line.sums for line in months if line.month == today.replace(day=1)), Sums()),
        sums=total([line.sums for line in months]),
        sold=_sold_in(seller.code, year),
        threshold_vnd=threshold_vnd(at=day),
        years_before=sorted(before, reverse=True),
        elsewhere_vnd=itself.first() or 0,
        notice_until=date.fromisoformat(f"{year + 1}-{value('tax.notice_day', at=day)}"),
    )


def _sold_in(seller_code: str, year: int) -> Sums:
    """What is left of the sales of a year: each row counts in the year of its line's first one."""
    first = Withholding.objects.filter(subject_code=OuterRef("subject_code"), line_key=OuterRef("line_key"), cause="")
    rows = Withholding.objects.filter(seller_code=seller_code, month__gte=date(year, 1, 1))
    of_year = rows.annotate(sold_on=Subquery(first.values("month")[:1])).filter(
        sold_on__gte=date(year, 1, 1), sold_on__lte=date(year, 12, 31)
    )
    found = of_year.aggregate(base=Sum("base_vnd"), vat=Sum("vat_vnd"), pit=Sum("pit_vnd"))
    return Sums(found["base"] or 0, found["vat"] or 0, found["pit"] or 0)


def total(parts: Sequence[Sums]) -> Sums:
    return Sums(
        sum(one.base_vnd for one in parts), sum(one.vat_vnd for one in parts), sum(one.pit_vnd for one in parts)
    )


def months_taxed(seller: Seller, *, today: date) -> list[date]:
    """The months of this year and the last in which something of the shop was taxed, and this month; the newest first.

    One statement.
    """
    rows = Withholding.objects.filter(seller_code=seller.code, month__gte=date(today.year - 1, 1, 1))
    return sorted({*rows.values_list("month", flat=True).distinct(), today.replace(day=1)}, reverse=True)


def sales_of_month(seller: Seller, month: date, *, most: int, skip: int = 0) -> list[SaleLine]:
    """What was withheld from which sale in a month, the newest first, without the first `skip`."""
    of_month = Withholding.objects.filter(seller_code=seller.code, month=month)
    rows = of_month.order_by("-at", "-pk")[skip : skip + most]
    return [
        SaleLine(
            subject_code=row.subject_code,
            cause=row.cause,
            at=row.at,
            base_vnd=row.base_vnd,
            vat_vnd=row.vat_vnd,
            pit_vnd=row.pit_vnd,
            vat_bp=row.vat_bp,
            pit_bp=row.pit_bp,
            tax_class=TaxClass(row.tax_class).label,
            note="" if row.why == Why.WITHHELD else Why(row.why).label,
            is_taxed=Why(row.why) in {Why.WITHHELD, Why.UNCLASSIFIED},
            is_anew=row.cause.startswith(ANEW),
        )
        for row in rows
    ]


def sums_by_class(seller_code: str, *, year: int) -> list[tuple[TaxClass, Sums]]:
    """A seller's year by class of goods, in the order of the classes."""
    rows = Withholding.objects.filter(
        seller_code=seller_code, month__gte=date(year, 1, 1), month__lte=date(year, 12, 31)
    ).values("tax_class")
    found = {
        row["tax_class"]: Sums(row["base"], row["vat"], row["pit"])
        for row in rows.annotate(base=Sum("base_vnd"), vat=Sum("vat_vnd"), pit=Sum("pit_vnd")).order_by()
    }
    if found.get(TaxClass.UNKNOWN) == Sums():  # all of it was classified since
        del found[TaxClass.UNKNOWN]
    return [(one, found[one.value]) for one in TaxClass if one.value in found]
