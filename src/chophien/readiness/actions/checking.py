"""Going through a checklist: what is so, what is not yet and who does it until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.text import clean_line
from chophien.readiness import policies
from chophien.readiness.errors import NoChecklist
from chophien.readiness.models import Checklist, Point
from chophien.readiness.points import questions
from chophien.readiness.states import PointStatus
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of

PREFIX, SYMBOLS = "KT", 8
TASK_MOST = 200
PAGE = "/ban-hang/chung-nhan/"


@dataclass(frozen=True)
class Said:
    """What somebody found at one point; `task` and `due_on` only for what is not yet."""

    status: str
    task: str = ""
    due_on: date | None = None


@transaction.atomic
def check(*, seller: Seller, kind: str, said: Mapping[str, Said], actor: Actor, at: datetime) -> Checklist:
    """Write down what was found; points that nobody spoke of stay as they were. What is not yet is a task of the
    shop: its people are told once how many there are.

    :raises NotPermitted: if `actor` may not
    :raises NoChecklist: if there is none for this certificate
    :raises Invalid: naming each point that is none, or whose day is over
    """
    policies.can_check(actor, seller, at=at).require()
    asked = {one.key for one in questions(kind, on=local_date(at))}
    if not asked:
        raise NoChecklist
    wrong: dict[str, list[Sentence]] = {}
    for key, found in said.items():
        if key not in asked or found.status not in PointStatus.values:
            wrong[key] = [_("This is not on the list. Reload the page.")]
        elif found.status == PointStatus.TO_DO and found.due_on and found.due_on < local_date(at):
            wrong[key] = [_("This day is over.")]
    if wrong:
        raise Invalid(wrong)
    behalf = principal_of(actor, seller, at=at)
    begun = {"code": new_code(PREFIX, SYMBOLS), "begun_by": actor.code, "on_behalf_of": behalf, "begun_at": at}
    checklist, _made = Checklist.objects.get_or_create(seller=seller, kind=kind, defaults=begun)
    before = set(checklist.points.filter(status=PointStatus.TO_DO).values_list("key", flat=True))
    rows = [_point(checklist, key, found, by=actor.code, behalf=behalf, at=at) for key, found in said.items()]
    Point.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["checklist", "key"],
        update_fields=["status", "task", "due_on", "said_by", "on_behalf_of", "said_at"],
    )
    record(
        "readiness.checked",
        actor=actor,
        subject_code=checklist.code,
        on_behalf_of=behalf,
        facts={"kind": kind, "count": len(rows)},
        at=at,
    )
    fresh = {one.key for one in rows if one.status == PointStatus.TO_DO} - before
    if fresh:
        text = _("%(count)s things are still to be done for the certificate. See until when.")
        link = f"{PAGE}kiem-tra/{kind}/"
        tell_staff(seller=seller, text=text, facts={"count": len(fresh)}, link=link, about=checklist.code, at=at)
    return checklist


def _point(checklist: Checklist, key: str, found: Said, *, by: str, behalf: str, at: datetime) -> Point:
    is_task = found.status == PointStatus.TO_DO
    return Point(
        checklist=checklist,
        key=key,
        status=found.status,
        task=clean_line(found.task)[:TASK_MOST] if is_task else "",
        due_on=found.due_on if is_task else None,
        said_by=by,
        on_behalf_of=behalf,
        said_at=at,
    )
