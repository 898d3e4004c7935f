"""What buying in bulk has done later."""

import structlog
from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.lib.dates import local_date
from chophien.wholesale.actions.deposits import deposit_overdue
from chophien.wholesale.actions.hearing import tell_shops_of
from chophien.wholesale.actions.hearing import tell_waiting as tell_shops_that_wait
from chophien.wholesale.actions.standing import order_due_days
from chophien.wholesale.selectors.deposits import deposits_overdue
from chophien.wholesale.selectors.requests import request_with_place
from chophien.wholesale.selectors.standing import standing_to_order

log = structlog.get_logger(__name__)


@job("wholesale.tell_shops")
def tell_shops(*, request_id: int) -> None:
    """Shops that could answer hear of a new request."""
    tell_shops_of(request=request_with_place(request_id), at=timezone.now())


@periodic("wholesale.tell_waiting", cron="20 8 * * *")
def tell_waiting(*, due_at: str) -> None:
    """Shops hear of the requests for which the days before had no room."""
    del due_at  # what waits is told whenever it is
    tell_shops_that_wait(at=timezone.now())


@periodic("wholesale.place_standing", cron="10 * * * *")
def place_standing(*, due_at: str) -> None:
    """Place the orders of all days that have come near. One that goes wrong does not keep the others waiting."""
    del due_at  # what is near is near by the clock of now, also after an outage
    for one in standing_to_order():
        try:
            order_due_days(standing=one, at=timezone.now())
        except Exception:  # whatever is wrong with this one, the next canteen gets its goods
            log.exception("standing_order_failed", standing=one.code)


@periodic("wholesale.watch_deposits", cron="25 7 * * *")
def watch_deposits(*, due_at: str) -> None:
    """End contracts whose deposit did not come by its day, or remind both sides, as they have agreed."""
    del due_at  # the clock of now decides what is over
    at = timezone.now()
    for one in deposits_overdue(on=local_date(at)):
        try:
            deposit_overdue(contract=one, at=at)
        except Exception:  # whatever is wrong with this one, the others are looked at
            log.exception("deposit_watch_failed", contract=one.code)
