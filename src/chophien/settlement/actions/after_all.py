"""A payout whose answer had said that it failed, and that the bank paid: by its own statement, or a later answer."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.ledger.actions.posting import Wish
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.settlement.actions.leaving_out import leave_out
from chophien.settlement.models import Batch, Payout
from chophien.settlement.policies import can_pay_out
from chophien.settlement.selectors.batches import lock_payout
from chophien.settlement.selectors.payable import lock_payable
from chophien.settlement.selectors.retries import tried_again
from chophien.settlement.states import BATCH_FLOW, PAYOUT_FLOW, Kind, LeftOut, PayoutStatus

LONGEST_REFERENCE = 80


@transaction.atomic
@one_posting()
def paid_after_all(*, payout: Payout, reference: str, actor: Actor, at: datetime) -> Payout:
    """The bank had said that it failed, and paid it: it is not the seller's to come any more, and the shop is told.

    A line that was to pay it again and is not with the bank yet falls out of its batch; one that is with the bank, or
    paid, leaves a debt of the shop that the next payouts set off.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: if it did not fail
    """
    can_pay_out(actor, at=at).require()
    lock_payable(of_all=True)
    held = lock_payout(payout.code)
    if held is None:
        raise AssertionError("payouts are never deleted")
    held.status = PAYOUT_FLOW.next("paid_after_all", held.status)
    held.reference, held.answered_at = clean_line(reference)[:LONGEST_REFERENCE] or held.batch.code, at
    held.save(update_fields=["status", "reference", "answered_at"])
    owed = balance_of(chart.due(held.seller_code)).owed - held.amount_vnd
    moved = Wish(
        f"payout:{held.code}:after-all",
        debit=chart.due(held.seller_code),
        credit=chart.held(),
        amount=held.amount_vnd,
        kind=Kind.PAYOUT,
        subject_code=held.code,
    )
    enter([moved], at=at)
    _drop_what_pays_again(held, owed_vnd=owed, actor=actor, at=at)
    facts = {"paid": 1, "answered": 1, "payout": held.code}
    record("settlement.answered", actor=actor, subject_code=held.batch.code, at=at, facts=facts)
    enqueue("settlement.tell_answered", payout_ids=[held.pk])
    return held


def _drop_what_pays_again(paid: Payout, *, owed_vnd: int, actor: Actor, at: datetime) -> None:
    """Lines of that shop that wait in a batch and were to pay it again: by their word, or that of one before them,
    or as more is set aside than the shop has to come now.
    """
    again = Q(pk__in=tried_again([paid.pk])[paid.pk]) | Q(seller_code=paid.seller_code if owed_vnd < 0 else "")
    waiting = Payout.objects.filter(again, status=PayoutStatus.WAITING)
    for batch in Batch.objects.select_for_update().filter(pk__in=waiting.values("batch")).order_by("pk"):
        out = {one.pk: LeftOut.ARRIVED for one in waiting.filter(batch=batch)}
        leave_out(batch, out, at=at)
        if not batch.payouts_count:
            batch.status, batch.ended_at = BATCH_FLOW.next("cancel", batch.status), at
            record("settlement.called_off", actor=actor, subject_code=batch.code, at=at)
        batch.save(update_fields=["status", "ended_at", "payouts_count", "total_vnd"])
