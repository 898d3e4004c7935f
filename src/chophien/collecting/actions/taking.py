"""Cash is taken at the door: by a carrier that settles with the market, a helper, or the shop itself.

Follows from an order, whose policies decided before. Order before payment before the holder before the books.
"""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.collecting.errors import TooMuchInHand
from chophien.collecting.models import Cash
from chophien.collecting.selectors.cash import in_hand_of, limit_of, lock_cash_of, lock_holder
from chophien.collecting.states import CASH_FLOW, OWN_CASH_BACK, CashStatus, Holder, HolderKind, own_hands
from chophien.jobs.queue import enqueue
from chophien.ledger.actions.posting import Wish
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import Actor
from chophien.lib.money import format_vnd
from chophien.payments import chart
from chophien.payments.actions.apart import set_apart
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.actions.receiving import collect_on_delivery
from chophien.payments.models import Payment
from chophien.payments.selectors import lock_payments


@transaction.atomic
@one_posting()
def collect(*, order_code: str, holder: Holder, actor: Actor, at: datetime, on_behalf_of: str = "") -> Payment:
    """The buyer paid the rest of an order in cash, and `holder` has it from now on.

    A helper takes no more than the rules let one have; a carrier over its limit is told to the office, since its
    parcel is at the door already and no payment is lost for a limit. What was sold outside has no cash here.

    :raises TooMuchInHand: if a helper would have more than `collecting.helper_limit_vnd`; nothing is changed then
    :raises StepNotAllowed: if nothing is due on delivery
    """
    [payment] = lock_payments([order_code])
    amount = payment.amount_vnd - payment.received_vnd
    if not payment.outside and amount:
        _mind_the_limit(holder, amount, at=at)
    payment = collect_on_delivery(
        order_code=order_code, into=holder.account, actor=actor, at=at, on_behalf_of=on_behalf_of
    )
    if payment.outside or not amount:
        return payment
    is_own = holder == own_hands(payment.seller_code)
    Cash.objects.create(
        order_code=order_code,
        seller_code=payment.seller_code,
        amount_vnd=amount,
        hand_vnd=amount,
        holder_kind=holder.kind,
        holder_code=holder.code,
        status=CashStatus.OWN if is_own else CashStatus.IN_HAND,
        collected_by=actor.code,
        collected_at=at,
        since=at,
    )
    if not is_own:
        facts = {"amount_vnd": amount, "holder": f"{holder.kind}:{holder.code}"}
        record(
            "collecting.collected",
            actor=actor,
            subject_code=order_code,
            at=at,
            on_behalf_of=on_behalf_of,
            facts=facts,
        )
    return payment


@transaction.atomic
@one_posting()
def take_over(*, order_code: str, holder: Holder, actor: Actor, at: datetime, on_behalf_of: str = "") -> Cash:
    """The cash that counted as the shop's own was taken by this helper or carrier, who says so: it has to be handed
    over like all other cash.

    :raises TooMuchInHand: as `collect`
    :raises StepNotAllowed: if it is not counted as the shop's own
    """
    [payment] = lock_payments([order_code])
    _mind_the_limit(holder, Cash.objects.get(order_code=order_code).hand_vnd, at=at)
    [cash] = lock_cash_of([order_code])
    cash.status = CASH_FLOW.next("take_over", cash.status)
    own, due = own_hands(cash.seller_code).account, chart.due(cash.seller_code)
    taken_off = cash.cleared or payment.earned_at is not None
    enter(
        [
            Wish(
                f"cash:{order_code}:own-back",
                debit=own,
                credit=due,
                amount=cash.hand_vnd if taken_off else 0,
                kind=OWN_CASH_BACK,
                subject_code=order_code,
            ),
            Wish(
                f"cash:{order_code}:taken-over",
                debit=holder.account,
                credit=own,
                amount=cash.hand_vnd,
                kind="cash_taken_over",
                subject_code=order_code,
            ),
        ],
        at=at,
    )
    cash.holder_kind, cash.holder_code, cash.since, cash.cleared = holder.kind, holder.code, at, False
    cash.save(update_fields=["status", "holder_kind", "holder_code", "since", "cleared"])
    payment.came_into = holder.account
    payment.save(update_fields=["came_into"])
    set_apart(payment)
    facts = {"amount_vnd": cash.hand_vnd, "holder": f"{holder.kind}:{holder.code}"}
    record("collecting.taken_over", actor=actor, subject_code=order_code, at=at, on_behalf_of=on_behalf_of, facts=facts)
    return cash


def _mind_the_limit(holder: Holder, amount_vnd: int, *, at: datetime) -> None:
    limit = limit_of(holder, at=at)
    if limit is None:
        return
    if holder.kind == HolderKind.CARRIER:
        before = balance_of(holder.account).held
        if before <= limit < before + amount_vnd:
            enqueue("collecting.warn_of_limit", slug=holder.code)
        return
    lock_holder(holder)
    in_hand = in_hand_of(holder)
    if in_hand + amount_vnd > limit:
        raise TooMuchInHand(
            facts={"in_hand": format_vnd(in_hand), "limit": format_vnd(limit), "amount": format_vnd(amount_vnd)}
        )
