"""Where a photo's copies and voices are. A row that keeps code, widths, size and colour needs no query at all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.rules.selectors import whole
from chophien.uploads.files import public_path, public_sound_path
from chophien.uploads.models import Photo, PrivateFile, Recording
from chophien.uploads.states import FORMATS, SOUND_ENDINGS, PhotoStatus, SoundKind

ADDRESS, SOUND_ADDRESS = "/anh/", "/tieng/"
CARD, FALLBACK = 640, "webp"


@dataclass(frozen=True)
class PictureSources:
    """A photo as a page shows it: the widths that exist, the size of the largest one, the colour while it loads."""

    code: str
    widths: tuple[int, ...]
    width: int
    height: int
    colour: str

    def url(self, width: int, ending: str = FALLBACK) -> str:
        """The address of the copy with this width, or of the nearest narrower one that exists."""
        return ADDRESS + public_path(self.code, self._nearest(width), ending)

    def srcsets(self, most: int = CARD) -> list[tuple[str, str]]:
        """For each format, AVIF first: its media type and a srcset of the widths up to `most`."""
        offered = [width for width in self.widths if width <= max(most, self.widths[0])]
        return [
            (mime, ", ".join(f"{ADDRESS}{public_path(self.code, width, ending)} {width}w" for width in offered))
            for ending, mime in FORMATS
        ]

    def _nearest(self, width: int) -> int:
        return max((one for one in self.widths if one <= width), default=self.widths[0])


def picture_sources(code: str, widths: Sequence[int], width: int, height: int, colour: str) -> PictureSources | None:
    """The sources from what a row keeps of a photo; none while it has no copies."""
    if not code or not widths:
        return None
    return PictureSources(code=code, widths=tuple(sorted(widths)), width=width, height=height, colour=colour)


def photo_sources(codes: Collection[str]) -> dict[str, PictureSources]:
    """The photos with these codes that are ready, by code, in the order asked for. One query; none for no codes."""
    if not codes:
        return {}
    rows = Photo.objects.filter(code__in=set(codes), status=PhotoStatus.READY).values_list(
        "code", "widths", "width", "height", "colour"
    )
    ready = {
        code: PictureSources(code=code, widths=tuple(widths), width=width, height=height, colour=colour)
        for code, widths, width, height, colour in rows
    }
    return {code: ready[code] for code in codes if code in ready}


@dataclass(frozen=True)
class PhotoMeasure:
    """What the dots of a photo say: its size, how sharp it is (variance of the Laplacian), how light (0 to 255)."""

    width: int
    height: int
    sharpness: int
    light: int
    shadows: int
    highlights: int


def photo_measures(codes: Collection[str]) -> dict[str, PhotoMeasure]:
    """The photos with these codes that have been measured, by code. One query; none for no codes."""
    if not codes:
        return {}
    found = Photo.objects.filter(code__in=set(codes), status=PhotoStatus.READY, sharpness__isnull=False)
    rows = found.values_list("code", "width", "height", "sharpness", "light", "shadows", "highlights")
    return {code: PhotoMeasure(*(int(one or 0) for one in measures)) for code, *measures in rows}


def photos_of(owner_code: str, codes: Collection[str]) -> dict[str, Photo]:
    """The owner's own photos among these codes, by code, in whatever state they are. One query."""
    return {photo.code: photo for photo in Photo.objects.filter(owner_code=owner_code, code__in=set(codes))}


def private_file(code: str, *, owner_code: str) -> PrivateFile | None:
    """The owner's paper with this code. To read it, call `uploads.actions.papers.open_private_file`."""
    return PrivateFile.objects.filter(code=code, owner_code=owner_code).order_by("pk").first()


@dataclass(frozen=True)
class Voice:
    """A recording as a page plays it: its address if everybody may hear it, its length in whole seconds, its type."""

    code: str
    url: str
    seconds: int
    content_type: str


@dataclass(frozen=True)
class RecordingLimits:
    """How long and how heavy a recording may be."""

    seconds: int
    kilobytes: int


def recording_limits(*, at: datetime) -> RecordingLimits:
    """What `uploads.actions.recordings.take_recording` takes then: a page that records stops there by itself."""
    return RecordingLimits(
        seconds=whole("uploads.recording_seconds", at=at), kilobytes=whole("uploads.recording_kilobytes", at=at)
    )


def voice_address(code: str, content_type: str) -> str:
    """The address of a recording that everybody may hear."""
    return SOUND_ADDRESS + public_sound_path(code, SOUND_ENDINGS[SoundKind(content_type)])


def voice_of(recording: Recording) -> Voice:
    """What a page needs to play a recording. The address is empty while only few may hear it."""
    url = voice_address(recording.code, recording.content_type) if recording.published_at else ""
    return Voice(recording.code, url, max(1, round(recording.duration_ms / 1000)), recording.content_type)


def voices(codes: Collection[str]) -> dict[str, Voice]:
    """The recordings with these codes, by code. One query; none for no codes."""
    if not codes:
        return {}
    return {one.code: voice_of(one) for one in Recording.objects.filter(code__in=set(codes))}


def recording(code: str, *, owner_code: str, kind: str) -> Recording | None:
    """The owner's recording of this kind with this code. To hear it: `uploads.actions.recordings.play_recording`."""
    return Recording.objects.filter(code=code, owner_code=owner_code, kind=kind).order_by("pk").first()
