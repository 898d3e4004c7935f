"""Reading what a batch touches and writing what came of it: four statements, whatever the batch's size."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from chophien.ledger.machine import Books, Made, Standing, Wish
from chophien.ledger.states import Step

TRIES = 8
"""How often a batch is read and answered again because somebody else wrote at the same moment."""

KNOWN = """
    SELECT asked.code, refusal.code IS NOT NULL, ending.step, debit.code, credit.code, made.amount_vnd, made.book,
           made.kind, made.step, made.at, coalesce(made.pending_code, ''), made.timeout_s, made.balancing_debit,
           made.balancing_credit, made.linked, made.subject_code
    FROM unnest(%s::text[]) AS asked (code)
    LEFT JOIN LATERAL (SELECT code FROM ledger_refusal WHERE code = asked.code OFFSET 0) AS refusal ON true
    LEFT JOIN LATERAL (SELECT * FROM ledger_transfer WHERE code = asked.code OFFSET 0) AS made ON true
    LEFT JOIN LATERAL (SELECT code FROM ledger_account WHERE id = made.debit_id OFFSET 0) AS debit ON true
    LEFT JOIN LATERAL (SELECT code FROM ledger_account WHERE id = made.credit_id OFFSET 0) AS credit ON true
    LEFT JOIN LATERAL (SELECT step FROM ledger_transfer WHERE pending_code = made.code OFFSET 0) AS ending ON true
"""
"""Each code is looked up by itself: joined, books that have grown faster than their statistics are read whole."""
LOCKED = """
    SELECT account.id, account.code, account.book, account.debits_capped, account.credits_capped,
           account.closed_at IS NOT NULL,
           balance.debits_pending, balance.debits_posted, balance.credits_pending, balance.credits_posted
    FROM ledger_account AS account JOIN ledger_balance AS balance ON balance.account_id = account.id
    WHERE account.code = ANY(%s::text[]) AND account.lanes = 1
    ORDER BY account.id FOR UPDATE OF balance
"""
MANY_LANES = """
    SELECT account.id, account.code, account.book, false, false, account.closed_at IS NOT NULL,
           sum(balance.debits_pending)::bigint, sum(balance.debits_posted)::bigint,
           sum(balance.credits_pending)::bigint, sum(balance.credits_posted)::bigint
    FROM ledger_account AS account JOIN ledger_balance AS balance ON balance.account_id = account.id
    WHERE account.code = ANY(%s::text[]) AND account.lanes > 1
    GROUP BY account.id
"""
LOCK_LANES = """
    SELECT balance.id FROM ledger_account AS account JOIN ledger_balance AS balance ON balance.account_id = account.id
    WHERE account.code = ANY(%s::text[]) AND account.lanes > 1
    ORDER BY balance.account_id, balance.lane FOR UPDATE OF balance
"""
INSERT = """
    INSERT INTO ledger_transfer (code, debit_id, credit_id, amount_vnd, book, kind, step, pending_code, set_aside_vnd,
        timeout_s, expires_at, balancing_debit, balancing_credit, linked, subject_code, at)
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[],
        %s::text[], %s::bigint[], %s::int[], %s::timestamptz[], %s::bool[], %s::bool[], %s::bool[], %s::text[],
        %s::timestamptz[])
    ON CONFLICT DO NOTHING
"""
SPEND = """
    INSERT INTO ledger_refusal (code, result, at) SELECT code, result, %s
    FROM unnest(%s::text[], %s::text[]) AS spent (code, result) ON CONFLICT DO NOTHING
"""


class Beaten(Exception):
    """Somebody else wrote one of these transfers, or ended one of these pendings, at the same moment."""


def read(wishes: Sequence[Wish]) -> tuple[Books, dict[str, int]]:
    """What the wishes touch, as the rules see it, and the keys of the accounts. Accounts of one lane are locked."""
    known, ended, spent = _known({wish.code for wish in wishes} | {wish.pending for wish in wishes} - {""})
    codes = {code for wish in wishes for code in (wish.debit, wish.credit)} - {""}
    codes |= {code for made in known.values() for code in (made.debit, made.credit)}
    balanced = {wish.debit for wish in wishes if wish.balancing_debit}
    balanced |= {wish.credit for wish in wishes if wish.balancing_credit}
    accounts, keys = _accounts(codes, balanced)
    return Books(accounts=accounts, made=known, ended=ended, spent=spent), keys


def _known(codes: Collection[str]) -> tuple[dict[str, Made], dict[str, Step], set[str]]:
    known: dict[str, Made] = {}
    ended: dict[str, Step] = {}
    spent: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [sorted(codes)])
        for code, refused, ending, debit, credit, amount, book, kind, step, *rest in cursor.fetchall():
            if refused:
                spent.add(code)
            if step is not None:
                known[code] = Made(code, debit, credit, amount, book, kind, Step(step), *rest)
            if ending:
                ended[code] = Step(ending)
    return known, ended, spent


def _accounts(codes: Collection[str], balanced: Collection[str]) -> tuple[dict[str, Standing], dict[str, int]]:
    accounts: dict[str, Standing] = {}
    keys: dict[str, int] = {}

    def take(rows: Iterable[tuple[int, str, str, bool, bool, bool, int, int, int, int]]) -> None:
        for key, code, book, debits_capped, credits_capped, closed, dp, ds, cp, cs in rows:
            keys[code] = key
            standing = Standing(book, dp, ds, cp, cs)
            standing.debits_capped, standing.credits_capped, standing.closed = debits_capped, credits_capped, closed
            accounts[code] = standing

    with connection.cursor() as cursor:
        cursor.execute(LOCKED, [sorted(codes)])
        take(cursor.fetchall())
        busy = sorted(set(codes) - set(keys))
        if busy:
            if set(balanced) & set(busy):
                cursor.execute(LOCK_LANES, [sorted(set(balanced) & set(busy))])
            cursor.execute(MANY_LANES, [busy])
            take(cursor.fetchall())
    return accounts, keys


def write(made: Sequence[Made], books: Books, keys: dict[str, int]) -> None:
    """Add the transfers; the database moves the balances. Raises `Beaten` when one of them is there by now."""
    if not made:
        return
    if len(made) == 1:
        _insert(made, books, keys)
        return
    with transaction.atomic():
        _insert(made, books, keys)


def _insert(made: Sequence[Made], books: Books, keys: dict[str, int]) -> None:
    rows = [
        (
            *(one.code, keys[one.debit], keys[one.credit], one.amount, one.book, one.kind, one.step.value),
            *(one.pending or None, books.made[one.pending].amount if one.pending else 0, one.timeout_s),
            *(one.expires_at(), one.balancing_debit, one.balancing_credit, one.linked, one.subject_code, one.at),
        )
        for one in sorted(made, key=lambda one: one.code)
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [list(column) for column in zip(*rows, strict=True)])
        if cursor.rowcount != len(rows):
            raise Beaten


def spend(refused: Sequence[tuple[str, str]], *, at: datetime) -> None:
    """Keep the codes, each with why it was refused, so that none of them succeeds later."""
    if refused:
        with connection.cursor() as cursor:
            cursor.execute(SPEND, [at, [code for code, _ in refused], [result for _, result in refused]])
