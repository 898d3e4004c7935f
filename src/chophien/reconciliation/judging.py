"""What a transfer is, measured at what is awaited: the stated rule for each case, and nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from chophien.collecting.models import Finding
from chophien.collecting.states import FindingStatus
from chophien.payments import chart
from chophien.payments.actions.foreseen import Foreseen
from chophien.payments.models import InterestOwed, Payment, Refund
from chophien.payments.selectors.refunds import transferred_into
from chophien.payments.states import IN_ADVANCE, PaymentStatus, Receiver
from chophien.reconciliation.models import MoneyBack
from chophien.reconciliation.states import Outcome, Why
from chophien.settlement.models import Payout
from chophien.settlement.states import NOT_ARRIVED, PayoutStatus


@dataclass(frozen=True)
class Judgement:
    """What follows from one more transfer: so much pays what is awaited, so much of it goes back.

    `pays_vnd` counts the parts that came before as well. With neither it is kept aside (`UNDER`) or shown to somebody
    (`UNKNOWN`). `by_hand`: somebody has marked the very same money as received before.
    """

    outcome: Outcome
    pays_vnd: int = 0
    back_vnd: int = 0
    why: Why | None = None
    by_hand: bool = False


def judge(*, amount_vnd: int, kept_vnd: int, payments: Sequence[Payment], used_before: bool) -> Judgement:
    """Judge a transfer for the payments of one group of orders or one contract. One statement for each that came.

    `kept_vnd` are parts that came before and are kept aside; `used_before` says whether a line paid for it already.

    - awaited, and together with what is kept it is the sum: exact
    - the sum of all, cancelled orders among them: exact too, their part is owed back by itself
    - more than is awaited: paid, the surplus goes back at once
    - less: kept aside until the rest comes
    - nothing awaited any more, cancelled, and it is the sum: late, owed back by itself; another amount goes back whole
    - paid before by a line, through a gateway or in cash at a till: the second goes back whole; marked by hand as come
      to the market's account: it is that money, if the amount is the same
    - nothing was ever to be transferred to the market: somebody looks
    """
    ours = [one for one in payments if one.method in IN_ADVANCE and one.receiver == Receiver.MARKET]
    awaited, cancelled = _sum(ours, PaymentStatus.AWAITING_TRANSFER), _sum(ours, PaymentStatus.VOID)
    paid = [one for one in ours if one.paid_at is not None or one.deposit_paid_at is not None]
    came = sum(one.transfer_vnd for one in paid)
    together = amount_vnd + kept_vnd
    if awaited:
        return _for_awaited(together, awaited=awaited, cancelled=cancelled)
    if came:
        if used_before or any(_came_elsewhere(one) for one in paid):
            return Judgement(Outcome.DUPLICATE, back_vnd=amount_vnd, why=Why.TWICE)
        same = together == came
        return Judgement(Outcome.EXACT, by_hand=True) if same else Judgement(Outcome.UNKNOWN, why=Why.MARKED_OTHERWISE)
    if not cancelled:
        return Judgement(Outcome.UNKNOWN, why=Why.NOT_AWAITED)
    if together == cancelled:
        return Judgement(Outcome.LATE, pays_vnd=together)
    return Judgement(Outcome.LATE, back_vnd=amount_vnd, why=Why.TOO_LATE)


def judge_paying_in(*, amount_vnd: int, kept_vnd: int, awaited_vnd: int, came: bool) -> Judgement:
    """Judge a transfer that names a receipt for collected cash, of which `awaited_vnd` are awaited; zero for one that
    was taken back. Exact, over and under are as for orders; what `came` before is paid twice and goes back; for one
    that was taken back somebody looks.
    """
    if came:
        return Judgement(Outcome.DUPLICATE, back_vnd=amount_vnd, why=Why.TWICE)
    if not awaited_vnd:
        return Judgement(Outcome.UNKNOWN, why=Why.NOT_AWAITED)
    return _for_awaited(amount_vnd + kept_vnd, awaited=awaited_vnd, cancelled=0)


def judge_come_back(
    *, amount_vnd: int, payout: Payout, used_before: bool, is_out_unexplained: bool, twice_vnd: int = 0
) -> Judgement:
    """Judge a transfer that names a payout: the bank sends back what it could not bring home, or the shop what it was
    paid twice, of which `twice_vnd` are still to come.

    - the payout is paid, and it is all of it: exact, it is the seller's to come again
    - it was paid twice, and it is no more than what of that is still to come: exact, the shop sends it back
    - somebody wrote that down before, by the bank's answer: it is that money, once
    - the bank told at once that it could not pay it, yet it left the account and is unexplained: the two are one
    - another amount, a second time, or a payout that never went out: somebody looks
    """
    if amount_vnd != payout.amount_vnd:
        if amount_vnd <= twice_vnd:
            return Judgement(Outcome.EXACT, pays_vnd=amount_vnd)
        return Judgement(Outcome.UNKNOWN, why=Why.OTHER_CAME_BACK)
    if payout.status == PayoutStatus.PAID:
        return Judgement(Outcome.EXACT, pays_vnd=amount_vnd)
    if payout.status in NOT_ARRIVED and used_before:
        return Judgement(Outcome.UNKNOWN, why=Why.BACK_TWICE)
    if payout.status == PayoutStatus.RETURNED or (payout.status == PayoutStatus.FAILED and is_out_unexplained):
        return Judgement(Outcome.EXACT, by_hand=True)
    return Judgement(Outcome.UNKNOWN, why=Why.NOT_PAID_OUT)


def judge_debt(*, amount_vnd: int, can_come_vnd: int) -> Judgement:
    """Judge a transfer that names a shop, of which `can_come_vnd` may come: what it owes, and what the market bears of
    it. In parts too; more than that somebody looks at.
    """
    if not can_come_vnd:
        return Judgement(Outcome.UNKNOWN, why=Why.NOT_AWAITED)
    if amount_vnd > can_come_vnd:
        return Judgement(Outcome.UNKNOWN, why=Why.OTHER_CAME)
    return Judgement(Outcome.EXACT, pays_vnd=amount_vnd)


def judge_refund_back(*, amount_vnd: int, refund: Refund, left: bool, came_before: bool) -> Judgement:
    """Judge a transfer that names a refund: the bank sends back what it could not bring to the buyer.

    - it `left` the market's account, and it is all of it, with what was paid for being late: exact, it is owed again
    - another amount, a second time, or a refund that never went out: somebody looks
    """
    if not left:
        return Judgement(Outcome.UNKNOWN, why=Why.REFUND_BACK_TWICE if came_before else Why.REFUND_NOT_PAID)
    if amount_vnd != refund.amount_vnd + refund.interest_vnd:
        return Judgement(Outcome.UNKNOWN, why=Why.OTHER_REFUND_BACK)
    return Judgement(Outcome.EXACT, pays_vnd=amount_vnd)


def judge_interest_back(*, amount_vnd: int, owed: InterestOwed, left: bool) -> Judgement:
    """Judge a transfer that names interest which was transferred by itself: the bank sends it back. As a refund."""
    if not left:
        return Judgement(Outcome.UNKNOWN, why=Why.REFUND_BACK_TWICE if owed.came_home else Why.REFUND_NOT_PAID)
    if amount_vnd != owed.amount_vnd:
        return Judgement(Outcome.UNKNOWN, why=Why.OTHER_REFUND_BACK)
    return Judgement(Outcome.EXACT, pays_vnd=amount_vnd)


def judge_surplus_back(*, amount_vnd: int, back: MoneyBack) -> Judgement:
    """Judge a transfer that names a surplus: the bank sends back what it could not bring to its sender. As a refund."""
    if back.done_at is None:
        return Judgement(Outcome.UNKNOWN, why=Why.REFUND_BACK_TWICE if back.came_home else Why.REFUND_NOT_PAID)
    if amount_vnd != back.amount_vnd:
        return Judgement(Outcome.UNKNOWN, why=Why.OTHER_REFUND_BACK)
    return Judgement(Outcome.EXACT, pays_vnd=amount_vnd)


def judge_finding_back(*, amount_vnd: int, finding: Finding) -> Judgement:
    """Judge a transfer that names a difference with a carrier whose money went to a buyer: as a refund."""
    if finding.status != FindingStatus.SETTLED:
        return Judgement(Outcome.UNKNOWN, why=Why.REFUND_BACK_TWICE if finding.came_home else Why.REFUND_NOT_PAID)
    if amount_vnd != finding.kept_vnd:
        return Judgement(Outcome.UNKNOWN, why=Why.OTHER_REFUND_BACK)
    return Judgement(Outcome.EXACT, pays_vnd=amount_vnd)


def judge_foreseen(*, amount_vnd: int, foreseen: Foreseen, used_before: bool) -> Judgement:
    """Judge what another app knows of: all of it, once, is that, and what the books do not have yet they have then.
    Else somebody looks.
    """
    if not foreseen.is_asked_for:
        return Judgement(Outcome.UNKNOWN, why=Why.NOT_AGREED)
    if amount_vnd != foreseen.amount_vnd:
        return Judgement(Outcome.UNKNOWN, why=Why.OTHER_CAME)
    if foreseen.settle is not None:
        return Judgement(Outcome.EXACT, pays_vnd=amount_vnd)
    if used_before:
        return Judgement(Outcome.UNKNOWN, why=Why.CAME_BEFORE)
    return Judgement(Outcome.EXACT, by_hand=True)


def _for_awaited(together: int, *, awaited: int, cancelled: int) -> Judgement:
    if together == awaited or (cancelled and together == awaited + cancelled):
        return Judgement(Outcome.EXACT, pays_vnd=together)
    if together > awaited:
        return Judgement(Outcome.OVER, pays_vnd=awaited, back_vnd=together - awaited, why=Why.SURPLUS)
    return Judgement(Outcome.UNDER)


def _came_elsewhere(payment: Payment) -> bool:
    """Whether what was to be transferred came another way: through a gateway, or in cash."""
    into = transferred_into(payment)
    return bool(into) and not chart.is_held(into)


def _sum(payments: Sequence[Payment], status: PaymentStatus) -> int:
    return sum(one.transfer_vnd for one in payments if one.status == status)
