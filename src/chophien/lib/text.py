"""Vietnamese text: cleaned for keeping, folded for finding, keyed for sorting."""

import re
import unicodedata

APOSTROPHES = "'’‘ʼʻʹ′`´＇"
"""How people type the apostrophe of H'Mông, M'Drắk and B’Lao."""

_DROP_APOSTROPHES = str.maketrans("", "", APOSTROPHES)
_BARRED = str.maketrans({"đ": "d", "ð": "d", "ƀ": "b"})

_BIDI_AND_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
_UNWANTED = re.compile(f"[{_BIDI_AND_INVISIBLE}{_CONTROLS}]")
_LINE_ENDS = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_MANY_BLANK_LINES = re.compile(r"\n{3,}")

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_OTHER_MARK = "6"


def clean_line(text: str) -> str:
    """One line fit to keep: NFC, no control or bidi-override characters, single spaces.

    Letters of any script, emoji and apostrophes stay as they were typed.
    """
    visible = _UNWANTED.sub("", text)
    return " ".join(unicodedata.normalize("NFC", visible).split())


def clean_text(text: str) -> str:
    """Like `clean_line` for text of several lines; at most one empty line in a row stays."""
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    joined = "\n".join(clean_line(line) for line in lines)
    return _MANY_BLANK_LINES.sub("\n\n", joined).strip("\n")


def fold(text: str) -> str:
    """The text without case, marks and apostrophes, đ as d: what searching compares.

    ``fold("Chè Shan Tuyết H’Mông") == "che shan tuyet hmong"``, whether it came composed (NFC),
    decomposed (NFD) or full-width. Folding twice changes nothing.
    """
    letters = text.translate(_DROP_APOSTROPHES)
    for _round in range(2):
        letters = unicodedata.normalize("NFKD", letters).casefold()
    letters = unicodedata.normalize("NFKD", letters)
    bare = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return clean_line(bare.translate(_DROP_APOSTROPHES).translate(_BARRED))


def slugify_vi(text: str, *, max_length: int = 80) -> str:
    """A readable part of an address: ``"Mật ong Bạc Hà" -> "mat-ong-bac-ha"``.

    Cut between words where possible. Empty when the text has no Latin letter or digit.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(slug) <= max_length:
        return slug
    cut = slug[:max_length]
    between_words = slug[max_length] == "-" or "-" not in cut
    return (cut if between_words else cut.rpartition("-")[0]).strip("-")


def syllables(text: str) -> list[str]:
    """The words of a text in small letters with their marks: ``["chè", "shan", "tuyết"]``.

    An apostrophe inside a word belongs to it and is written ``'``: ``["h'mông"]``.
    """
    plain = re.sub(f"[{APOSTROPHES}]", "'", clean_line(text).lower())
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain)
