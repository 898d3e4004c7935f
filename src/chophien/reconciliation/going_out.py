"""What the market has the bank pay, as far as the words of a movement name it, and the stated rule for each case."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice, product

from django.db.models import Sum

from chophien.payments.actions.foreseen import Words, foreseen_by, kinds_of_codes
from chophien.reconciliation.codes import OUTGOING, codes_in
from chophien.reconciliation.expected import Expected, Thing, told_before
from chophien.reconciliation.going_back import going_back
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.states import LineStatus, Why
from chophien.settlement.models import Batch, Payout
from chophien.settlement.states import BatchStatus, PayoutStatus
from chophien.tax.models import MonthlyReturn

LEFT = frozenset({PayoutStatus.PAID, PayoutStatus.RETURNED})
"""Payouts that left the account, also those that came back later."""
WAYS_MOST = 1_000
"""In so many ways what several codes stand for is added up, and no further."""


@dataclass(frozen=True)
class Found:
    """What a movement is: the one thing that it pays, or why somebody has to look."""

    expected: Expected | None = None
    why: Why | None = None


def judge_outgoing(text: str, *, amount_vnd: int, on: date) -> Found:
    """Find what a movement that went out `on` that day is for: what is late bears interest up to then.

    - its words name one thing that is to be paid, or was written down as paid, and it is the amount: that
    - a late refund may go without its interest, which is owed by itself from then on
    - it is the amount, but another movement paid it before: somebody looks
    - the market has not asked the bank for it, or it is a batch whose lines are not answered: somebody looks
    - another amount, several things or nothing that is known: somebody looks
    """
    named, has_codes = _named(text, amount_vnd=amount_vnd, on=on)
    if not named:
        return Found(why=Why.NO_SUCH_CODE if has_codes else Why.NO_CODE)
    fitting = [one for one in named if one.amount_vnd == amount_vnd]
    if not fitting:
        return Found(why=_of_no_amount(named))
    told = told_before([one.code for one in fitting])
    left = [one for one in fitting if told[one.code] < one.times]
    if not left:
        return Found(why=Why.OUT_TWICE)
    if len(left) > 1:
        return Found(why=Why.SEVERAL_CODES)
    return Found(why=left[0].why_not) if left[0].why_not else Found(left[0])


def judge_together(text: str, *, amount_vnd: int, on: date) -> list[Expected]:
    """The things that a movement paid together, where somebody names several: all that are named, each to be paid and
    paid by no other movement, and in sum the amount. Nothing where that is not so, or is so in several ways.
    """
    named, _has_codes = _named(text, amount_vnd=amount_vnd, on=on)
    own = [one for one in named if one.by_itself]
    codes = {one.code for one in own}
    told = told_before(codes)
    is_free = all(told[one.code] < one.times for one in own)
    no_batch = not any(one.thing in {Thing.BATCH, Thing.WHOLE} for one in own)
    if len(codes) < 2 or not is_free or not no_batch or any(one.why_not for one in own):
        return []
    by_code = groupby(sorted(own, key=lambda one: one.code), key=lambda one: one.code)
    ways = islice(product(*(list(ways) for _code, ways in by_code)), WAYS_MOST)
    fitting = [way for way in ways if sum(one.amount_vnd for one in way) == amount_vnd]
    return list(fitting[0]) if len(fitting) == 1 else []


def _named(text: str, *, amount_vnd: int, on: date) -> tuple[list[Expected], bool]:
    """All that these words name, and whether any code of the market stands in them."""
    codes = codes_in(text, kinds={**OUTGOING, **kinds_of_codes()})
    words = Words(text, codes, amount_vnd, incoming=False)
    return [*(expected_by(codes, on=on) if codes else ()), *_foreseen(words, on=on)], bool(codes)


def _of_no_amount(named: Sequence[Expected]) -> Why:
    unanswered = any(one.why_not == Why.WHOLE_BATCH for one in named)
    return Why.WHOLE_BATCH if unanswered else Why.OTHER_AMOUNT


def expected_by(codes: Collection[str], *, on: date) -> list[Expected]:
    """All that these codes name: payouts, batches, refunds by their own code or by that of the order or contract,
    interest that is owed by itself, surpluses to be sent back, also of what a carrier collected too much, filed tax
    returns. Thirteen statements at most, and some for each batch.
    """
    return [*_payouts(codes), *_batches(codes), *going_back(codes, on=on), *_returns(codes)]


def _payouts(codes: Collection[str]) -> list[Expected]:
    asked = {PayoutStatus.SENT, PayoutStatus.FAILED} | LEFT
    return [
        Expected(
            Thing.PAYOUT,
            one.code,
            one.amount_vnd,
            is_done=one.status in LEFT,
            why_not=None if one.status in asked else Why.NOT_ASKED_FOR,
        )
        for one in Payout.objects.filter(code__in=codes).order_by("pk")
    ]


def _batches(codes: Collection[str]) -> list[Expected]:
    """A batch that the bank paid as one movement: the sum of what it paid, once every line is answered.

    Or of all that was in it, where it has sent back one by one what it could not bring home: once all of that has come.
    """
    found = []
    for one in Batch.objects.filter(code__in=codes).order_by("pk"):
        lines = Payout.objects.filter(batch=one)
        paid = lines.filter(status__in=LEFT).aggregate(sum=Sum("amount_vnd"))["sum"] or 0
        failed = list(lines.filter(status=PayoutStatus.FAILED))
        why_not = None if one.status == BatchStatus.DONE else Why.WHOLE_BATCH
        found.append(Expected(Thing.BATCH, one.code, paid, is_done=True, why_not=why_not))
        if failed:
            is_home = len(came_home(failed)) == len(failed)
            why_not = why_not or (None if is_home else Why.FAILED_NOT_HOME)
            found.append(
                Expected(Thing.WHOLE, one.code, paid + sum(each.amount_vnd for each in failed), why_not=why_not)
            )
    return found


def came_home(failed: Sequence[Payout]) -> list[BankLine]:
    """The transfers that wait and bring these payouts back, one for each that has come."""
    amounts = {one.code: one.amount_vnd for one in failed}
    waiting = BankLine.objects.filter(incoming=True, status=LineStatus.OPEN, target__in=amounts)
    fitting = (line for line in waiting.order_by("-pk") if line.amount_vnd == amounts[line.target])
    return list({line.target: line for line in fitting}.values())


def _returns(codes: Collection[str]) -> list[Expected]:
    """What is paid to the state by a return, once it is filed; less what months before had left to set off."""
    found = MonthlyReturn.objects.filter(code__in=codes).order_by("pk")
    return [
        Expected(Thing.TAX, one.code, one.tax_vnd, why_not=None if one.filed_at else Why.NOT_ASKED_FOR) for one in found
    ]


def _foreseen(words: Words, *, on: date) -> list[Expected]:
    """What apps above, beside and below know of, such as floats of cash points, or the market's own accounts.

    Of what may be paid more than once the next movement is the first of those that none has told.
    """
    found = foreseen_by(words, on=on)
    told = told_before([one.code for one in found if one.paid])
    return [
        Expected(
            Thing.FORESEEN,
            one.code,
            one.amount_vnd,
            is_done=one.settle is None or told[one.code] < one.paid,
            why_not=None if one.is_asked_for else Why.NOT_AGREED,
            times=max(1, one.paid + (one.settle is not None)),
            settle=one.settle,
        )
        for one in found
    ]
