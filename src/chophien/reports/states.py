"""How a report is made, and as which file."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chophien.lib.flow import Flow


class RunStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("report", "Waiting")
    RUNNING = "running", _("Being made")
    DONE = "done", pgettext_lazy("report", "Ready")
    FAILED = "failed", _("Could not be made")


RUN_FLOW = Flow(
    begin={RunStatus.WAITING: RunStatus.RUNNING, RunStatus.RUNNING: RunStatus.RUNNING},
    finish={RunStatus.RUNNING: RunStatus.DONE},
    fail={RunStatus.RUNNING: RunStatus.FAILED},
)


class Format(models.TextChoices):
    XLSX = "xlsx", _("Excel (XLSX)")
    CSV = "csv", "CSV"
    PDF = "pdf", "PDF"


MEDIA = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.PDF: "application/pdf",
}
