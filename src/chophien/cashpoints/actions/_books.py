"""What cash at the counter writes into the books: real money into the market's, trials into a book of their own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chophien.cashpoints.errors import FloatTooLow, OutOfDate
from chophien.cashpoints.models import Till
from chophien.cashpoints.selectors.tills import float_of
from chophien.ledger.actions.posting import Wish
from chophien.ledger.errors import LedgerRefused
from chophien.ledger.states import Result
from chophien.lib.money import format_vnd
from chophien.payments import chart
from chophien.payments.actions.books import enter


def write(wishes: Sequence[Wish], *, till: Till, simulated: bool, at: datetime) -> None:
    """Write moves of a till's cash at once. Those of a trial stand in the book of trials.

    A trial cannot touch a real account: its accounts have other names, and the ledger refuses a transfer from one book
    to another.

    :raises FloatTooLow: if there is less in the till than is to go out of it
    :raises OutOfDate: if the books have let go of what was set aside for it
    """
    try:
        enter([_trial(wish) for wish in wishes] if simulated else wishes, at=at)
    except LedgerRefused as refusal:
        if refusal.result == Result.PENDING_TRANSFER_EXPIRED:
            raise OutOfDate from None
        if refusal.result != Result.EXCEEDS_DEBITS:
            raise
        left = float_of(till, simulated=simulated, at=at).free_vnd
        raise FloatTooLow(facts={"left": format_vnd(max(left, 0))}) from None


def _trial(wish: Wish) -> Wish:
    return replace(
        wish,
        debit=chart.simulated(wish.debit) if wish.debit else "",
        credit=chart.simulated(wish.credit) if wish.credit else "",
        book=chart.TRIAL_BOOK,
    )
