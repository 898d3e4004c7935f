"""Photos as they come, checked by their content, and the small clean copies that everybody sees.

Pillow and libheif are handed whatever strangers send. Everything about a file is therefore found
out from its first bytes and its header, before a single dot of it is decoded.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import pi_heif
from PIL import Image, ImageCms, ImageFilter, ImageStat

from chophien.uploads.errors import (
    FileBroken,
    FileRefused,
    NotAPhoto,
    PhotoMoves,
    PhotoTooManyPixels,
    PhotoTooNarrow,
    PhotoTooSmall,
)
from chophien.uploads.states import FORMATS, MAX_PIXELS, MAX_RATIO, MIN_SIDE, MOST_BYTES, PHOTO_KINDS, WIDTHS, FileKind

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

OPENERS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP", FileKind.HEIC: "HEIF"}
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
HEIC_SEQUENCES = frozenset({b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"})
ORIENTATION = 0x0112
TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
ON_ITS_SIDE = frozenset({5, 6, 7, 8})
MOST_SCANS = 100
"""A progressive JPEG has about ten scans; each one costs a walk over the whole picture."""

AVIF = {"speed": 6, "max_threads": 1}
WEBP = {"method": 4}
QUALITIES = {"avif": (62, 52, 43, 35, 27, 20), "webp": (78, 68, 58, 48, 36, 24, 12)}
BLURS = (1, 2, 4, 8)

MEASURED_AT = 640
"""The width at which photos are measured, so that a large and a small photo of one thing count alike."""
LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)

_ONE_AT_A_TIME = threading.Lock()
"""A large photo takes 256 MB while it is decoded: one at a time in each process."""


@dataclass(frozen=True)
class Copy:
    """One public copy of a photo: its width in dots, the ending of its name, its bytes."""

    width: int
    ending: str
    data: bytes


@dataclass(frozen=True)
class Measure:
    """What the dots say of a photo: how sharp its edges are, how light it is (mean and both tenths, 0 to 255)."""

    sharpness: int
    light: int
    shadows: int
    highlights: int


@dataclass(frozen=True)
class Prepared:
    """A photo ready to be shown: the size of its largest copy, its dominant colour, its measure, all copies."""

    width: int
    height: int
    colour: str
    measure: Measure
    copies: tuple[Copy, ...]

    @property
    def widths(self) -> list[int]:
        """The widths that were made, smallest first."""
        return sorted({copy.width for copy in self.copies})


def kind_of(data: bytes) -> FileKind | None:
    """What the bytes are by their signature, or none that this market takes."""
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return FileKind.WEBP
    if data.startswith(b"%PDF-"):
        return FileKind.PDF
    if data[4:8] == b"ftyp" and _brands(data) & (HEIC_BRANDS | HEIC_SEQUENCES):
        return FileKind.HEIC
    return None


def check_photo(data: bytes) -> FileKind:
    """Decode the whole photo once, so that what cannot be used is refused while its sender still waits.

    :raises FileRefused: one of `uploads.errors`, with the sentence that says what is wrong
    """
    with _opened(data) as image:
        if image.format == "JPEG":
            image.draft(image.mode, (image.width // 8, image.height // 8))
        image.load()
    return _photo_kind(data)


def prepare(data: bytes) -> Prepared:
    """Turn a photo upright, strip everything but its dots, and make the copies in all widths and formats.

    No copy is wider than the photo. Colours are in sRGB, what was see-through is white.

    :raises FileRefused: as `check_photo`
    """
    with _opened(data) as image:
        largest = _clean_copy(image)
    widths = [width for width in WIDTHS if width <= largest.width]
    copies: list[Copy] = []
    for width in widths:
        shrunk = largest if width == largest.width else _resized(largest, width)
        copies += [Copy(width, ending, _fitting(shrunk, ending, MOST_BYTES[width])) for ending, _mime in FORMATS]
    shown = widths[-1]
    return Prepared(
        width=shown,
        height=_height_at(largest, shown),
        colour=dominant_colour(largest),
        measure=measure(largest),
        copies=tuple(copies),
    )


def as_jpeg(data: bytes) -> bytes:
    """A photo of a paper in the form every browser shows, without metadata, at most 2,400 dots wide or high.

    :raises FileRefused: as `check_photo`
    """
    with _opened(data) as image:
        shown = _clean_copy(image, longest=2_400)
    out = BytesIO()
    shown.save(out, "JPEG", quality=85)
    return out.getvalue()


def dominant_colour(image: Image.Image) -> str:
    """The colour that covers most of the picture, as ``#rrggbb``."""
    few = image.convert("RGB").resize((48, 48), Image.Resampling.BOX).quantize(6)
    counted = few.getcolors() or []
    palette = few.getpalette() or [0, 0, 0]
    _count, place = max(counted, key=lambda pair: pair[0])
    start = 3 * int(place if isinstance(place, int) else 0)
    red, green, blue = palette[start : start + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def measure(image: Image.Image) -> Measure:
    """Sharpness as the variance of the Laplacian (a blurred photo has hardly any edges), and the light."""
    grey = image.convert("L")
    if grey.width != MEASURED_AT:
        grey = grey.resize((MEASURED_AT, max(3, _height_at(grey, MEASURED_AT))), Image.Resampling.BOX)
    edges = grey.filter(LAPLACIAN).crop((1, 1, grey.width - 1, grey.height - 1))
    return Measure(
        sharpness=round(ImageStat.Stat(edges).var[0]),
        light=round(ImageStat.Stat(grey).mean[0]),
        shadows=_luminance_below(grey, 10),
        highlights=_luminance_below(grey, 90),
    )


def measure_of(data: bytes) -> Measure:
    """The measure of a photo that was prepared before photos were measured.

    :raises FileRefused: as `check_photo`
    """
    with _opened(data) as image:
        return measure(_clean_copy(image))


def _luminance_below(grey: Image.Image, percent: int) -> int:
    """The luminance that so many per cent of the dots do not pass."""
    wanted, met = grey.width * grey.height * percent / 100, 0
    for luminance, count in enumerate(grey.histogram()):
        met += count
        if met >= wanted:
            return luminance
    return 255


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The photo with its header read and found sane. Whatever decoding it raises becomes a refusal."""
    kind = _photo_kind(data)
    if kind == FileKind.JPEG and data.count(b"\xff\xda") > MOST_SCANS:
        raise FileBroken
    if kind == FileKind.HEIC and data[8:12] in HEIC_SEQUENCES:
        raise PhotoMoves
    with _ONE_AT_A_TIME:
        try:
            with Image.open(BytesIO(data), formats=[OPENERS[kind]]) as image:
                _require_sane(image, kind)
                yield image
        except FileRefused:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise PhotoTooManyPixels from None
        except Exception as fault:
            raise FileBroken from fault


def _photo_kind(data: bytes) -> FileKind:
    kind = kind_of(data)
    if kind is None or kind not in PHOTO_KINDS:
        raise NotAPhoto
    return kind


def _require_sane(image: Image.Image, kind: FileKind) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise PhotoTooManyPixels
    if min(image.size) < MIN_SIDE:
        raise PhotoTooSmall
    if max(image.size) > MAX_RATIO * min(image.size):
        raise PhotoTooNarrow
    # A JPEG may carry a second picture for other screens, and a HEIC a burst: their first one counts.
    if kind in {FileKind.PNG, FileKind.WEBP} and getattr(image, "is_animated", False):
        raise PhotoMoves


def _clean_copy(image: Image.Image, *, longest: int = 0) -> Image.Image:
    """The dots alone, upright, in sRGB on white; at most 1,280 wide, or `longest` in both directions."""
    turn = _orientation(image)
    profile = image.info.get("icc_profile")
    size = _target(image, turn=turn, longest=longest)
    if image.format in {"JPEG", "MPO"}:
        image.draft(image.mode, size)
    image.load()
    shrunk = _eight_bits(image)
    if shrunk.size != size:
        shrunk = shrunk.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    shrunk = _srgb(_on_white(shrunk), profile)
    for step in TURNS.get(turn, ()):
        shrunk = shrunk.transpose(step)
    clean = Image.new("RGB", shrunk.size)
    clean.paste(shrunk)
    return clean


def _target(image: Image.Image, *, turn: int, longest: int) -> tuple[int, int]:
    """The size to shrink to, before the photo is turned."""
    width, height = image.size
    if longest:
        wanted = min(1.0, longest / max(width, height))
    else:
        wanted = min(1.0, WIDTHS[-1] / (height if turn in ON_ITS_SIDE else width))
    return max(1, round(width * wanted)), max(1, round(height * wanted))


def _orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8. Nonsense in the metadata counts as upright."""
    try:
        turn = image.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001 -- a photo with broken metadata is still a photo
        return 1
    return turn if turn in TURNS else 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """The same picture in a mode that can be shrunk well."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda dot: dot / 257).convert("L")
    if image.mode in {"I", "F"}:
        return image.convert("L")
    if image.mode in {"P", "PA", "1", "LA", "La", "RGBa"} or "transparency" in image.info:
        return image.convert("RGBA")
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    return paper.convert("RGB")


def _srgb(image: Image.Image, profile: object) -> Image.Image:
    """The colours as a screen without colour management shows them."""
    if isinstance(profile, bytes) and profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a broken profile says nothing about the dots
        if converted is not None:
            return converted
    return image.convert("RGB")


def _resized(image: Image.Image, width: int) -> Image.Image:
    return image.resize((width, _height_at(image, width)), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _height_at(image: Image.Image, width: int) -> int:
    return max(1, round(image.height * width / image.width))


def _fitting(image: Image.Image, ending: str, most: int) -> bytes:
    """The best-looking encoding that is not heavier than `most` bytes: less quality, then less detail."""
    qualities = QUALITIES[ending]
    place = 0
    while place < len(qualities):
        data = _encoded(image, ending, qualities[place])
        if len(data) <= most:
            return data
        place += 2 if len(data) > 2 * most else 1
    worst = qualities[-1]
    for radius in BLURS:
        data = _encoded(image.filter(ImageFilter.GaussianBlur(radius)), ending, worst)
        if len(data) <= most:
            break
    return data


def _encoded(image: Image.Image, ending: str, quality: int) -> bytes:
    out = BytesIO()
    options = AVIF if ending == "avif" else WEBP
    image.save(out, ending.upper(), quality=quality, exif=b"", icc_profile=b"", **options)
    return out.getvalue()


def _brands(data: bytes) -> set[bytes]:
    """The brands of an ISO media file, the major one included."""
    length = min(int.from_bytes(data[:4], "big"), 256)
    return {data[8:12], *(data[place : place + 4] for place in range(16, length, 4))}
