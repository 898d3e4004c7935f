"""What a line of a carrier's file is, measured at what the market knows: the stated rule, as a pure function."""

from chophien.collecting.models import Cash
from chophien.collecting.reading.lines import CollectedLine
from chophien.collecting.states import AWAY, Holder, Outcome


def judge(told: CollectedLine, *, is_known: bool, cash: Cash | None, holder: Holder, told_before: bool) -> Outcome:
    """Judge a line of the carrier that is `holder`. The rule, in this order:

    - a parcel on its way tells nothing yet
    - no parcel of ours has these codes, or they contradict each other: unknown
    - it came back, but with money, or with money that we think the carrier has: returned
    - a line told of the same money before: twice
    - without money: a fee alone, or nothing; but for money that we think the carrier has it differs
    - money, but not in this carrier's hands as we know it: not theirs
    - our amount: agreed; else it differs
    """
    if told.is_underway:
        return Outcome.NOTHING
    if not is_known:
        return Outcome.UNKNOWN
    ours = cash.hand_vnd if cash is not None and cash.holder == holder and cash.status in AWAY else 0
    if not told.amount_vnd and not ours:
        return Outcome.FEE_ONLY if told.fee_vnd else Outcome.NOTHING
    if told.is_returned:
        return Outcome.RETURNED
    if told.amount_vnd and told_before:
        return Outcome.TWICE
    return _of_money(told.amount_vnd, ours)


def _of_money(theirs: int, ours: int) -> Outcome:
    if not ours:
        return Outcome.NOT_THEIRS
    return Outcome.AGREED if theirs == ours else Outcome.DIFFERS
