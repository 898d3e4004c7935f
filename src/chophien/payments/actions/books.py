"""Writing money that moves into the books: all transfers of one transaction in one posting, at its end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime

from chophien.ledger.actions.accounts import open_accounts
from chophien.ledger.actions.posting import Wish, post
from chophien.ledger.errors import LedgerRefused
from chophien.ledger.states import Result
from chophien.payments import chart

BOOK = "VND"
MISSING = frozenset({Result.DEBIT_ACCOUNT_NOT_FOUND, Result.CREDIT_ACCOUNT_NOT_FOUND})
_gathered: ContextVar[list[tuple[Wish, datetime]] | None] = ContextVar("gathered", default=None)


@contextmanager
def one_posting() -> Iterator[None]:
    """Gather what is entered within, and write it at the end together, so that accounts are locked in one order.

    Inside a transaction; as a decorator it stands below `transaction.atomic`. Within another one, that one writes. An
    error that leaves it drops what was entered within it.

    :raises LedgerRefused: if the books refuse one of the transfers; none is written then
    """
    outer = _gathered.get()
    if outer is not None:
        before = len(outer)
        try:
            yield
        except BaseException:
            del outer[before:]
            raise
        return
    mine: list[tuple[Wish, datetime]] = []
    token = _gathered.set(mine)
    try:
        yield
    finally:
        _gathered.reset(token)
    _write(mine)


def enter(wishes: Sequence[Wish], *, at: datetime) -> None:
    """Enter transfers in đồng, those of zero left out. Accounts of the chart are opened by their first transfer.

    Written at the end of the `one_posting` around it, or at once where there is none. Entered again under the same
    code, nothing moves.

    :raises LedgerRefused: if the books refuse one
    :raises ValueError: if the chart has no such account
    """
    with one_posting():
        found = _gathered.get()
        if found is None:
            raise AssertionError("just opened")
        found += [(replace(wish, book=wish.book or BOOK), at) for wish in wishes if wish.amount or wish.pending]


def _write(entered: Sequence[tuple[Wish, datetime]]) -> None:
    for at in dict.fromkeys(at for _, at in entered):
        wishes = [wish for wish, when in entered if when == at]
        try:
            post(wishes, at=at)
        except LedgerRefused as refusal:
            if refusal.result not in MISSING:
                raise
            codes = sorted({code for wish in wishes for code in (wish.debit, wish.credit)} - {""})
            open_accounts([chart.account(code) for code in codes], at=at)
            post(wishes, at=at)
