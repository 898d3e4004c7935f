"""Taking photos, papers and voices in, making photos ready to be shown, reading papers, making voices public.

Who may send or see a file for an owner is the owner's matter: the app that calls these decides it first.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

import structlog
from django.db import transaction
from django.utils.crypto import salted_hmac

from chophien.audit.actions import record, record_look
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.rules.selectors import whole
from chophien.uploads import events, files, images
from chophien.uploads.errors import FileEmpty, FileRefused, FileTooLarge, RecordingTooLarge
from chophien.uploads.models import Photo, PrivateFile, Recording
from chophien.uploads.papers import check_paper
from chophien.uploads.sound import check_recording
from chophien.uploads.states import MAX_BYTES, SOUND_ENDINGS, TABLE_KINDS, FileKind, PhotoStatus, SoundKind

RECIPE = "1"
"""Part of every photo's name: raise it when the copies are made differently, so that no name changes its bytes."""
CODE_LETTERS = 24
KILOBYTE = 1000
MEASURES = ("sharpness", "light", "shadows", "highlights")
PAPER_PREFIX, PAPER_SYMBOLS = "GT", 12
MADE = "made_"
NAME_MOST = 120

log = structlog.get_logger(__name__)


class SentFile(Protocol):
    """An uploaded file, or an open one."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class OpenedFile:
    """A private file's bytes, for one answer to one person."""

    data: bytes
    content_type: str
    name: str


@transaction.atomic
def take_photo(*, file: SentFile, owner_code: str, actor: Actor, at: datetime, on_behalf_of: str = "") -> Photo:
    """Take a JPEG, PNG, WebP or HEIC photo of at most 10 MB; a job makes its public copies.

    The same bytes sent again for the same owner are the same photo. `on_behalf_of` names the shop for which a helper
    sends it, here and in all that is taken.

    :raises FileRefused: one of `uploads.errors`, with the sentence that says what is wrong
    """
    data = _bytes_of(file)
    digest = sha256(data).hexdigest()
    known = Photo.objects.filter(owner_code=owner_code, digest=digest).order_by("pk").first()
    if known is not None and known.status != PhotoStatus.REFUSED:
        return known
    images.check_photo(data)

    code = _content_code(owner_code, digest)
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


@transaction.atomic
def take_private_file(
    *,
    file: SentFile,
    kind: str,
    owner_code: str,
    actor: Actor,
    at: datetime,
    name: str = "",
    on_behalf_of: str = "",
) -> PrivateFile:
    """Take a paper (PDF, JPEG, PNG, WebP, HEIC, at most 10 MB) and seal it.

    The same bytes sent again for the same owner and kind are the same file. `name` is what the sender called it.

    :raises FileRefused: one of `uploads.errors`, with the sentence that says what is wrong
    """
    sent_as = name or str(getattr(file, "name", "") or kind)
    return _keep(
        _bytes_of(file),
        check_paper,
        kind=kind,
        owner_code=owner_code,
        name=sent_as,
        actor=actor,
        on_behalf_of=on_behalf_of,
        at=at,
    )


@transaction.atomic
def take_table(*, file: SentFile, kind: str, owner_code: str, name: str, actor: Actor, at: datetime) -> PrivateFile:
    """Take a table of goods (CSV or XLSX, at most 10 MB) as it is and seal it; whoever reads it judges its content.

    :raises FileRefused: if it is empty or too large
    """
    return _keep(_bytes_of(file), _table_kind, kind=kind, owner_code=owner_code, name=name, actor=actor, at=at)


def read_table(*, code: str, kind: str) -> bytes:
    """The bytes of a table that was taken. Only for tables: papers are read with a purpose."""
    return files.read_private(PrivateFile.objects.get(code=code, kind=kind, content_type__in=TABLE_KINDS).path)


@transaction.atomic
def keep_made_file(
    *, data: bytes, kind: str, owner_code: str, name: str, content_type: str, actor: Actor, at: datetime
) -> PrivateFile:
    """Seal a file that the market itself made for somebody: a report, an export. `kind` begins with ``made_``.

    :raises ValueError: if it does not
    """
    _must_be_made(kind)
    code = new_code(PAPER_PREFIX, PAPER_SYMBOLS)
    path = files.private_path(files.PAPERS, code)
    files.write_private(path, data)
    made = PrivateFile.objects.create(
        code=code,
        owner_code=owner_code,
        kind=kind,
        digest=sha256(data).hexdigest(),
        name=_file_name(name),
        content_type=content_type,
        size=len(data),
        path=path,
        sent_by=actor.code,
        sent_at=at,
    )
    record("uploads.file_made", actor=actor, subject_code=owner_code, at=at, facts={"file": code, "kind": kind})
    return made


@transaction.atomic
def open_made_file(*, made: PrivateFile, actor: Actor, at: datetime) -> OpenedFile:
    """Read a file that the market made, for whom the calling app lets have it. That it was fetched is written down.

    :raises ValueError: if somebody sent it in: papers are read with a purpose
    """
    _must_be_made(made.kind)
    facts = {"file": made.code, "kind": made.kind}
    record("uploads.file_fetched", actor=actor, subject_code=made.owner_code, at=at, facts=facts)
    return OpenedFile(files.read_private(made.path), made.content_type, made.name)


def _must_be_made(kind: str) -> None:
    if not kind.startswith(MADE):
        raise ValueError(f"{kind!r} is no kind of a file that the market makes")


def _keep(
    data: bytes,
    judge: Callable[[bytes], FileKind],
    *,
    kind: str,
    owner_code: str,
    name: str,
    actor: Actor,
    at: datetime,
    on_behalf_of: str = "",
) -> PrivateFile:
    """Seal the bytes under a code; the same bytes of the same owner and kind are kept once."""
    digest = sha256(data).hexdigest()
    known = PrivateFile.objects.filter(owner_code=owner_code, kind=kind, digest=digest).order_by("pk").first()
    if known is not None:
        return known
    content_type = judge(data)

    code = new_code(PAPER_PREFIX, PAPER_SYMBOLS)
    path = files.private_path(files.PAPERS, code)
    files.write_private(path, data)
    paper, is_new = PrivateFile.objects.get_or_create(
        owner_code=owner_code,
        kind=kind,
        digest=digest,
        defaults={
            "code": code,
            "name": _file_name(name),
            "content_type": content_type.value,
            "size": len(data),
            "path": path,
            "sent_by": actor.code,
            "sent_at": at,
        },
    )
    if is_new:
        facts = {"file": code, "kind": kind}
        record(
            "uploads.paper_taken", actor=actor, subject_code=owner_code, on_behalf_of=on_behalf_of, at=at, facts=facts
        )
    return paper


@transaction.atomic
def open_private_file(*, paper: PrivateFile, actor: Actor, purpose: str, at: datetime) -> OpenedFile:
    """Read a sealed paper for a stated purpose. The look is written down first: there is no other way to the bytes.

    A HEIC photo is handed over as JPEG, which every browser shows.

    :raises PurposeMissing: if no purpose is stated
    """
    record_look(f"uploads.{paper.kind}", actor=actor, subject_code=paper.owner_code, purpose=purpose, at=at)
    data = files.read_private(paper.path)
    if paper.content_type == FileKind.HEIC:
        return OpenedFile(images.as_jpeg(data), FileKind.JPEG.value, f"{paper.name}.jpg")
    return OpenedFile(data, paper.content_type, paper.name)


@transaction.atomic
def drop_private_file(*, paper: PrivateFile, actor: Actor, at: datetime) -> None:
    """Forget a paper. Its bytes go once the transaction is over."""
    record(
        "uploads.paper_dropped",
        actor=actor,
        subject_code=paper.owner_code,
        at=at,
        facts={"file": paper.code, "kind": paper.kind},
    )
    path = paper.path
    paper.delete()
    transaction.on_commit(lambda: files.drop_private(path))


@transaction.atomic
def take_recording(
    *, file: SentFile, owner_code: str, kind: str, actor: Actor, at: datetime, on_behalf_of: str = ""
) -> Recording:
    """Take a voice recording (Opus in WebM or Ogg, at most `uploads.recording_seconds` long) and seal it.

    The same bytes sent again for the same owner and kind are the same recording. Nobody hears it before
    `publish_recording`, but whoever the calling app lets `play_recording`.

    :raises FileRefused: one of `uploads.errors`, with the sentence that says what is wrong
    """
    kilobytes = whole("uploads.recording_kilobytes", at=at)
    data = file.read(kilobytes * KILOBYTE + 1)
    if not data:
        raise FileEmpty
    if len(data) > kilobytes * KILOBYTE:
        raise RecordingTooLarge(kilobytes)
    digest = sha256(data).hexdigest()
    known = Recording.objects.filter(owner_code=owner_code, kind=kind, digest=digest).order_by("pk").first()
    if known is not None:
        return known
    sound = check_recording(data, most_seconds=whole("uploads.recording_seconds", at=at))

    code = _content_code(f"{owner_code}\0{kind}", digest)
    path = files.private_path(files.VOICES, code)
    files.write_private(path, data)
    recording, is_new = Recording.objects.get_or_create(
        owner_code=owner_code,
        kind=kind,
        digest=digest,
        defaults={
            "code": code,
            "content_type": sound.kind,
            "size": len(data),
            "duration_ms": sound.duration_ms,
            "path": path,
            "sent_by": actor.code,
            "sent_at": at,
        },
    )
    if is_new:
        facts = {"recording": code, "kind": kind, "milliseconds": sound.duration_ms}
        record(
            "uploads.recording_taken",
            actor=actor,
            subject_code=owner_code,
            on_behalf_of=on_behalf_of,
            at=at,
            facts=facts,
        )
    return recording


def play_recording(*, recording: Recording) -> OpenedFile:
    """The bytes of a recording, for one answer to somebody whom the calling app lets hear it."""
    ending = SOUND_ENDINGS[SoundKind(recording.content_type)]
    return OpenedFile(files.read_private(recording.path), recording.content_type, f"{recording.kind}.{ending}")


@transaction.atomic
def publish_recording(*, recording: Recording, actor: Actor, at: datetime) -> Recording:
    """Let everybody hear a recording: from now on it has an address. Doing it again changes nothing."""
    recording = Recording.objects.select_for_update().get(pk=recording.pk)
    if recording.published_at is not None:
        return recording
    recording.published_at = at
    recording.save(update_fields=["published_at"])
    files.write_public(_public_copy(recording), files.read_private(recording.path))
    facts = {"recording": recording.code}
    record("uploads.recording_published", actor=actor, subject_code=recording.owner_code, at=at, facts=facts)
    return recording


@transaction.atomic
def withdraw_recording(*, recording: Recording, actor: Actor, at: datetime, on_behalf_of: str = "") -> Recording:
    """Take the public copy away again; the recording itself stays, sealed. Doing it again changes nothing."""
    recording = Recording.objects.select_for_update().get(pk=recording.pk)
    if recording.published_at is None:
        return recording
    recording.published_at = None
    recording.save(update_fields=["published_at"])
    facts = {"recording": recording.code}
    record(
        "uploads.recording_withdrawn",
        actor=actor,
        subject_code=recording.owner_code,
        on_behalf_of=on_behalf_of,
        at=at,
        facts=facts,
    )
    path = _public_copy(recording)
    transaction.on_commit(lambda: files.drop_public(path))
    return recording


@transaction.atomic
def drop_recording(*, recording: Recording, actor: Actor, at: datetime) -> None:
    """Forget a recording. Its bytes go once the transaction is over."""
    facts = {"recording": recording.code, "kind": recording.kind}
    record("uploads.recording_dropped", actor=actor, subject_code=recording.owner_code, at=at, facts=facts)
    sealed, public = recording.path, _public_copy(recording)
    recording.delete()
    transaction.on_commit(lambda: files.drop_private(sealed))
    transaction.on_commit(lambda: files.drop_public(public))


def _public_copy(recording: Recording) -> str:
    return files.public_sound_path(recording.code, SOUND_ENDINGS[SoundKind(recording.content_type)])


def _table_kind(data: bytes) -> FileKind:
    return FileKind.XLSX if data.startswith(b"PK\x03\x04") else FileKind.CSV


def _bytes_of(file: SentFile) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if not data:
        raise FileEmpty
    if len(data) > MAX_BYTES:
        raise FileTooLarge
    return data


def _content_code(owner_code: str, digest: str) -> str:
    """A name that follows from the content and that nobody can work out without the market's key."""
    named = salted_hmac("chophien.uploads.photo", f"{RECIPE}\0{owner_code}\0{digest}", algorithm="sha256").digest()
    return base64.b32encode(named).decode().lower()[:CODE_LETTERS]


def _file_name(name: str) -> str:
    """The sender's name for the file without folders, fit to keep."""
    last = clean_line(name).replace("\\", "/").rpartition("/")[2]
    return last[-NAME_MOST:] or "file"


def reseal_files(*, at: datetime) -> int:
    """Put every private file written before `at` under the newest field key; say how many.

    Safe to repeat, and to interrupt: each file is under the old key or the new one, and both open.

    :raises SealBroken: if no field key opens one of them
    """
    done = 0
    for folder in (files.ORIGINALS, files.PAPERS, files.VOICES):
        for path in files.private_files(folder, older_than=at):
            if not path.endswith(files.UNFINISHED):
                files.reseal_private(path)
                done += 1
    return done
