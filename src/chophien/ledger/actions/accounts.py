"""Opening and closing accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from chophien.ledger.machine import run_chains
from chophien.ledger.models import LONGEST, Account
from chophien.ledger.states import Result
from chophien.ledger.store import TRIES, Beaten

HOT_LANES = 16
"""Lanes of an account that many transfers touch at once: half as many as the clients that it was measured with."""
OPEN = """
    INSERT INTO ledger_account (opened_at, code, book, kind, debits_capped, credits_capped, lanes, linked)
    SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::bool[], %s::bool[], %s::smallint[], %s::bool[])
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class NewAccount:
    """An account to open. Debits (or credits) that are capped never exceed the other side."""

    code: str
    kind: str
    book: str = "VND"
    debits_capped: bool = False
    credits_capped: bool = False
    hot: bool = False
    """Many transfers at once touch it, so that it may not be capped."""
    linked: bool = False
    """Opened only together with the next one of the batch."""


@dataclass(frozen=True)
class Opened:
    """What became of one account that was to be opened."""

    result: Result


def open_account(wanted: NewAccount, *, at: datetime) -> Result:
    """Open one account, once. Asked again, say that it exists, or in what the one that is there differs."""
    return open_accounts([wanted], at=at)[0]


def open_accounts(wanted: Sequence[NewAccount], *, at: datetime) -> list[Result]:
    """Open accounts, each once, and say what became of each; those that are linked together or not at all.

    :raises ValueError: if a code is longer than `LONGEST`
    """
    for one in wanted:
        if len(one.code) > LONGEST:
            raise ValueError(one.code)
    for _ in range(TRIES):
        there = {one.code: as_wanted(one) for one in Account.objects.filter(code__in=[one.code for one in wanted])}
        answers, new = _answer_all(wanted, there)
        try:
            with transaction.atomic():
                _insert(new, at=at)
        except Beaten:
            continue
        return answers
    raise RuntimeError(f"others opened these accounts {TRIES} times: {[one.code for one in wanted]}")


def _answer_all(wanted: Sequence[NewAccount], there: dict[str, NewAccount]) -> tuple[list[Result], list[NewAccount]]:
    """What becomes of each, and those that are new."""
    made: list[NewAccount] = []

    def answer(one: NewAccount) -> Opened:
        before = there.get(one.code) or next((new for new in made if new.code == one.code), None)
        if before is not None:
            return Opened(_compare(before, one))
        wrong = _not_an_account(one)
        if wrong is None:
            made.append(one)
        return Opened(wrong or Result.CREATED)

    def take_back(_: Opened) -> None:
        made.pop()

    answers = run_chains(wanted, answer, take_back, Opened)
    return [one.result for one in answers], made


def _insert(new: Sequence[NewAccount], *, at: datetime) -> None:
    rows = [
        (one.code, one.book, one.kind, one.debits_capped, one.credits_capped, HOT_LANES if one.hot else 1, one.linked)
        for one in sorted(new, key=lambda one: one.code)
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [at, *(list(column) for column in zip(*rows, strict=True))])
        if cursor.rowcount != len(rows):
            raise Beaten


def as_wanted(account: Account) -> NewAccount:
    """An account of the books in the words that opened it."""
    caps = (account.debits_capped, account.credits_capped)
    return NewAccount(account.code, account.kind, account.book, *caps, hot=account.lanes > 1, linked=account.linked)


def _not_an_account(wanted: NewAccount) -> Result | None:
    both = wanted.debits_capped and wanted.credits_capped
    checks = (
        (not wanted.code, Result.ID_MUST_NOT_BE_ZERO),
        (both or (wanted.hot and (wanted.debits_capped or wanted.credits_capped)), Result.FLAGS_ARE_MUTUALLY_EXCLUSIVE),
        (not wanted.book, Result.LEDGER_MUST_NOT_BE_ZERO),
        (not wanted.kind, Result.CODE_MUST_NOT_BE_ZERO),
    )
    return next((result for wrong, result in checks if wrong), None)


def _compare(there: NewAccount, wanted: NewAccount) -> Result:
    flags = (wanted.debits_capped, wanted.credits_capped, wanted.hot, wanted.linked)
    if flags != (there.debits_capped, there.credits_capped, there.hot, there.linked):
        return Result.EXISTS_WITH_DIFFERENT_FLAGS
    if wanted.book != there.book:
        return Result.EXISTS_WITH_DIFFERENT_LEDGER
    return Result.EXISTS if wanted.kind == there.kind else Result.EXISTS_WITH_DIFFERENT_CODE


def close_account(code: str, *, at: datetime) -> None:
    """Nothing moves in or out any more; what was set aside can still be voided. For ever.

    :raises Account.DoesNotExist: if there is none that is open
    """
    account = Account.objects.select_for_update().get(code=code, closed_at__isnull=True)
    account.closed_at = at
    account.save(update_fields=["closed_at"])
