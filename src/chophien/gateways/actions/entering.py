"""What operators enter where nothing else explains it: one says what and why, another one looks, then it counts."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.gateways import policies
from chophien.gateways.actions.deciding import note_of
from chophien.gateways.actions.hearing import hear_table
from chophien.gateways.actions.payouts import bear
from chophien.gateways.actions.placing import book, moves, place_again, settle
from chophien.gateways.actions.repaying import confirm
from chophien.gateways.actions.settling import settle as settle_notice
from chophien.gateways.errors import (
    AlreadyBooked,
    AlreadyDecided,
    DifferenceChanged,
    EntryOpen,
    SeenBySame,
    TargetMissing,
)
from chophien.gateways.models import Entry, PayoffLine, Payout
from chophien.gateways.selectors import lock_repayment, target_of
from chophien.gateways.states import REPAYMENT_FLOW, Difference, EntryHow
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.payments import chart
from chophien.payments.actions.books import one_posting

TARGET_MOST = 60


@transaction.atomic
def propose(*, line: PayoffLine, how: EntryHow, reason: str, target: str = "", actor: Actor, at: datetime) -> Entry:
    """Say what a line of a gateway's table is that nothing explains. Nothing moves until another one has looked.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises ReasonMissing: without a reason
    :raises AlreadyBooked: if it is in the books
    :raises EntryOpen: if somebody has proposed something for it
    :raises TargetMissing: if it is to be for a payment that is none here
    """
    policies.can_work_off(actor, at=at).require()
    reason = note_of(reason)
    held = PayoffLine.objects.select_for_update(of=("self",)).select_related("payoff").get(pk=line.pk)
    if held.placed_at is not None:
        raise AlreadyBooked
    if held.entries.filter(decided_at__isnull=True).exists():
        raise EntryOpen
    found = target_of(held, target[:TARGET_MOST]) if how == EntryHow.ASSIGN else ""
    if how == EntryHow.ASSIGN and not found:
        raise TargetMissing
    return _kept(
        Entry(line=held, how=how, target=found, amount_vnd=held.amount_vnd, reason=reason),
        about=held.payoff.code,
        actor=actor,
        at=at,
    )


@transaction.atomic
def propose_bearing(*, payout: Payout, reason: str, actor: Actor, at: datetime) -> Entry:
    """Have the market bear what is missing of a payout, or keep what came too much, once another one has looked.

    :raises NotPermitted, ReasonMissing, EntryOpen: as `propose`
    :raises AlreadyBooked: if nothing differs
    """
    policies.can_work_off(actor, at=at).require()
    reason = note_of(reason)
    held = Payout.objects.select_for_update().get(pk=payout.pk)
    if not held.difference_vnd:
        raise AlreadyBooked
    if held.entries.filter(decided_at__isnull=True).exists():
        raise EntryOpen
    entry = Entry(payout=held, how=EntryHow.BEAR, amount_vnd=-held.difference_vnd, reason=reason)
    return _kept(entry, about=held.code, actor=actor, at=at)


@transaction.atomic
@one_posting()
def confirm_entry(*, entry: Entry, actor: Actor, at: datetime) -> Entry:
    """A second operator has looked: it is done as it was proposed.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises SeenBySame: if `actor` proposed it
    :raises AlreadyDecided, AlreadyBooked, DifferenceChanged: if something else came first
    """
    policies.can_work_off(actor, at=at).require()
    if entry.proposed_by == actor.code:
        raise SeenBySame
    if entry.line_id is not None and entry.how == EntryHow.ASSIGN:
        _only_now(place_again(line_id=entry.line_id, target=entry.target, entry_id=entry.pk, at=at), at=at)
    elif entry.line_id is not None:
        _book_as_told(entry, entry.line_id, actor=actor, at=at)
    elif entry.payout_id is not None:
        payout = Payout.objects.select_for_update().get(pk=entry.payout_id)
        if payout.difference_vnd != -entry.amount_vnd:
            raise DifferenceChanged
        bear(payout, at=at)
    return _decide(entry, accepted=True, actor=actor, at=at)


@transaction.atomic
def decline_entry(*, entry: Entry, actor: Actor, at: datetime) -> Entry:
    """It is not done; whoever proposed it can take it back so too.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises AlreadyDecided: if somebody decided before
    """
    policies.can_work_off(actor, at=at).require()
    return _decide(entry, accepted=False, actor=actor, at=at)


def _book_as_told(entry: Entry, line_id: int, *, actor: Actor, at: datetime) -> None:
    """What the gateway's table says counts. Of a payment nobody has told of, it is the gateway's word that it was paid;
    where that is another amount than was asked for, the line waits until somebody has decided about the payment.
    """
    seen = PayoffLine.objects.select_related("payoff", "attempt", "repayment__attempt").get(pk=line_id)
    if seen.difference == Difference.NOT_PAID:
        _take_its_word(seen, actor=actor, at=at)
    line = _only_now(place_again(line_id=line_id, entry_id=entry.pk, at=at), at=at)
    if line.placed_at is not None or (line.difference == Difference.NOT_PAID and line.amount_vnd > 0):
        return
    gateway, thing = line.payoff.gateway, line.repayment or line.attempt
    line.looked_at, line.looked_by, line.note = at, actor.code, entry.reason
    if thing is None or thing.settled_on is not None or line.difference not in {Difference.AMOUNT, Difference.MISSING}:
        wishes = moves(
            gateway, f"payoff-line:{line.pk}", amount_vnd=line.amount_vnd, fee_vnd=line.fee_vnd, about=line.payoff.code
        )
    else:
        known = -line.repayment.amount_vnd if line.repayment else line.attempt.came_vnd if line.attempt else 0
        wishes = [*settle(line, thing, at=at), _borne(line, known - line.amount_vnd)]
    book(line, wishes, at=at, entry_id=entry.pk)


def _take_its_word(line: PayoffLine, *, actor: Actor, at: datetime) -> None:
    if line.amount_vnd > 0 and line.attempt is not None:
        notice = hear_table(attempt=line.attempt, amount_vnd=line.amount_vnd, table=line.payoff.code, at=at)
        settle_notice(notice=notice, at=at)
    elif line.repayment is not None:
        back, _attempt = lock_repayment(line.repayment.pk)
        if back.amount_vnd == -line.amount_vnd and REPAYMENT_FLOW.allows("confirm", back.status):
            reference = f"{back.get_gateway_display()} {line.payoff.code}"
            out_of = chart.gateway(back.gateway)
            confirm(back, out_of=out_of, step="confirm", actor=actor, at=at, reference=reference)


def _borne(line: PayoffLine, rest_vnd: int) -> Wish:
    """What is left at the gateway of a payment that is settled: the market bears it, or keeps it below zero."""
    at_gateway, fees = chart.gateway(line.payoff.gateway), chart.GATEWAY_FEES
    debit, credit = (fees, at_gateway) if rest_vnd > 0 else (at_gateway, fees)
    name = f"payoff-line:{line.pk}:borne"
    return Wish(name, debit, credit, abs(rest_vnd), kind="gateway_fee", subject_code=line.payoff.code)


def _only_now(line: PayoffLine, *, at: datetime) -> PayoffLine:
    if line.placed_at is not None and line.placed_at != at:
        raise AlreadyBooked
    return line


def _kept(entry: Entry, *, about: str, actor: Actor, at: datetime) -> Entry:
    entry.proposed_by, entry.proposed_at = actor.code, at
    entry.save()
    facts = {"entered": entry.how, "amount_vnd": entry.amount_vnd, "reason": entry.reason}
    record("gateways.entry_proposed", actor=actor, subject_code=about, at=at, facts=facts)
    return entry


def _decide(entry: Entry, *, accepted: bool, actor: Actor, at: datetime) -> Entry:
    held = Entry.objects.select_for_update().get(pk=entry.pk)
    if held.decided_at is not None:
        raise AlreadyDecided
    held.decided_by, held.decided_at, held.accepted = actor.code, at, accepted
    held.save()
    about = held.line.payoff.code if held.line is not None else held.payout.code if held.payout is not None else ""
    facts = {"entered": held.how, "amount_vnd": held.amount_vnd, "accepted": accepted}
    record("gateways.entry_decided", actor=actor, subject_code=about, at=at, facts=facts)
    return held
