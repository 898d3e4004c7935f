"""CAMT.053, the bank's statement in XML. Definitions of types and entities are refused before anything is read."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_lazy as _

from chophien.lib.text import clean_line
from chophien.reconciliation.errors import OtherCurrency, RowFaulty, StatementUnreadable
from chophien.reconciliation.reading.lines import NAME_MOST, REFERENCE_MOST, TEXT_MOST, RawLine, Read, numbered
from chophien.reconciliation.reading.mt940 import whole

BOOKED = "BOOK"
CREDIT, DEBIT = "CRDT", "DBIT"


def read_camt(data: bytes) -> Read:
    """Read the booked entries of a CAMT.053 message of any version; those that are only announced are passed over.

    An entry of several transfers is so many lines, if their amounts are told and add up to it.

    :raises StatementUnreadable: if it is none, or its balances do not fit its entries
    :raises RowFaulty: naming the first entry that cannot be read
    :raises OtherCurrency: if it is not in đồng
    """
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise StatementUnreadable from None
    statements = [one for one in root.iter() if _name(one) == "Stmt"]
    if not statements:
        raise StatementUnreadable
    lines: list[RawLine] = []
    for statement in statements:
        mine = [
            line
            for number, entry in enumerate(_children(statement, "Ntry"), start=len(lines) + 1)
            for line in _lines(entry, number)
        ]
        _require_sum(statement, mine)
        lines += mine
    accounts = {_text(one, "Acct/Id/IBAN") or _text(one, "Acct/Id/Othr/Id") for one in statements}
    if len(accounts) != 1:
        raise StatementUnreadable
    return Read(numbered(lines), accounts.pop())


def _lines(entry: Element, number: int) -> Iterator[RawLine]:
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    if status and status != BOOKED:
        return
    total, direction = _amount(entry, number, "Amt"), _text(entry, "CdtDbtInd")
    if direction not in {CREDIT, DEBIT}:
        raise RowFaulty(facts={"number": number, "what": _("whether it came or went")})
    details = [one for group in _children(entry, "NtryDtls") for one in _children(group, "TxDtls")] or [entry]
    several = len(details) > 1
    amounts = [_amount(one, number, "Amt", "AmtDtls/TxAmt/Amt") for one in details] if several else [total]
    if sum(amounts) != total:
        raise RowFaulty(facts={"number": number, "what": _("the amount")})
    for one, amount in zip(details, amounts, strict=True):
        yield RawLine(
            incoming=direction == CREDIT,
            booked_on=_day(entry, number),
            amount_vnd=amount,
            text=_words(one, entry),
            reference=_reference(one, entry, several=several)[:REFERENCE_MOST],
            payer_name=_first(one, "RltdPties/Dbtr/Pty/Nm", "RltdPties/Dbtr/Nm")[:NAME_MOST],
            payer_account=_first(one, "RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id")[:NAME_MOST],
        )


def _words(one: Element, entry: Element) -> str:
    said = [_clean(part) for part in _found(one, "RmtInf/Ustrd")]
    return (" ".join(said) or _first(one, "AddtlTxInf") or _first(entry, "AddtlNtryInf"))[:TEXT_MOST]


def _reference(one: Element, entry: Element, *, several: bool) -> str:
    """The bank's number: of the transfer, else of the entry if it is of one transfer only."""
    own = _first(one, "Refs/AcctSvcrRef", "Refs/TxId")
    return own or ("" if several else _first(entry, "AcctSvcrRef", "NtryRef")) or _first(one, "Refs/EndToEndId")


def _require_sum(statement: Element, lines: list[RawLine]) -> None:
    balances: dict[str, Decimal] = {}
    for one in _children(statement, "Bal"):
        amount = _decimal(_text(one, "Amt"))
        kind = _text(one, "Tp/CdOrPrtry/Cd")
        if amount is not None:
            balances[kind] = -amount if _text(one, "CdtDbtInd") == DEBIT else amount
    if "OPBD" in balances and "CLBD" in balances:
        moved = sum(line.amount_vnd if line.incoming else -line.amount_vnd for line in lines)
        if balances["OPBD"] + moved != balances["CLBD"]:
            raise StatementUnreadable


def _amount(one: Element, number: int, *paths: str) -> int:
    for path in paths:
        for found in _found(one, path):
            if found.get("Ccy") != "VND":
                raise OtherCurrency
            return whole(_decimal(found.text or ""), number)
    raise RowFaulty(facts={"number": number, "what": _("the amount")})


def _day(entry: Element, number: int) -> date:
    text = _first(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise RowFaulty(facts={"number": number, "what": _("the day")}) from None


def _decimal(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _name(one: Element) -> str:
    """A tag without its version's namespace."""
    return one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""


def _children(one: Element, name: str) -> list[Element]:
    return [child for child in one if _name(child) == name]


def _found(one: Element, path: str) -> list[Element]:
    found = [one]
    for name in path.split("/"):
        found = [child for parent in found for child in _children(parent, name)]
    return found


def _text(one: Element, path: str) -> str:
    return next((_clean(found) for found in _found(one, path)), "")


def _first(one: Element, *paths: str) -> str:
    return next((text for text in (_text(one, path) for path in paths) if text), "")


def _clean(found: Element) -> str:
    return clean_line(found.text or "")
