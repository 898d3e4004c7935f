"""Taking photos in, making them ready to be shown, measuring them."""

from datetime import datetime
from hashlib import sha256

import structlog
from django.db import transaction

from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.uploads import events, files, images
from chophien.uploads.actions.sent import SentFile, bytes_of, content_code
from chophien.uploads.errors import FileRefused
from chophien.uploads.models import Photo
from chophien.uploads.states import PhotoStatus

MEASURES = ("sharpness", "light", "shadows", "highlights")
log = structlog.get_logger(__name__)


@transaction.atomic
def take_photo(*, file: SentFile, owner_code: str, actor: Actor, at: datetime, on_behalf_of: str = "") -> Photo:
    """Take a JPEG, PNG, WebP or HEIC photo of at most 10 MB; a job makes its public copies.

    The same bytes sent again for the same owner are the same photo. `on_behalf_of` names the shop for which a helper
    sends it, here and in all that is taken.

    :raises FileRefused: one of `uploads.errors`, with the sentence that says what is wrong
    """
    data = bytes_of(file)
    digest = sha256(data).hexdigest()
    known = Photo.objects.filter(owner_code=owner_code, digest=digest).order_by("pk").first()
    if known is not None and known.status != PhotoStatus.REFUSED:
        return known
    images.check_photo(data)

    code = content_code(owner_code, digest)
    path = files.private_path(files.ORIGINALS, code)
    files.write_private(path, data)
    photo, is_new = Photo.objects.get_or_create(
        owner_code=owner_code,
        digest=digest,
        defaults={"code": code, "original": path, "sent_by": actor.code, "sent_at": at},
    )
    if is_new:
        facts = {"photo": code}
        record(
            "uploads.photo_taken", actor=actor, subject_code=owner_code, on_behalf_of=on_behalf_of, at=at, facts=facts
        )
    enqueue("uploads.prepare_photo", photo_code=photo.code)
    return photo


def prepare_photo(*, photo_code: str, at: datetime) -> Photo:
    """Make the public copies of a photo: upright, without metadata, in all widths and formats.

    Doing it again changes nothing. Decoding happens outside any transaction.
    """
    photo = Photo.objects.get(code=photo_code)
    if photo.status == PhotoStatus.READY:
        return photo
    try:
        prepared = images.prepare(files.read_private(photo.original))
    except FileRefused as refusal:  # it was sound when it came: a decoder has changed its mind
        log.warning("photo_refused", photo=photo.code, problem=refusal.code)
        Photo.objects.filter(pk=photo.pk).update(status=PhotoStatus.REFUSED)
        photo.refresh_from_db()
        return photo
    for copy in prepared.copies:
        files.write_public(files.public_path(photo.code, copy.width, copy.ending), copy.data)

    with transaction.atomic():
        photo = Photo.objects.select_for_update().get(pk=photo.pk)
        photo.status = PhotoStatus.READY
        photo.width, photo.height, photo.colour = prepared.width, prepared.height, prepared.colour
        photo.widths = prepared.widths
        _note_measure(photo, prepared.measure)
        photo.save(update_fields=["status", "width", "height", "colour", "widths", *MEASURES])
        events.photo_ready.send(sender=Photo, photo=photo, at=at)
    return photo


def measure_photos(*, at: datetime, most: int = 500) -> int:
    """Measure photos that were made ready before photos were measured, the newest first; say how many."""
    unmeasured = Photo.objects.filter(status=PhotoStatus.READY, sharpness__isnull=True, sent_at__lt=at).order_by("-pk")
    measured = 0
    for photo in unmeasured[:most]:
        try:
            _note_measure(photo, images.measure_of(files.read_private(photo.original)))
        except (FileRefused, FileNotFoundError):  # nothing can be said of it: then it is neither sharp nor light
            _note_measure(photo, images.Measure(0, 0, 0, 0))
        with transaction.atomic():
            photo.save(update_fields=list(MEASURES))
            events.photo_ready.send(sender=Photo, photo=photo, at=at)
        measured += 1
    return measured


def _note_measure(photo: Photo, measure: images.Measure) -> None:
    photo.sharpness, photo.light = measure.sharpness, measure.light
    photo.shadows, photo.highlights = measure.shadows, measure.highlights
