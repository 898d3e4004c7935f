"""TigerBeetle's own tables, row by row, against our books in PostgreSQL. docs/ledger.md says which do not apply and why.

Source: github.com/tigerbeetle/tigerbeetle src/state_machine_tests.zig (Apache-2.0), commit 52ad553f.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from chophien.ledger.actions.accounts import NewAccount, open_account, open_accounts
from chophien.ledger.actions.posting import expire_due, post, try_post
from chophien.ledger.actions.proving import prove
from chophien.ledger.machine import LAST_MOMENT, Wish
from chophien.ledger.selectors import Sums, balance_of, transfer_by_code
from chophien.ledger.states import MOST, Result, Step
from chophien.lib.tests.vectors import vector_file

TABLES = "ledger/tigerbeetle_state_machine_tables.txt"
APPLY = {
    "create_accounts": 10,
    "linked accounts": 18,
    "linked_event_chain_open": 5,
    "linked_event_chain_open for an already failed batch": 4,
    "linked_event_chain_open for a batch of 1": 1,
    "create_transfers/lookup_transfers": 42,
    "create/lookup 2-phase transfers": 63,
    "create/lookup 2-phase transfers (amount=maxInt)": 5,
    "create/lookup expired transfers": 10,
    "create_transfers/lookup_transfers: failed transfer does not exist": 4,
    "create_transfers: failed linked-chains are undone": 6,
    "create_transfers: failed linked-chains are undone within a commit": 5,
    "create_transfers: balancing_debit | balancing_credit (*_must_not_exceed_*)": 26,
    "create_transfers: balancing_debit | balancing_credit (*_must_not_exceed_*, exceeds_*)": 8,
    "create_transfers: balancing_debit | balancing_credit (¬*_must_not_exceed_*)": 10,
    "create_transfers: balancing_debit | balancing_credit (amount=0)": 10,
    "create_transfers: balancing_debit | balancing_credit (amount=maxInt, balance≈maxInt)": 6,
    "create_transfers: balancing_debit & balancing_credit": 8,
    "create_transfers: balancing_debit/balancing_credit + pending": 7,
    "create_transfers: multiple debits, single credit, balancing debits": 24,
    "create_transfers: per-transfer balance invariant": 24,
}
"""The tables of what our books do, and how many of their accounts and transfers are asked for here. The other tables
are of imports, of accounts closed by a transfer, and of another interface's queries."""
OURS = {result.value for result in Result}
FLAGS = ("LNK", "PEN", "POS", "VOI", "BDR", "BCR")


@dataclass
class Books:
    """One run of a table. Names get a prefix where a table begins again with the same accounts."""

    now: datetime = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    context: int = 0
    asked: int = 0
    opened: set[str] = field(default_factory=set)
    accounts: list[tuple[NewAccount, str]] = field(default_factory=list)
    transfers: list[tuple[Wish, str]] = field(default_factory=list)

    def named(self, name: str) -> str:
        name = name.lstrip("AT")
        return "" if name in ("0", "_") else f"{self.context}:{name}"

    def account(self, row: list[str]) -> None:
        name, result, flags = row[0], row[-1], row[11:-1]
        if result not in OURS:
            return
        if result == "created" and self.named(name) in self.opened:
            self.context += 1
        if result == "created":
            self.opened.add(self.named(name))
        wanted = NewAccount(
            self.named(name),
            kind=worded(row[10], "C"),
            book=worded(row[9], "L"),
            debits_capped="D<C" in flags,
            credits_capped="C<D" in flags,
            linked="LNK" in flags,
        )
        self.accounts.append((wanted, result))

    def transfer(self, row: list[str]) -> None:
        result = row[-1]
        if result not in OURS or "-0" in (row[0], row[1], row[2], row[4]):
            return
        linked, pending, post_, void, balancing_debit, balancing_credit = (flag in row[11:-1] for flag in FLAGS)
        steps = [step for step, is_set in ((Step.PENDING, pending), (Step.POST, post_), (Step.VOID, void)) if is_set]
        wish = Wish(
            code=self.named(row[0]),
            debit=self.named(row[1]),
            credit=self.named(row[2]),
            amount=amount(row[3]),
            pending=self.named(row[4]),
            timeout_s=amount(row[8]),
            book=worded(row[9], "L"),
            kind=worded(row[10], "C"),
            step=None if len(steps) > 1 else [*steps, Step.PLAIN][0],
            balancing_debit=balancing_debit,
            balancing_credit=balancing_credit,
            linked=linked,
        )
        self.transfers.append((wish, result))

    def commit(self, _: list[str]) -> None:
        if self.accounts:
            results = open_accounts([wanted for wanted, _ in self.accounts], at=self.now)
            asked_for = [
                (wanted.code, result.value) for (wanted, _), result in zip(self.accounts, results, strict=True)
            ]
            assert asked_for == [(wanted.code, result) for wanted, result in self.accounts]
        if self.transfers:
            answers = try_post([wish for wish, _ in self.transfers], at=self.now)
            told = [(wish.code, answer.result.value) for (wish, _), answer in zip(self.transfers, answers, strict=True)]
            assert told == [(wish.code, result) for wish, result in self.transfers]
        self.asked += len(self.accounts) + len(self.transfers)
        self.accounts, self.transfers = [], []

    def setup(self, row: list[str]) -> None:
        """Give an account its sums, by transfers with accounts that stand for the rest of the world."""
        code = self.named(row[0])
        debits_pending, debits_posted, credits_pending, credits_posted = (amount(one) for one in row[1:5])
        sums = ((credits_posted, "in", Step.PLAIN), (debits_posted, "out", Step.PLAIN))
        aside = ((credits_pending, "in", Step.PENDING), (debits_pending, "out", Step.PENDING))
        both = (*sums, *aside) if credits_posted > debits_posted else (*reversed(sums), *aside)
        for place, (vnd, way, step) in enumerate(both):
            if vnd:
                world = f"{code}:world-{place}"
                open_account(NewAccount(world, kind="C1", book="L1"), at=self.now)
                debit, credit = (world, code) if way == "in" else (code, world)
                post([Wish(f"{world}:setup", debit, credit, vnd, "L1", "C1", step)], at=self.now)

    def tick(self, row: list[str]) -> None:
        seconds = int(row[0])
        if seconds < 0:
            self.now = datetime.fromtimestamp(LAST_MOMENT, tz=UTC) + timedelta(seconds=seconds)
        else:
            self.now += timedelta(seconds=seconds)
        expire_due(at=self.now)

    def lookup_account(self, row: list[str]) -> None:
        if row[1] != "_":
            assert balance_of(self.named(row[0])) == Sums(*(amount(one) for one in row[1:5])), row

    def lookup_transfer(self, row: list[str]) -> None:
        found = transfer_by_code(self.named(row[0]))
        if row[1] == "exists":
            assert (found is not None) == (row[2] == "true"), row
        elif row[1] == "amount":
            assert found is not None
            assert found.amount_vnd == amount(row[2]), row


def amount(word: str) -> int:
    if word.startswith("-"):
        return MOST - int(word[1:])
    return 0 if word == "_" else int(word)


def worded(word: str, letter: str) -> str:
    return "" if word == f"{letter}0" else word


def table(name: str) -> list[list[str]]:
    whole = vector_file(TABLES).read_text("utf-8")
    text = whole.split(f"## test: {name}\n", 1)[1].split("\n## test:", 1)[0]
    rows = (line.split("//")[0].split() for line in text.splitlines() if not line.startswith("#"))
    return [row for row in rows if row]


@pytest.mark.django_db
@pytest.mark.parametrize("name", APPLY)
def test_the_books_answer_as_the_table_says(name):
    books = Books()

    for verb, *row in table(name):
        getattr(books, verb)(row)

    assert books.asked == APPLY[name]
    proof = prove(at=books.now)
    assert proof.differences == []
    assert proof.debits_vnd == proof.credits_vnd
