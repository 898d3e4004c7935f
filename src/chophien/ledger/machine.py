"""The rules of the ledger, without a database: one batch of wishes against the accounts and transfers it touches.

After TigerBeetle's state machine (`create_transfer`, `post_or_void_pending_transfer`): the checks stand in its order,
so that the first thing that is wrong is the one that is named.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from chophien.ledger.states import ALL, MOST, TRANSIENT, Result, Step

LAST_MOMENT = datetime(9999, 12, 31, tzinfo=UTC).timestamp()
"""Nothing can be set aside until later than this."""
ENDINGS = {
    Step.POST: Result.PENDING_TRANSFER_ALREADY_POSTED,
    Step.VOID: Result.PENDING_TRANSFER_ALREADY_VOIDED,
    Step.EXPIRE: Result.PENDING_TRANSFER_EXPIRED,
}


class Linkable(Protocol):
    """What may be tied to the next one of its batch."""

    @property
    def linked(self) -> bool: ...


class Answered(Protocol):
    """What came of one of them."""

    @property
    def result(self) -> Result: ...


W = TypeVar("W", bound=Linkable)
A = TypeVar("A", bound=Answered)


@dataclass(frozen=True)
class Wish:
    """One transfer that somebody wants: `amount` đồng from the debit to the credit account.

    `code` names it for ever: the same wish again is answered with the first answer, another one under the same code is
    refused. To post or void, `pending` is the code of what was set aside, and accounts, book and kind may be left out;
    `amount` ALL then means all of it. `linked` ties it to the next one of the batch: they succeed or fail together.
    With `balancing_debit` or `balancing_credit` the amount is the most, cut down to what the account can bear.
    """

    code: str
    debit: str = ""
    credit: str = ""
    amount: int = 0
    book: str = ""
    kind: str = ""
    step: Step | None = Step.PLAIN
    """None when the caller's flags contradict each other."""
    pending: str = ""
    timeout_s: int = 0
    balancing_debit: bool = False
    balancing_credit: bool = False
    linked: bool = False
    subject_code: str = ""
    """What it is about (an order, a payment). Told back, and of no meaning to the ledger."""

    @property
    def resolves(self) -> bool:
        return self.step in (Step.POST, Step.VOID)

    @property
    def balancing(self) -> bool:
        return self.balancing_debit or self.balancing_credit


@dataclass(frozen=True)
class Made:
    """A transfer in the books. `pending_step` is how what it set aside ended, if it set aside and has ended."""

    code: str
    debit: str
    credit: str
    amount: int
    book: str
    kind: str
    step: Step
    at: datetime
    pending: str = ""
    timeout_s: int = 0
    balancing_debit: bool = False
    balancing_credit: bool = False
    linked: bool = False
    subject_code: str = ""

    def expires_at(self) -> datetime | None:
        return self.at + timedelta(seconds=self.timeout_s) if self.timeout_s else None


@dataclass
class Standing:
    """An account as the rules see it: its four sums in đồng, and what may not exceed what."""

    book: str
    debits_pending: int = 0
    debits_posted: int = 0
    credits_pending: int = 0
    credits_posted: int = 0
    debits_capped: bool = False
    """Its debits, with what is set aside, never exceed its posted credits: money that somebody is owed."""
    credits_capped: bool = False
    """Its credits, with what is set aside, never exceed its posted debits: money that somebody holds."""
    closed: bool = False

    def exceeds_credits(self, amount: int) -> bool:
        return self.debits_capped and self.debits_pending + self.debits_posted + amount > self.credits_posted

    def exceeds_debits(self, amount: int) -> bool:
        return self.credits_capped and self.credits_pending + self.credits_posted + amount > self.debits_posted


@dataclass
class Books:
    """What a batch may need to know: accounts by code, transfers by code, how pendings ended, codes that are spent."""

    accounts: dict[str, Standing]
    made: dict[str, Made] = field(default_factory=dict)
    ended: dict[str, Step] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Answer:
    """What became of one wish, and the transfer in the books when there is one (made now or before)."""

    result: Result
    made: Made | None = None


def run(books: Books, wishes: Sequence[Wish], *, at: datetime) -> list[Answer]:
    """Answer every wish in order, changing `books` as if all that succeeded had been written."""

    def answer(wish: Wish) -> Answer:
        given = _answer(books, wish, at=at)
        if given.result in TRANSIENT:
            books.spent.add(wish.code)
        return given

    return run_chains(wishes, answer, lambda given: _take_back(books, given), Answer)


def run_chains(
    wanted: Sequence[W],
    answer: Callable[[W], A],
    take_back: Callable[[A], None],
    refusal: Callable[[Result], A],
) -> list[A]:
    """Answer one after the other; what is linked succeeds or fails together with the next.

    A chain of which one fails is taken back, the last first. The one that failed says why, the others say
    `linked_event_failed`; a chain that the batch leaves open says so at its end.
    """
    answers: list[A] = []
    for chain, is_open in _chains(wanted):
        given: list[A] = []
        for place, one in enumerate(chain):
            left_open = is_open and place == len(chain) - 1
            given.append(refusal(Result.LINKED_EVENT_CHAIN_OPEN) if left_open else answer(one))
            if len(chain) > 1 and given[-1].result != Result.CREATED:
                for made in reversed(given[:-1]):
                    take_back(made)
                failed = given[-1]
                given = [refusal(Result.LINKED_EVENT_FAILED) for _ in chain]
                given[place] = failed
                if is_open:
                    given[-1] = refusal(Result.LINKED_EVENT_CHAIN_OPEN)
                break
        answers += given
    return answers


def _chains(wanted: Sequence[W]) -> Iterator[tuple[Sequence[W], bool]]:
    """The chains of a batch, and whether each was left open. What is linked to nothing is a chain of one."""
    start = 0
    for place, one in enumerate(wanted):
        last = place == len(wanted) - 1
        if not one.linked or last:
            yield wanted[start : place + 1], one.linked
            start = place + 1


def _answer(books: Books, wish: Wish, *, at: datetime) -> Answer:
    if not wish.code:
        return Answer(Result.ID_MUST_NOT_BE_ZERO)
    before = books.made.get(wish.code)
    if before is not None:
        result = _compare(books, wish, before)
        return Answer(result, before if result == Result.EXISTS else None)
    if wish.code in books.spent:
        return Answer(Result.ID_ALREADY_FAILED)
    if wish.step is None or (wish.resolves and wish.balancing):
        return Answer(Result.FLAGS_ARE_MUTUALLY_EXCLUSIVE)
    checked = _resolve(books, wish, at=at) if wish.resolves else _begin(books, wish, at=at)
    if isinstance(checked, Result):
        return Answer(checked)
    _put(books, checked)
    return Answer(Result.CREATED, checked)


def _first(*checks: tuple[bool, Result]) -> Result | None:
    """The answer of the first check that is wrong."""
    return next((result for wrong, result in checks if wrong), None)


def _compare(books: Books, wish: Wish, before: Made) -> Result:
    """The same code again: is it the same wish? Flags first, since they say what the rest means."""
    flags = (wish.step, wish.balancing_debit, wish.balancing_credit, wish.linked)
    of_then = (before.step, before.balancing_debit, before.balancing_credit, before.linked)
    if flags != of_then or wish.pending != before.pending:
        other_flags = flags != of_then
        return Result.EXISTS_WITH_DIFFERENT_FLAGS if other_flags else Result.EXISTS_WITH_DIFFERENT_PENDING_ID

    def other(now: str, then: str) -> bool:
        return now != then and not (wish.resolves and not now)

    different = _first(
        (other(wish.debit, before.debit), Result.EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID),
        (other(wish.credit, before.credit), Result.EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID),
        (_other_amount(books, wish, before), Result.EXISTS_WITH_DIFFERENT_AMOUNT),
        (wish.timeout_s != before.timeout_s, Result.EXISTS_WITH_DIFFERENT_TIMEOUT),
        (other(wish.kind, before.kind), Result.EXISTS_WITH_DIFFERENT_CODE),
        (other(wish.book, before.book), Result.EXISTS_WITH_DIFFERENT_LEDGER),
    )
    return different or Result.EXISTS


def _other_amount(books: Books, wish: Wish, before: Made) -> bool:
    if wish.balancing:
        return wish.amount < before.amount
    return (books.made[before.pending].amount if _all_of_it(wish) else wish.amount) != before.amount


def _all_of_it(wish: Wish) -> bool:
    return (wish.step == Step.POST and wish.amount == ALL) or (wish.step == Step.VOID and wish.amount == 0)


def _begin(books: Books, wish: Wish, *, at: datetime) -> Made | Result:
    """The rules for a transfer that moves money or sets it aside."""
    wrong = _ill_formed(wish) or _unfit_accounts(books, wish)
    if wrong:
        return wrong
    debit, credit = books.accounts[wish.debit], books.accounts[wish.credit]
    amount = wish.amount
    if wish.balancing_debit:
        amount = min(amount, max(0, debit.credits_posted - debit.debits_posted - debit.debits_pending))
    if wish.balancing_credit:
        amount = min(amount, max(0, credit.debits_posted - credit.credits_posted - credit.credits_pending))
    wrong = _too_much(debit, credit, amount, pending=wish.step == Step.PENDING) or _first(
        (at.timestamp() + wish.timeout_s > LAST_MOMENT, Result.OVERFLOWS_TIMEOUT),
        (debit.exceeds_credits(amount), Result.EXCEEDS_CREDITS),
        (credit.exceeds_debits(amount), Result.EXCEEDS_DEBITS),
    )
    return wrong or _made(wish, amount=amount, at=at)


def _ill_formed(wish: Wish) -> Result | None:
    return _first(
        (not wish.debit, Result.DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO),
        (not wish.credit, Result.CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO),
        (wish.debit == wish.credit, Result.ACCOUNTS_MUST_BE_DIFFERENT),
        (bool(wish.pending), Result.PENDING_ID_MUST_BE_ZERO),
        (wish.step != Step.PENDING and wish.timeout_s != 0, Result.TIMEOUT_RESERVED_FOR_PENDING_TRANSFER),
        (not wish.book, Result.LEDGER_MUST_NOT_BE_ZERO),
        (not wish.kind, Result.CODE_MUST_NOT_BE_ZERO),
    )


def _unfit_accounts(books: Books, wish: Wish) -> Result | None:
    debit, credit = books.accounts.get(wish.debit), books.accounts.get(wish.credit)
    if debit is None:
        return Result.DEBIT_ACCOUNT_NOT_FOUND
    if credit is None:
        return Result.CREDIT_ACCOUNT_NOT_FOUND
    return _first(
        (debit.book != credit.book, Result.ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER),
        (wish.book != debit.book, Result.TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS),
        (debit.closed, Result.DEBIT_ACCOUNT_ALREADY_CLOSED),
        (credit.closed, Result.CREDIT_ACCOUNT_ALREADY_CLOSED),
    )


def _too_much(debit: Standing, credit: Standing, amount: int, *, pending: bool) -> Result | None:
    """Which of the sums would not fit into a BIGINT any more."""
    return _first(
        (pending and debit.debits_pending + amount > MOST, Result.OVERFLOWS_DEBITS_PENDING),
        (pending and credit.credits_pending + amount > MOST, Result.OVERFLOWS_CREDITS_PENDING),
        (debit.debits_posted + amount > MOST, Result.OVERFLOWS_DEBITS_POSTED),
        (credit.credits_posted + amount > MOST, Result.OVERFLOWS_CREDITS_POSTED),
        (debit.debits_pending + debit.debits_posted + amount > MOST, Result.OVERFLOWS_DEBITS),
        (credit.credits_pending + credit.credits_posted + amount > MOST, Result.OVERFLOWS_CREDITS),
    )


def _resolve(books: Books, wish: Wish, *, at: datetime) -> Made | Result:
    """The rules for posting or voiding what was set aside."""
    wrong = _first(
        (not wish.pending, Result.PENDING_ID_MUST_NOT_BE_ZERO),
        (wish.pending == wish.code, Result.PENDING_ID_MUST_BE_DIFFERENT),
        (wish.timeout_s != 0, Result.TIMEOUT_RESERVED_FOR_PENDING_TRANSFER),
        (wish.pending not in books.made, Result.PENDING_TRANSFER_NOT_FOUND),
    )
    if wrong:
        return wrong
    before = books.made[wish.pending]
    amount = before.amount if _all_of_it(wish) else wish.amount
    wrong = _first(
        (before.step != Step.PENDING, Result.PENDING_TRANSFER_NOT_PENDING),
        (wish.debit not in ("", before.debit), Result.PENDING_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID),
        (wish.credit not in ("", before.credit), Result.PENDING_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID),
        (wish.book not in ("", before.book), Result.PENDING_TRANSFER_HAS_DIFFERENT_LEDGER),
        (wish.kind not in ("", before.kind), Result.PENDING_TRANSFER_HAS_DIFFERENT_CODE),
        (amount > before.amount, Result.EXCEEDS_PENDING_TRANSFER_AMOUNT),
        (wish.step == Step.VOID and amount < before.amount, Result.PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT),
    )
    wrong = wrong or _over(books, wish, before, at=at)
    if wrong:
        return wrong
    told = replace(wish, debit=before.debit, credit=before.credit, book=before.book, kind=before.kind)
    return _made(replace(told, subject_code=wish.subject_code or before.subject_code), amount=amount, at=at)


def _over(books: Books, wish: Wish, before: Made, *, at: datetime) -> Result | None:
    """Whether what was set aside has ended already, by somebody or by the clock, or may not move any more."""
    ended = books.ended.get(before.code)
    if ended is not None:
        return ENDINGS[ended]
    expires_at = before.expires_at()
    posts = wish.step == Step.POST
    return _first(
        (expires_at is not None and expires_at <= at, Result.PENDING_TRANSFER_EXPIRED),
        (posts and books.accounts[before.debit].closed, Result.DEBIT_ACCOUNT_ALREADY_CLOSED),
        (posts and books.accounts[before.credit].closed, Result.CREDIT_ACCOUNT_ALREADY_CLOSED),
    )


def _made(wish: Wish, *, amount: int, at: datetime) -> Made:
    return Made(
        code=wish.code,
        debit=wish.debit,
        credit=wish.credit,
        amount=amount,
        book=wish.book,
        kind=wish.kind,
        step=wish.step or Step.PLAIN,
        at=at,
        pending=wish.pending,
        timeout_s=wish.timeout_s,
        balancing_debit=wish.balancing_debit,
        balancing_credit=wish.balancing_credit,
        linked=wish.linked,
        subject_code=wish.subject_code,
    )


def _put(books: Books, made: Made) -> None:
    books.made[made.code] = made
    if made.pending:
        books.ended[made.pending] = made.step
    _move(books, made, sign=1)


def _take_back(books: Books, answer: Answer) -> None:
    made = answer.made
    if made is None:
        return
    del books.made[made.code]
    if made.pending:
        del books.ended[made.pending]
    _move(books, made, sign=-1)


def _move(books: Books, made: Made, *, sign: int) -> None:
    set_aside = books.made[made.pending].amount if made.pending else 0
    pending = made.amount if made.step == Step.PENDING else -set_aside
    posted = made.amount if made.step in (Step.PLAIN, Step.POST) else 0
    debit, credit = books.accounts[made.debit], books.accounts[made.credit]
    debit.debits_pending += sign * pending
    debit.debits_posted += sign * posted
    credit.credits_pending += sign * pending
    credit.credits_posted += sign * posted
