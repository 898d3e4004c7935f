"""One verdict about many things: written down at once, worked through by a job, each with an answer of its own."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

import structlog
from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.lib.codes import new_code
from chophien.lib.errors import DomainError, NotPermitted
from chophien.lib.text import clean_text
from chophien.officedesk.actions.deciding import DECISIONS, Choice
from chophien.officedesk.errors import (
    HelperNeeded,
    NothingChosen,
    NothingToTryAgain,
    ReasonNeeded,
    StillAtWork,
    TooMany,
)
from chophien.officedesk.models import BulkItem, BulkRun
from chophien.officedesk.runs import stands_still
from chophien.officedesk.states import BULK_FLOW, BulkKind, BulkStatus, BulkVerdict, ItemStatus, wants_reason
from chophien.rules.selectors import whole

PREFIX = "HL"
SENTENCE_MOST = 300
WENT_WRONG = _("It went wrong on our side, not on yours. Try it again; if it stays, tell whoever runs the market.")

log = structlog.get_logger(__name__)


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
    target: str = "",
) -> BulkRun:
    """Let a job decide about everything that was chosen. The same key again is the same run.

    Whether `actor` may decide is asked for each thing, when its turn comes. `target` is the code of the helper who gets
    what is given out.

    :raises NothingChosen: if nothing was chosen, or this cannot be decided about many
    :raises TooMany: if more was chosen than one run works through
    :raises ReasonNeeded: if somebody will read why, or it is kept, and no reason is said
    :raises HelperNeeded: if something is given out to nobody
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
    if wants_reason(kind, verdict) and not said:
        raise ReasonNeeded
    if verdict == BulkVerdict.GIVE and not target:
        raise HelperNeeded
    run = BulkRun.objects.create(
        code=new_code(PREFIX, 8),
        key=key,
        kind=kind,
        verdict=verdict,
        reason=said,
        target=target,
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


@transaction.atomic
def go_on(*, run: BulkRun, actor: Person, at: datetime) -> BulkRun:
    """Let another job go on with a run that stands still. What was decided stays; what waits is decided as was asked.

    :raises StepNotAllowed: if it is done
    :raises StillAtWork: if it moved lately (`officedesk.bulk_quiet_minutes`)
    """
    held = BulkRun.objects.select_for_update().get(pk=run.pk)
    status = BulkStatus(BULK_FLOW.next("go_on", held.status))
    if not stands_still(held, at=at):
        raise StillAtWork
    return _stir(held, status, what="officedesk.bulk_gone_on_with", actor=actor, at=at)


@transaction.atomic
def try_again(*, run: BulkRun, codes: Collection[str], actor: Person, at: datetime) -> BulkRun:
    """Decide once more about what was not done: about these, or about all of it where none is named.

    :raises NotPermitted: if somebody else had decided
    :raises StepNotAllowed: if the run has not come to its end
    :raises NothingToTryAgain: if nothing of it was left undone
    """
    held = BulkRun.objects.select_for_update().get(pk=run.pk)
    if held.asked_by != actor.code:
        raise NotPermitted
    status = BulkStatus(BULK_FLOW.next("try_again", held.status))
    refused = held.items.filter(status=ItemStatus.REFUSED)
    if codes:
        refused = refused.filter(subject_code__in=codes)
    if not refused.update(status=ItemStatus.WAITING, sentence="", decided_at=None):
        raise NothingToTryAgain
    held.finished_at = None
    return _stir(held, status, what="officedesk.bulk_tried_again", actor=actor, at=at)


def work_through(*, run: BulkRun, actor: Person, clock: Callable[[], datetime]) -> BulkRun:
    """Decide about everything that still waits, each in a transaction of its own; go on where a run was cut off.

    Two that work through the same run share the work: whoever comes second to a thing finds it decided.
    """
    _move(run, "begin")
    for pk in list(run.items.filter(status=ItemStatus.WAITING).order_by("pk").values_list("pk", flat=True)):
        _decide(pk, run=run, actor=actor, at=clock())
    return _finish(run, actor=actor, at=clock())


@transaction.atomic
def _decide(pk: int, *, run: BulkRun, actor: Person, at: datetime) -> None:
    item = BulkItem.objects.select_for_update().get(pk=pk)
    if item.status != ItemStatus.WAITING:
        return
    item.run = run
    decide = DECISIONS[BulkKind(run.kind)][BulkVerdict(run.verdict)]
    try:
        with transaction.atomic():
            decide(item, run.reason, actor, at)
        item.status = ItemStatus.DONE
    except DomainError as refusal:
        item.status, item.sentence = ItemStatus.REFUSED, str(refusal)[:SENTENCE_MOST]
    except OperationalError:  # the database is busy or gone: the job as a whole is tried again
        raise
    except Exception:  # whatever is wrong with this one, the others are decided about
        log.exception("officedesk.bulk_item_failed", run=run.code, subject=item.subject_code)
        item.status, item.sentence = ItemStatus.REFUSED, str(WENT_WRONG)
    item.decided_at = at
    item.save(update_fields=["status", "sentence", "decided_at"])


def _stir(run: BulkRun, status: BulkStatus, *, what: str, actor: Person, at: datetime) -> BulkRun:
    run.status, run.stirred_at = status, at
    run.save(update_fields=["status", "stirred_at", "finished_at"])
    waiting = run.items.filter(status=ItemStatus.WAITING).count()
    record(what, actor=actor, subject_code=run.code, at=at, facts={"total": run.total, "waiting": waiting})
    enqueue("officedesk.work_through", code=run.code)
    return run


@transaction.atomic
def _move(run: BulkRun, step: str) -> None:
    held = BulkRun.objects.select_for_update().get(pk=run.pk)
    run.status = BulkStatus(BULK_FLOW.next(step, held.status))
    run.save(update_fields=["status"])


@transaction.atomic
def _finish(run: BulkRun, *, actor: Person, at: datetime) -> BulkRun:
    held = BulkRun.objects.select_for_update().get(pk=run.pk)
    if held.status == BulkStatus.DONE or held.items.filter(status=ItemStatus.WAITING).exists():
        return held
    held.status, held.finished_at = BulkStatus(BULK_FLOW.next("finish", held.status)), at
    held.save(update_fields=["status", "finished_at"])
    refused = held.items.filter(status=ItemStatus.REFUSED).count()
    facts = {"total": held.total, "refused": refused}
    record("officedesk.bulk_finished", actor=actor, subject_code=held.code, at=at, facts=facts)
    return held
