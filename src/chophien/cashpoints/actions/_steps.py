"""What every act at the counter shares: the till is open and its day too, steps are written, people are told."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.cashpoints.errors import DayOpen, OwnMoney, PointClosed
from chophien.cashpoints.models import CashOrder, CashStep, Point, Till
from chophien.cashpoints.policies import can_take_cash_of
from chophien.cashpoints.selectors.contracts import is_real
from chophien.cashpoints.selectors.customers import seller_of_order
from chophien.cashpoints.selectors.points import lock_point
from chophien.cashpoints.selectors.tills import (
    count_waiting,
    day_to_close,
    empties_as_trial,
    fills_as_trial,
    is_closed_on,
)
from chophien.cashpoints.states import CASH_FLOW, Closed, FloatKind
from chophien.lib.actor import Actor
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import Sentence
from chophien.messages.actions.telling import send_sms

TRIAL = _("TRIAL, no real money.")
POINT_NAME_IN_SMS = 40
LONGEST_REASON = 200


def lock_till(till: Till, *, at: datetime, floating: FloatKind | None = None) -> tuple[Till, bool]:
    """Hold the till's point until the transaction ends; the till as it stands now, and whether what is begun is a
    trial. Of cash that is taken away or brought (`floating`) what really lies there, or moved there, decides.

    :raises PointClosed: if the point or the till is closed, or its day was closed already
    :raises DayOpen: if an earlier day of the till is not closed yet
    """
    point = lock_point(till.point.pk)
    till = Till.objects.get(pk=till.pk)
    till.point = point
    match floating:
        case FloatKind.OUT:
            simulated = empties_as_trial(till, at=at)
        case FloatKind.IN:
            simulated = fills_as_trial(till, at=at)
        case None:
            simulated = not is_real(point, at=at)
    if point.closed_at is not None:
        raise PointClosed(Closed.POINT.label)
    if till.closed_at is not None:
        raise PointClosed(Closed.TILL.label)
    require_open_day(till, simulated=simulated, at=at)
    return till, simulated


def require_open_day(till: Till, *, simulated: bool, at: datetime) -> None:
    """Let cash move only on a day that is not closed, after every earlier day is, and not between the count of a till
    and the second person's yes.

    :raises PointClosed: if today was closed already, or the till is counted
    :raises DayOpen: if an earlier day is not closed yet
    """
    today = local_date(at)
    if is_closed_on(till, today, simulated=simulated):
        raise PointClosed(Closed.TODAY.label)
    earlier = day_to_close(till, simulated=simulated, before=today)
    if earlier is not None:
        raise DayOpen(facts={"day": format_date(earlier)})
    if count_waiting(till, simulated=simulated) is not None:
        raise PointClosed(Closed.COUNTED.label)


def lock_order(pk: int) -> CashOrder:
    """Fetch an order of cash, its point first, and hold both until the transaction ends."""
    point_id = CashOrder.objects.values_list("till__point", flat=True).get(pk=pk)
    lock_point(point_id)
    return held_order(pk)


def held_order(pk: int) -> CashOrder:
    """Fetch an order of cash and hold its row alone."""
    rows = CashOrder.objects.select_for_update(of=("self",))
    return rows.select_related("till__point__commune__province", "person").get(pk=pk)


def require_anothers(order: CashOrder, *, actor: Actor, at: datetime) -> None:
    """Let nobody serve themselves: neither the customer nor another who manages the same household.

    :raises OwnMoney: if it is the actor's own
    """
    if order.customer_code == actor.code:
        raise OwnMoney
    if order.seller_code and can_take_cash_of(actor, seller_of_order(order.seller_code), at=at):
        raise OwnMoney


def take_step(order: CashOrder, step: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Move an order on, keep who did so, and write it into the trail; the caller saves.

    :raises StepNotAllowed: if the flow does not allow `step` now
    """
    before = order.status
    order.status = CASH_FLOW.next(step, before)
    note_step(order, step, before=before, actor=actor, at=at, reason=reason)


def note_step(order: CashOrder, step: str, *, before: str, actor: Actor, at: datetime, reason: str = "") -> None:
    """Keep that something was done with an order, whether its status changed by it or not."""
    CashStep.objects.create(
        order=order,
        step=step,
        from_status=before,
        to_status=order.status,
        actor_code=actor.code,
        reason=reason[:LONGEST_REASON],
        at=at,
    )
    facts = {"amount_vnd": order.amount_vnd, "till": order.till.code, "trial": order.simulated}
    record(f"cashpoints.cash_{step}", actor=actor, subject_code=order.code, at=at, facts=facts)


def sms(
    *,
    phone: str,
    text: Sentence,
    facts: Mapping[str, object],
    simulated: bool,
    language: str,
    about: str,
    at: datetime,
    secret: bool = False,
) -> None:
    """Write to a customer's own phone. Of a trial the message says first that no money is real."""
    if not phone:
        return
    words = in_trial(text, simulated=simulated)
    send_sms(phone=phone, text=words, facts=facts, language=language, about=about, secret=secret, at=at)


def in_trial(text: Sentence, *, simulated: bool) -> Sentence:
    """The words, and before them that no money is real where that is so."""
    return format_lazy("{} {}", TRIAL, text) if simulated else text


def short_name(point: Point) -> str:
    """The point's name as it fits into a message."""
    return point.name[:POINT_NAME_IN_SMS].strip()
