"""Moving money between accounts, setting it aside, and ending what was set aside for too long.

Call `post` once in a transaction, with all of its transfers, so that accounts are locked in one order.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction

from chophien.ledger import store
from chophien.ledger.errors import LedgerRefused
from chophien.ledger.machine import Answer, Made, Wish, run
from chophien.ledger.models import EXPIRED, LONGEST, Transfer
from chophien.ledger.states import TRANSIENT, Result, Step
from chophien.ledger.store import TRIES

__all__ = ["Wish", "expire_due", "post", "try_post"]


def try_post(wishes: Sequence[Wish], *, at: datetime) -> list[Answer]:
    """Answer every wish, in order, and write down what succeeds. Amounts in đồng.

    Must run in a transaction, and everything in it is one with the caller's: rolled back, nothing was asked.
    Refusals in TRANSIENT spend their code. A wish of before is answered from the books, whatever else has changed.

    :raises ValueError: if a code is longer than `LONGEST` or no text, or an amount is negative: the caller's mistake
    """
    for wish in wishes:
        if len(wish.code) > LONGEST or "\x00" in wish.code or wish.amount < 0:
            raise ValueError(wish.code)
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the books are written in a transaction")
    for _ in range(TRIES):
        books, keys = store.read(wishes)
        before = set(books.made)
        answers = run(books, wishes, at=at)
        new = [answer.made for answer in answers if answer.result == Result.CREATED and answer.made]
        try:
            store.write([made for made in new if made.code not in before], books, keys)
        except store.Beaten:
            continue
        refused = [
            (wish.code, answer.result)
            for wish, answer in zip(wishes, answers, strict=True)
            if answer.result in TRANSIENT
        ]
        store.spend(refused, at=at)
        return answers
    raise RuntimeError(f"the books changed {TRIES} times while these were written: {[wish.code for wish in wishes]}")


def post(wishes: Sequence[Wish], *, at: datetime) -> list[Made]:
    """Write all the transfers, or none of them; those that are there already count as written. In a transaction.

    :raises LedgerRefused: naming the first that cannot be; no code is spent then, and the same may be tried later
    """
    with transaction.atomic():
        answers = try_post(wishes, at=at)
        for wish, answer in zip(wishes, answers, strict=True):
            if not answer.result.done:
                raise LedgerRefused(transfer=wish.code, result=answer.result)
    return [answer.made for answer in answers if answer.made]


def expire_due(*, at: datetime, since: datetime | None = None, limit: int = 1000) -> int:
    """Free what was set aside for longer than it may be; how many transfers that were, `limit` at most.

    With `since`, only what was due after that moment is looked for, which is quick. In a transaction.
    """
    due = Transfer.objects.filter(step=Step.PENDING, expires_at__lte=at, ended__isnull=True)
    if since is not None:
        due = due.filter(expires_at__gt=since)
    codes = list(due.order_by("expires_at", "id").values_list("code", flat=True)[:limit])
    for _ in range(TRIES):
        books, keys = store.read([Wish(code + EXPIRED, pending=code) for code in codes])
        late = [books.made[code] for code in codes if code not in books.ended]
        ends = [
            replace(one, code=one.code + EXPIRED, step=Step.EXPIRE, pending=one.code, timeout_s=0, linked=False, at=at)
            for one in late
        ]
        try:
            store.write(ends, books, keys)
        except store.Beaten:
            continue
        return len(ends)
    raise RuntimeError(f"the books changed {TRIES} times while what was set aside was freed")
