"""Money that will not come or goes back: payments made void, money owed to buyers, money given back."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line
from chophien.payments import chart, selectors
from chophien.payments.actions._steps import may_handle, owe, take_step
from chophien.payments.actions.apart import set_apart
from chophien.payments.actions.asking import no_longer_asked
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.actions.interest import owe_interest
from chophien.payments.errors import AccountNotTold, AlreadyRefunded, GoesThroughGateway, ReferenceMissing
from chophien.payments.models import Payment, Refund
from chophien.payments.requests import NOTHING, Parts
from chophien.payments.selectors import refunds
from chophien.payments.selectors.asking import waiting_for_account

LONGEST_REFERENCE = 80


@transaction.atomic
@one_posting()
def void_payments(
    *, order_codes: Collection[str], actor: Actor, at: datetime, reason: str = "", on_behalf_of: str = ""
) -> list[Payment]:
    """These orders will not be carried out: nothing is to be paid, and what was paid is owed back in full.

    :raises StepNotAllowed: if one was void before; nothing is changed then
    """
    payments = selectors.lock_payments(order_codes)
    for payment in payments:
        if not payment.received_vnd and payment.paid_at is None:
            take_step(payment, "void", actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)
        elif left := payment.received_vnd - payment.owed_back_vnd:
            owe(payment, left, actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)
            set_apart(payment)
    return payments


def void_payment(*, order_code: str, actor: Actor, at: datetime, reason: str = "") -> Payment:
    """One order will not be carried out. See `void_payments`."""
    return void_payments(order_codes=[order_code], actor=actor, at=at, reason=reason)[0]


@transaction.atomic
@one_posting()
def owe_refund(
    *, payment: Payment, amount_vnd: int, reason: str, actor: Actor, at: datetime, on_behalf_of: str = ""
) -> Refund:
    """Promise a buyer money back, by the day the law sets (`payments.refund_days`).

    :raises NotPermitted: if `actor` may not for this payment
    :raises RefundTooLarge: if less than that is left of what was paid; nothing is changed then
    """
    [payment] = selectors.lock_payments([payment.order_code])
    may_handle(actor, payment, at=at)
    refund = owe(payment, amount_vnd, actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)
    set_apart(payment)
    refund.refresh_from_db()
    return refund


@transaction.atomic
@one_posting()
def promise_refund(
    *,
    order_code: str,
    amount_vnd: int,
    reason: str,
    noticed_at: datetime,
    actor: Actor,
    at: datetime,
    on_behalf_of: str = "",
    paid: Parts | None = None,
    said: Parts = NOTHING,
) -> Refund:
    """Owe a buyer money back because both sides agreed on it or somebody of the market decided so.

    Follows from the policies of what was agreed. The days that the law gives count from `noticed_at`, when the buyer
    told what was wrong, not from the day of the agreement. `paid` is what the buyer pays for what; of that goes back
    what is `said`, as much of which goods and of the shipping, and the rest by the rule of `payments.requests`.
    It is one refund: whoever calls has it parted where the money lies apart (`payments.actions.apart`), once all is
    settled that follows from it.

    :raises RefundTooLarge: if less than that is left of what was paid, for the whole or for a part of it that is said;
        nothing is changed then
    """
    [payment] = selectors.lock_payments([order_code])
    return owe(
        payment,
        amount_vnd,
        actor=actor,
        at=at,
        reason=reason,
        on_behalf_of=on_behalf_of,
        noticed_at=noticed_at,
        paid=paid,
        said=said,
    )


@transaction.atomic
@one_posting()
def record_refund(
    *,
    refund: Refund,
    reference: str,
    actor: Actor,
    at: datetime,
    out_of: str = "",
    left_on: date | None = None,
    with_interest: bool = True,
) -> Refund:
    """The money went back: write down how, by the transfer's number or in words.

    `left_on` is the day on which it left, where the bank has told: interest counts up to then, not to when its word
    was read. Without it that is the day of `at`. What was late went back with its interest in one sum, unless
    `with_interest` says otherwise: then the interest is owed by itself. A gateway gives back no more than it took.

    What came through a gateway goes back through it, and the gateway's own answer is what is written down. Somebody
    who gave it back in another way says out of which account of the chart it went (`out_of`). What the market is to
    transfer for cash leaves its account at somebody's word only once the buyer has named an account; the bank's own
    line (`left_on`) is a fact and always counts.

    :raises NotPermitted: if `actor` may not for this payment
    :raises ReferenceMissing: without a reference
    :raises AlreadyRefunded: if it went back before
    :raises GoesThroughGateway: if a gateway has it and `out_of` is not told; once the bank sent it back it goes by
        a transfer
    :raises AccountNotTold: if it was paid in cash, the buyer has named no account for it, and neither `left_on` nor
        `out_of` is told; nothing is changed then
    """
    [payment] = selectors.lock_payments([refund.payment.order_code])
    promised = Refund.objects.filter(payment=payment).in_bulk()
    refund = promised[refund.pk]
    refund.payment = payment
    has_it = refunds.is_the_shops(refund)
    may_handle(actor, payment, at=at, shop_has_it=has_it)
    if refund.done_at is not None:
        raise AlreadyRefunded
    if refund.through and not (has_it or out_of):
        raise GoesThroughGateway
    reference = clean_line(reference)[:LONGEST_REFERENCE]
    if not reference:
        raise ReferenceMissing
    if not (has_it or out_of or left_on) and waiting_for_account([refund.code]):
        raise AccountNotTold
    refund.done_at, refund.done_by, refund.reference = at, actor.code, reference
    interest = refunds.late_interest(refund, at=left_on or at)
    is_apart = not with_interest or chart.is_gateway(out_of)
    refund.interest_vnd = 0 if is_apart else interest
    refund.save(update_fields=["done_at", "done_by", "reference", "interest_vnd"])
    no_longer_asked([refund.code], at=at)
    is_last = all(one.done_at for one in promised.values())
    take_step(payment, "refund" if is_last else "refund_part", actor=actor, at=at, reason=reference)
    by_market = not has_it
    enter(_went_back(refund, payment, out_of=out_of or chart.held(), by_market=by_market), at=at)
    facts = {"refund": refund.code, "amount_vnd": refund.amount_vnd, "interest_vnd": refund.interest_vnd}
    record("payments.refunded", actor=actor, subject_code=payment.order_code, at=at, facts=facts)
    if is_apart and interest:
        owe_interest(refund, interest, in_books=by_market and bool(refund.booked_vnd), actor=actor, at=at)
    return refund


def _went_back(refund: Refund, payment: Payment, *, out_of: str, by_market: bool) -> list[Wish]:
    """Out of the gateway that took it or the till that gave it, else from the licensed partner's account; what went
    with it for days late goes out of the same.

    A seller in whose own hands the cash was has it to come, whoever writes it down. Who gives back pays the interest.
    """
    interest = refund.interest_vnd if by_market and refund.booked_vnd else 0
    if not by_market:
        out_of = chart.due(payment.seller_code)
    shipping = 0 if by_market else refund.booked_shipping_vnd
    name = refunds.name_in_books(refund)
    moves = [
        (chart.REFUNDS, out_of, refund.booked_vnd - shipping, "refund_paid" if by_market else "refund_paid_by_seller"),
        (chart.REFUNDS, out_of, shipping, "refund_shipping_paid_by_seller"),
        (chart.INTEREST, out_of, interest, "late_interest"),
    ]
    return [
        Wish(
            f"{name}:{kind}",
            debit=account,
            credit=credited,
            amount=amount,
            kind=kind,
            subject_code=payment.order_code,
        )
        for account, credited, amount, kind in moves
    ]
