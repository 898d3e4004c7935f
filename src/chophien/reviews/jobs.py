"""What reviews have done later."""

from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.reviews.actions import ranking
from chophien.reviews.actions.writing import tell_answered as tell_writer
from chophien.reviews.selectors.words import words_by_code


@job("reviews.tell_answered", once=True)
def tell_answered(*, code: str) -> None:
    words = words_by_code(code)
    if words is not None:
        tell_writer(words, at=timezone.now())


@job("reviews.tell_rating")
def tell_rating(*, listing_id: int) -> None:
    ranking.tell_rating(listing_id, at=timezone.now())


@periodic("reviews.tell_ratings", cron="2 0 * * *")
def tell_ratings(*, due_at: str) -> None:
    """Shortly before the search begins its day (`catalog.start_search_day`)."""
    del due_at  # what counts is what is written now
    ranking.tell_all_ratings(at=timezone.now())
