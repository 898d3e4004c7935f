"""Photos and papers for tests, drawn on the spot, and hostile ones."""

import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pillow_heif
from PIL import Image, ImageDraw

from chophien.lib.actor import GuestActor
from chophien.uploads.models import Photo
from chophien.uploads.states import PhotoStatus

pillow_heif.register_heif_opener()

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
LAN = GuestActor("ND-LAN")
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
SECRET_PLACE = b"HAMLET-OF-LAN"


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def picture(width: int = 1600, height: int = 1200, colour: str = "#2f6b3a") -> Image.Image:
    """A green field with a red corner at the upper left, so that one sees how it was turned."""
    image = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill="#c01020")
    return image


def jpeg(width: int = 1600, height: int = 1200, **options: object) -> bytes:
    return encoded(picture(width, height), "JPEG", **options)


def noise(width: int, height: int) -> Image.Image:
    """The heaviest photo there can be: every dot a colour of its own."""
    return Image.merge("RGB", [Image.effect_noise((width, height), 120) for _channel in range(3)])


def metadata(turn: int = 1) -> Image.Exif:
    """What a phone writes into a photo: how it was held, and where."""
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010E] = SECRET_PLACE.decode()
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (23.0, 15.0, 30.5)
    place[3], place[4] = "E", (105.0, 21.0, 40.2)
    return exif


def held(image: Image.Image, kind: str, turn: int) -> bytes:
    """The photo as a phone writes it when held that way: a JPEG, PNG or WebP says it in its EXIF, a HEIC beside it."""
    if kind == "HEIF":
        image.info["exif"] = metadata(turn).tobytes()
        return encoded(image, kind)
    return encoded(image, kind, exif=metadata(turn))


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header says any size."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 1000)),
        (b"IEND", b""),
    ]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def a_photo(*, code: str = "a" * 24, owner_code: str = "GH-LAN", **facts: object) -> Photo:
    """A photo that is ready, without its files."""
    ready = {
        "status": PhotoStatus.READY,
        "width": 640,
        "height": 480,
        "widths": [160, 320, 640],
        "colour": "#2f6b3a",
        "original": f"photos/{code[-2:]}/{code}",
        "digest": code * 2,
        "sent_by": LAN.code,
        "sent_at": NOON,
    }
    return Photo.objects.create(code=code, owner_code=owner_code, **{**ready, **facts})
