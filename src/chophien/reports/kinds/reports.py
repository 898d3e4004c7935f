"""The list of reports. An app above adds its own by handing `ReportKind`s to the desk."""

from django.utils.translation import gettext_lazy as _

from chophien.accounts.states import Role, Scope
from chophien.reports.kinds import figures
from chophien.reports.kinds.base import ReportKind
from chophien.reports.states import Format

NATION = frozenset({Scope.NATION})
AREAS = frozenset({Scope.NATION, Scope.PROVINCE, Scope.COMMUNE})
OPERATORS = frozenset({Role.OPERATOR})
OFFICES = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_OFFICER})
TABLES = (Format.XLSX, Format.CSV)
SHOP = frozenset({Scope.SELLER})
SHOPS_MONEY = frozenset({Role.SELLER_MANAGER, Role.SELLER_ACCOUNTANT})
"""Who may have a shop's own reports: never its helper, who sees no money."""
KINDS = (
    ReportKind(
        "annual",
        _("Annual report on the platform"),
        _("Decree 248/2026, article 22, form 09: due before 15 February of the year after."),
        OPERATORS,
        NATION,
        (Format.PDF, *TABLES),
        (figures.sellers, figures.trade_here, figures.trust),
    ),
    ReportKind(
        "monthly",
        _("Monthly report on the platform"),
        _("Decree 248/2026, article 22: before the 15th of the month after, for large platforms."),
        OPERATORS,
        NATION,
        (Format.PDF, *TABLES),
        (figures.sellers, figures.trade_here, figures.trust),
        most_days=31,
    ),
    ReportKind(
        "sales",
        _("Sales by commune"),
        _("What was sold where, of shops that may be counted; rows of very few shops show no sums."),
        OFFICES,
        AREAS,
        TABLES,
        (figures.sales_by_commune, figures.trade_counted),
    ),
    ReportKind(
        "trail",
        _("What was done and who looked"),
        _("The audit trail in codes, for an inspection."),
        OPERATORS,
        NATION,
        TABLES,
        (figures.trail, figures.looks),
        most_days=92,
        searched=True,
    ),
)
SHOP_KINDS = (
    ReportKind(
        "shop_month",
        _("Month of a shop"),
        _("Orders, goods sold, complaints, reviews and money given back; for the shop's own books."),
        SHOPS_MONEY,
        SHOP,
        (Format.PDF, *TABLES),
        (figures.sales_by_month, figures.trade, figures.trust),
        most_days=31,
    ),
    ReportKind(
        "shop_year",
        _("Year of a shop"),
        _("Orders, goods sold, complaints, reviews and money given back; for the shop's own books."),
        SHOPS_MONEY,
        SHOP,
        (Format.PDF, *TABLES),
        (figures.sales_by_month, figures.trade, figures.trust),
    ),
)
"""What a shop's manager and accountant have made about their own shop."""
BY_KEY = {one.key: one for one in (*KINDS, *SHOP_KINDS)}
