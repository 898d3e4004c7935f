"""What labels have done later."""

from django.utils import timezone

from chophien.jobs.queue import job
from chophien.labels.actions.following import follow_page


@job("labels.follow_page")
def follow(*, listing_id: int) -> None:
    follow_page(listing_id=listing_id, at=timezone.now())
