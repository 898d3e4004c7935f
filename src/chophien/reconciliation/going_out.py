"""What the market has the bank pay, as far as the words of a movement name it, and the stated rule for each case."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, Sum

from chophien.collecting.selectors.files import surpluses_to_give_back
from chophien.payments.actions.foreseen import Settle, Words, foreseen_by, kinds_of_codes
from chophien.payments.models import Refund
from chophien.payments.selectors import (
    given_back_by_a_gateway,
    given_back_by_the_shop,
    in_own_hands,
    late_interest,
)
from chophien.reconciliation.codes import OUTGOING, codes_in
from chophien.reconciliation.models import BankLine, MoneyBack, OutShare
from chophien.reconciliation.states import LineStatus, Why
from chophien.settlement.models import Batch, Payout
from chophien.settlement.states import BatchStatus, PayoutStatus
from chophien.tax.models import MonthlyReturn

LEFT = frozenset({PayoutStatus.PAID, PayoutStatus.RETURNED})
"""Payouts that left the account, also those that came back later."""


class Thing(StrEnum):
    """What money goes out for."""

    PAYOUT = "payout"
    BATCH = "batch"
    WHOLE = "whole"
    REFUND = "refund"
    BACK = "back"
    TAX = "tax"
    FINDING = "finding"
    FORESEEN = "foreseen"


@dataclass(frozen=True)
class Expected:
    """One thing that words may name: how much it is, and whether the books have it as paid (`is_done`).

    `why_not`: the bank should not pay it now. `times`: so many movements may have paid it, more than one where the bank
    sent it back. `settle`: what follows where an app above or beside knows of it.
    """

    thing: Thing
    code: str
    amount_vnd: int
    is_done: bool = False
    why_not: Why | None = None
    times: int = 1
    settle: Settle | None = None


@dataclass(frozen=True)
class Found:
    """What a movement is: the one thing that it pays, or why somebody has to look."""

    expected: Expected | None = None
    why: Why | None = None


def judge_outgoing(text: str, *, amount_vnd: int, on: date) -> Found:
    """Find what a movement that went out `on` that day is for: what is late bears interest up to then.

    - its words name one thing that is to be paid, or was written down as paid, and it is the amount: that
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
    paid by no other movement, and in sum the amount. Nothing where that is not so.
    """
    named, _has_codes = _named(text, amount_vnd=amount_vnd, on=on)
    codes = {one.code for one in named}
    told = told_before(codes)
    is_free = all(told[one.code] < one.times for one in named)
    is_sound = len(codes) == len(named) > 1 and is_free and not any(one.why_not for one in named)
    no_batch = not any(one.thing in {Thing.BATCH, Thing.WHOLE} for one in named)
    return named if is_sound and no_batch and sum(one.amount_vnd for one in named) == amount_vnd else []


def _named(text: str, *, amount_vnd: int, on: date) -> tuple[list[Expected], bool]:
    """All that these words name, and whether any code of the market stands in them."""
    codes = codes_in(text, kinds={**OUTGOING, **kinds_of_codes()})
    words = Words(text, codes, amount_vnd, incoming=False)
    return [*(expected_by(codes, on=on) if codes else ()), *_foreseen(words, on=on)], bool(codes)


def _of_no_amount(named: Sequence[Expected]) -> Why:
    unanswered = any(one.why_not == Why.WHOLE_BATCH for one in named)
    return Why.WHOLE_BATCH if unanswered else Why.OTHER_AMOUNT


def told_before(codes: Collection[str]) -> Counter[str]:
    """How many movements of the bank have paid each of these things. Two statements."""
    told = BankLine.objects.filter(incoming=False, status=LineStatus.OUT, target__in=codes)
    shares = OutShare.objects.filter(code__in=codes)
    return Counter([*told.values_list("target", flat=True), *shares.values_list("code", flat=True)])


def expected_by(codes: Collection[str], *, on: date) -> list[Expected]:
    """All that these codes name: payouts, batches, refunds by their own code or by that of the order or contract,
    surpluses to be sent back, also of what a carrier collected too much, filed tax returns. Eleven statements.
    """
    return [
        *_payouts(codes),
        *_batches(codes),
        *_refunds(codes, on=on),
        *_backs(codes),
        *_returns(codes),
        *_findings(codes),
    ]


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


def _refunds(codes: Collection[str], *, on: date) -> list[Expected]:
    """Refunds out of the market's account: not what a shop, also of cash in its own hands, or a gateway gives back.

    What the bank sent back is paid anew by another movement, whatever it had come through. Where the books know of more
    payments than movements have told, the next movement is the first of those that none has told.
    """
    ours = Refund.objects.filter(
        Q(code__in=codes) | Q(payment__order_code__in=codes) | Q(payment__group_code__in=codes)
    ).exclude(given_back_by_the_shop() | in_own_hands() | given_back_by_a_gateway())
    refunds = list(ours.order_by("pk").prefetch_related("backs"))
    told = told_before([one.code for one in refunds]) if refunds else Counter()
    return [_refund(one, told=told[one.code], on=on) for one in refunds]


def _refund(refund: Refund, *, told: int, on: date) -> Expected:
    paid = [back.amount_vnd for back in sorted(refund.backs.all(), key=lambda back: back.pk)]
    if refund.done_at is not None:
        paid.append(refund.amount_vnd + refund.interest_vnd)
    if told < len(paid):
        return Expected(Thing.REFUND, refund.code, paid[told], is_done=True, times=len(paid))
    if refund.done_at is not None:
        return Expected(Thing.REFUND, refund.code, paid[-1], is_done=True, times=len(paid))
    return Expected(Thing.REFUND, refund.code, refund.amount_vnd + late_interest(refund, at=on), times=told + 1)


def _backs(codes: Collection[str]) -> list[Expected]:
    found = MoneyBack.objects.filter(code__in=codes).order_by("pk")
    told = told_before([one.code for one in found])
    return [_back(one, told=told[one.code]) for one in found]


def _back(back: MoneyBack, *, told: int) -> Expected:
    paid = back.came_home + (back.done_at is not None)
    is_done = told < paid or back.done_at is not None
    return Expected(Thing.BACK, back.code, back.amount_vnd, is_done=is_done, times=paid if is_done else told + 1)


def _returns(codes: Collection[str]) -> list[Expected]:
    """What is paid to the state by a return, once it is filed; less what months before had left to set off."""
    found = MonthlyReturn.objects.filter(code__in=codes).order_by("pk")
    return [
        Expected(Thing.TAX, one.code, one.tax_vnd, why_not=None if one.filed_at else Why.NOT_ASKED_FOR) for one in found
    ]


def _findings(codes: Collection[str]) -> list[Expected]:
    """What a buyer had paid a carrier too much, or nobody could explain: to be given back, or given back."""
    return [
        Expected(Thing.FINDING, code, amount, is_done=is_done)
        for code, amount, is_done in surpluses_to_give_back(codes)
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
