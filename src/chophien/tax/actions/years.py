"""A household's revenue of a calendar year, and being told in time that it comes near the threshold."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from chophien.lib.dates import local_date
from chophien.lib.money import format_vnd
from chophien.rules.selectors import value
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.tax.models import SellerYear
from chophien.tax.selectors.withholding import entity_of, threshold_vnd

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
    rows = SellerYear.objects.select_for_update().filter(seller_code=seller_code, year=year)
    if (known := rows.first()) is not None:
        return known
    SellerYear.objects.bulk_create([SellerYear(seller_code=seller_code, year=year)], ignore_conflicts=True)
    return rows.get()


def earn(year: SellerYear, amount_vnd: int, *, elsewhere_vnd: int = 0) -> None:
    """Add to the year's revenue what the market collected, and what came to the shop itself; what went back is
    negative.
    """
    changes = {"revenue_vnd": F("revenue_vnd") + amount_vnd, "elsewhere_vnd": F("elsewhere_vnd") + elsewhere_vnd}
    SellerYear.objects.filter(pk=year.pk).update(**changes)
    year.revenue_vnd += amount_vnd
    year.elsewhere_vnd += elsewhere_vnd


@transaction.atomic
def count_elsewhere(*, seller: Seller, amount_vnd: int, at: datetime, sold_at: datetime | None = None) -> None:
    """Goods were sold for so much that came to the shop itself, to its own account or outside the market; below zero it
    went back, of the year of `sold_at`. Nothing is withheld from it, but it is revenue of the year: its managers are
    told when that comes near the threshold. Of an organisation nothing is kept.
    """
    if not amount_vnd or not entity_of(seller.kind, at=at).withheld:
        return
    year = locked_year(seller.code, local_date(sold_at or at).year)
    earn(year, 0, elsewhere_vnd=amount_vnd)
    warn(year, seller=seller, at=at)


def warn(year: SellerYear, *, seller: Seller, at: datetime) -> None:
    """Tell the managers once for each part of the threshold that the year's revenue reaches."""
    threshold = threshold_vnd(at=at)
    reached = [percent for percent in _warnings(at) if year.known_vnd * ALL >= threshold * percent]
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
        facts={"revenue": format_vnd(year.known_vnd), "threshold": format_vnd(threshold)},
    )


def _warnings(at: datetime) -> list[int]:
    found = value(WARNINGS, at=at)
    return [int(percent) for percent in found] if isinstance(found, list) else []
