"""What follows have done later."""

from django.utils import timezone

from chophien.follows.actions import AT_ONCE, tell_followers, tell_of_offers, tell_what_came_true
from chophien.jobs.queue import periodic


@periodic("follows.tell_news", cron="*/15 * * * *")
def tell_news(*, due_at: str) -> None:
    """Tell people what they waited for, and what the shops they follow have new."""
    del due_at  # what came true by now is told
    while tell_what_came_true(at=timezone.now()) == AT_ONCE:
        pass
    while tell_followers(at=timezone.now()) == AT_ONCE:
        pass


@periodic("follows.tell_offers", cron="0 9 * * *")
def tell_offers(*, due_at: str) -> None:
    """Tell who wants to hear it what shops offer since yesterday. By day, as the law on advertisements asks."""
    del due_at  # what runs now is told
    while tell_of_offers(at=timezone.now()) == AT_ONCE:
        pass
