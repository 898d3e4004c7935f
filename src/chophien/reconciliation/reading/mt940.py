"""MT940, the bank's statement as SWIFT writes it, read with the library `mt-940`."""

import re
from datetime import date
from decimal import Decimal
from itertools import count

from django.utils.translation import gettext_lazy as _
from mt940.models import Transactions

from chophien.lib.money import MAX_VND
from chophien.lib.text import clean_line
from chophien.reconciliation.errors import OtherCurrency, RowFaulty, StatementUnreadable
from chophien.reconciliation.reading.lines import REFERENCE_MOST, TEXT_MOST, RawLine, Read, numbered

INCOMING = frozenset({"C", "RD"})
"""Credits, and debits taken back. The library gives every reversal of a credit as if money had come."""
_MOVEMENT = re.compile(r"^:61:", re.MULTILINE)
_OPENING = re.compile(r"^:60F:", re.MULTILINE)


def read_mt940(data: bytes) -> Read:
    """Read a file of one or more statements of one account.

    :raises StatementUnreadable: if it is none, or if it does not add up
    :raises RowFaulty: naming the first movement without whole đồng
    :raises OtherCurrency: if it is not in đồng
    """
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        found = Transactions()  # not `mt940.parse`, which opens a text as a file when it is the name of one
        found.parse(text)
    except (UnicodeDecodeError, RuntimeError, ValueError, ArithmeticError, TypeError, KeyError, AttributeError):
        raise StatementUnreadable from None
    numbers = count(1)
    lines = numbered(_line(one.data, number) for one, number in zip(found, numbers, strict=False))
    if len(lines) != len(_MOVEMENT.findall(text)) or not _OPENING.search(text):
        raise StatementUnreadable
    if len(_OPENING.findall(text)) == 1:
        _require_sum(found.data, lines)
    return Read(lines, _account(str(found.data.get("account_identification") or "")))


def _line(said: dict[str, object], number: int) -> RawLine:
    amount, day = getattr(said.get("amount"), "amount", None), said.get("date")
    if said.get("currency") != "VND":
        raise OtherCurrency
    if not isinstance(day, date):
        raise RowFaulty(facts={"number": number, "what": _("the day")})
    booked = said.get("guessed_entry_date")
    return RawLine(
        incoming=said.get("status") in INCOMING,
        booked_on=booked if isinstance(booked, date) else day,
        amount_vnd=whole(amount, number),
        text=clean_line(str(said.get("transaction_details") or ""))[:TEXT_MOST],
        reference=clean_line(str(said.get("bank_reference") or said.get("customer_reference") or ""))[:REFERENCE_MOST],
        payer_name=clean_line(str(said.get("extra_details") or ""))[:REFERENCE_MOST],
    )


def whole(amount: object, number: int) -> int:
    """Whole đồng above zero, whichever way they went.

    :raises RowFaulty: if they are not
    """
    if isinstance(amount, Decimal) and amount == amount.to_integral_value() and 0 < abs(amount) <= MAX_VND:
        return int(abs(amount))
    raise RowFaulty(facts={"number": number, "what": _("the amount")})


def _require_sum(said: dict[str, object], lines: tuple[RawLine, ...]) -> None:
    opening, closing = (_balance(said.get(key)) for key in ("final_opening_balance", "final_closing_balance"))
    if opening is None or closing is None:
        return
    if opening + sum(line.amount_vnd if line.incoming else -line.amount_vnd for line in lines) != closing:
        raise StatementUnreadable


def _balance(said: object) -> Decimal | None:
    amount = getattr(getattr(said, "amount", None), "amount", None)
    return amount if isinstance(amount, Decimal) else None


def _account(text: str) -> str:
    """The number of the account: behind the bank's own code, before the currency."""
    return text.rpartition("/")[2].strip().removesuffix("VND")
