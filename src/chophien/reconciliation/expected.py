"""What a movement out of the market's account may be for, and how many movements the bank has told for it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from chophien.payments.actions.foreseen import Settle
from chophien.reconciliation.models import BankLine, OutShare
from chophien.reconciliation.states import LineStatus, Why


class Thing(StrEnum):
    """What money goes out for."""

    PAYOUT = "payout"
    BATCH = "batch"
    WHOLE = "whole"
    REFUND = "refund"
    BARE = "bare"
    """A late refund without its interest."""
    TOGETHER = "together"
    """A refund that was written down without its interest, and that interest, in one sum."""
    INTEREST = "interest"
    BACK = "back"
    TAX = "tax"
    FINDING = "finding"
    FORESEEN = "foreseen"


@dataclass(frozen=True)
class Expected:
    """One thing that words may name: how much it is, and whether the books have it as paid (`is_done`).

    One code may stand for several, each of another amount: a late refund goes out with its interest, or without.
    `why_not`: the bank should not pay it now. `times`: so many movements may have paid it, more than one where the bank
    sent it back. `settle`: what follows where an app above or beside knows of it. `by_itself`: the words name it, and
    not only what it belongs to.
    """

    thing: Thing
    code: str
    amount_vnd: int
    is_done: bool = False
    why_not: Why | None = None
    times: int = 1
    settle: Settle | None = None
    by_itself: bool = True


def told_before(codes: Collection[str]) -> Counter[str]:
    """How many movements of the bank have paid each of these things. Two statements."""
    told = BankLine.objects.filter(incoming=False, status=LineStatus.OUT, target__in=codes)
    shares = OutShare.objects.filter(code__in=codes)
    return Counter([*told.values_list("target", flat=True), *shares.values_list("code", flat=True)])
