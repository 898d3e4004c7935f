"""What the words of a transfer that came in name: what it pays, or what went out and comes back."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import F, Q

from chophien.collecting.selectors.files import findings_that_go_back
from chophien.collecting.selectors.handovers import PREFIX as RECEIPT_PREFIX
from chophien.collecting.selectors.handovers import is_receipt
from chophien.payments.actions.foreseen import Words, foreseen_by, kinds_of_codes
from chophien.payments.models import InterestOwed, Payment, Refund
from chophien.payments.selectors import payment_of
from chophien.payments.selectors.refunds import left_the_account
from chophien.payments.states import PaymentStatus, Purpose
from chophien.reconciliation.codes import (
    INCOMING,
    codes_in,
    is_back,
    is_finding,
    is_interest,
    is_payout,
    is_refund,
    is_shop,
)
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.states import LineStatus
from chophien.settlement.models import Payout
from chophien.settlement.selectors.debts import debt_of


def targets_named(text: str, *, amount_vnd: int, by_person: bool = False) -> list[str]:
    """What these words name: groups of orders and contracts by their own code or that of an order in a group, receipts
    for cash that is paid in, payouts, refunds, interest, surpluses sent back, and what apps above and beside know of,
    also by a partner's number. What a shop owes that sells on is named only `by_person`, who knows that it is paid
    back: a buyer may have written the shop's code, and what it owes goes off with what it sells next.

    A bank that sends back repeats the words that went with it: beside what comes back, its own order says no more.
    Where the words that went out held no other code than the order's, the one refund of that amount is what comes back.
    """
    codes = codes_in(text, kinds={**INCOMING, **kinds_of_codes()})
    named = {one.code for one in foreseen_by(Words(text, codes, amount_vnd, incoming=True), on=date.min)}
    back, repeated = _coming_back(codes, amount_vnd=amount_vnd)
    if rest := set(codes) - back - repeated:
        payments = list(Payment.objects.filter(Q(group_code__in=rest) | Q(order_code__in=rest)).order_by("pk"))
        by_order = "" if back else _refund_by_order(payments, codes=rest, amount_vnd=amount_vnd)
        named.update({by_order} if by_order else {one.group_code for one in payments})
    named.update(code for code in codes if code.startswith(RECEIPT_PREFIX) and is_receipt(code))
    if out := [code for code in codes if is_payout(code)]:
        named.update(Payout.objects.filter(code__in=out).values_list("code", flat=True))
    if not named | back:
        named.update(_shops_that_owe(codes, that_sell=by_person))
    return sorted(named.union(back).difference(repeated))


def _shops_that_owe(codes: Collection[str], *, that_sell: bool) -> set[str]:
    """The shops with these codes that owe something, or of which the market bears it: closed ones, those that were paid
    twice, and others if it is about shops `that_sell` too. Beside what else is named a shop's code only says who sends
    it.
    """
    found = ((code, debt_of(code)) for code in codes if is_shop(code))
    return {
        code
        for code, debt in found
        if debt is not None and debt.can_come_vnd and (that_sell or debt.sells_no_more or debt.twice or debt.borne_vnd)
    }


def _coming_back(codes: Sequence[str], *, amount_vnd: int) -> tuple[set[str], set[str]]:
    """The refunds, interest and surpluses that these codes name; and what else bank and market write beside them."""
    back: set[str] = set()
    repeated: set[str] = set()
    if any(map(is_refund, codes)):
        for refund in Refund.objects.filter(code__in=codes).select_related("payment"):
            back.add(_interest_alone(refund, amount_vnd=amount_vnd) or refund.code)
            repeated.update({refund.code, *_codes_around(refund)})
    if any(map(is_interest, codes)):
        for owed in InterestOwed.objects.filter(code__in=codes).select_related("refund__payment"):
            back.add(owed.code)
            repeated.update({owed.refund.code, *_codes_around(owed.refund)})
    if any(map(is_back, codes)):
        for one in MoneyBack.objects.filter(code__in=codes).select_related("line"):
            back.add(one.code)
            repeated.add(one.line.target)
    if any(map(is_finding, codes)):
        for finding in findings_that_go_back(codes):
            back.add(finding.code)
            payment = payment_of(finding.cash.order_code) if finding.cash else None
            repeated.update({payment.order_code, payment.group_code} if payment else ())
    return back, repeated - back


def _codes_around(refund: Refund) -> tuple[str, str]:
    return refund.payment.order_code, refund.payment.group_code


def _interest_alone(refund: Refund, *, amount_vnd: int) -> str:
    """The refund's interest, where that went out by itself and it is as much; else nothing."""
    if amount_vnd == refund.amount_vnd + refund.interest_vnd:
        return ""
    paid = InterestOwed.objects.filter(refund=refund, amount_vnd=amount_vnd, paid_at__isnull=False)
    codes = list(paid.filter(ended_at__isnull=True).values_list("code", flat=True))
    return codes[0] if len(codes) == 1 else ""


def _refund_by_order(payments: Sequence[Payment], *, codes: Collection[str], amount_vnd: int) -> str:
    """The refund that went out under nothing but these codes, if it is the only one of that amount and nothing is
    awaited for them; else nothing. What nobody has seen go out is looked for only under an order's own code: under
    that of a group or a contract buyers pay.
    """
    if any(one.status == PaymentStatus.AWAITING_TRANSFER for one in payments):
        return ""
    went = Refund.objects.filter(payment__in=payments, done_at__isnull=False, amount_vnd=amount_vnd - F("interest_vnd"))
    found = [one for one in went.select_related("payment") if left_the_account(one)]
    if len(found) != 1:
        return ""
    [refund] = found
    told = BankLine.objects.filter(incoming=False, status=LineStatus.OUT, target=refund.code).order_by("-pk").first()
    if told is not None:
        return "" if refund.code in codes_in(told.text) else refund.code
    under_order = refund.payment.purpose == Purpose.ORDER and refund.payment.order_code in codes
    return refund.code if under_order else ""
