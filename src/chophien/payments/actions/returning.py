"""A refund that the bank sends back after it was paid: the buyer has it to come again."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.errors import NotPermitted
from chophien.lib.text import clean_line
from chophien.payments import chart, selectors
from chophien.payments.actions._steps import may_handle, take_step
from chophien.payments.actions.asking import ask_for_account
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.actions.interest import end_with_refund
from chophien.payments.errors import NotPaidOut
from chophien.payments.models import Refund, RefundBack
from chophien.payments.selectors import refunds

LONGEST_REFERENCE = 80


@transaction.atomic
@one_posting()
def take_refund_back(*, refund: Refund, reference: str, actor: Actor, at: datetime) -> Refund:
    """What was paid stands on the market's account again, and is owed: all of it, with what was paid for being late.

    The day by which it is to be paid stays, and so does the interest from then on, counted anew when it is paid, less
    what the buyer has of it by a transfer of its own. Paid anew it goes by a transfer, whatever it came through.
    `reference` is the bank's number of what came back.

    :raises NotPermitted: unless `actor` acts for the market
    :raises NotPaidOut: if it did not leave the market's account, or came back before; nothing moves then
    """
    [payment] = selectors.lock_payments([refund.payment.order_code])
    if not may_handle(actor, payment, at=at):
        raise NotPermitted
    refund = Refund.objects.select_related("payment").get(pk=refund.pk)
    if refund.done_at is None or not refunds.left_the_account(refund):
        raise NotPaidOut
    name = refunds.name_in_books(refund)
    interest = refund.interest_vnd if refund.booked_vnd else 0
    moves = [(chart.REFUNDS, refund.booked_vnd, "refund_back"), (chart.INTEREST, interest, "late_interest_back")]
    enter(
        [
            Wish(f"{name}:{kind}", chart.held(), account, amount, kind=kind, subject_code=payment.order_code)
            for account, amount, kind in moves
        ],
        at=at,
    )
    back = RefundBack.objects.create(
        refund=refund,
        amount_vnd=refund.amount_vnd + refund.interest_vnd,
        interest_vnd=refund.interest_vnd,
        paid_at=refund.done_at,
        paid_reference=refund.reference,
        came_at=at,
        reference=clean_line(reference)[:LONGEST_REFERENCE],
    )
    refund.done_at, refund.done_by, refund.reference, refund.interest_vnd, refund.through = None, "", "", 0, ""
    end_with_refund(refund, at=at)
    refund.save(update_fields=["done_at", "done_by", "reference", "interest_vnd", "interest_apart_vnd", "through"])
    ask_for_account(about=refund.code, group_code=payment.group_code, amount_vnd=back.amount_vnd, at=at)
    take_step(payment, "come_back", actor=actor, at=at, reason=back.reference)
    facts = {"refund": refund.code, "amount_vnd": back.amount_vnd}
    record("payments.refund_back", actor=actor, subject_code=payment.order_code, at=at, facts=facts)
    return refund
