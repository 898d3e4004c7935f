"""How far a run about many has come: what it did not do, and whether it still moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from chophien.officedesk.models import BulkItem, BulkRun
from chophien.officedesk.selectors import Office
from chophien.officedesk.states import BulkStatus, ItemStatus
from chophien.rules.selectors import whole


@dataclass(frozen=True)
class Progress:
    """How far a run has come, counted from its items, and when something of it was decided last."""

    done: int
    refused: int
    total: int
    moved_at: datetime | None


def refused_items(run: BulkRun) -> QuerySet[BulkItem]:
    """What a run did not do, each with its sentence."""
    return run.items.filter(status=ItemStatus.REFUSED)


def runs_visible_to(office: Office) -> QuerySet[BulkRun]:
    """Somebody's own runs; operators of the whole country see everybody's."""
    runs = BulkRun.objects.all() if office.nationwide else BulkRun.objects.filter(asked_by=office.person.code)
    return runs.annotate(
        worked=Count("items", filter=~Q(items__status=ItemStatus.WAITING)),
        refused=Count("items", filter=Q(items__status=ItemStatus.REFUSED)),
    )


def progress_of(run: BulkRun) -> Progress:
    """How far a run has come. One statement."""
    counted = run.items.aggregate(
        done=Count("pk", filter=Q(status=ItemStatus.DONE)),
        refused=Count("pk", filter=Q(status=ItemStatus.REFUSED)),
        moved_at=Max("decided_at"),
    )
    return Progress(done=counted["done"], refused=counted["refused"], total=run.total, moved_at=counted["moved_at"])


def stands_still(run: BulkRun, *, at: datetime, progress: Progress | None = None) -> bool:
    """Whether a run that is not done has not moved for as long as the rules wait (`officedesk.bulk_quiet_minutes`)."""
    if run.status == BulkStatus.DONE:
        return False
    moved_at = (progress or progress_of(run)).moved_at
    last = max(moment for moment in (run.asked_at, run.stirred_at, moved_at) if moment is not None)
    return last + timedelta(minutes=whole("officedesk.bulk_quiet_minutes", at=at)) <= at
