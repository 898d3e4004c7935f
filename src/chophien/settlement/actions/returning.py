"""A payout that the bank sends back after it was paid: the seller has it to come again, in the next batch."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.settlement.actions.setting_right import no_longer_borne
from chophien.settlement.models import Payout
from chophien.settlement.policies import can_pay_out
from chophien.settlement.selectors.batches import lock_payout
from chophien.settlement.selectors.payable import lock_payable
from chophien.settlement.states import PAYOUT_FLOW, Kind

LONGEST_REFERENCE, LONGEST_REASON = 80, 200


@transaction.atomic
@one_posting()
def take_back(*, payout: Payout, reason: str, reference: str, actor: Actor, at: datetime) -> Payout:
    """What was paid stands on the market's account again. `reference` is the bank's number of it, where there is one.

    All of it: another amount is not this payout. What of it the market bears, as it was paid twice, comes in first, and
    the rest is the shop's. Its managers are told what to mend.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: if it is not paid, or came back before; nothing moves then
    """
    can_pay_out(actor, at=at).require()
    lock_payable(of_all=True)
    held = lock_payout(payout.code)
    if held is None:
        raise AssertionError("payouts are never deleted")
    held.status = PAYOUT_FLOW.next("come_back", held.status)
    held.reason = clean_line(reason)[:LONGEST_REASON] or "?"
    held.returned_at, held.returned_reference = at, clean_line(reference)[:LONGEST_REFERENCE]
    held.save(update_fields=["status", "reason", "returned_at", "returned_reference"])
    borne = no_longer_borne(held, held.amount_vnd, name=f"payout:{held.code}:back")
    back = Wish(
        f"payout:{held.code}:back",
        debit=chart.held(),
        credit=chart.due(held.seller_code),
        amount=held.amount_vnd - sum(one.amount for one in borne),
        kind=Kind.PAYOUT_BACK,
        subject_code=held.code,
    )
    enter([back, *borne], at=at)
    facts = {"payout": held.code, "amount_vnd": held.amount_vnd}
    record("settlement.came_back", actor=actor, subject_code=held.batch.code, at=at, facts=facts)
    enqueue("settlement.tell_answered", payout_ids=[held.pk])
    return held
