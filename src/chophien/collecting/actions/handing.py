"""Handing cash over, in two steps: who gives writes a receipt, who receives says yes or no by an act of their own.

Payments are locked first, then the receipt, then its cash: whoever completes or refunds an order meanwhile waits.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.collecting import policies
from chophien.collecting.actions.telling import tell_giver, tell_receiver
from chophien.collecting.errors import (
    NothingChosen,
    NothingToHandOver,
    NotInYourHands,
    OtherShops,
    OwnReceipt,
    WordsMissing,
)
from chophien.collecting.events import asking_changed
from chophien.collecting.models import Cash, Finding, HandOver, HandOverLine, HandOverStep, SettlingCarrier
from chophien.collecting.selectors.cash import lock_cash_of
from chophien.collecting.selectors.handovers import cooperatives_near, lock_hand_over
from chophien.collecting.states import (
    CARRIER_FEE,
    CASH_FLOW,
    HAND_OVER_FLOW,
    OWN_CASH,
    CashStatus,
    FeeBearer,
    HandOverStatus,
    Holder,
    HolderKind,
    Receiver,
    own_hands,
)
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.text import clean_line
from chophien.payments import chart
from chophien.payments.actions.apart import set_apart
from chophien.payments.actions.asking import follow_the_cash
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.models import Payment
from chophien.payments.selectors import lock_payments
from chophien.payments.selectors.asking import paid_back_for_cash

PREFIX, SYMBOLS = "NT", 8
LONGEST_REASON, LONGEST_REFERENCE = 300, 80


@transaction.atomic
def offer(
    *,
    giver: Holder,
    order_codes: Collection[str],
    receiver: Receiver,
    receiver_code: str = "",
    actor: Actor,
    at: datetime,
) -> HandOver:
    """Write a receipt for the cash of these orders. It counts once whoever receives it has said yes.

    To the shop whose money it is, to a cooperative near the giver, or by transfer to the market's account with the
    receipt's code in its words.

    :raises NotPermitted: if it is not `actor`'s to hand over
    :raises NothingChosen: without an order
    :raises NotInYourHands: if some of it is not in these hands, or is being handed over already
    :raises OtherShops: if a shop would get another's money
    """
    policies.can_hand_over(actor, giver, at=at).require()
    if not order_codes:
        raise NothingChosen
    found = lock_cash_of(order_codes)
    if len(found) != len(set(order_codes)) or any(
        one.holder != giver or one.status != CashStatus.IN_HAND for one in found
    ):
        raise NotInYourHands
    if receiver == Receiver.SHOP and {one.seller_code for one in found} != {receiver_code}:
        raise OtherShops
    if receiver == Receiver.COOPERATIVE and not cooperatives_near(giver, at=at).filter(code=receiver_code).exists():
        raise OtherShops
    return _write(giver, found, (), receiver=receiver, receiver_code=receiver_code, actor=actor, at=at)


@transaction.atomic
def draw_up_paying_in(*, carrier: SettlingCarrier, actor: Actor, at: datetime) -> HandOver:
    """Write the receipt for what a carrier has to pay in now: everything on which its files and the market agree.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises NothingToHandOver: if nothing is agreed, or its fees eat it up
    """
    policies.can_reconcile_carriers(actor, at=at).require()
    holder = carrier.holder
    ready = Cash.objects.select_for_update().filter(
        holder_kind=holder.kind, holder_code=holder.code, status=CashStatus.IN_HAND, agreed=True
    )
    cash = list(ready.order_by("pk"))
    beside = Finding.objects.select_for_update(of=("self",)).filter(carrier__slug=carrier.slug, counts=True)
    beside = beside.exclude(lines__hand_over__in=HandOver.objects.exclude(status=HandOverStatus.WITHDRAWN))
    findings = list(beside.select_related("line").order_by("pk"))
    amount = sum(one.hand_vnd for one in cash) + sum(one.theirs_vnd for one in findings)
    fee = sum(one.fee_vnd for one in cash) + sum(one.line.fee_vnd for one in findings if one.line)
    if amount <= fee:
        raise NothingToHandOver
    return _write(holder, cash, findings, receiver=Receiver.MARKET, receiver_code="", actor=actor, at=at)


@transaction.atomic
@one_posting()
def confirm(*, hand_over: HandOver, actor: Actor, at: datetime, reference: str = "", reason: str = "") -> HandOver:
    """The receiver has it. A transfer to the market's account is confirmed by the bank's line, never by a press; what
    was disputed, by an operator who says why.

    :raises NotPermitted: if `actor` does not receive it
    :raises OwnReceipt: if `actor` wrote the receipt
    :raises StepNotAllowed: if it ended before
    :raises WordsMissing: if an operator settles a dispute without saying why
    """
    codes = [one.cash.order_code for one in _lines(hand_over) if one.cash]
    payments = {one.order_code: one for one in lock_payments(codes)}
    held = lock_hand_over(hand_over.pk)
    policies.can_confirm(actor, held, at=at).require()
    if not policies.can_receive(actor, held, at=at) and not clean_line(reason):
        raise WordsMissing
    if actor.code == held.offered_by:
        raise OwnReceipt
    held.reference = clean_line(reference)[:LONGEST_REFERENCE]
    _take_step(held, "confirm", actor=actor, at=at, reason=reason)
    _carry_out(held, payments, lock_cash_of(codes), at=at)
    facts = {"amount_vnd": held.due_vnd, "to": str(held.receiver)}
    record("collecting.confirmed", actor=actor, subject_code=held.code, at=at, facts=facts)
    tell_giver(held, came=True, at=at)
    return held


@transaction.atomic
def dispute(*, hand_over: HandOver, reason: str, actor: Actor, at: datetime) -> HandOver:
    """The receiver says that it did not come, or not all of it. The cash stays with the giver until the market has
    asked both.

    :raises NotPermitted: if `actor` does not receive it
    :raises WordsMissing: without a reason
    """
    held = lock_hand_over(hand_over.pk)
    policies.can_receive(actor, held, at=at).require()
    if actor.code == held.offered_by:
        raise OwnReceipt
    if not clean_line(reason):
        raise WordsMissing
    _take_step(held, "dispute", actor=actor, at=at, reason=reason)
    record("collecting.disputed", actor=actor, subject_code=held.code, at=at)
    tell_giver(held, came=False, at=at)
    return held


@transaction.atomic
def withdraw(*, hand_over: HandOver, actor: Actor, at: datetime, reason: str = "") -> HandOver:
    """The receipt does not count: the cash is still with the giver, who takes it back; or an operator does, who
    says why.

    :raises NotPermitted: if `actor` neither gave it nor decides about it
    :raises WordsMissing: if an operator does not say why
    :raises StepNotAllowed: if it ended before
    """
    held = lock_hand_over(hand_over.pk)
    if not policies.can_hand_over(actor, held.giver, at=at):
        policies.can_reconcile_carriers(actor, at=at).require()
        if not clean_line(reason):
            raise WordsMissing
    _take_step(held, "withdraw", actor=actor, at=at, reason=reason)
    for cash in lock_cash_of([one.cash.order_code for one in _lines(held) if one.cash]):
        cash.status = CASH_FLOW.next("keep", cash.status)
        cash.save(update_fields=["status"])
    record("collecting.withdrawn", actor=actor, subject_code=held.code, at=at)
    return held


def _write(
    giver: Holder,
    cash: Collection[Cash],
    findings: Collection[Finding],
    *,
    receiver: Receiver,
    receiver_code: str,
    actor: Actor,
    at: datetime,
) -> HandOver:
    made = HandOver.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        giver_kind=giver.kind,
        giver_code=giver.code,
        receiver=receiver,
        receiver_code=receiver_code,
        amount_vnd=sum(one.hand_vnd for one in cash) + sum(one.theirs_vnd for one in findings),
        fee_vnd=sum(one.fee_vnd for one in cash) + sum(one.line.fee_vnd for one in findings if one.line),
        offered_by=actor.code,
        offered_at=at,
    )
    HandOverLine.objects.bulk_create(
        [
            *(HandOverLine(hand_over=made, cash=one, amount_vnd=one.hand_vnd, fee_vnd=one.fee_vnd) for one in cash),
            *(
                HandOverLine(
                    hand_over=made,
                    finding=one,
                    amount_vnd=one.theirs_vnd,
                    fee_vnd=one.line.fee_vnd if one.line else 0,
                )
                for one in findings
            ),
        ]
    )
    for one in cash:
        one.status = CASH_FLOW.next("offer", one.status)
    Cash.objects.bulk_update(cash, ["status"])
    HandOverStep.objects.create(hand_over=made, step="offer", to_status=made.status, actor_code=actor.code, at=at)
    facts = {"amount_vnd": made.due_vnd, "orders": len(cash), "to": str(receiver)}
    record("collecting.offered", actor=actor, subject_code=made.code, at=at, facts=facts)
    tell_receiver(made, at=at)
    return made


def _take_step(held: HandOver, step: str, *, actor: Actor, at: datetime, reason: str) -> None:
    before = held.status
    held.status = HAND_OVER_FLOW.next(step, before)
    if held.status != HandOverStatus.DISPUTED:
        held.ended_by, held.ended_at = actor.code, at
    held.save(update_fields=["status", "ended_by", "ended_at", "reference"])
    HandOverStep.objects.create(
        hand_over=held,
        step=step,
        from_status=before,
        to_status=held.status,
        actor_code=actor.code,
        reason=clean_line(reason)[:LONGEST_REASON],
        at=at,
    )


def _lines(hand_over: HandOver) -> list[HandOverLine]:
    return list(hand_over.lines.select_related("cash", "finding").order_by("pk"))


def _carry_out(held: HandOver, payments: Mapping[str, Payment], found: Sequence[Cash], *, at: datetime) -> None:
    """Move the money of all lines from the giver's account into the receiver's, and say where each cash is now."""
    into = _account_into(held)
    charged = _fee_bearer(held) == FeeBearer.SELLER
    moves = [
        Wish(
            f"handover:{held.code}:{line.pk}:{place}",
            debit=debit,
            credit=credit,
            amount=amount,
            kind=kind,
            subject_code=line.cash.order_code if line.cash else held.code,
        )
        for line in _lines(held)
        for place, (debit, credit, amount, kind) in enumerate(_moves(held, line, into=into, charged=charged))
    ]
    enter(moves, at=at)
    owed = [code for code, payment in payments.items() if payment.owed_back_vnd]
    before = paid_back_for_cash(owed)
    for cash in found:
        _settle(held, cash, at=at)
    Cash.objects.bulk_update(found, ["status", "holder_kind", "holder_code", "since", "cleared", "ended_at"])
    Payment.objects.filter(pk__in=[payments[cash.order_code].pk for cash in found]).update(came_into=into)
    for cash in found:
        payment = payments[cash.order_code]
        payment.came_into = into
        set_apart(payment)
        follow_the_cash(payment, at=at)
    for code in sorted(before ^ paid_back_for_cash(owed)):
        asking_changed.send(sender=HandOver, order_code=code, is_asked=code not in before)


def _moves(held: HandOver, line: HandOverLine, *, into: str, charged: bool) -> list[tuple[str, str, int, str]]:
    """Debit, credit, amount and kind of what one line moves. A fee beyond what was collected comes off the rest."""
    out_of, due = held.giver.account, chart.due(line.cash.seller_code) if line.cash else ""
    kept = min(line.fee_vnd, line.amount_vnd)
    moves = [
        (into, out_of, line.amount_vnd - kept, "hand_over"),
        (chart.SHIPPING, out_of, kept, CARRIER_FEE),
        (chart.SHIPPING, into, line.fee_vnd - kept, CARRIER_FEE),
    ]
    if charged and due:
        moves.append((due, chart.SHIPPING, line.fee_vnd, CARRIER_FEE))
    if held.receiver == Receiver.SHOP:
        moves.append((due, into, line.amount_vnd, OWN_CASH))
    return moves


def _settle(held: HandOver, cash: Cash, *, at: datetime) -> None:
    """The cash of one order as it stands after the receiver's yes; the caller saves."""
    step = {Receiver.SHOP: "reach_shop", Receiver.COOPERATIVE: "pass_on", Receiver.MARKET: "arrive"}
    cash.status = CASH_FLOW.next(step[Receiver(held.receiver)], cash.status)
    if held.receiver != Receiver.MARKET:
        holder = own_hands(held.receiver_code)
        cash.holder_kind, cash.holder_code, cash.since = holder.kind, holder.code, at
    if held.receiver != Receiver.COOPERATIVE:
        cash.ended_at = at
    cash.cleared = held.receiver == Receiver.SHOP


def _account_into(held: HandOver) -> str:
    return chart.held() if held.receiver == Receiver.MARKET else own_hands(held.receiver_code).account


def _fee_bearer(held: HandOver) -> str:
    """Who bears the carrier's fee by the contract that counted when the receipt was written."""
    if held.giver_kind != HolderKind.CARRIER:
        return FeeBearer.MARKET
    known = SettlingCarrier.objects.filter(slug=held.giver_code, starts_on__lte=local_date(held.offered_at))
    contract = known.order_by("-starts_on", "-pk").first()
    return contract.fee_bearer if contract else FeeBearer.MARKET
