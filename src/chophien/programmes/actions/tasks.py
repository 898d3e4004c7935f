"""A task's life: written down, given to a helper, taken up, done or dropped. What ends by itself: `actions.nightly`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid, Sentence
from chophien.lib.text import clean_line
from chophien.messages.actions.telling import finish_visit, tell
from chophien.messages.selectors import visits_due
from chophien.programmes import policies
from chophien.programmes.errors import NobodyToGiveIt, ReasonMissing
from chophien.programmes.facts import Fact
from chophien.programmes.models import Task, TaskStep
from chophien.programmes.selectors.tasks import lock_task
from chophien.programmes.states import BY_HAND, PENDING, TASK_FLOW, TaskKind, TaskStatus
from chophien.sellers.models import Seller

PREFIX, SYMBOLS = "VI", 9
NOTE_MOST, REASON_LEAST, REASON_MOST = 500, 3, 500


@dataclass(frozen=True)
class Assigned:
    """What became of giving many tasks to one helper: how many they have, and which could not be given, and why."""

    given: int
    refused: Sequence[tuple[str, str]]


@transaction.atomic
def make_task(
    *, seller: Seller, kind: str, note: str, due_on: date, actor: Actor, at: datetime, helper: Person | None = None
) -> Task:
    """Write down by hand what a household needs help with, and give it to a helper if one is named.

    :raises NotPermitted: if `actor` is no officer or operator of the household's area
    :raises Invalid: if the kind is none that people make, nothing is said, or the day is past
    :raises NobodyToGiveIt: if the helper does not help in the household's commune
    """
    policies.can_oversee_household(actor, seller, at=at).require()
    faults: dict[str, list[Sentence]] = {}
    said = clean_line(note)[:NOTE_MOST]
    if kind not in BY_HAND:
        faults["kind"] = [_("Choose what kind of task it is.")]
    if len(said) < REASON_LEAST:
        faults["note"] = [_("Write what is to be done.")]
    if due_on < local_date(at):
        faults["due_on"] = [_("This day is past.")]
    if faults:
        raise Invalid(faults)

    code = new_code(PREFIX, SYMBOLS)
    task = Task.objects.create(
        code=code,
        kind=kind,
        seller=seller,
        subject_code=seller.code,
        by_facts=False,
        note=said,
        due_on=due_on,
        made_by=actor.code,
        made_at=at,
    )
    note_step(task, "make", actor=actor, at=at)
    record("programmes.task_made", actor=actor, subject_code=code, at=at, facts={"kind": kind, "shop": seller.code})
    return assign_task(task=task, helper=helper, actor=actor, at=at) if helper else task


@transaction.atomic
def assign_task(*, task: Task, helper: Person, actor: Actor, at: datetime) -> Task:
    """Give a task to a helper of the household's commune, who is told. Giving it again changes nothing.

    :raises NotPermitted: if `actor` is no officer or operator of the household's area
    :raises NobodyToGiveIt: if the helper does not help there
    :raises StepNotAllowed: if the task is done or dropped
    """
    task = lock_task(task.pk)
    policies.can_oversee_household(actor, task.seller, at=at).require()
    if not policies.can_help_household(helper, task.seller, at=at):
        raise NobodyToGiveIt
    if task.assigned_to is not None and task.assigned_to.pk == helper.pk and task.status in PENDING:
        return task
    if task.status != TaskStatus.OPEN:
        task.status = TaskStatus(TASK_FLOW.next("put_back", task.status))
    task.assigned_to = helper
    task.save(update_fields=["assigned_to", "status"])
    note_step(task, "assign", actor=actor, at=at, helper=helper)
    facts = {"helper": helper.code, "shop": task.seller.code}
    record("programmes.task_assigned", actor=actor, subject_code=task.code, at=at, facts=facts)
    tell(
        kind="household.task",
        person_code=helper.code,
        text=_("A task for you: %(kind)s, %(shop)s."),
        facts={"kind": TaskKind(task.kind).label, "shop": task.seller.name[:60]},
        link=f"/giup/viec/{task.code}/",
        about=task.code,
        seller_code=task.seller.code,
        at=at,
    )
    return task


def assign_tasks(*, tasks: Sequence[Task], helper: Person, actor: Actor, at: datetime) -> Assigned:
    """Give many tasks to one helper, each in a transaction of its own. What cannot be given is named."""
    refused = []
    for task in tasks:
        try:
            assign_task(task=task, helper=helper, actor=actor, at=at)
        except DomainError as refusal:
            refused.append((task.seller.name, str(refusal)))
    return Assigned(given=len(tasks) - len(refused), refused=refused)


@transaction.atomic
def assign_fact(*, fact: Fact, seller: Seller, helper: Person, actor: Actor, at: datetime) -> Task:
    """Give a helper what the market itself sees, without waiting for the night: the task is made if there is none.

    :raises NotPermitted: if `actor` is no officer or operator of the household's area
    :raises NobodyToGiveIt: if the helper does not help there
    """
    policies.can_oversee_household(actor, seller, at=at).require()
    task, is_new = Task.objects.get_or_create(
        kind=fact.kind,
        seller=seller,
        subject_code=fact.subject_code,
        by_facts=True,
        defaults={
            "code": new_code(PREFIX, SYMBOLS),
            "facts": dict(fact.facts),
            "due_on": fact.due_on,
            "made_by": actor.code,
            "made_at": at,
        },
    )
    if is_new:
        note_step(task, "make", actor=actor, at=at)
    elif task.status not in PENDING:
        reopen(task, fact, actor=actor, at=at)
    return assign_task(task=task, helper=helper, actor=actor, at=at)


@transaction.atomic
def take_task(*, task: Task, actor: Person, at: datetime) -> Task:
    """Say that one is at it. Taking it again changes nothing.

    :raises NotPermitted: if it was given to somebody else, or the household is none of `actor`'s
    :raises StepNotAllowed: if the task is done or dropped
    """
    task = lock_task(task.pk)
    policies.can_take_task(actor, task, at=at).require()
    if task.status == TaskStatus.TAKEN and task.assigned_to is not None and task.assigned_to.pk == actor.pk:
        return task
    task.assigned_to = actor
    return _step(task, "take", actor=actor, at=at)


@transaction.atomic
def put_back_task(*, task: Task, actor: Actor, at: datetime) -> Task:
    """Say that one is not at it any more; the task stays open and given to the same helper.

    :raises NotPermitted, StepNotAllowed: as `finish_task`
    """
    task = lock_task(task.pk)
    policies.can_do_task(actor, task, at=at).require()
    return _step(task, "put_back", actor=actor, at=at)


@transaction.atomic
def finish_task(*, task: Task, actor: Actor, at: datetime) -> Task:
    """Say that it is done. If its cause is still there some days later, it opens again by itself.

    :raises NotPermitted: if `actor` is neither its helper nor an officer of the area
    :raises StepNotAllowed: if the task is done or dropped already
    """
    task = lock_task(task.pk)
    policies.can_do_task(actor, task, at=at).require()
    task = _step(task, "finish", actor=actor, at=at)
    if task.kind == TaskKind.NEWS_TO_BRING:
        for visit in visits_due(seller_codes=[task.seller.code]).filter(code=task.subject_code):
            finish_visit(visit=visit, done_by=actor.code, at=at)
    return task


@transaction.atomic
def drop_task(*, task: Task, reason: str, actor: Actor, at: datetime) -> Task:
    """Say why it will not be done.

    :raises NotPermitted, StepNotAllowed: as `finish_task`
    :raises ReasonMissing: if no reason is given
    """
    task = lock_task(task.pk)
    policies.can_do_task(actor, task, at=at).require()
    why = clean_line(reason)[:REASON_MOST]
    if len(why) < REASON_LEAST:
        raise ReasonMissing
    return _step(task, "drop", actor=actor, at=at, reason=why)


def reopen(task: Task, fact: Fact, *, actor: Actor, at: datetime) -> None:
    """Open a closed task again, because its cause is there: a step of the market itself, inside a transaction."""
    task.status = TaskStatus(TASK_FLOW.next("reopen", task.status))
    task.closed_by, task.closed_at, task.reason, task.is_settled = "", None, "", False
    task.facts, task.due_on = dict(fact.facts), fact.due_on
    task.save()
    note_step(task, "reopen", actor=actor, at=at)


def settle(task: Task, *, actor: Actor, at: datetime) -> None:
    """Close a task whose cause is gone: a step of the market itself, inside a transaction."""
    task.is_settled = True
    _close(task, "settle", actor=actor, at=at)


def note_step(
    task: Task, step: str, *, actor: Actor, at: datetime, helper: Person | None = None, reason: str = ""
) -> None:
    """Add one line to a task's history."""
    TaskStep.objects.create(
        task=task,
        step=step,
        to_status=task.status,
        actor_code=actor.code,
        helper_code=helper.code if helper else "",
        reason=reason,
        at=at,
    )


def _step(task: Task, step: str, *, actor: Actor, at: datetime, reason: str = "") -> Task:
    if step in {"finish", "drop"}:
        _close(task, step, actor=actor, at=at, reason=reason)
    else:
        task.status = TaskStatus(TASK_FLOW.next(step, task.status))
        task.save(update_fields=["status", "assigned_to"])
        note_step(task, step, actor=actor, at=at)
    facts = {"kind": task.kind, "shop": task.seller.code}
    record(f"programmes.task_{step}", actor=actor, subject_code=task.code, at=at, facts=facts)
    return task


def _close(task: Task, step: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    task.status = TaskStatus(TASK_FLOW.next(step, task.status))
    task.closed_by, task.closed_at, task.reason = actor.code, at, reason
    task.save(update_fields=["status", "closed_by", "closed_at", "reason", "is_settled"])
    note_step(task, step, actor=actor, at=at, reason=reason)
