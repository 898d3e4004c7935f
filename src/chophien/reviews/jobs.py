"""What reviews have done later."""

from django.utils import timezone

from chophien.jobs.queue import job
from chophien.reviews.actions.writing import tell_answered as tell_writer
from chophien.reviews.selectors.words import words_by_code


@job("reviews.tell_answered")
def tell_answered(*, code: str) -> None:
    words = words_by_code(code)
    if words is not None:
        tell_writer(words, at=timezone.now())
