"""Bringing in lists of what may be used on fields: a table as the circular has it, with its number and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.growing import policies
from chophien.growing.models import InputList, ListedInput
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.tables import BrokenTable, table_lines
from chophien.lib.text import clean_line, fold

PREFIX, SYMBOLS = "DM", 7
MOST_BYTES, MOST_LINES, MOST_FAULTS, WAIT_MOST = 10 * 1024 * 1024, 50_000, 20, 365
TITLE_MOST, SOURCE_MOST = 120, 300
COLUMNS = {
    "name": ("ten thuong pham", "ten thuoc", "name"),
    "active": ("hoat chat", "ten hoat chat", "active"),
    "registration": ("so dang ky", "registration"),
    "crop": ("cay trong", "crop"),
    "wait": ("cach ly", "thoi gian cach ly", "wait_days"),
}
LENGTHS = {"name": 120, "active": 200, "registration": 60, "crop": 120}


@dataclass(frozen=True)
class ListFacts:
    """Which list it is: the circular with its number, its days, where it can be read; `is_ban` names what is banned."""

    title: str
    issued_on: date
    counts_from: date
    source: str
    is_ban: bool = False


@transaction.atomic
def bring_list(*, facts: ListFacts, table: bytes, actor: Actor, at: datetime) -> InputList:
    """Bring in a list out of a CSV or XLSX table; nothing of it is kept if one line is wrong.

    Columns by their heading: `tên thương phẩm`, `hoạt chất`, `số đăng ký`, `cây trồng`, `cách ly` (days). A ban needs
    substances only. The same title again is the same list.

    :raises NotPermitted: if `actor` does not keep these lists
    :raises Invalid: naming each answer, and in `table` each line, that cannot be used
    """
    policies.can_keep_input_lists(actor, at=at).require()
    title, source = clean_line(facts.title)[:TITLE_MOST], clean_line(facts.source)[:SOURCE_MOST]
    faults: dict[str, list[Sentence]] = {}
    if not any(letter.isdigit() for letter in title):
        faults["title"] = [_("Write the circular or decision with its number.")]
    if not source:
        faults["source"] = [_("Say where it can be read.")]
    if facts.counts_from < facts.issued_on:
        faults["counts_from"] = [_("A list counts from the day on which it was issued, or later.")]
    rows, wrong = _rows(table, is_ban=facts.is_ban)
    if wrong:
        faults["table"] = wrong
    if faults:
        raise Invalid(faults)
    if (known := InputList.objects.filter(title=title, is_ban=facts.is_ban).first()) is not None:
        return known
    brought = InputList.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        title=title,
        issued_on=facts.issued_on,
        counts_from=facts.counts_from,
        is_ban=facts.is_ban,
        source=source,
        entered_by=actor.code,
        at=at,
    )
    for row in rows:
        row.listed = brought
    ListedInput.objects.bulk_create(rows, batch_size=1_000)
    facts_told = {"count": len(rows), "list": brought.code}
    record("growing.input_list", actor=actor, subject_code=brought.code, at=at, facts=facts_told)
    return brought


def _rows(table: bytes, *, is_ban: bool) -> tuple[list[ListedInput], list[Sentence]]:
    if len(table) > MOST_BYTES:
        return [], [_("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024}]
    rows: list[ListedInput] = []
    wrong: list[Sentence] = []
    try:
        lines = iter(table_lines(table))
        heading = [fold(cell) for cell in next(lines, [])]
        places = {
            key: next((heading.index(one) for one in names if one in heading), None) for key, names in COLUMNS.items()
        }
        if places["active"] is None or (places["name"] is None and not is_ban):
            return [], [_("The table needs the columns “tên thương phẩm” and “hoạt chất”.")]
        for number, line in enumerate(lines, start=2):
            if not any(line):
                continue
            row = _row(line, places, is_ban=is_ban)
            if row is None:
                wrong.append(_("Row %(row)s: name, substance or days are missing or wrong.") % {"row": number})
            else:
                rows.append(row)
            if len(wrong) >= MOST_FAULTS or len(rows) > MOST_LINES:
                break
    except BrokenTable:
        return [], [_("We cannot read this file. Send CSV or XLSX.")]
    if len(rows) > MOST_LINES:
        wrong.append(_("There are more than %(most)s lines in this file.") % {"most": MOST_LINES})
    if not rows and not wrong:
        wrong.append(_("There is no line in this file."))
    return rows, wrong


def _row(line: Sequence[str], places: dict[str, int | None], *, is_ban: bool) -> ListedInput | None:
    def cell(key: str) -> str:
        place = places[key]
        return clean_line(line[place]) if place is not None and place < len(line) else ""

    told = {key: cell(key)[:most] for key, most in LENGTHS.items()}
    days = cell("wait")
    wait = int(days) if days.isascii() and days.isdigit() else None
    if not told["active"] or (not is_ban and not told["name"]) or (days and (wait is None or wait > WAIT_MOST)):
        return None
    return ListedInput(
        **told, folded_name=fold(told["name"])[:120], folded_active=fold(told["active"])[:200], wait_days=wait
    )
