"""Reads about tasks: one that is held, those somebody sees, those an office gives out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.programmes.facts import Cause
from chophien.programmes.households import households_of
from chophien.programmes.models import Task, TaskStep
from chophien.programmes.states import PENDING, TaskKind
from chophien.sellers.policies import LOOKING_ON

NEVER_LEFT_ALONE = (TaskKind.ORDER_WAITING, TaskKind.ORDER_UNSENT)
"""A buyer waits: as long as that is so, every helper of the household sees it."""
PROVINCE, COMMUNE = "seller__commune__province__code", "seller__commune__code"


def lock_task(pk: int) -> Task:
    """Fetch the task and hold its row until the transaction ends."""
    rows = Task.objects.select_for_update(of=("self",))
    return rows.select_related("seller__commune__province", "assigned_to").get(pk=pk)


def tasks_seen_by(helper: Person, *, at: datetime) -> QuerySet[Task]:
    """The tasks of a helper's households that nobody else was given, done ones too, and all that were given to them."""
    mine = Q(assigned_to__code=helper.code) | Q(assigned_to__isnull=True)
    seen = Task.objects.filter(mine, seller__in=households_of(helper, at=at).values("pk"))
    return seen.select_related("seller__commune__province", "assigned_to")


@dataclass(frozen=True)
class TasksAtHand:
    """The tasks of some households as one helper has them: those that wait, and causes that are no work of theirs now,
    because somebody else was given them, or because they were done or dropped and may still take effect.
    """

    pending: Sequence[Task]
    left_alone: frozenset[Cause]


def tasks_at_hand(helper: Person, sellers: Collection[int]) -> TasksAtHand:
    """What waits for these households, most urgent day first. One statement."""
    rows = Task.objects.filter(Q(status__in=PENDING) | Q(by_facts=True, is_settled=False), seller__in=sellers)
    pending, left_alone = [], set()
    for task in rows.select_related("assigned_to").order_by("due_on", "pk"):
        mine = task.assigned_to is None or task.assigned_to.pk == helper.pk
        if mine and task.status in PENDING:
            pending.append(task)
        elif task.by_facts and task.kind not in NEVER_LEFT_ALONE:
            left_alone.add((task.kind, task.seller_id, task.subject_code))
    return TasksAtHand(pending, frozenset(left_alone))


def task_of_visit(helper: Person, code: str, *, at: datetime) -> Task | None:
    """The task that a visit is about, if the helper sees it."""
    return tasks_seen_by(helper, at=at).filter(code=code).order_by("pk").first() if code else None


def tasks_overseen_by(person: Person, *, at: datetime) -> QuerySet[Task]:
    """The tasks of the households in somebody's area as officer or operator."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    area = Task.objects.filter(reach.q(province=PROVINCE, commune=COMMUNE))
    return area.select_related("seller__commune__province", "assigned_to")


def tasks_found(
    tasks: QuerySet[Task], *, kind: str, state: str, commune: str, province: str, helper: str
) -> QuerySet[Task]:
    """Those of `tasks` of this kind and state, there, and given to this helper; ``-`` means to nobody."""
    if kind:
        tasks = tasks.filter(kind=kind)
    if state == "pending":
        tasks = tasks.filter(status__in=PENDING)
    elif state:
        tasks = tasks.filter(status=state)
    if commune:
        tasks = tasks.filter(seller__commune__code=commune)
    if province:
        tasks = tasks.filter(seller__commune__province__code=province)
    if helper == "-":
        return tasks.filter(assigned_to__isnull=True)
    return tasks.filter(assigned_to__code=helper) if helper else tasks


def tasks_with_codes(tasks: QuerySet[Task], codes: Collection[str]) -> list[Task]:
    """Those of `tasks` that were ticked, in the order in which they were made."""
    return list(tasks.filter(code__in=codes).order_by("pk"))


def steps_of(task: Task) -> list[TaskStep]:
    """The history of a task, the oldest step first."""
    return list(task.steps.order_by("pk"))
