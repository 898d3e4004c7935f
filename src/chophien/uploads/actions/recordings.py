"""Taking voices in, letting them be heard, making them public and taking them back."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.rules.selectors import whole
from chophien.uploads import files
from chophien.uploads.actions.sent import OpenedFile, SentFile, content_code
from chophien.uploads.errors import FileEmpty, RecordingTooLarge
from chophien.uploads.models import Recording
from chophien.uploads.sound import check_recording
from chophien.uploads.states import SOUND_ENDINGS, SoundKind

KILOBYTE = 1000


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

    code = content_code(f"{owner_code}\0{kind}", digest)
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
