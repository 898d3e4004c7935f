"""What buying in bulk has done later."""

import structlog
from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.wholesale.actions.standing import order_due_days
from chophien.wholesale.selectors.standing import standing_to_order

log = structlog.get_logger(__name__)


@periodic("wholesale.place_standing", cron="10 * * * *")
def place_standing(*, due_at: str) -> None:
    """Place the orders of all days that have come near. One that goes wrong does not keep the others waiting."""
    del due_at  # what is near is near by the clock of now, also after an outage
    for one in standing_to_order():
        try:
            order_due_days(standing=one, at=timezone.now())
        except Exception:  # whatever is wrong with this one, the next canteen gets its goods
            log.exception("standing_order_failed", standing=one.code)
