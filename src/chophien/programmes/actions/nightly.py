"""The night's work: tasks are made from what the market sees, end with their cause, and open again while it stays."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Grant, Person
from chophien.accounts.selectors import in_force
from chophien.accounts.states import Role, Scope
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.text import fold
from chophien.messages.actions.telling import tell
from chophien.programmes.actions.tasks import PREFIX, SYMBOLS, reopen, settle
from chophien.programmes.facts import Cause, Fact, facts_of
from chophien.programmes.models import Member, Task, TaskStep
from chophien.programmes.states import PENDING, TaskStatus
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import mandates_of_households
from chophien.sellers.states import SellerStatus

BATCH = 500


@dataclass(frozen=True)
class Matched:
    """What a night changed."""

    made: int
    settled: int
    reopened: int


def match_tasks(*, actor: Actor, at: datetime) -> Matched:
    """Bring all tasks in line with the facts, batch by batch. Doing it again changes nothing."""
    made, settled, reopened = 0, 0, 0
    news: Counter[Person] = Counter()
    for sellers in _batches():
        one, given = match_batch(sellers, actor=actor, at=at)
        news += given
        made, settled, reopened = made + one.made, settled + one.settled, reopened + one.reopened
    for helper, tasks in sorted(news.items(), key=lambda pair: pair[0].pk):
        tell(
            kind="household.task",
            person_code=helper.code,
            text=_("New tasks for households you help: %(tasks)s."),
            facts={"tasks": tasks},
            link="/giup/",
            about=local_date(at).isoformat(),
            at=at,
        )
    total = Matched(made, settled, reopened)
    if made or settled or reopened:
        facts = {"made": made, "settled": settled, "reopened": reopened}
        record("programmes.tasks_matched", actor=actor, subject_code=local_date(at).isoformat(), at=at, facts=facts)
    return total


@transaction.atomic
def match_batch(sellers: Sequence[Seller], *, actor: Actor, at: datetime) -> tuple[Matched, Counter[Person]]:
    """Match the tasks of these households; also how many new ones each helper was given."""
    facts: dict[Cause, Fact] = {one.cause: one for one in facts_of(sellers, at=at)}
    rows = Task.objects.select_for_update(of=("self",)).filter(seller__in=[one.pk for one in sellers], by_facts=True)
    known = {(task.kind, task.seller_id, task.subject_code): task for task in rows.order_by("pk")}
    settled, reopened = 0, 0
    for cause, task in known.items():
        fact = facts.get(cause)
        if task.status in PENDING and fact is None:
            settle(task, actor=actor, at=at)
            settled += 1
        elif task.status in PENDING and fact is not None:
            _refresh(task, fact)
        elif fact is not None and _has_stayed(task, at=at):
            reopen(task, fact, actor=actor, at=at)
            reopened += 1
    new = [fact for cause, fact in facts.items() if cause not in known]
    given = _make(new, sellers, actor=actor, at=at)
    return Matched(len(new), settled, reopened), given


def _batches() -> Iterator[list[Seller]]:
    last = 0
    rows = Seller.objects.exclude(status=SellerStatus.CLOSED).select_related("commune").order_by("pk")
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _refresh(task: Task, fact: Fact) -> None:
    """Keep why it is there up to date; a day that was promised does not move away because nights pass."""
    due = min(task.due_on, fact.due_on)
    if (task.facts, task.due_on) != (dict(fact.facts), due):
        task.facts, task.due_on = dict(fact.facts), due
        task.save(update_fields=["facts", "due_on"])


def _has_stayed(task: Task, *, at: datetime) -> bool:
    """Whether the cause of a closed task has come back, or outlived the days one waits."""
    if task.is_settled or task.closed_at is None:
        return True
    key = "programmes.dropped_days" if task.status == TaskStatus.DROPPED else "programmes.reopen_days"
    return task.closed_at <= at - timedelta(days=rules.whole(key, at=at))


def _make(facts: Sequence[Fact], sellers: Sequence[Seller], *, actor: Actor, at: datetime) -> Counter[Person]:
    if not facts:
        return Counter()
    helpers = _helpers_of(sellers, at=at)
    rows = [
        Task(
            code=new_code(PREFIX, SYMBOLS),
            kind=fact.kind,
            seller_id=fact.seller_id,
            subject_code=fact.subject_code,
            by_facts=True,
            facts=dict(fact.facts),
            due_on=fact.due_on,
            assigned_to=helpers.get(fact.seller_id),
            made_by=actor.code,
            made_at=at,
        )
        for fact in facts
    ]
    tasks = Task.objects.bulk_create(rows)
    TaskStep.objects.bulk_create(
        TaskStep(
            task=task,
            step="make",
            to_status=task.status,
            actor_code=actor.code,
            helper_code=task.assigned_to.code if task.assigned_to else "",
            at=at,
        )
        for task in tasks
    )
    return Counter(task.assigned_to for task in tasks if task.assigned_to)


def _helpers_of(sellers: Sequence[Seller], *, at: datetime) -> Mapping[int, Person]:
    """Who gets a household's new tasks: whoever has its mandate, the longest first, else the one who looks after its
    village. Two statements.
    """
    mandates = mandates_of_households([one.pk for one in sellers], at=at)
    found: dict[int, Person] = {}
    for mandate in mandates:
        found.setdefault(mandate.seller_id, mandate.helper)
    helps = Grant.objects.filter(
        in_force(at),
        person=OuterRef("person"),
        role=Role.HELPER,
        scope_kind=Scope.COMMUNE,
        scope_code=OuterRef("team__commune__code"),
    )
    near = Member.objects.filter(
        Exists(helps),
        left_at__isnull=True,
        team__closed_at__isnull=True,
        team__commune__in={one.commune.pk for one in sellers},
    )
    of_village = {
        (member.team.commune_id, fold(village)): member.person
        for member in near.select_related("team", "person").order_by("-joined_at", "-pk")
        for village in member.villages
    }
    for seller in sellers:
        keeper = of_village.get((seller.commune.pk, fold(seller.hamlet)))
        if keeper is not None and seller.hamlet:
            found.setdefault(seller.pk, keeper)
    return found
