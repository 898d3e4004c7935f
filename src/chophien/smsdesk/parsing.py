"""Reading an SMS of a seller: commands in capitals or not, with or without tone marks, spaces and dashes.

Pure text in, a `Spoken` out. What cannot be read in one way only is not guessed, least of all money.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from chophien.lib.codes import ALPHABET, MISREAD, BadCode, normalise_code
from chophien.lib.money import MAX_VND, parse_vnd
from chophien.lib.quantity import parse_quantity
from chophien.lib.sms import without_marks
from chophien.smsdesk.states import Command

TEXT_MOST = 640
PIN_DIGITS = 6
CODES_OF_ORDERS = (("CP", 7),)
CODES_OF_GOODS = (("SP", 10), ("HG", 10))
"""Two letters and so many symbols, as orders and goods get them (`lib.codes`)."""
SHORT = 4
"""So many first symbols of a code are enough among one's own goods."""

WORDS = {
    "NHAN": Command.ACCEPT,
    "TUCHOI": Command.REFUSE,
    "TU CHOI": Command.REFUSE,
    "KHONG NHAN": Command.REFUSE,
    "KO NHAN": Command.REFUSE,
    "KONHAN": Command.REFUSE,
    "GIA": Command.PRICE,
    "HET": Command.SOLD_OUT,
    "HET HANG": Command.SOLD_OUT,
    "HETHANG": Command.SOLD_OUT,
    "CON": Command.LEFT,
    "DU": Command.OWED,
    "SO DU": Command.OWED,
    "SODU": Command.OWED,
    "LAY": Command.CASH,
    "LAY TIEN": Command.CASH,
    "LAYTIEN": Command.CASH,
    "HUY": Command.REVOKE,
    "HUY GIUP": Command.REVOKE,
    "HUY NGUOI GIUP": Command.REVOKE,
    "HUY UY QUYEN": Command.REVOKE,
    "THOI GIUP": Command.REVOKE,
    "GIUP": Command.HELP,
    "TRO GIUP": Command.HELP,
    "TROGIUP": Command.HELP,
    "HUONG DAN": Command.HELP,
    "HUONGDAN": Command.HELP,
}
NEVER_GUESSED = frozenset({Command.REVOKE, Command.OWED, Command.CASH})
"""Written exactly or not at all: what they do is not wanted by mistake."""
GUESSED_FROM = 4
"""Shorter words are too like others to be guessed."""

EDGES = " .,:;-_/"

_POLITE = re.compile(r"(?:(?:DA|VANG|OK|ALO|EM|TOI|TUI|MINH|ANH|CHI|CHAU|BAC|CO|XIN) +)+")
"""What people say before they come to the point. `CON` is not among it: it means what is left."""

_SPACES = str.maketrans(":=", "  ")
_NOISE = re.compile(r"^[^A-Z0-9]+|[^A-Z0-9]+$")
_PIN = re.compile(rf"(?:^|\s)(?:MA\s*)?(?:PIN)?\s*[:#]?\s*(?P<pin>[0-9]{{{PIN_DIGITS}}})$")
_SPOKEN_PIN = re.compile(rf"(?:^|\s)(?:MA\s*)?PIN\s*[:#]?\s*(?P<pin>[0-9]{{{PIN_DIGITS}}})(?=\s|$)")
_THOUSANDS = re.compile(r"(?P<number>[0-9]+(?:[.,][0-9]{1,3})?) ?(?:K|N|NG|NGHIN|NGAN|NGH|CANH)")
_MILLIONS = re.compile(
    r"(?P<whole>[0-9]{1,4})(?:[.,](?P<part>[0-9]{1,3}))? ?(?:TR|TRIEU|CU)(?: ?(?P<rest>[0-9]{1,3}))?"
)
_FILLER = re.compile(r"(?:(?:MA )?(?:DON|HANG)(?: HANG)?(?: SO)?|MA(?: SO)?|SO|LAI|BAN) +")
"""Words between a command and its code: ``nhan don hang so …``, ``con lai …``, ``gia ban …``."""
_CURRENCY = re.compile(r" ?(?:D|DONG|VND|VNĐ)$")


@dataclass(frozen=True)
class Spoken:
    """What an SMS says. `command` is None when it was not understood; empty fields were not said.

    `code` is written as codes are written, or is the first four symbols of one's own goods. `rest` is what stands
    behind it: a reason, a price, a quantity.
    """

    command: Command | None = None
    code: str = ""
    rest: str = ""
    pin: str = ""


def read_sms(text: str) -> Spoken:
    """Read what somebody wrote. Never fails: nonsense is a `Spoken` without a command."""
    plain = without_marks(unicodedata.normalize("NFKC", text[:TEXT_MOST])).upper().translate(_SPACES)
    words = " ".join(_NOISE.sub("", plain).split())
    begins = _POLITE.match(words)
    for said in (words, words[begins.end() :]) if begins else (words,):
        for command, rest, is_sure in _readings(said):
            spoken = _complete(command, rest.strip(EDGES), is_sure=is_sure)
            if spoken is not None and (said == words or command not in NEVER_GUESSED):
                return spoken
    return Spoken()


def read_price(text: str) -> int:
    """Read a price: ``45k``, ``45.000``, ``45 nghin``, ``45000d``, ``1tr2``, ``1,2 trieu``.

    :raises NotAnAmount, AmountTooLarge: if it is none that can be read in one way only
    """
    typed = _CURRENCY.sub("", " ".join(without_marks(text).upper().split()))
    if found := _THOUSANDS.fullmatch(typed):
        return _checked(_decimal(found["number"]) * 1_000)
    if found := _MILLIONS.fullmatch(typed):
        part, rest = found["part"] or "", found["rest"] or ""
        if part and rest:
            return parse_vnd(text)  # refuses it
        thousands = int((part or rest or "0").ljust(3, "0"))
        return _checked(Decimal(int(found["whole"]) * 1_000_000 + thousands * 1_000))
    return parse_vnd(typed)


def read_left(text: str) -> Decimal:
    """Read how much is left; a unit behind it does no harm: ``12``, ``2,5 kg``, ``10 hop``.

    :raises NotAQuantity: if it is no quantity
    """
    found = re.fullmatch(
        r"(?P<number>[0-9][0-9., ]*?) ?(?P<unit>[A-Z]*)", " ".join(without_marks(text).upper().split())
    )
    return parse_quantity(found["number"] if found else text)


def _readings(words: str) -> Iterator[tuple[Command, str, bool]]:
    """What the text may begin with, the most certain first: whole words, words run together, words misspelt."""
    by_length = sorted(WORDS, key=len, reverse=True)
    for word in by_length:
        if words == word or words.startswith(f"{word} "):
            yield WORDS[word], words[len(word) :], True
    for word in by_length:
        if words.startswith(word) and WORDS[word] not in NEVER_GUESSED:
            yield WORDS[word], words[len(word) :], False
    first, _space, rest = words.partition(" ")
    letters = (re.match(r"[A-Z]+", first) or [""])[0]
    for tail in {len(letters), *range(GUESSED_FROM - 1, min(len(letters), 7) + 1)}:
        near = {WORDS[word] for word in WORDS if len(word) >= GUESSED_FROM and _is_near(letters[:tail], word)}
        if len(near) == 1 and not near & NEVER_GUESSED:
            yield near.pop(), f"{first[tail:]} {rest}", False


def _complete(command: Command, rest: str, *, is_sure: bool) -> Spoken | None:
    """Read what follows the command; None when it does not fit, so that another reading may.

    A command that is surely meant stays one without a code that can be read: then its writer is told what is missing.
    """
    if command == Command.HELP:
        return Spoken(command) if is_sure else None
    if command in NEVER_GUESSED:
        rest, pin = (rest, "") if command == Command.REVOKE else _take_pin(rest)
        return None if rest else Spoken(command, pin=pin)
    rest = rest[found.end() :] if (found := _FILLER.match(rest)) else rest
    is_order = command in {Command.ACCEPT, Command.REFUSE}
    for code, after in _codes_in(rest, CODES_OF_ORDERS if is_order else CODES_OF_GOODS):
        return _with_pin(command, code, after)
    first, _space, after = rest.partition(" ")
    short = first.translate(MISREAD)
    if is_sure and not is_order and len(short) == SHORT and all(letter in ALPHABET for letter in short):
        return _with_pin(command, short, after.strip(EDGES))
    return _with_pin(command, "", rest) if is_sure else None


def _with_pin(command: Command, code: str, after: str) -> Spoken:
    """Part the PIN from the price. Six digits alone are the price."""
    if command != Command.PRICE or re.fullmatch(r"[0-9]+", after):
        return Spoken(command, code=code, rest=after)
    amount, pin = _take_pin(after)
    return Spoken(command, code=code, rest=amount, pin=pin)


def _codes_in(text: str, kinds: tuple[tuple[str, int], ...]) -> Iterator[tuple[str, str]]:
    """A code at the beginning, however it is grouped, with its two letters or without, and what stands behind it.

    What begins with the letters of goods is never read without them: S and G would be taken for 5 and 6.
    """
    gap = r"[\s.\-]*"
    has_letters = any(re.match(gap.join(prefix), text) for prefix, _size in kinds if not set(prefix) <= set(ALPHABET))
    begins = [(prefix, size, gap.join(prefix) + gap) for prefix, size in kinds]
    begins += [] if has_letters else [(prefix, size, "") for prefix, size in kinds]
    for prefix, size, begin in begins:
        symbols = gap.join(["[0-9A-Z]"] * size)
        found = re.match(rf"{begin}(?P<symbols>{symbols})(?![0-9A-Z])", text)
        if not found:
            continue
        try:
            code = normalise_code(prefix + found["symbols"], prefix=prefix)
        except BadCode:
            continue
        if len(code.replace("-", "")) == len(prefix) + size:  # else the letters were taken for symbols
            yield code, text[found.end() :].strip(EDGES)


def _take_pin(text: str) -> tuple[str, str]:
    """Part a PIN from what stands beside it."""
    found = _SPOKEN_PIN.search(text) or _PIN.search(text)
    if not found:
        return text, ""
    return (text[: found.start()] + text[found.end() :]).strip(EDGES), found["pin"]


def _is_near(typed: str, word: str) -> bool:
    """Whether one letter was missed, doubled, mistaken or swapped with its neighbour."""
    if abs(len(typed) - len(word)) > 1 or typed == word:
        return typed == word
    if len(typed) == len(word):
        wrong = [place for place in range(len(word)) if typed[place] != word[place]]
        if len(wrong) == 1:
            return True
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        return swapped and sorted(typed[wrong[0] : wrong[1] + 1]) == sorted(word[wrong[0] : wrong[1] + 1])
    short, long = sorted((typed, word), key=len)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return Decimal(-1)


def _checked(amount: Decimal) -> int:
    if amount != amount.to_integral_value() or not 0 < amount <= MAX_VND:
        return parse_vnd("")
    return int(amount)
