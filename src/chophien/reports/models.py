"""Reports that were asked for: made by a job, left as a private file that goes away by itself."""

from django.db import models

from chophien.accounts.models import Person
from chophien.accounts.states import Scope
from chophien.reports.states import Format, RunStatus


class ReportRun(models.Model):
    """One report over one area and some days, as it stood at `as_of`."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=40)
    format = models.CharField(max_length=4, choices=Format)
    since = models.DateField()
    until = models.DateField(help_text="its last day")
    scope_kind = models.CharField(max_length=10, choices=Scope)
    scope_code = models.CharField(max_length=40, blank=True)
    search = models.JSONField(default=dict, blank=True, db_default={}, help_text="what it is narrowed by besides")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=RunStatus, default=RunStatus.WAITING)
    step = models.PositiveSmallIntegerField(default=0, help_text="how many of its tables are made")
    steps = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    as_of = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    file_code = models.CharField(max_length=24, blank=True)
    file_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="reports_run_person")]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=RunStatus.values), name="reports_run_status_known"),
            models.CheckConstraint(condition=models.Q(format__in=Format.values), name="reports_run_format_known"),
            models.CheckConstraint(condition=models.Q(since__lte=models.F("until")), name="reports_run_days"),
            models.CheckConstraint(
                condition=models.Q(scope_kind=Scope.NATION, scope_code="")
                | (~models.Q(scope_kind=Scope.NATION) & ~models.Q(scope_code="")),
                name="reports_run_scope_named",
            ),
        ]

    def __str__(self) -> str:
        return self.code
