"""How long a text message is, and how to make it shorter.

A message of the GSM alphabet (3GPP TS 23.038) has 160 characters, or 153 in each part of a
longer one; any other character, every Vietnamese tone mark among them, makes it 70 and 67.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from chophien.lib.text import clean_text

GSM_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = "\f^{}\\[~]|€"

_TYPOGRAPHY = str.maketrans(
    {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-"}
    | {"…": "...", "\u00a0": " ", "₫": "d", "•": "-", "→": "->", "×": "x"}
)


_ALWAYS_PLAIN = str.maketrans({sign: _TYPOGRAPHY[sign] for sign in map(ord, "’‘ʼ“”–—…\u00a0₫•→×")})
"""Signs that nobody misses; one of them alone would cost the short alphabet."""


class SmsEncoding(StrEnum):
    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


_LIMITS = {SmsEncoding.GSM_7: (160, 153), SmsEncoding.UCS_2: (70, 67)}


@dataclass(frozen=True)
class SmsSize:
    """How a message travels: `units` septets or 16-bit units, in `segments` paid parts."""

    encoding: SmsEncoding
    units: int
    segments: int


def sms_size(text: str) -> SmsSize:
    """Measure a message. An escaped or two-unit character is never torn between two parts."""
    if all(letter in GSM_BASIC or letter in GSM_EXTENSION for letter in text):
        encoding = SmsEncoding.GSM_7
        sizes = [2 if letter in GSM_EXTENSION else 1 for letter in text]
    else:
        encoding = SmsEncoding.UCS_2
        sizes = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    alone, in_parts = _LIMITS[encoding]
    units = sum(sizes)
    if units <= alone:
        return SmsSize(encoding, units, 1 if units else 0)
    segments, room = 1, in_parts
    for size in sizes:
        if size > room:
            segments, room = segments + 1, in_parts
        room -= size
    return SmsSize(encoding, units, segments)


def without_marks(text: str) -> str:
    """The message without tone marks, so that it costs one part where it would cost three.

    Letters keep their case; what still is no GSM character (an emoji) is left out.
    """
    plain = clean_text(text).translate(_TYPOGRAPHY)
    letters = []
    for letter in plain:
        bare = "".join(part for part in unicodedata.normalize("NFD", letter) if unicodedata.category(part) != "Mn")
        letters.append(bare if bare.isascii() else letter)
    return clean_text("".join(letter for letter in letters if letter in GSM_BASIC or letter in GSM_EXTENSION))


def shorter_if_cheaper(text: str) -> str:
    """The message with its tone marks, or without them where that halves what it costs at least."""
    marked = unicodedata.normalize("NFC", clean_text(text)).translate(_ALWAYS_PLAIN)
    plain = without_marks(text)
    return plain if 2 * sms_size(plain).segments <= sms_size(marked).segments else marked
