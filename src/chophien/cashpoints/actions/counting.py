"""The second person of a counted day says yes or no, signed in themselves; what happens if they do neither."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.cashpoints.actions._steps import in_trial
from chophien.cashpoints.actions.closing import finish, require_day
from chophien.cashpoints.actions.floats import OFFICE, operators_of
from chophien.cashpoints.errors import CountOver, CountStale
from chophien.cashpoints.models import DayClose, DayCount, Till
from chophien.cashpoints.policies import can_say_yes_to, can_withdraw_count
from chophien.cashpoints.selectors.points import lock_point
from chophien.cashpoints.selectors.tills import float_of
from chophien.cashpoints.states import CountEnd
from chophien.lib.actor import SYSTEM, Actor
from chophien.lib.dates import format_date
from chophien.lib.errors import Sentence
from chophien.lib.money import format_vnd
from chophien.messages.actions.telling import tell
from chophien.rules import selectors as rules

DENIED = _("%(point)s, %(till)s: the second person says no to the count of %(day)s, difference %(difference)s.")
UNANSWERED = _(
    "%(point)s, %(till)s: nobody has said yes to the count of %(day)s, difference %(difference)s. No cash moves there."
)


@transaction.atomic
def confirm_count(*, count: DayCount, actor: Actor, at: datetime) -> DayClose:
    """The second person counted too, and it is as the first one wrote: the day is closed.

    :raises NotPermitted: unless `actor` is who was named, and still an agent of the point
    :raises CountOver: if it was answered, or the till counted anew
    :raises CountStale: if the till does not hold by the books what it did when it was counted
    :raises AlreadyClosed, DayOpen, StillOpen: as `close_day`
    """
    held = _hold(count)
    can_say_yes_to(actor, held, at=at).require()
    if held.ended_at is not None:
        raise CountOver
    require_day(held.till, held.day, simulated=held.simulated, at=at)
    if float_of(held.till, simulated=held.simulated, at=at).held_vnd != held.expected_vnd:
        raise CountStale
    _end(held, CountEnd.CONFIRMED, actor=actor, at=at)
    return finish(held, at=at)


@transaction.atomic
def deny_count(*, count: DayCount, actor: Actor, at: datetime) -> DayCount:
    """The second person did not count, or counted something else: the till is to be counted anew, operators are told.

    :raises NotPermitted, CountOver: as `confirm_count`
    """
    held = _hold(count)
    can_say_yes_to(actor, held, at=at).require()
    _end(held, CountEnd.DENIED, actor=actor, at=at)
    told = operators_of(held.till.point, at=at) | {held.counted_by}
    _tell(held, DENIED, sorted(told), at=at)
    return held


@transaction.atomic
def withdraw_count(*, count: DayCount, actor: Actor, at: datetime) -> DayCount:
    """Whoever counted takes it back, to count anew or with somebody else; cash moves again meanwhile.

    :raises NotPermitted: unless `actor` counted, or runs the points of the area
    :raises CountOver: if it was answered, or the till counted anew
    """
    held = _hold(count)
    can_withdraw_count(actor, held, at=at).require()
    return _end(held, CountEnd.WITHDRAWN, actor=actor, at=at)


def tell_unanswered(*, at: datetime) -> int:
    """Tell the operators of counts to which the second person has said nothing for `cashpoints.second_count_minutes`;
    each once. The day stays open. Returns how many there were.
    """
    until = at - timedelta(minutes=rules.whole("cashpoints.second_count_minutes", at=at))
    waiting = DayCount.objects.filter(ended_at__isnull=True, told_at__isnull=True, counted_at__lte=until)
    keys = list(waiting.order_by("pk").values_list("pk", flat=True))
    return sum(_tell_unanswered(pk, at=at) for pk in keys)


@transaction.atomic
def _tell_unanswered(pk: int, *, at: datetime) -> bool:
    rows = DayCount.objects.select_for_update(of=("self",)).select_related("till__point__commune__province")
    held = rows.get(pk=pk)
    if held.ended_at is not None or held.told_at is not None:
        return False
    held.told_at = at
    held.save(update_fields=["told_at"])
    _tell(held, UNANSWERED, sorted(operators_of(held.till.point, at=at)), at=at)
    record("cashpoints.count_unanswered", actor=SYSTEM, subject_code=held.till.point.code, at=at, facts=_facts(held))
    return True


def _hold(count: DayCount) -> DayCount:
    """The count as it stands, its point first, held until the transaction ends."""
    lock_point(count.till.point.pk)
    held = DayCount.objects.select_for_update(of=("self",)).get(pk=count.pk)
    held.till = Till.objects.select_related("point__commune__province").get(pk=held.till_id)
    return held


def _end(held: DayCount, end: CountEnd, *, actor: Actor, at: datetime) -> DayCount:
    if held.ended_at is not None:
        raise CountOver
    held.end, held.ended_at, held.ended_by = end, at, actor.code
    held.save(update_fields=["end", "ended_at", "ended_by"])
    facts = {**_facts(held), "verdict": str(end)}
    record("cashpoints.count_answered", actor=actor, subject_code=held.till.point.code, at=at, facts=facts)
    return held


def _facts(held: DayCount) -> dict[str, object]:
    return {"till": held.till.code, "day": held.day.isoformat(), "difference_vnd": held.difference_vnd}


def _tell(held: DayCount, text: Sentence, people: list[str], *, at: datetime) -> None:
    till = held.till
    for person_code in people:
        counts = person_code == held.counted_by
        tell(
            kind="office.task",
            person_code=person_code,
            text=in_trial(text, simulated=held.simulated),
            facts={
                "point": till.point.name,
                "till": till.title,
                "day": format_date(held.day),
                "difference": format_vnd(held.difference_vnd),
            },
            link=reverse("cashpoints:close", args=[till.code]) if counts else f"{OFFICE}{till.point.code}/",
            about=held.code,
            at=at,
        )
