"""The file that a batch goes to the bank as, and the bank's answer to it."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from chophien.lib.banks import banks
from chophien.lib.quantity import format_quantity
from chophien.lib.sheets import xlsx
from chophien.lib.text import fold
from chophien.settlement.errors import AnswerUnreadable

HEAD = (
    "STT",
    "MA_GIAO_DICH",
    "MA_NGAN_HANG",
    "TEN_NGAN_HANG",
    "SO_TAI_KHOAN",
    "TEN_NGUOI_HUONG",
    "SO_TIEN",
    "NOI_DUNG",
)
"""What a batch transfer over NAPAS asks for: BIN of the bank, account, name without marks, whole đồng, content."""
PAID, FAILED = "OK", "LOI"
MOST_LINES = 20_000
LONGEST_CONTENT = 25


@dataclass(frozen=True)
class Line:
    """One payout with its account number opened: for the file alone."""

    code: str
    bank_bin: str
    account: str
    owner_name: str
    amount_vnd: int


@dataclass(frozen=True)
class Answer:
    """What the bank says it did: payouts by code with the transfer's number, or with the reason."""

    paid: dict[str, str]
    failed: dict[str, str]


def write(lines: Iterable[Line]) -> str:
    """The file: one line a payout, names in capital letters without marks, amounts without dots."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEAD)
    for number, line in enumerate(lines, start=1):
        bank = banks().get(line.bank_bin)
        rows.writerow(
            (
                number,
                line.code,
                line.bank_bin,
                bank.short_name if bank else "",
                line.account,
                _plain(line.owner_name),
                line.amount_vnd,
                f"CHO PHIEN {line.code}"[:LONGEST_CONTENT],
            )
        )
    return out.getvalue()


def as_xlsx(text: str, *, at: datetime) -> bytes:
    """The same file as a workbook: account numbers, codes and names as text, only number and amount as numbers."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    numbers = {HEAD.index("STT"), HEAD.index("SO_TIEN")}
    lines = [[int(cell) if place in numbers else cell for place, cell in enumerate(row)] for row in rows[1:]]
    return xlsx([*rows[:1], *lines], title="Chi tra", at=at)


def read_answer(text: str) -> Answer:
    """Read the bank's answer: `code,OK,number` or `code,LOI,reason` a line; a first line of names is skipped.

    :raises AnswerUnreadable: naming the first line that says something else, or that is there twice; the first one if
        no line says anything
    """
    paid: dict[str, str] = {}
    failed: dict[str, str] = {}
    separator = ";" if text.count(";") > text.count(",") else ","
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            cells = [cell.strip() for cell in row]
            if not any(cells) or (number == 1 and _is_heading(cells)):
                continue
            _take(cells, number, paid, failed)
    except csv.Error as broken:
        raise AnswerUnreadable(facts={"line": number + 1, "why": _why(text.splitlines(), number)}) from broken
    if not paid and not failed:
        raise AnswerUnreadable(facts={"line": 1, "why": _("it has too few columns.")})
    return Answer(paid, failed)


def _why(lines: Sequence[str], number: int) -> str:
    """Why the line after so many cannot be taken apart: it has a cell that is too long, or a mark that is not closed
    and swallows what follows.
    """
    rest = lines[number:]
    if rest and len(rest[0]) > csv.field_size_limit() and rest[0].count('"') % 2 == 0:
        return _("it is too long: write each payout on a line of its own.")
    return _("a quotation mark is not closed.")


def _is_heading(cells: list[str]) -> bool:
    """Whether these are names of columns: no payout's code, and no verdict on one that is written otherwise."""
    return not cells[0].upper().startswith("CT-") and not {PAID, FAILED} & {cell.upper() for cell in cells[1:2]}


def _take(cells: list[str], number: int, paid: dict[str, str], failed: dict[str, str]) -> None:
    if number > MOST_LINES:
        why = _("a file has %(most)s lines at most: write it down in parts.") % {
            "most": format_quantity(Decimal(MOST_LINES))
        }
        raise AnswerUnreadable(facts={"line": number, "why": why})
    if len(cells) < len(("code", "verdict", "words")):
        raise AnswerUnreadable(facts={"line": number, "why": _("it has too few columns.")})
    code, verdict, words = cells[0].upper(), cells[1].upper(), cells[2]
    if verdict not in {PAID, FAILED} or not words:
        raise AnswerUnreadable(facts={"line": number, "why": _("it says neither OK nor LOI with a number or reason.")})
    if code in paid or code in failed:
        raise AnswerUnreadable(facts={"line": number, "why": _("this payout is there twice.")})
    (paid if verdict == PAID else failed)[code] = words


def _plain(name: str) -> str:
    """Capital letters, digits and spaces only, so that nothing in it is a formula to anybody's table."""
    return "".join(letter for letter in fold(name).upper() if letter.isalnum() or letter == " ").strip()
