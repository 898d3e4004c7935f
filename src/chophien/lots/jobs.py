"""What the market does by itself about lots. Done twice, or late, it says the same again."""

from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.lots.actions.pressing import press_to_pay


@periodic("lots.press_to_pay", cron="20 7 * * *")
def press(*, due_at: str) -> None:
    """On Mondays, tell the managers of cooperatives that owe their households for too long."""
    del due_at  # what is owed now counts
    press_to_pay(at=timezone.now())
