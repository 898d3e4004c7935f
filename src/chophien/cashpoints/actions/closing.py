"""The end of a day at a till: its cash is counted, and what differs from the books is written down and posted."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.selectors import people_by_code
from chophien.audit.actions import record
from chophien.cashpoints.actions import _books
from chophien.cashpoints.actions._steps import in_trial
from chophien.cashpoints.actions.floats import OFFICE, operators_of
from chophien.cashpoints.errors import (
    AlreadyClosed,
    DayOpen,
    NoteMissing,
    SecondPersonMissing,
    StillOpen,
)
from chophien.cashpoints.models import CashOrder, DayClose, DayCount, FloatMove, Till
from chophien.cashpoints.policies import can_serve, serves_at
from chophien.cashpoints.selectors.points import lock_point
from chophien.cashpoints.selectors.tills import (
    account_of,
    closes_as_trial,
    day_to_close,
    float_of,
    is_closed_on,
    open_orders,
)
from chophien.cashpoints.states import GIVEN, NOTES, CashKind, CashStatus, CountEnd, FloatKind
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import VIETNAM, format_date, local_date
from chophien.lib.errors import Invalid
from chophien.lib.money import format_vnd
from chophien.lib.text import clean_text
from chophien.messages.actions.telling import tell
from chophien.payments import chart
from chophien.rules import selectors as rules

PREFIX, COUNT_PREFIX, SYMBOLS = "CS", "KQ", 8
NOTE_MOST = 300
MOST_NOTES = 1_000_000
SAY_YES = _(
    "%(who)s counted %(till)s for %(day)s and wrote that you counted too: difference %(difference)s. "
    "Open the page and say yes or no: the day is closed by your own yes."
)
DIFFERS = _("%(point)s, %(till)s: the count of %(day)s differs from the books by %(difference)s. Look into it.")


@transaction.atomic
def close_day(
    *,
    till: Till,
    day: date,
    notes: Mapping[int, int],
    actor: Actor,
    at: datetime,
    note: str = "",
    counted_with: Person | None = None,
) -> DayClose | DayCount:
    """Write down what was counted in a till: how many of which note. A difference is posted, so that the books say
    what is there. Real money is counted for as long as any lies there, whether the contract is still in force or not.

    Whoever is named as having counted too says so themselves (`counting.confirm_count`): until then it is a count, the
    day is open, and no cash moves. Counted anew, the count before is over.

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises Invalid: if a note is none, or the day has not begun
    :raises AlreadyClosed: if the day was closed before
    :raises DayOpen: if an earlier day is not closed yet
    :raises StillOpen: while customers wait at the till
    :raises NoteMissing: if it differs and nobody says how that may be
    :raises SecondPersonMissing: if it differs by more than `cashpoints.difference_vnd` and nobody else of the point
        is named, or whoever is named is nobody else of the point
    """
    point = lock_point(till.point.pk)
    till = Till.objects.select_related("point__commune__province").get(pk=till.pk)
    can_serve(actor, point, at=at).require()
    simulated = closes_as_trial(till, day, at=at)
    require_day(till, day, simulated=simulated, at=at)
    counted = DayCount(
        code=new_code(COUNT_PREFIX, SYMBOLS),
        till=till,
        day=day,
        simulated=simulated,
        expected_vnd=float_of(till, simulated=simulated, at=at).held_vnd,
        counted_vnd=_count(notes),
        notes={str(value): count for value, count in sorted(notes.items(), reverse=True) if count},
        note=clean_text(note)[:NOTE_MOST],
        counted_by=actor.code,
        second=counted_with.code if counted_with else "",
        counted_at=at,
    )
    _require_explained(counted, actor=actor, counted_with=counted_with, at=at)
    before = DayCount.objects.filter(till=till, simulated=simulated, ended_at__isnull=True)
    before.update(end=CountEnd.WITHDRAWN, ended_at=at, ended_by=actor.code)
    if not counted.second:
        return finish(counted, at=at)
    counted.save(force_insert=True)
    record("cashpoints.day_counted", actor=actor, subject_code=point.code, at=at, facts=_facts(counted))
    tell(
        kind="office.task",
        person_code=counted.second,
        text=in_trial(SAY_YES, simulated=simulated),
        facts={"who": _name_of(actor), "till": till.title, **_said(counted)},
        link=reverse("cashpoints:close", args=[till.code]),
        about=counted.code,
        at=at,
    )
    return counted


def finish(counted: DayCount, *, at: datetime) -> DayClose:
    """Close the day by a count that nobody else has to say yes to any more. The caller holds the point."""
    till, expected = counted.till, counted.expected_vnd
    moved = _moved(till, counted.day, simulated=counted.simulated)
    given = sum(moved[kind] for kind in GIVEN)
    close = DayClose.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        till=till,
        day=counted.day,
        simulated=counted.simulated,
        opening_vnd=expected - moved[CashKind.IN] + given - moved[FloatKind.IN] + moved[FloatKind.OUT],
        cash_in_vnd=moved[CashKind.IN],
        cash_out_vnd=given,
        float_in_vnd=moved[FloatKind.IN],
        float_out_vnd=moved[FloatKind.OUT],
        expected_vnd=expected,
        counted_vnd=counted.counted_vnd,
        notes=counted.notes,
        difference_vnd=counted.difference_vnd,
        note=counted.note,
        closed_by=counted.counted_by,
        counted_with=counted.second,
        counted_with_at=counted.ended_at,
        closed_at=at,
    )
    _post_difference(close, at=at)
    who = people_by_code([counted.counted_by])[counted.counted_by]
    record("cashpoints.day_closed", actor=who, subject_code=till.point.code, at=at, facts=_facts(counted))
    if abs(counted.difference_vnd) > rules.whole("cashpoints.difference_vnd", at=at):
        _tell_office(close, at=at)
    return close


def _facts(counted: DayCount) -> dict[str, object]:
    return {
        "till": counted.till.code,
        "day": counted.day.isoformat(),
        "difference_vnd": counted.difference_vnd,
        "trial": counted.simulated,
    }


def _said(counted: DayCount) -> dict[str, object]:
    return {"day": format_date(counted.day), "difference": format_vnd(counted.difference_vnd)}


def _name_of(actor: Actor) -> str:
    return actor.name if isinstance(actor, Person) and actor.name else actor.code


def _tell_office(close: DayClose, *, at: datetime) -> None:
    """Tell the operators of a difference above `cashpoints.difference_vnd`, whoever counted."""
    till = close.till
    facts = {
        "point": till.point.name,
        "till": till.title,
        "day": format_date(close.day),
        "difference": format_vnd(close.difference_vnd),
    }
    for person_code in sorted(operators_of(till.point, at=at) - {close.closed_by, close.counted_with}):
        tell(
            kind="office.task",
            person_code=person_code,
            text=in_trial(DIFFERS, simulated=close.simulated),
            facts=facts,
            link=f"{OFFICE}{till.point.code}/",
            about=close.code,
            at=at,
        )


def require_day(till: Till, day: date, *, simulated: bool, at: datetime) -> None:
    """Let a day be closed that has begun, after every earlier day, once, and with nobody waiting.

    :raises Invalid, AlreadyClosed, DayOpen, StillOpen: as `close_day`
    """
    if day > local_date(at):
        raise Invalid({"day": [_("This day has not begun.")]})
    if is_closed_on(till, day, simulated=simulated):
        raise AlreadyClosed
    earlier = day_to_close(till, simulated=simulated, before=day)
    if earlier is not None:
        raise DayOpen(facts={"day": format_date(earlier)})
    waiting = open_orders(till, at=at).filter(simulated=simulated).count()
    if waiting:
        raise StillOpen(facts={"count": waiting})


def _count(notes: Mapping[int, int]) -> int:
    if any(value not in NOTES or not 0 <= count <= MOST_NOTES for value, count in notes.items()):
        raise Invalid({"notes": [_("Count only notes and coins that there are.")]})
    return sum(value * count for value, count in notes.items())


def _require_explained(counted: DayCount, *, actor: Actor, counted_with: Person | None, at: datetime) -> None:
    difference, most = counted.difference_vnd, rules.whole("cashpoints.difference_vnd", at=at)
    if difference and not counted.note:
        raise NoteMissing(facts={"difference": format_vnd(difference)})
    is_another = counted_with is not None and counted_with.code != actor.code
    second = is_another and counted_with is not None and serves_at(counted_with, counted.till.point, at=at)
    if not second and (counted_with is not None or abs(difference) > most):
        raise SecondPersonMissing(facts={"difference": format_vnd(difference), "most": format_vnd(most)})


def _moved(till: Till, day: date, *, simulated: bool) -> Counter[str]:
    """What came into the till and went out of it on a day, by kind, in đồng."""
    orders = CashOrder.objects.filter(till=till, simulated=simulated, status=CashStatus.PAID, counts_on=day)
    begins = datetime.combine(day, time.min, VIETNAM)
    moves = FloatMove.objects.filter(till=till, simulated=simulated, at__gte=begins, at__lt=begins + timedelta(days=1))
    moved: Counter[str] = Counter()
    for rows in (orders, moves):
        for row in rows.values("kind").annotate(sum=Sum("amount_vnd")).order_by():
            moved[row["kind"]] += int(row["sum"])
    return moved


def _post_difference(close: DayClose, *, at: datetime) -> None:
    """Bring the books to what was counted: too little is the market's loss until somebody makes it good."""
    ours, apart = account_of(close.till, simulated=False), chart.CASH_DIFFERENCES
    wish = Wish(
        f"count:{close.code}",
        debit=ours if close.difference_vnd > 0 else apart,
        credit=apart if close.difference_vnd > 0 else ours,
        amount=abs(close.difference_vnd),
        kind="cash_difference",
        subject_code=close.code,
    )
    _books.write([wish], till=close.till, simulated=close.simulated, at=at)
