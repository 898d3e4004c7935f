"""What settlement does by the clock: draw up the payouts of the day."""

from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.settlement.actions.batches import draw_up_by_the_clock


@periodic("settlement.draw_up", cron="10 6 * * *")
def draw_up_today(*, due_at: str) -> None:
    """Every morning: the payouts of whose day it is, or was since the last morning, for two people to sign."""
    del due_at  # the clock of now decides
    draw_up_by_the_clock(at=timezone.now())
