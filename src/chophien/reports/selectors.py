"""Reads of reports: their kinds, and what was made for whom."""

from django.db.models import QuerySet

from chophien.accounts.models import Person
from chophien.reports.kinds.reports import BY_KEY, KINDS, NATION
from chophien.reports.models import ReportRun

__all__ = ["BY_KEY", "KINDS", "NATION", "runs_of"]


def runs_of(person: Person) -> QuerySet[ReportRun]:
    """Every report that was made for somebody; nobody else may fetch it."""
    return ReportRun.objects.filter(person=person)
