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

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY = {letter: chr(ord("A") + place) for place, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_OTHER_MARK = "6"

_GLIDE = re.compile(
    r"(?P<vowels>(?<!q)[uùủũúụ][yỳỷỹýỵ]|[oòỏõóọ][aàảãáạeèẻẽéẹ])(?P<coda>ch|ng|nh|[ctpmniyou]|)(?!\w)",
    re.IGNORECASE,
)


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


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def cell_text(text: str) -> str:
    """The text for a cell of a table that is handed out: what a spreadsheet would run as a formula is marked."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


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


def normalise_tone_placement(text: str) -> str:
    """Put the tone mark of oa, oe and uy where place names have it: ``hoà -> hòa``, ``tóan -> toán``.

    On the first vowel when the syllable ends there, on the second when a consonant or glide
    follows. After q the u is no vowel: ``quý`` stays.
    """
    return _GLIDE.sub(_with_tone_in_place, unicodedata.normalize("NFC", text))


def _with_tone_in_place(found: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFD", found["vowels"])
    bare = [part for part in parts if part not in _TONES]
    tones = [part for part in parts if part in _TONES]
    bare.insert(2 if found["coda"] else 1, "".join(tones))
    return unicodedata.normalize("NFC", "".join(bare)) + found["coda"] if len(tones) == 1 else found[0]


def sort_key(text: str) -> str:
    """A key in ASCII that sorts as a Vietnamese dictionary does, under C collation too.

    Letters first (a ă â b c d đ e ê …, spaces before digits before letters), then tones
    (ngang, huyền, hỏi, ngã, sắc, nặng), then small before capital. Apostrophes do not count.
    """
    primary: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for letter in unicodedata.normalize("NFC", clean_line(text)).translate(_DROP_APOSTROPHES):
        base, tone = _letter_and_tone(letter.lower())
        primary.append(_primary_weight(base))
        tones.append(tone)
        cases.append("1" if letter != letter.lower() else "0")
    levels = ("".join(primary), "".join(tones).rstrip("0"), "".join(cases).rstrip("0"))
    return " ".join(levels)


def _letter_and_tone(letter: str) -> tuple[str, str]:
    if letter in _PRIMARY:
        return letter, "0"
    parts = list(unicodedata.normalize("NFD", letter))
    base, marks = parts[0], parts[1:]
    tone = "0"
    for mark in marks:
        composed = unicodedata.normalize("NFC", base + mark)
        if composed in _PRIMARY:
            base = composed
        else:
            tone = _TONES.get(mark, _OTHER_MARK)
    return (base.translate(_BARRED), _OTHER_MARK) if base == "ƀ" else (base, tone)


def _primary_weight(letter: str) -> str:
    if letter in _PRIMARY:
        return _PRIMARY[letter]
    if letter.isascii() and letter.isdigit():
        return letter
    if letter == " ":
        return "!"
    return f"{'~' if letter.isalpha() else '#'}{ord(letter):06x}"
