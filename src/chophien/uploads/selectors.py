"""Where a photo's copies are. A row that keeps code, widths, size and colour needs no query at all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from chophien.uploads.files import public_path
from chophien.uploads.models import Photo, PrivateFile
from chophien.uploads.states import FORMATS, PhotoStatus

ADDRESS = "/anh/"
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
    """The photos with these codes that are ready, by code. One query; none for no codes."""
    if not codes:
        return {}
    found = Photo.objects.filter(code__in=set(codes), status=PhotoStatus.READY)
    rows = found.values_list("code", "widths", "width", "height", "colour")
    return {
        code: PictureSources(code=code, widths=tuple(widths), width=width, height=height, colour=colour)
        for code, widths, width, height, colour in rows
    }


def photos_of(owner_code: str, codes: Collection[str]) -> dict[str, Photo]:
    """The owner's own photos among these codes, by code, in whatever state they are. One query."""
    return {photo.code: photo for photo in Photo.objects.filter(owner_code=owner_code, code__in=set(codes))}


def private_file(code: str, *, owner_code: str) -> PrivateFile | None:
    """The owner's paper with this code. To read it, call `uploads.actions.open_private_file`."""
    return PrivateFile.objects.filter(code=code, owner_code=owner_code).order_by("pk").first()
