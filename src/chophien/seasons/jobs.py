"""What the market does by itself when seasons come and go. Done twice, or late, it finds nothing left to do."""

from django.conf import settings
from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.lib.actor import SystemActor
from chophien.seasons.actions.dormancy import look_at_shops
from chophien.seasons.actions.reminders import tell_who_waits

CLOCK = SystemActor("system:clock")


@periodic("seasons.look_at_shops", cron="5 0 * * *")
def shops(*, due_at: str) -> None:
    """Put shops to sleep after their season, wake them before the next."""
    del due_at  # the calendar of today decides
    look_at_shops(actor=CLOCK, at=timezone.now())


@periodic("seasons.remind", cron="0 7 * * *")
def remind(*, due_at: str) -> None:
    """Tell everybody who waited for goods that are in season now. In the morning, when people are up."""
    del due_at  # in season is what is in season now
    tell_who_waits(at=timezone.now(), site=settings.SITE)
