"""What complaints and recalls have done later."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import structlog
from django.utils import timezone

from chophien.complaints.actions.mediating import bring_up_unanswered, lapse, warn_unsettled
from chophien.complaints.actions.recalls import tell_some
from chophien.complaints.actions.telling import tell_late, tell_step
from chophien.complaints.models import Complaint
from chophien.complaints.selectors.complaints import unanswered_at, unsettled_at, without_a_word_at
from chophien.jobs.queue import job, periodic
from chophien.lib.actor import SystemActor
from chophien.lib.errors import DomainError
from chophien.orders.states import Side

CLOCK = SystemActor("system:clock")
log = structlog.get_logger(__name__)


@job("complaints.tell", once=True)
def tell(*, complaint_id: int, step: str, side: str) -> None:
    tell_step(complaint_id=complaint_id, step=step, side=Side(side), at=timezone.now())


@job("complaints.warn")
def warn(*, complaint_id: int) -> None:
    tell_late(complaint_id=complaint_id, at=timezone.now())


@job("complaints.watch")
def watch(*, complaint_id: int) -> None:
    """See whether the shop has answered by the time it should have."""
    _unanswered(Complaint.objects.filter(pk=complaint_id))


@periodic("complaints.sweep", cron="*/10 * * * *")
def sweep(*, due_at: str) -> None:
    """Do whatever is due: bring up what nobody answered or settled in time, close what the buyer left alone."""
    del due_at  # the clock of now decides what is due, also after an outage
    at = timezone.now()
    _unanswered(unanswered_at(at))
    for complaint in without_a_word_at(at):
        with _others_go_on(complaint):
            lapse(complaint=complaint, actor=CLOCK, at=at)
    for complaint in unsettled_at(at):
        with _others_go_on(complaint):
            warn_unsettled(complaint=complaint, actor=CLOCK, at=at)


@job("complaints.tell_recall")
def tell_recall(*, recall_id: int) -> None:
    """Tell some hundred buyers of a recall, and come back for the others."""
    tell_some(recall_id=recall_id, at=timezone.now())


def _unanswered(complaints: Iterable[Complaint]) -> None:
    for complaint in complaints:
        with _others_go_on(complaint):
            bring_up_unanswered(complaint=complaint, actor=CLOCK, at=timezone.now())


@contextmanager
def _others_go_on(complaint: Complaint) -> Iterator[None]:
    """One complaint that refuses, because a person was quicker, does not keep the others waiting."""
    try:
        yield
    except DomainError as refusal:
        log.info("complaint_left_alone", about=complaint.code, code=refusal.code)
