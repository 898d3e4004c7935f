"""Reads about standing orders."""

from datetime import date, timedelta

from chophien.accounts.models import Person
from chophien.orders.models import CartLine
from chophien.wholesale.calendar import weekdays_between
from chophien.wholesale.models import StandingDay, StandingOrder
from chophien.wholesale.states import StandingStatus

SHOWN_DAYS = timedelta(days=28)


def lock_standing(pk: int) -> StandingOrder:
    """Fetch the standing order and hold its row until the transaction ends."""
    rows = StandingOrder.objects.select_for_update(of=("self",))
    return rows.select_related("buyer", "commune__province", "regulation").get(pk=pk)


def standing_to_order() -> list[StandingOrder]:
    """Those that run."""
    return list(StandingOrder.objects.filter(status=StandingStatus.RUNNING).order_by("pk"))


def standing_seen_by(person: Person, code: str) -> StandingOrder | None:
    """Somebody's own standing order with its goods. Three statements."""
    rows = StandingOrder.objects.select_related("commune__province", "buyer", "regulation")
    return rows.prefetch_related("items__variant__listing__live", "days").filter(buyer=person, code=code).first()


def coming_days(standing: StandingOrder, *, on: date) -> list[tuple[date, StandingDay | None]]:
    """The days of the next four weeks with what became of them; none: still to be ordered."""
    known = {day.on: day for day in standing.days.all()}
    last = min(standing.last_on, on + SHOWN_DAYS)
    return [(day, known.get(day)) for day in weekdays_between(standing.weekdays, max(standing.first_on, on), last)]


def in_cart_of(buyer: Person) -> list[CartLine]:
    """What lies in somebody's cart, in the order in which it was put there."""
    lines = CartLine.objects.filter(cart__person=buyer).select_related("variant__listing__live")
    return list(lines.order_by("added_at", "pk"))
