"""A payout that the bank's own statement shows as paid, also where its answer had said that it failed."""

from datetime import datetime

from django.db import transaction

from chophien.lib.actor import Actor
from chophien.payments.actions.books import one_posting
from chophien.settlement.actions.after_all import paid_after_all
from chophien.settlement.actions.batches import answer
from chophien.settlement.models import Payout
from chophien.settlement.policies import can_pay_out
from chophien.settlement.states import PayoutStatus


@transaction.atomic
@one_posting()
def arrived(*, payout: Payout, reference: str, actor: Actor, at: datetime) -> None:
    """The bank paid it, by its own statement: `reference` is its number there. What it had answered meanwhile counts.

    What waits for the answer is paid; what is paid already, or came back since, stays as it is; what the bank had
    called failed is paid after all.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: if the bank was never asked to pay it
    """
    can_pay_out(actor, at=at).require()
    if answer(batch=payout.batch, paid={payout.code: reference}, failed={}, actor=actor, at=at):
        return
    stands = Payout.objects.get(pk=payout.pk)
    if stands.status not in {PayoutStatus.PAID, PayoutStatus.RETURNED}:
        paid_after_all(payout=stands, reference=reference, actor=actor, at=at)
