"""Taking in what the bank tells: each movement once, by whatever way and however often it is told."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from chophien.lib.actor import SystemActor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.reconciliation.models import BankLine, Statement
from chophien.reconciliation.reading.lines import (
    NAME_MOST,
    REFERENCE_MOST,
    TEXT_MOST,
    RawLine,
    digest_of,
    reference_of,
    says_the_same,
)
from chophien.reconciliation.selectors import lock_words
from chophien.reconciliation.states import LineStatus, Why
from chophien.uploads.sealing import seal

BANK = SystemActor("system:bank")
PREFIX, SYMBOLS = "SK", 10
DAYS_APART = timedelta(days=1)


@dataclass(frozen=True)
class Taken:
    """A line, and whether the market had not heard of it before."""

    line: BankLine
    is_new: bool


@transaction.atomic
def take_line(*, raw: RawLine, at: datetime, statement: Statement | None = None) -> Taken:
    """Keep a movement that a file or, without one, the bank's message tells. Told before, it is the same row.

    It is the same when the bank's number, the day and the amount are, and its words can be those of one transfer. What
    is only much alike (the same number on another day, the same money without a number) is kept with its `twin`, so
    that somebody looks before money moves.
    """
    lock_words(f"amount:{raw.amount_vnd}")
    if number := reference_of(raw.reference):
        lock_words(f"number:{number}")
    known = _same_as(raw)
    if known is not None:
        _note_source(known, statement, at=at)
        return Taken(known, is_new=False)
    line = BankLine.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        digest=digest_of(raw),
        incoming=raw.incoming,
        booked_on=raw.booked_on,
        amount_vnd=raw.amount_vnd,
        reference=clean_line(raw.reference)[:REFERENCE_MOST],
        text=clean_line(raw.text)[:TEXT_MOST],
        sealed_payer=_sealed_payer(raw),
        statement=statement,
        announced_at=None if statement else at,
        came_at=at,
        status=LineStatus.NEW,
        twin=_twin_of(raw, statement) if raw.incoming else _twin_out(raw, statement),
    )
    if raw.takes_back:
        _ask_about_its_reading_before(line, raw, at=at)
    return Taken(line, is_new=True)


def _ask_about_its_reading_before(line: BankLine, raw: RawLine, *, at: datetime) -> None:
    """The same movement may stand here as money that came, from a file that was read before such a minus was
    understood. If that still waits, somebody says there whether it is the same: it is taken off then.
    """
    before = BankLine.objects.filter(digest=digest_of(replace(raw, incoming=True)), came_at__lt=at)
    waiting = before.filter(statement__isnull=False, status=LineStatus.OPEN, twin=None)
    waiting.update(twin=line, why=Why.LOOKS_LIKE)


def _same_as(raw: RawLine) -> BankLine | None:
    exact = BankLine.objects.filter(digest=digest_of(raw)).first()
    number = reference_of(raw.reference)
    if exact is not None or not number:
        return exact
    alike = BankLine.objects.filter(incoming=raw.incoming, amount_vnd=raw.amount_vnd, booked_on=raw.booked_on)
    found = (one for one in alike.exclude(reference="").order_by("pk") if reference_of(one.reference) == number)
    return next((one for one in found if says_the_same(one.text, raw.text)), None)


def _twin_of(raw: RawLine, statement: Statement | None) -> BankLine | None:
    """A line that may be the same money, told differently: by its number, or by all but a number that one has not."""
    number = reference_of(raw.reference)
    lines = BankLine.objects.filter(incoming=True).exclude(status=LineStatus.SAME).order_by("pk")
    if number:
        near = lines.filter(Q(reference__iexact=raw.reference.strip()) | Q(amount_vnd=raw.amount_vnd))
        same_number = [one for one in near.exclude(reference="") if reference_of(one.reference) == number]
        if same_number:
            return same_number[0]
    apart = (raw.booked_on - DAYS_APART, raw.booked_on + DAYS_APART)
    alike = lines.filter(amount_vnd=raw.amount_vnd, booked_on__range=apart)
    if statement is not None:
        alike = alike.exclude(statement=statement)
    return next(
        (one for one in alike if not (number and reference_of(one.reference)) and says_the_same(one.text, raw.text)),
        None,
    )


def _twin_out(raw: RawLine, statement: Statement | None) -> BankLine | None:
    """A movement that may be the same money going out: as much, with words of one transfer, and either the same number
    of the bank, or about the same day where one has no number. One number alone says nothing: a bank gives all that it
    pays of one file the same.
    """
    number = reference_of(raw.reference)
    lines = BankLine.objects.filter(incoming=False, amount_vnd=raw.amount_vnd).exclude(status=LineStatus.SAME)
    for one in lines.order_by("pk"):
        of_it = reference_of(one.reference)
        by_number = bool(number) and number == of_it
        is_near = abs(raw.booked_on - one.booked_on) <= DAYS_APART
        by_day = is_near and not (number and of_it) and (statement is None or one.statement_id != statement.pk)
        if (by_number or by_day) and says_the_same(one.text, raw.text):
            return one
    return None


def _note_source(line: BankLine, statement: Statement | None, *, at: datetime) -> None:
    if statement is None and line.announced_at is None:
        line.announced_at = at
        line.save(update_fields=["announced_at"])
    if statement is not None and line.statement is None:
        line.statement = statement
        line.save(update_fields=["statement"])


def _sealed_payer(raw: RawLine) -> bytes | None:
    name, account = clean_line(raw.payer_name)[:NAME_MOST], clean_line(raw.payer_account)[:NAME_MOST]
    return seal(json.dumps({"name": name, "account": account}).encode()) if name or account else None
