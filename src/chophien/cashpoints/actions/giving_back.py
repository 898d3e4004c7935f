"""Money that goes back to a buyer who had paid in cash, fetched in cash: the agent counts it onto the counter, the
buyer says yes in a second step to exactly that, and with the yes it is booked and handed over.

What is booked cannot go back another way any more, so that nobody is given the same money twice: until the yes the
notes lie before the agent.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NoReturn

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import SELLER_ROLES
from chophien.cashpoints.actions import _books
from chophien.cashpoints.actions._aside import free, post_aside, set_aside
from chophien.cashpoints.actions._counted import call_off_earlier, require_waiting, waits
from chophien.cashpoints.actions._steps import (
    lock_order,
    lock_till,
    note_step,
    require_anothers,
    take_step,
)
from chophien.cashpoints.actions.asking import (
    KEY_MOST,
    PREFIX,
    SYMBOLS,
    check_limits,
    end_unpaid,
    hold_customer,
    lasts,
    refuse_over,
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
from chophien.cashpoints.errors import (
    AskedDifferently,
    FloatTooLow,
    KeepCash,
    LimitReached,
    NotBuyersCard,
    OutOfDate,
    OwnMoney,
)
from chophien.cashpoints.models import CashBack, CashOrder, Till
from chophien.cashpoints.policies import can_serve
from chophien.cashpoints.selectors.back import Plan, back_limits, in_notes, plan_of, refunds_of
from chophien.cashpoints.selectors.contracts import partner_named
from chophien.cashpoints.selectors.owed import Owed, owed_under
from chophien.cashpoints.selectors.tills import account_of, float_of
from chophien.cashpoints.states import CashKind, CashStatus
from chophien.ledger.actions.posting import Wish
from chophien.ledger.errors import LedgerRefused
from chophien.ledger.states import Result
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.lib.money import format_vnd
from chophien.lib.phone import mask_phone
from chophien.orders.actions.counter import refunds_fetched
from chophien.payments import chart
from chophien.payments.actions.books import one_posting
from chophien.payments.errors import NotToFetch
from chophien.payments.models import Refund
from chophien.wholesale.actions.deposits import deposit_fetched

COUNTER = SystemActor("system:cashpoint")
"""Says to the payments that money went back: the agent who gave it stands in the trail and on the receipt."""
GIVE_FIELDS = ("status", "paid_at", "paid_by", "partner", "contract", "ended_at", "payer_phone")
ANEW = _("Begun anew at this point.")


@transaction.atomic
def ask_cash_back(*, owed: Owed, till: Till, key: str, actor: Actor, at: datetime) -> CashOrder:
    """Set aside in a till what goes back to the buyer of these orders, or of this contract, and was paid in cash: all
    refunds that the limits let pass today, with the interest of late ones, in notes. For `cashpoints.counter_minutes`
    it waits for the buyer's yes: a code on the phone of who ordered (`send_confirmation`), or their card.

    Begun anew at the same point, what waited there for the same is called off. Sent again with the same `key`, it is
    the same.

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises OwnMoney: if it is the agent's own order or a guest's with their phone, or they work for the shop that sold,
        or have the cash that was paid
    :raises NotToFetch: if nothing of it can be fetched in cash
    :raises LimitReached: naming the limit that even one of the refunds would pass
    :raises FloatTooLow: if the till cannot give even one of them
    :raises PointClosed, DayOpen: if no cash moves there now
    :raises AskedDifferently: if the key was used for something else
    """
    can_serve(actor, till.point, at=at).require()
    customer = owed.customer_code
    if actor.code == customer:
        raise OwnMoney
    hold_customer(customer)
    till, simulated = lock_till(till, at=at)
    key = f"{actor.code}:{key}"[:KEY_MOST]
    before = CashOrder.objects.filter(key=key).select_related("till__point__commune__province", "person").first()
    if before is not None:
        if (before.group_code, before.kind) != (owed.code, CashKind.BACK):
            raise AskedDifferently
        return before
    call_off_earlier(CashKind.BACK, owed, till, reason=ANEW, actor=actor, at=at)
    plan = plan_of(owed, till, simulated=simulated, at=at)
    _require_no_part_in([one.refund for one in (*plan.given, *plan.left, *plan.never)], actor=actor, at=at)
    if not plan.given:
        _refuse(plan, owed, till, simulated=simulated, at=at)

    phone = owed.payee_phone
    order = CashOrder.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        kind=CashKind.BACK,
        till=till,
        group_code=owed.code,
        of_contract=owed.of_contract,
        person=owed.person,
        customer_code=customer,
        payer_phone=phone,
        payer_shown=mask_phone(phone) if phone else "",
        amount_vnd=plan.amount_vnd,
        counts_on=local_date(at),
        simulated=simulated,
        key=key,
        asked_by=actor.code,
        asked_at=at,
        taken_up_at=at,
        expires_at=at + lasts(own=False, at=at),
    )
    CashBack.objects.bulk_create(
        CashBack(order=order, refund_code=one.refund.code, amount_vnd=one.total_vnd) for one in plan.given
    )
    note_step(order, "ask", before="", actor=actor, at=at)
    set_aside(order, debit=chart.REFUNDS, kind="cash_back", at=at)
    return order


def confirm_cash_back(*, order: CashOrder, proof: Proof, actor: Actor, at: datetime) -> CashOrder:
    """The buyer says yes to the cash before them: it is booked at once, the refunds have gone back, and the receipt
    goes out. Sent again by the same agent it is told again and nothing moves. Call it outside a transaction.

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises OwnMoney: if it is the agent's own order, or they work for the shop that sold, or have the cash
    :raises StepNotAllowed, OutOfDate: if there is nothing to say yes to any more
    :raises WrongConfirmation, ConfirmationOver, TooManyConfirmations, TooManyToday: about the code
    :raises CardUnknown, CardLocked, WrongPin, OwnPinWanted: about the card
    :raises NotBuyersCard: if it is not the card of the person who ordered
    :raises KeepCash: if the money goes another way by now, comes to another sum, or would pass a limit: this one is
        called off
    :raises PointClosed, DayOpen: if no cash moves there now
    """
    can_serve(actor, order.till.point, at=at).require()
    require_anothers(order, actor=actor, at=at)
    by_card = proof.by_card and waits(order, CashKind.BACK)
    if by_card:
        card = prove_by_card(proof, opens=None, actor=actor, at=at)
        if order.person is None or card.person.pk != order.person.pk:
            raise NotBuyersCard
    refusal: DomainError | None = None
    with transaction.atomic(durable=True):
        hold_customer(order.customer_code)
        order = lock_order(order.pk)
        can_serve(actor, order.till.point, at=at).require()
        if order.status == CashStatus.PAID and order.paid_by == actor.code:
            return order
        require_waiting(order, CashKind.BACK, over=OutOfDate, at=at)
        refunds = Refund.objects.filter(code__in=refunds_of(order)).select_related("payment")
        _require_no_part_in(refunds, actor=actor, at=at)
        refusal = None if by_card else why_not(order, proof.code, at=at)
        if refusal is None:
            order.confirmed_at, order.confirmed_way = at, proof.way
            finish(order, actor=actor, at=at)
            try:
                _require_within_limits(order)
                return _give(order, actor=actor, at=at)
            except (NotToFetch, LimitReached) as changed:
                refusal = KeepCash()
                order = lock_order(order.pk)
                end_unpaid(order, "refuse", actor=COUNTER, at=at, reason=str(changed))
                free(order, at=at)
        else:
            order.save(update_fields=CONFIRM_FIELDS)
    raise refusal


def _require_no_part_in(refunds: Iterable[Refund], *, actor: Actor, at: datetime) -> None:
    """Let nobody give back what a shop sold for which they work, or cash that they, or a cooperative for which they
    work, have in hand.

    :raises OwnMoney: if it is theirs in that way
    """
    of_shops = chart.cash(chart.SELLER, "")
    for payment in {one.payment for one in refunds}:
        shops = {payment.seller_code}
        if payment.came_into.startswith(of_shops):
            shops.add(payment.came_into.removeprefix(of_shops))
        works_there = any(has_role_over(actor, SELLER_ROLES, seller_code=code, at=at) for code in shops)
        if works_there or payment.came_into == chart.cash(chart.HELPER, actor.code):
            raise OwnMoney


def _refuse(plan: Plan, owed: Owed, till: Till, *, simulated: bool, at: datetime) -> NoReturn:
    """Say why none of it is given: the limit that even the least passes, or the till; or there is nothing to fetch."""
    waiting = [*plan.left, *plan.never]
    if waiting:
        least = in_notes(min(one.total_vnd for one in waiting), at=at)
        refuse_over(back_limits(owed, till.point, simulated=simulated, at=at), least, own=False)
        free_vnd = float_of(till, simulated=simulated, at=at).free_vnd
        raise FloatTooLow(facts={"left": format_vnd(max(free_vnd, 0))})
    raise NotToFetch


def _require_within_limits(order: CashOrder) -> None:
    """Let cash pass that is still within the day of the buyer, and within the point's, on which it was asked for."""
    check_limits(
        order.customer_code,
        order.till.point,
        order.amount_vnd,
        own=False,
        simulated=order.simulated,
        at=order.asked_at,
        but_counted_for=order.group_code,
        kind=CashKind.BACK,
    )


@transaction.atomic
def _give(order: CashOrder, *, actor: Actor, at: datetime) -> CashOrder:
    """Book the cash. What goes back is compared once more, under the locks of who else may give it back."""
    take_step(order, "give_back", actor=actor, at=at)
    phone, order.payer_phone = order.payer_phone, ""
    order.paid_at, order.paid_by, order.ended_at = at, actor.code, at
    order.partner, order.contract = partner_named(simulated=order.simulated, at=at)
    order.save(update_fields=GIVE_FIELDS)
    if order.simulated:
        post_aside(order, at=at)
    else:
        _book(order, at=at)
    hand_receipt(order, phone=phone, at=at)
    watch_float(order.till, simulated=order.simulated, at=at)
    return order


def _book(order: CashOrder, *, at: datetime) -> None:
    """The refunds leave the till in place of what was set aside for them, and what was rounded up with them.

    :raises OutOfDate: if the books have just let go of what was set aside
    """
    try:
        _enter(order, at=at)
    except LedgerRefused as refusal:
        if refusal.result != Result.PENDING_TRANSFER_EXPIRED:
            raise
        raise OutOfDate from None


@one_posting()
def _enter(order: CashOrder, *, at: datetime) -> None:
    owed = owed_under(order.group_code, of_contract=order.of_contract)
    wanted, out_of, code = refunds_of(order), account_of(order.till, simulated=False), order.code
    free(order, at=at)
    if owed is not None and owed.contract is not None:
        deposit_fetched(contract=owed.contract, wanted=wanted, out_of=out_of, reference=code, actor=COUNTER, at=at)
    elif owed is not None and owed.group is not None:
        refunds_fetched(group=owed.group, wanted=wanted, out_of=out_of, reference=code, actor=COUNTER, at=at)
    else:
        raise NotToFetch
    rounded = Wish(
        f"cash:{code}:rounded",
        debit=chart.CASH_ROUNDING,
        credit=out_of,
        amount=order.amount_vnd - sum(wanted.values()),
        kind="cash_rounded",
        subject_code=code,
    )
    _books.write([rounded], till=order.till, simulated=False, at=at)
