"""A bank's table of movements, CSV or XLSX, by one of the layouts."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from chophien.lib.layouts import Layout, Table, find_table, read_amount, read_day
from chophien.lib.tables import BrokenTable
from chophien.reconciliation.errors import LayoutUnknown, RowFaulty, StatementUnreadable
from chophien.reconciliation.reading.layouts import layouts
from chophien.reconciliation.reading.lines import NAME_MOST, REFERENCE_MOST, TEXT_MOST, RawLine, Read, numbered

MOST_LINES = 50_000
"""More lines than these are no statement of a day or month."""


def read_table(data: bytes) -> tuple[Read, Layout]:
    """Read a CSV or XLSX table by whichever layout its headings are those of.

    Lines above the headings and below the last movement (sums, notes) have no day and are passed over.

    :raises StatementUnreadable: if it is no table
    :raises LayoutUnknown: if its headings are nobody's
    :raises RowFaulty: naming the first line that has a day and cannot be read
    """
    try:
        found = find_table(data, layouts=layouts(), most=MOST_LINES)
    except BrokenTable:
        raise StatementUnreadable from None
    if found is None:
        raise LayoutUnknown(facts={"layouts": ", ".join(layout.name for layout in layouts())})
    return Read(numbered(_movements(found))), found.layout


def _movements(table: Table) -> Iterator[RawLine]:
    for number, said in table.lines():
        if not any(said.get(column) for column in ("credit", "debit", "amount")):
            continue
        day = read_day(said["day"], table.layout.day_format)
        if day is None:
            if any(sign.isdigit() for sign in said["day"]):
                raise RowFaulty(facts={"number": number, "what": _("the day")})
            continue
        signed = _amount_of(said)
        if signed is None:
            raise RowFaulty(facts={"number": number, "what": _("the amount")})
        if signed:
            yield RawLine(
                incoming=signed > 0,
                booked_on=day,
                amount_vnd=abs(signed),
                text=said["text"][:TEXT_MOST],
                reference=said.get("reference", "")[:REFERENCE_MOST],
                payer_name=said.get("payer_name", "")[:NAME_MOST],
                payer_account=said.get("payer_account", "")[:NAME_MOST],
                takes_back=signed < 0 and (read_amount(said.get("credit", "")) or 0) < 0,
            )


def _amount_of(said: Mapping[str, str]) -> int | None:
    """Đồng above zero when they came in, below when they went out; none when it cannot be read in one way only.

    Some banks write what went out with a minus beside its own column; a minus where money comes in takes it back.
    """
    if "amount" in said:
        return read_amount(said["amount"])
    came, went = read_amount(said["credit"]), read_amount(said["debit"])
    if came is None or went is None or (came and went):
        return None
    return came - abs(went)
