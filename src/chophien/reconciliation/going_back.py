"""What goes back to buyers and senders out of the market's account, as far as words name it: refunds, the interest of
late ones, surpluses, and what carriers had collected too much.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q

from chophien.collecting.selectors.files import surpluses_to_give_back
from chophien.payments.models import InterestOwed, Refund
from chophien.payments.selectors.fetching import fetched
from chophien.payments.selectors.interest import interest_named
from chophien.payments.selectors.refunds import (
    given_back_by_a_gateway,
    given_back_by_the_shop,
    in_own_hands,
    late_interest,
)
from chophien.reconciliation.codes import is_interest, is_refund
from chophien.reconciliation.expected import Expected, Thing, told_before
from chophien.reconciliation.models import MoneyBack
from chophien.reconciliation.states import Why


def going_back(codes: Collection[str], *, on: date) -> list[Expected]:
    """All that these codes name and that goes back, refunds also by the code of the order or contract. Eleven
    statements at most.
    """
    return [*_refunds(codes, on=on), *_backs(codes), *_findings(codes)]


def _refunds(codes: Collection[str], *, on: date) -> list[Expected]:
    """Refunds out of the market's account: not what a shop, also of cash in its own hands, or a gateway gives back; and
    interest that is owed by itself, also for what a gateway gave back.

    Beside the code of a refund or of interest its own order, contract or group says no more.

    What the bank sent back is paid anew by another movement, whatever it had come through. Where the books know of more
    payments than movements have told, the next movement is the first of those that none has told.
    """
    codes = _without_what_is_around(codes)
    ours = Refund.objects.filter(
        Q(code__in=codes) | Q(payment__order_code__in=codes) | Q(payment__group_code__in=codes)
    ).exclude(given_back_by_the_shop() | in_own_hands() | given_back_by_a_gateway())
    refunds, interests = list(ours.order_by("pk").prefetch_related("backs")), interest_named(codes)
    told = told_before([*(one.code for one in refunds), *(one.code for one in interests)])
    in_cash = fetched([one.code for one in refunds if one.done_at is not None])
    return [
        *(
            expected
            for one in refunds
            for expected in _refund(one, interests, told=told, in_cash=one.code in in_cash, on=on)
        ),
        *(_interest(one, told=told[one.code], by_itself=one.code in codes) for one in interests),
    ]


def _without_what_is_around(codes: Collection[str]) -> set[str]:
    """These codes without those of orders, contracts and groups of which a refund or its interest is named by its own
    code. One statement at most.
    """
    if not any(is_refund(code) or is_interest(code) for code in codes):
        return set(codes)
    named = Refund.objects.filter(Q(code__in=codes) | Q(interests__code__in=codes))
    around = named.values_list("payment__order_code", "payment__group_code")
    return set(codes).difference(*around)


def _refund(
    refund: Refund, interests: list[InterestOwed], *, told: Counter[str], in_cash: bool, on: date
) -> Iterator[Expected]:
    """A refund with the interest that it bears, and how else it may have gone: without, or together with what somebody
    wrote down as open. What the buyer fetched `in_cash` in the end is paid by no movement, but for those that the bank
    sent back before.
    """
    before, is_done = told[refund.code], refund.done_at is not None
    paid = [back.amount_vnd for back in sorted(refund.backs.all(), key=lambda back: back.pk)]
    if is_done and not in_cash:
        paid.append(refund.amount_vnd + refund.interest_vnd)
    if in_cash and before >= len(paid):
        amount = refund.amount_vnd + refund.interest_vnd
        yield Expected(Thing.REFUND, refund.code, amount, is_done=True, why_not=Why.FETCHED, times=before + 1)
        return
    if before < len(paid) or is_done:
        amount = paid[min(before, len(paid) - 1)]
        yield Expected(Thing.REFUND, refund.code, amount, is_done=True, times=len(paid))
        if is_done and not in_cash and before == len(paid) - 1:
            yield from _written_otherwise(refund, interests, told=told, times=len(paid))
        return
    interest = late_interest(refund, at=on)
    yield Expected(Thing.REFUND, refund.code, refund.amount_vnd + interest, times=before + 1)
    if interest:
        yield Expected(Thing.BARE, refund.code, refund.amount_vnd, times=before + 1)


def _written_otherwise(
    refund: Refund, interests: list[InterestOwed], *, told: Counter[str], times: int
) -> Iterator[Expected]:
    """How a refund that somebody wrote down may have gone in truth, while no movement has told of it."""
    if refund.interest_vnd:
        yield Expected(Thing.BARE, refund.code, refund.amount_vnd, times=times)
    left_open = [one for one in interests if one.refund_id == refund.pk and one.ended_at is None]
    newest = left_open[-1] if left_open else None
    if newest is not None and refund.done_at and newest.owed_at >= refund.done_at and not told[newest.code]:
        yield Expected(Thing.TOGETHER, refund.code, refund.amount_vnd + newest.amount_vnd, times=times)


def _interest(owed: InterestOwed, *, told: int, by_itself: bool) -> Expected:
    """Once it counts with its refund, no movement of its own pays it any more."""
    paid = owed.came_home + (owed.paid_at is not None)
    is_done = told < paid or owed.paid_at is not None
    times = 0 if owed.ended_at is not None else paid if is_done else told + 1
    return Expected(Thing.INTEREST, owed.code, owed.amount_vnd, is_done=is_done, times=times, by_itself=by_itself)


def _backs(codes: Collection[str]) -> list[Expected]:
    found = MoneyBack.objects.filter(code__in=codes).order_by("pk")
    told = told_before([one.code for one in found])
    return [_back(one, told=told[one.code]) for one in found]


def _back(back: MoneyBack, *, told: int) -> Expected:
    went, is_done = back.came_home + (back.done_at is not None), back.done_at is not None
    return _again(Thing.BACK, back.code, back.amount_vnd, told=told, went=went, is_done=is_done)


def _again(thing: Thing, code: str, amount_vnd: int, *, told: int, went: int, is_done: bool) -> Expected:
    """What the bank may have sent home and that is paid anew: by the books it `went` so often, as movements told."""
    known = told < went or is_done
    return Expected(thing, code, amount_vnd, is_done=known, times=went if known else told + 1)


def _findings(codes: Collection[str]) -> list[Expected]:
    """What a buyer had paid a carrier too much, or nobody could explain: to be given back, or given back."""
    found = surpluses_to_give_back(codes)
    told = told_before([code for code, *_rest in found]) if found else Counter()
    return [
        _again(Thing.FINDING, code, amount, told=told[code], went=homes + is_done, is_done=is_done)
        for code, amount, is_done, homes in found
    ]
