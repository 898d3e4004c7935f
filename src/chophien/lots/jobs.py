"""What the market does by itself about lots. Done twice, or late, it says the same again."""

from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.lib.actor import SystemActor
from chophien.lots.actions.pressing import close_gathered, press_to_pay

CLOCK = SystemActor("system:clock")


@periodic("lots.press_to_pay", cron="20 7 * * *")
def press(*, due_at: str) -> None:
    """On Mondays, tell the managers of cooperatives that owe their households for too long."""
    del due_at  # what is owed now counts
    press_to_pay(at=timezone.now())


@periodic("lots.close_gathered", cron="10 0 * * *")
def close(*, due_at: str) -> None:
    """Close lots whose day for bringing has passed."""
    del due_at  # the calendar of today decides
    close_gathered(actor=CLOCK, at=timezone.now())
