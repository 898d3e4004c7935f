"""What happens to uploads behind the scenes."""

from contextlib import suppress
from datetime import datetime

from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.uploads import tidying
from chophien.uploads.actions import photos
from chophien.uploads.models import Photo


@job("uploads.prepare_photo")
def prepare_photo(*, photo_code: str) -> None:
    with suppress(Photo.DoesNotExist):  # its owner took it back in the meantime
        photos.prepare_photo(photo_code=photo_code, at=timezone.now())


@periodic("uploads.clean_orphans", cron="41 3 * * *")
def clean_orphans(*, due_at: str) -> None:
    tidying.clean_orphans(at=datetime.fromisoformat(due_at))


@periodic("uploads.measure_photos", cron="17 2 * * *")
def measure_photos(*, due_at: str) -> None:
    photos.measure_photos(at=datetime.fromisoformat(due_at))
