"""Voice recordings as they come, checked by their content without decoding any of it."""

from dataclasses import dataclass

from chophien.uploads import ogg, webm
from chophien.uploads.errors import NotARecording, RecordingTooLong, RecordingTooShort
from chophien.uploads.states import LEAST_SOUND_MS, SOUND_GRACE_MS, SoundKind


@dataclass(frozen=True)
class Sound:
    """What a recording is, and how many milliseconds it sounds."""

    kind: SoundKind
    duration_ms: int


def check_recording(data: bytes, *, most_seconds: int) -> Sound:
    """Look through a whole recording: Opus in WebM or Ogg, at least a second and at most `most_seconds` long.

    :raises FileRefused: one of `uploads.errors`, with the sentence that says what is wrong
    """
    if data.startswith(webm.SIGNATURE):
        sound = Sound(SoundKind.WEBM, webm.duration_ms(data))
    elif data.startswith(ogg.SIGNATURE):
        sound = Sound(SoundKind.OGG, ogg.duration_ms(data))
    else:
        raise NotARecording
    if sound.duration_ms < LEAST_SOUND_MS:
        raise RecordingTooShort
    if sound.duration_ms > most_seconds * 1000 + SOUND_GRACE_MS:
        raise RecordingTooLong(most_seconds)
    return sound
