"""A household's revenue of a calendar year, and being told in time that it comes near the threshold."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from chophien.lib.money import format_vnd
from chophien.rules.selectors import value
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.tax.models import SellerYear
from chophien.tax.selectors.withholding import threshold_vnd

WARNINGS = "tax.threshold_warning_percents"
PAGE = "/ban-hang/thue/"
NEAR = _(
    "This year you have sold for %(revenue)s here. Above %(threshold)s a year, VAT and income tax are due: "
    "your page about tax says more."
)
PASSED = _(
    "This year you have sold for %(revenue)s here, more than %(threshold)s: VAT and income tax are due, and electronic "
    "invoices. Your page about tax says more."
)
ALL = 100


def locked_year(seller_code: str, year: int) -> SellerYear:
    """The year's row, held until the transaction ends, so that one sale after the other is counted."""
    SellerYear.objects.bulk_create([SellerYear(seller_code=seller_code, year=year)], ignore_conflicts=True)
    return SellerYear.objects.select_for_update().get(seller_code=seller_code, year=year)


def earn(year: SellerYear, amount_vnd: int) -> None:
    """Add to the year's revenue; what went back is negative."""
    SellerYear.objects.filter(pk=year.pk).update(revenue_vnd=F("revenue_vnd") + amount_vnd)
    year.revenue_vnd += amount_vnd


def warn(year: SellerYear, *, seller: Seller, at: datetime) -> None:
    """Tell the managers once for each part of the threshold that the year's revenue reaches."""
    threshold = threshold_vnd(at=at)
    reached = [percent for percent in _warnings(at) if year.revenue_vnd * ALL >= threshold * percent]
    if not reached or max(reached) <= year.told_percent:
        return
    year.told_percent = max(reached)
    year.save(update_fields=["told_percent"])
    tell_managers(
        seller=seller,
        kind="shop.notice",
        text=PASSED if year.told_percent >= ALL else NEAR,
        link=PAGE,
        about=seller.code,
        at=at,
        facts={"revenue": format_vnd(year.revenue_vnd), "threshold": format_vnd(threshold)},
    )


def _warnings(at: datetime) -> list[int]:
    found = value(WARNINGS, at=at)
    return [int(percent) for percent in found] if isinstance(found, list) else []
