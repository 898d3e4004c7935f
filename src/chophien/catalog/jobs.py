"""What the market does by itself with goods."""

from django.utils import timezone

from chophien.catalog.actions.moon import follow_the_moon
from chophien.catalog.actions.reminding import remind_of_ends
from chophien.catalog.actions.scores import take_snapshot
from chophien.catalog.actions.words import scan_if_changed
from chophien.catalog.search.rebuild import start_day
from chophien.jobs.queue import periodic
from chophien.lib.actor import NIGHTLY


@periodic("catalog.follow_the_moon", cron="1 0 * * *")
def move_seasons(*, due_at: str) -> None:
    """Seasons by the moon get their days of the year before the day's seasons are counted."""
    del due_at
    follow_the_moon(actor=NIGHTLY, at=timezone.now())


@periodic("catalog.start_search_day", cron="4 0 * * *")
def start_search_day(*, due_at: str) -> None:
    """A new day: seasons, stars and certificates of today count in the order of goods."""
    del due_at  # after an outage it is the day of now that begins
    start_day(at=timezone.now())


@periodic("catalog.scan_words", cron="23 3 * * *")
def scan_words(*, due_at: str) -> None:
    """Everything on sale is gone through again when the word list has changed, or a word of it begins or ends."""
    del due_at  # the words of today count, however late the night's work begins
    scan_if_changed(at=timezone.now())


@periodic("catalog.take_score_snapshot", cron="43 3 1 * *")
def take_score_snapshot(*, due_at: str) -> None:
    """On the first of a month: how well the goods of each commune tell of themselves."""
    del due_at
    take_snapshot(at=timezone.now())


@periodic("catalog.remind_of_ends", cron="35 7 * * *")
def remind(*, due_at: str) -> None:
    """Shops are told 60, 30 and 7 days before a certificate ends, or whatever days the rule says."""
    del due_at
    remind_of_ends(at=timezone.now())
