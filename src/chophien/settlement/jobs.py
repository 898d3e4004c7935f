"""What settlement does by the clock: draw up the payouts of the day."""

from contextlib import suppress

from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.lib.actor import SystemActor
from chophien.settlement.actions.batches import draw_up
from chophien.settlement.errors import NothingToPayOut

CLOCK = SystemActor("system:clock")


@periodic("settlement.draw_up", cron="10 6 * * *")
def draw_up_today(*, due_at: str) -> None:
    """Every morning: the payouts of whose day it is, for two people to sign. Nothing when nobody is to be paid."""
    del due_at  # the clock of now decides
    with suppress(NothingToPayOut):
        draw_up(actor=CLOCK, at=timezone.now())
