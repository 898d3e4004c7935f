"""Cash that somebody brings for an order or for the deposit of a contract: it is counted, whoever brings it says yes in
a second step to exactly that, and only then it is booked.

The payer need not be who ordered. They say yes with a code on a phone that they name, the order's first, or with a card
of their own and its PIN. Whether that is asked is a dated rule (`cashpoints.cash_in_yes`), read when the cash is
counted and kept with it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.cashpoints.actions import _books
from chophien.cashpoints.actions._counted import call_off_earlier, require_waiting, waits
from chophien.cashpoints.actions._steps import lock_order, lock_till, note_step, take_step
from chophien.cashpoints.actions.asking import (
    KEY_MOST,
    PREFIX,
    SYMBOLS,
    check_customers_day,
    check_limits,
    end_unpaid,
    hold_customer,
    lasts,
)
from chophien.cashpoints.actions.confirming import (
    CONFIRM_FIELDS,
    Proof,
    finish,
    prove_by_card,
    why_not,
)
from chophien.cashpoints.actions.floats import watch_float
from chophien.cashpoints.actions.paying import hand_receipt
from chophien.cashpoints.errors import AskedDifferently, GiveCashBack, OwnMoney, TakingOver
from chophien.cashpoints.models import CashOrder, Till
from chophien.cashpoints.policies import can_serve
from chophien.cashpoints.selectors.contracts import partner_named
from chophien.cashpoints.selectors.owed import Owed, code_of_phone, owed_under
from chophien.cashpoints.selectors.tills import account_of
from chophien.cashpoints.states import OPEN, CashKind, CashStatus, Way
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.lib.money import format_vnd
from chophien.lib.phone import mask_phone
from chophien.orders.actions.counter import Unpaid, mark_paid_in_cash, unpaid_of
from chophien.payments import chart
from chophien.payments.errors import NothingAwaited, WrongAmount
from chophien.rules import selectors as rules
from chophien.wholesale.actions.deposits import deposit_came_in_cash

COUNTER = SystemActor("system:cashpoint")
"""Says to the payments that money came: the agent who took it stands in the trail and on the receipt."""
ALWAYS = "always"
TAKE_FIELDS = ("status", "paid_at", "paid_by", "partner", "contract", "ended_at", "payer_phone")
ANEW = _("Counted anew at this point.")


def asks_for_yes(at: datetime) -> bool:
    """Whether cash that is counted at that moment waits for the payer's yes."""
    return rules.value("cashpoints.cash_in_yes", at=at) == ALWAYS


@transaction.atomic
def count_cash_in(
    *, owed: Owed, till: Till, amount_vnd: int, key: str, actor: Actor, at: datetime, phone: str = ""
) -> CashOrder:
    """The agent has counted exactly what is still to be paid for orders, or for a contract's deposit: it waits for the
    payer's yes, for `cashpoints.counter_minutes`, and counts towards the limits. `phone` (E.164) is where the payer's
    code goes (`send_confirmation`); without one they say yes with a card. Where no yes is asked it is booked at once.

    Counted anew at the same point, what waited there for the same is called off; what waits elsewhere counts towards
    no limit of this. Sent again with the same `key`, nothing happens again.

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises OwnMoney: if it is the agent's own order, or their own phone
    :raises NothingAwaited: if nothing is to be paid, any more or yet
    :raises WrongAmount: if it is another amount; nothing is changed then
    :raises LimitReached: naming the limit, of whose order it is or of the payer
    :raises PointClosed, DayOpen: if no cash moves there now
    :raises AskedDifferently: if the key was used for something else
    """
    can_serve(actor, till.point, at=at).require()
    customer, yes = owed.customer_code, asks_for_yes(at)
    payer = _payer(owed, phone) if yes else ""
    if actor.code in {customer, payer}:
        raise OwnMoney
    hold_customer(customer, payer)
    till, simulated = lock_till(till, at=at)
    key = f"{actor.code}:{key}"[:KEY_MOST]
    before = CashOrder.objects.filter(key=key).select_related("till__point__commune__province", "person").first()
    if before is not None:
        same = (before.group_code, before.amount_vnd, before.kind) == (owed.code, amount_vnd, CashKind.IN)
        if not same or not _names(before, phone):
            raise AskedDifferently
        return before
    _require_awaited(owed.code, amount_vnd)
    call_off_earlier(CashKind.IN, owed, till, reason=ANEW, actor=actor, at=at)
    check_limits(customer, till.point, amount_vnd, own=False, simulated=simulated, at=at, but_counted_for=owed.code)
    if payer not in {"", customer}:
        check_customers_day(payer, till.point, amount_vnd, simulated=simulated, at=at, but_counted_for=owed.code)

    order = CashOrder(
        code=new_code(PREFIX, SYMBOLS),
        kind=CashKind.IN,
        till=till,
        group_code=owed.code,
        of_contract=owed.of_contract,
        person=owed.person,
        customer_code=customer,
        payer_code=payer,
        payer_phone=phone if yes else "",
        payer_shown=mask_phone(phone) if yes and phone else "",
        needs_yes=yes,
        amount_vnd=amount_vnd,
        counts_on=local_date(at),
        simulated=simulated,
        key=key,
        asked_by=actor.code,
        asked_at=at,
        taken_up_at=at,
        expires_at=at + lasts(own=False, at=at) if yes else at,
    )
    if not yes:
        _fill_in(order, actor=actor, at=at)
        order.status = CashStatus.PAID
    order.save(force_insert=True)
    note_step(order, "count" if yes else "take", before="", actor=actor, at=at)
    if not yes:
        _book(order, at=at)
    return order


def confirm_cash_in(*, order: CashOrder, proof: Proof, actor: Actor, at: datetime) -> CashOrder:
    """Whoever brought the cash says yes to it: it is booked at once, and the receipt goes out. Sent again by the same
    agent it is told again and nothing moves. Call it outside a transaction.

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises OwnMoney: if it is the agent's own order, or they say yes with their own phone or card
    :raises StepNotAllowed, TakingOver: if there is nothing to say yes to any more; the cash goes back
    :raises WrongConfirmation, ConfirmationOver, TooManyConfirmations, TooManyToday: about the code
    :raises CardUnknown, CardLocked, WrongPin, OwnPinWanted: about the card
    :raises LimitReached: if whose order it is, or who pays, would pass their day
    :raises GiveCashBack: if it was paid or cancelled meanwhile, or is another amount now: this one is called off
    :raises PointClosed, DayOpen: if no cash moves there now
    """
    can_serve(actor, order.till.point, at=at).require()
    payer, card = order.payer_code, None
    if proof.by_card and waits(order, CashKind.IN):
        card = prove_by_card(proof, opens=None, actor=actor, at=at)
        payer = card.person.code
    if actor.code in {order.customer_code, payer}:
        raise OwnMoney
    refusal: DomainError | None = None
    with transaction.atomic(durable=True):
        hold_customer(order.customer_code, order.payer_code, payer)
        order = lock_order(order.pk)
        can_serve(actor, order.till.point, at=at).require()
        if actor.code in {order.customer_code, payer}:
            raise OwnMoney
        if order.status == CashStatus.PAID and order.paid_by == actor.code:
            return order
        require_waiting(order, CashKind.IN, over=TakingOver, at=at)
        refusal = None if card is not None else why_not(order, proof.code, at=at)
        if refusal is None:
            _name_payer(order, payer)
            order.confirmed_at, order.confirmed_way = at, proof.way
            finish(order, actor=actor, at=at)
            try:
                _require_awaited(order.group_code, order.amount_vnd)
                _require_within_day(order)
                return _take(order, actor=actor, at=at)
            except (NothingAwaited, WrongAmount) as changed:
                refusal = GiveCashBack(facts={"why": str(changed)})
                order = lock_order(order.pk)
                end_unpaid(order, "refuse", actor=COUNTER, at=at, reason=str(changed))
        else:
            order.save(update_fields=CONFIRM_FIELDS)
    raise refusal


def _payer(owed: Owed, phone: str) -> str:
    """Who pays, as far as it is known yet: the buyer with the order's own phone, or who has the one that was named."""
    if not phone:
        return ""
    return owed.customer_code if phone == owed.phone else code_of_phone(phone)


def _names(before: CashOrder, phone: str) -> bool:
    """Whether cash that was counted before named this phone, as far as its row still tells: once over it keeps the
    number masked, and none where a card said yes.
    """
    if not before.needs_yes or before.confirmed_way == Way.CARD:
        return True
    if before.status in OPEN:
        return before.payer_phone == phone
    return before.payer_shown == (mask_phone(phone) if phone else "")


def _require_awaited(code: str, amount_vnd: int) -> Unpaid:
    unpaid = unpaid_of(code)
    if unpaid.amount_vnd != amount_vnd:
        raise WrongAmount(facts={"awaited": format_vnd(unpaid.amount_vnd)})
    return unpaid


def _name_payer(order: CashOrder, payer: str) -> None:
    """Keep who brings the cash where a card told it."""
    if payer == order.payer_code:
        return
    order.payer_code, order.payer_phone, order.payer_shown = payer, "", ""
    order.save(update_fields=["payer_code", "payer_phone", "payer_shown"])


def _require_within_day(order: CashOrder) -> None:
    """Let cash pass that is within the day on which it was counted, of whose order it is and of who pays."""
    point, when = order.till.point, order.asked_at
    for code in sorted({order.customer_code, order.payer_code} - {""}):
        check_customers_day(
            code, point, order.amount_vnd, simulated=order.simulated, at=when, but_counted_for=order.group_code
        )


@transaction.atomic
def _take(order: CashOrder, *, actor: Actor, at: datetime) -> CashOrder:
    """Book the cash. What is awaited is compared once more, under the locks of who else may pay it."""
    take_step(order, "take", actor=actor, at=at)
    phone = _fill_in(order, actor=actor, at=at)
    order.save(update_fields=TAKE_FIELDS)
    _book(order, at=at, phone=phone)
    return order


def _fill_in(order: CashOrder, *, actor: Actor, at: datetime) -> str:
    """Write down who took it under which contract. Returns the payer's number, which the order keeps no longer."""
    phone, order.payer_phone = order.payer_phone, ""
    order.paid_at, order.paid_by, order.ended_at = at, actor.code, at
    order.partner, order.contract = partner_named(simulated=order.simulated, at=at)
    return phone


def _book(order: CashOrder, *, at: datetime, phone: str = "") -> None:
    owed = owed_under(order.group_code, of_contract=order.of_contract)
    if owed is None:
        raise NothingAwaited
    amount, into, code = order.amount_vnd, account_of(order.till, simulated=False), order.code
    if order.simulated:
        _try(order, owed, at=at)
    elif owed.contract is not None:
        deposit_came_in_cash(contract=owed.contract, amount_vnd=amount, into=into, reference=code, actor=COUNTER, at=at)
    elif owed.group is not None:
        mark_paid_in_cash(group=owed.group, amount_vnd=amount, into=into, reference=code, actor=COUNTER, at=at)
    hand_receipt(order, phone=phone, at=at)
    watch_float(order.till, simulated=order.simulated, at=at)


def _try(order: CashOrder, owed: Owed, *, at: datetime) -> None:
    """The same in the book of trials, where the order stays unpaid."""
    unpaid = _require_awaited(owed.code, order.amount_vnd)
    trials = [
        Wish(
            f"cash:{order.code}:{number}",
            debit=account_of(order.till, simulated=False),
            credit=chart.pending(part.seller_code),
            amount=part.amount_vnd,
            kind="receive",
            subject_code=order.code,
        )
        for number, part in enumerate(unpaid.parts)
    ]
    _books.write(trials, till=order.till, simulated=True, at=at)
