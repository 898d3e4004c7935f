"""What the market does by itself with goods."""

from django.utils import timezone

from chophien.catalog.search.rebuild import start_day
from chophien.jobs.queue import periodic


@periodic("catalog.start_search_day", cron="4 0 * * *")
def start_search_day(*, due_at: str) -> None:
    """A new day: seasons, stars and certificates of today count in the order of goods."""
    del due_at  # after an outage it is the day of now that begins
    start_day(at=timezone.now())
