"""What cash that lies counted on the counter shares, whether it is taken for an order or goes back of one: it waits for
a yes, and what is begun anew at a point ends what waited there.
"""

from datetime import datetime

from chophien.cashpoints.actions._aside import free
from chophien.cashpoints.actions._steps import require_open_day
from chophien.cashpoints.actions.asking import end_unpaid
from chophien.cashpoints.actions.confirming import require_in_time
from chophien.cashpoints.errors import OutOfDate
from chophien.cashpoints.models import CashOrder, Till
from chophien.cashpoints.selectors.contracts import is_real
from chophien.cashpoints.selectors.owed import Owed
from chophien.cashpoints.states import CASH_FLOW, OPEN, CashKind, CashStatus
from chophien.lib.actor import Actor
from chophien.lib.errors import Sentence, StepNotAllowed


def call_off_earlier(kind: CashKind, owed: Owed, till: Till, *, reason: Sentence, actor: Actor, at: datetime) -> None:
    """End what waits at this point for the same: cash on the counter is counted once. The caller holds the point."""
    rows = CashOrder.objects.select_for_update(of=("self",)).select_related("till__point")
    waiting = rows.filter(till__point=till.point, kind=kind, group_code=owed.code, status__in=OPEN)
    for earlier in waiting.order_by("pk"):
        end_unpaid(earlier, "refuse", actor=actor, at=at, reason=str(reason))
        if earlier.aside_code and earlier.expires_at > at:
            free(earlier, at=at)


def waits(order: CashOrder, kind: CashKind) -> bool:
    """Whether it is of this kind and still waits for a yes, as the database has it. One statement."""
    return CashOrder.objects.filter(pk=order.pk, kind=kind, status=CashStatus.ASKED).exists()


def require_waiting(order: CashOrder, kind: CashKind, *, over: type[OutOfDate], at: datetime) -> None:
    """Let pass what is of this kind and waits for a yes, on an open day, as real or as tried as the point is now.

    :raises StepNotAllowed: if it is of another kind, or the flow does not allow a yes
    :raises OutOfDate: once its time is over; `over` if a contract has begun or ended meanwhile
    :raises PointClosed, DayOpen: if no cash moves there now
    """
    if order.kind != kind:
        raise StepNotAllowed(step="confirm", status=order.status)
    CASH_FLOW.next("confirm", order.status)
    require_in_time(order, at=at)
    if order.simulated == is_real(order.till.point, at=at):
        raise over
    require_open_day(order.till, simulated=order.simulated, at=at)
