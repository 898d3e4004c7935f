"""What a photo goes through, the shapes it is made in, and the kinds of file that are taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PhotoStatus(models.TextChoices):
    WAITING = "waiting", _("Being prepared")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")


class FileKind(models.TextChoices):
    """What a file is by its content, whatever its name says. The value is its media type."""

    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    WEBP = "image/webp", "WebP"
    HEIC = "image/heic", "HEIC"
    PDF = "application/pdf", "PDF"
    CSV = "text/csv", "CSV"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"


class SoundKind(models.TextChoices):
    """What a recording is by its content. The value is its media type; both hold Opus."""

    WEBM = "audio/webm", "WebM"
    OGG = "audio/ogg", "Ogg"


PHOTO_KINDS = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC})
TABLE_KINDS = frozenset({FileKind.CSV, FileKind.XLSX})

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 64_000_000
"""More than the largest phone cameras in use make (50 megapixels), and still only 256 MB in memory."""
MIN_SIDE = 160
MAX_RATIO = 6
"""A photo may be this many times longer than wide, or wider than long: panoramas are, bombs are more."""

WIDTHS = (160, 320, 640, 1280)
FORMATS = (("avif", "image/avif"), ("webp", "image/webp"))
"""The shapes every photo is made in, the smaller one first: the browser takes the first it can read."""
MOST_BYTES = {160: 5_000, 320: 14_000, 640: 36_000, 1280: 64_000}
"""How heavy one picture may be on the wire at each width."""

SOUND_ENDINGS = {SoundKind.WEBM: "webm", SoundKind.OGG: "ogg"}
LEAST_SOUND_MS = 1_000
SOUND_GRACE_MS = 500
"""Browsers stop recording a little after they are told to."""
