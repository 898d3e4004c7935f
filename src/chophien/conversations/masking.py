"""Taking phone numbers and ways to other channels out of what people write to each other.

Numbers are found as people hide them: spaced, dotted, with letters for digits, written in words with or without
marks. What is money, a weight, a date or a code of the market stays as it was written.
"""

import re
import unicodedata
from dataclasses import dataclass

HIDDEN = "•••"
LEAST, MOST = 9, 12
_WORDS = {
    "khong": "0", "zero": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5",
    "sau": "6", "bay": "7", "bảy": "7", "bẩy": "7", "tam": "8", "chin": "9",
}  # fmt: skip
_LOOKALIKE = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "i": "1"})
_BETWEEN = r"[\s.\-_,/*()+|~:;'\"]{0,3}"
_DIGIT = r"[0-9oOlI]"
_NUMBER = re.compile(rf"(?<![\w/])\+?{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{{LEAST - 1},{MOST + 2}}}(?![\w])")
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_SPELLED = re.compile(
    rf"\b(?:{_WORD})(?:{_BETWEEN}(?:{_WORD}|[0-9])){{{LEAST - 1},{MOST}}}\b",
    re.IGNORECASE,
)
_MIXED = re.compile(
    rf"(?<![\w/])[0-9](?:{_BETWEEN}(?:{_WORD}|[0-9])){{{LEAST - 1},{MOST}}}\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]{2,}(?:\.|\s?\(\s?chấm\s?\)\s?|\schấm\s)(?:com|vn|net|org|me|io|shop|info|ly|gl|page)\b\S*",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\b[\w.+-]+\s?(?:@|\(a\)|\[at\]|\sat\s)\s?[\w-]+(?:\s?\.\s?[\w-]+)+\b", re.IGNORECASE)
_CHANNEL = re.compile(
    r"\b(?:za\s?lo|zl|fb|face(?:book)?|mess(?:enger)?|viber|telegram|tele|insta(?:gram)?|tik\s?tok|skype|whats?\s?app)\b"
    r"\s*(?:của\s\w+\s)?(?:là|la|:|-|tên|nick|id|@)\s*@?[\w.]{3,40}",
    re.IGNORECASE,
)
_OUR_CODE = re.compile(r"\b[A-Z]{2}(?:-[2-9A-Z]{1,4}){2,6}\b")
_AMOUNT = re.compile(
    r"\b\d{1,3}(?:[.,\s]\d{3})+\s?(?:đ|đồng|dong|vnd|vnđ|kg|g)(?!\w)|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b", re.IGNORECASE
)
_KEPT = "\ue000"


@dataclass(frozen=True)
class Masked:
    """A text fit to be passed on, and whether something was taken out of it."""

    text: str
    changed: bool


def mask(text: str) -> Masked:
    """The text without phone numbers, addresses of other sites, mail and names in other channels."""
    plain = unicodedata.normalize("NFKC", text)
    kept: list[str] = []

    def put_aside(found: "re.Match[str]") -> str:
        kept.append(found.group())
        return _KEPT

    work = _AMOUNT.sub(put_aside, _OUR_CODE.sub(put_aside, plain))
    changed = False
    for pattern in (_LINK, _MAIL, _CHANNEL):
        work, times = pattern.subn(HIDDEN, work)
        changed = changed or bool(times)
    for start, end in reversed(_numbers_in(work)):
        work, changed = work[:start] + HIDDEN + work[end:], True
    for original in kept:
        work = work.replace(_KEPT, original, 1)
    return Masked(work if changed else text, changed)


def _numbers_in(text: str) -> list[tuple[int, int]]:
    """Where numbers of a phone's length stand, in digits or in words, without overlaps."""
    folded = _fold(text)
    spans = [match.span() for pattern in (_NUMBER, _SPELLED, _MIXED) for match in pattern.finditer(folded)]
    spans = [span for span in spans if _is_phone(folded[slice(*span)])]
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _is_phone(text: str) -> bool:
    """Whether these digits, however written, begin and are as long as a phone number in Vietnam."""
    digits = re.sub(_WORD, lambda word: _WORDS[word.group().lower()], text, flags=re.IGNORECASE)
    digits = re.sub(r"\D", "", digits.translate(_LOOKALIKE))
    return LEAST <= len(digits) <= MOST + 2 and digits.startswith(("0", "84", "1", "3", "5", "7", "8", "9"))


def _fold(text: str) -> str:
    """The same text without marks, letter for letter, so that places stay the same."""
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", letter)[0]
    return base if len(base) == 1 else letter
