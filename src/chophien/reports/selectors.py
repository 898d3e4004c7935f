"""Reads of reports: their kinds, and what was made for whom."""

from django.db.models import QuerySet

from chophien.accounts.models import Person
from chophien.accounts.states import Scope
from chophien.reports.kinds.base import SEARCHED
from chophien.reports.kinds.reports import BY_KEY, KINDS, NATION, SHOP_KINDS
from chophien.reports.models import ReportRun

__all__ = ["BY_KEY", "KINDS", "NATION", "SEARCHED", "SHOP_KINDS", "runs_about_shop", "runs_of"]


def runs_of(person: Person) -> QuerySet[ReportRun]:
    """Every report that was made for somebody; nobody else may fetch it."""
    return ReportRun.objects.filter(person=person)


def runs_about_shop(person: Person, seller_code: str) -> QuerySet[ReportRun]:
    """What somebody had made about a shop, newest first."""
    return runs_of(person).filter(scope_kind=Scope.SELLER, scope_code=seller_code).order_by("-pk")
