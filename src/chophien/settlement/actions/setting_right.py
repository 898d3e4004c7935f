"""What a shop was paid twice, and how that ends without its sales: it sends the money back, or the market bears it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.settlement.errors import NotOwedTwice, WhyMissing, WrittenDownBefore, WrittenDownBySame
from chophien.settlement.models import Payout, WriteOff
from chophien.settlement.policies import can_pay_out
from chophien.settlement.selectors.paid_twice import PaidTwice, borne_of, paid_twice_by
from chophien.settlement.selectors.payable import lock_payable
from chophien.settlement.states import WRITE_OFF_FLOW, Kind

REASON_MOST, REFERENCE_MOST = 300, 80
LOSSES = "payouts"
"""Whose account says what of payouts the market bears: `funder:market:payouts`."""


@transaction.atomic
def propose(*, payout: Payout, reason: str, actor: Actor, at: datetime) -> WriteOff:
    """Write down that the market bears what the shop still owes of a payout that was paid twice. Nothing moves before
    somebody else says yes.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises WhyMissing: without a reason in words
    :raises WrittenDownBefore: if one waits for its second yes
    :raises NotOwedTwice: if nothing of it is owed, or the bank can still be asked to stop the second one
    """
    can_pay_out(actor, at=at).require()
    reason = clean_line(reason)[:REASON_MOST]
    if not any(letter.isalnum() for letter in reason):
        raise WhyMissing
    lock_payable(of_all=True)
    twice = paid_twice_by(payout)
    if twice is None:
        raise NotOwedTwice
    if twice.waiting is not None:
        raise WrittenDownBefore
    if not twice.can_be_borne:
        raise NotOwedTwice
    written = WriteOff.objects.create(
        payout=twice.payout, amount_vnd=twice.owed_vnd, reason=reason, drawn_up_at=at, drawn_up_by=actor.code
    )
    record("settlement.write_off_proposed", actor=actor, subject_code=twice.payout.code, at=at, facts=_facts(written))
    return written


@transaction.atomic
@one_posting()
def agree(*, written: WriteOff, actor: Actor, at: datetime) -> WriteOff:
    """Say yes to what somebody else wrote down: the market bears it, and the shop is told that it owes it no more. What
    sales have set off meanwhile is left out.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises WrittenDownBySame: if `actor` wrote it down
    :raises StepNotAllowed: if it was agreed to or called off before
    :raises NotOwedTwice: if nothing of it is owed any more
    """
    held = _hold(written, actor=actor, at=at)
    if held.drawn_up_by == actor.code:
        raise WrittenDownBySame
    held.status = WRITE_OFF_FLOW.next("approve", held.status)
    twice = paid_twice_by(held.payout)
    if twice is None or not twice.owed_vnd:
        raise NotOwedTwice
    held.amount_vnd = min(held.amount_vnd, twice.owed_vnd)
    held.approved_at, held.approved_by = at, actor.code
    held.save(update_fields=["status", "amount_vnd", "approved_at", "approved_by"])
    borne = Wish(
        f"payout:{held.payout.code}:borne:{held.pk}",
        debit=chart.funder(chart.MARKET, LOSSES),
        credit=chart.due(held.payout.seller_code),
        amount=held.amount_vnd,
        kind=Kind.WRITTEN_OFF,
        subject_code=held.payout.code,
    )
    enter([borne], at=at)
    record("settlement.written_off", actor=actor, subject_code=held.payout.code, at=at, facts=_facts(held))
    _tell(held.payout, Kind.WRITTEN_OFF, held.amount_vnd)
    return held


@transaction.atomic
def call_off(*, written: WriteOff, actor: Actor, at: datetime) -> WriteOff:
    """Call it off before somebody else has said yes.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: if it was agreed to or called off before
    """
    held = _hold(written, actor=actor, at=at)
    held.status = WRITE_OFF_FLOW.next("cancel", held.status)
    held.cancelled_at, held.cancelled_by = at, actor.code
    held.save(update_fields=["status", "cancelled_at", "cancelled_by"])
    record("settlement.write_off_called_off", actor=actor, subject_code=held.payout.code, at=at, facts=_facts(held))
    return held


@transaction.atomic
@one_posting()
def pay_back(*, payout: Payout, amount_vnd: int, by: str, reference: str, actor: Actor, at: datetime) -> PaidTwice:
    """The shop sent back so much of what it was paid twice, by the movement `by` (the code of the bank's line; entered
    again, nothing moves). What the market bears already comes in last. `payout` is either of the two.

    The caller holds what `lock_payable` holds.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises NotOwedTwice: if that is more than the shop owes of it and the market bears of it together
    """
    can_pay_out(actor, at=at).require()
    lock_payable(of_all=True)
    twice = paid_twice_by(payout)
    if twice is None or not 0 < amount_vnd <= twice.owed_vnd + twice.borne_vnd:
        raise NotOwedTwice
    of_shop = min(amount_vnd, twice.owed_vnd)
    name = f"payout:{twice.payout.code}:{by}"
    came = Wish(
        f"{name}:paid-back",
        debit=chart.held(),
        credit=chart.due(twice.payout.seller_code),
        amount=of_shop,
        kind=Kind.PAID_BACK,
        subject_code=twice.payout.code,
    )
    enter([came, *no_longer_borne(twice.payout, amount_vnd - of_shop, name=name)], at=at)
    facts = {"amount_vnd": amount_vnd, "payout": payout.code, "reference": clean_line(reference)[:REFERENCE_MOST]}
    record("settlement.paid_back", actor=actor, subject_code=twice.payout.code, at=at, facts=facts)
    _tell(twice.payout, Kind.PAID_BACK, amount_vnd)
    return twice


def no_longer_borne(payout: Payout, amount_vnd: int, *, name: str) -> Sequence[Wish]:
    """What to enter when so much, at most, of what the market bears of a payout has come in; written down with it."""
    left = amount_vnd
    for written in borne_of(payout):
        part = min(left, written.amount_vnd - written.came_in_vnd)
        written.came_in_vnd += part
        written.save(update_fields=["came_in_vnd"])
        left -= part
    return [
        Wish(
            f"{name}:borne-back",
            debit=chart.held(),
            credit=chart.funder(chart.MARKET, LOSSES),
            amount=amount_vnd - left,
            kind=Kind.PAYOUT_BACK,
            subject_code=payout.code,
        )
    ]


def _hold(written: WriteOff, *, actor: Actor, at: datetime) -> WriteOff:
    can_pay_out(actor, at=at).require()
    lock_payable(of_all=True)
    return WriteOff.objects.select_for_update(of=["self"]).select_related("payout__retry_of").get(pk=written.pk)


def _tell(payout: Payout, kind: Kind, amount_vnd: int) -> None:
    enqueue("settlement.tell_set_right", payout_id=payout.pk, kind=kind.value, amount_vnd=amount_vnd)


def _facts(written: WriteOff) -> dict[str, object]:
    return {"amount_vnd": written.amount_vnd, "reason": written.reason}
