"""One verdict about many things: written down at once, worked through by a job, each with an answer of its own."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.lib.codes import new_code
from chophien.lib.errors import DomainError
from chophien.lib.text import clean_text
from chophien.officedesk.actions.deciding import DECISIONS, Choice
from chophien.officedesk.errors import NothingChosen, ReasonNeeded, TooMany
from chophien.officedesk.models import BulkItem, BulkRun
from chophien.officedesk.states import BULK_FLOW, BulkKind, BulkStatus, BulkVerdict, ItemStatus
from chophien.rules.selectors import whole

PREFIX = "HL"
SENTENCE_MOST = 300


@transaction.atomic
def start_run(
    *,
    kind: BulkKind,
    verdict: BulkVerdict,
    chosen: Sequence[Choice],
    reason: str,
    key: str,
    actor: Person,
    at: datetime,
) -> BulkRun:
    """Let a job decide about everything that was chosen. The same key again is the same run.

    Whether `actor` may decide is asked for each thing, when its turn comes.

    :raises NothingChosen: if nothing was chosen, or this cannot be decided about many
    :raises TooMany: if more was chosen than one run works through
    :raises ReasonNeeded: if the verdict is not a yes and says no reason
    """
    known = BulkRun.objects.filter(asked_by=actor.code, key=key).first()
    if known is not None:
        return known
    if not chosen or verdict not in DECISIONS[kind]:
        raise NothingChosen
    most = whole("officedesk.bulk_most", at=at)
    if len(chosen) > most:
        raise TooMany(facts={"most": most})
    said = clean_text(reason)[:500]
    if verdict != BulkVerdict.APPROVE and not said:
        raise ReasonNeeded
    run = BulkRun.objects.create(
        code=new_code(PREFIX, 8),
        key=key,
        kind=kind,
        verdict=verdict,
        reason=said,
        total=len(chosen),
        asked_by=actor.code,
        asked_at=at,
    )
    BulkItem.objects.bulk_create(
        [BulkItem(run=run, subject_code=one.code, title=one.title[:200], seen=one.seen) for one in chosen],
        batch_size=1000,
    )
    facts = {"kind": run.kind, "verdict": run.verdict, "total": run.total}
    record("officedesk.bulk_started", actor=actor, subject_code=run.code, at=at, facts=facts)
    enqueue("officedesk.work_through", code=run.code)
    return run


def work_through(*, run: BulkRun, actor: Person, at: datetime) -> BulkRun:
    """Decide about everything that still waits, each in a transaction of its own; go on where a run was cut off."""
    _move(run, "begin")
    for pk in list(run.items.filter(status=ItemStatus.WAITING).order_by("pk").values_list("pk", flat=True)):
        _decide(pk, run=run, actor=actor, at=at)
    return _finish(run, actor=actor, at=at)


@transaction.atomic
def _decide(pk: int, *, run: BulkRun, actor: Person, at: datetime) -> None:
    item = BulkItem.objects.select_for_update().get(pk=pk)
    if item.status != ItemStatus.WAITING:
        return
    decide = DECISIONS[BulkKind(run.kind)][BulkVerdict(run.verdict)]
    try:
        with transaction.atomic():
            decide(item, run.reason, actor, at)
        item.status = ItemStatus.DONE
    except DomainError as refusal:
        item.status, item.sentence = ItemStatus.REFUSED, str(refusal)[:SENTENCE_MOST]
    item.save(update_fields=["status", "sentence"])


@transaction.atomic
def _move(run: BulkRun, step: str) -> None:
    held = BulkRun.objects.select_for_update().get(pk=run.pk)
    run.status = BulkStatus(BULK_FLOW.next(step, held.status))
    run.save(update_fields=["status"])


@transaction.atomic
def _finish(run: BulkRun, *, actor: Person, at: datetime) -> BulkRun:
    held = BulkRun.objects.select_for_update().get(pk=run.pk)
    if held.status == BulkStatus.DONE:
        return held
    held.status, held.finished_at = BulkStatus(BULK_FLOW.next("finish", held.status)), at
    held.save(update_fields=["status", "finished_at"])
    refused = held.items.filter(status=ItemStatus.REFUSED).count()
    facts = {"total": held.total, "refused": refused}
    record("officedesk.bulk_finished", actor=actor, subject_code=held.code, at=at, facts=facts)
    return held
