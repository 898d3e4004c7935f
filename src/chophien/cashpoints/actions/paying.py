"""Cash changes hands: earned money that is given to a household, and cash that is taken for an order."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.cashpoints.actions import _books
from chophien.cashpoints.actions._steps import (
    in_trial,
    lock_order,
    lock_till,
    note_step,
    require_anothers,
    require_open_day,
    short_name,
    sms,
    take_step,
)
from chophien.cashpoints.actions.asking import KEY_MOST, PREFIX, SYMBOLS, check_limits, hold_customer
from chophien.cashpoints.actions.floats import watch_float
from chophien.cashpoints.errors import AskedDifferently, NotThatMuch, OutOfDate, OwnMoney
from chophien.cashpoints.models import CashOrder, Till
from chophien.cashpoints.policies import can_serve
from chophien.cashpoints.selectors.contracts import is_real, partner_named
from chophien.cashpoints.selectors.customers import payer_code
from chophien.cashpoints.selectors.receipts import customer_of
from chophien.cashpoints.selectors.tills import account_of
from chophien.cashpoints.states import CashKind, CashStatus
from chophien.ledger.actions.posting import Wish
from chophien.ledger.selectors import balance_of
from chophien.ledger.states import ALL, Step
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.money import format_vnd
from chophien.messages.actions.telling import notify
from chophien.orders.actions.counter import mark_paid_in_cash, unpaid_of
from chophien.orders.models import OrderGroup
from chophien.payments import chart
from chophien.payments.errors import WrongAmount

COUNTER = SystemActor("system:cashpoint")
"""Says to the payments that money came: the agent who took it stands in the trail and on the receipt."""
GIVEN = _("Chợ Phiên: you got %(amount)s in cash at %(point)s. Receipt %(code)s.")
TAKEN = _("Chợ Phiên: %(point)s took %(amount)s in cash for %(group)s. Receipt %(code)s.")
MONEY_PAGE = "/ban-hang/tien-mat/"


@transaction.atomic
def pay_out_cash(*, order: CashOrder, actor: Actor, at: datetime) -> CashOrder:
    """The agent has counted the cash into the customer's hand: it leaves the till in the books, and a receipt goes out.

    Paid before by the same agent, it is told again and nothing moves.

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises OwnMoney: if it is the agent's own, or that of a household which they manage too
    :raises StepNotAllowed: unless the customer has said yes and it was not paid or called off
    :raises OutOfDate: if its time is over, or it was begun as a trial before there was a contract, or the other way
    :raises NotThatMuch: if money went back to buyers meanwhile, so that the household owes
    :raises PointClosed, DayOpen: if no cash moves there now
    """
    order = lock_order(order.pk)
    can_serve(actor, order.till.point, at=at).require()
    require_anothers(order, actor=actor, at=at)
    if order.status == CashStatus.PAID and order.paid_by == actor.code:
        return order
    require_open_day(order.till, simulated=order.simulated, at=at)
    take_step(order, "pay", actor=actor, at=at)
    if order.expires_at <= at or order.simulated == is_real(order.till.point, at=at):
        raise OutOfDate
    if not order.simulated and balance_of(chart.due(order.seller_code)).owed < 0:
        raise NotThatMuch
    order.paid_at, order.paid_by, order.ended_at = at, actor.code, at
    order.partner, order.contract = partner_named(simulated=order.simulated, at=at)
    order.save(update_fields=["status", "paid_at", "paid_by", "partner", "contract", "ended_at"])
    aside = order.aside_code
    post = Wish(f"{aside}:paid", pending=aside, step=Step.POST, amount=ALL, subject_code=order.code)
    _books.write([post], till=order.till, simulated=order.simulated, at=at)
    _hand_receipt(order, at=at)
    watch_float(order.till, simulated=order.simulated, at=at)
    return order


@transaction.atomic
def take_cash_for_order(
    *, group: OrderGroup, till: Till, amount_vnd: int, key: str, actor: Actor, at: datetime
) -> CashOrder:
    """Take what a buyer still has to pay for a group of orders, exactly that, in cash: it is paid at once.

    Of an awaited transfer or of parcels to be paid on delivery. Sent again with the same `key`, nothing moves again.

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises OwnMoney: if it is the agent's own order
    :raises NothingAwaited: if nothing is to be paid, any more or yet
    :raises WrongAmount: if it is another amount; nothing is changed then
    :raises LimitReached: naming the limit
    :raises PointClosed, DayOpen: if no cash moves there now
    :raises AskedDifferently: if the key was used for something else
    """
    can_serve(actor, till.point, at=at).require()
    customer = payer_code(group)
    if customer == actor.code:
        raise OwnMoney
    hold_customer(customer)
    till, simulated = lock_till(till, at=at)
    key = f"{actor.code}:{key}"[:KEY_MOST]
    before = CashOrder.objects.filter(key=key).select_related("till__point__commune__province", "person").first()
    if before is not None:
        if (before.group_code, before.amount_vnd, before.kind) != (group.code, amount_vnd, CashKind.IN):
            raise AskedDifferently
        return before
    awaited = unpaid_of(group)
    if awaited.amount_vnd != amount_vnd:
        raise WrongAmount(facts={"awaited": format_vnd(awaited.amount_vnd)})
    check_limits(customer, till.point, amount_vnd, own=False, simulated=simulated, at=at)
    partner, contract = partner_named(simulated=simulated, at=at)

    order = CashOrder.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        kind=CashKind.IN,
        status=CashStatus.PAID,
        till=till,
        group_code=group.code,
        person=group.person,
        customer_code=customer,
        amount_vnd=amount_vnd,
        counts_on=local_date(at),
        simulated=simulated,
        key=key,
        asked_by=actor.code,
        asked_at=at,
        taken_up_at=at,
        expires_at=at,
        paid_at=at,
        paid_by=actor.code,
        partner=partner,
        contract=contract,
        ended_at=at,
    )
    note_step(order, "take", before="", actor=actor, at=at)
    if simulated:
        trials = [
            Wish(
                f"cash:{order.code}:{number}",
                debit=account_of(till, simulated=False),
                credit=chart.pending(part.seller_code),
                amount=part.amount_vnd,
                kind="receive",
                subject_code=order.code,
            )
            for number, part in enumerate(awaited.parts)
        ]
        _books.write(trials, till=till, simulated=True, at=at)
    else:
        mark_paid_in_cash(
            group=group,
            amount_vnd=amount_vnd,
            into=account_of(till, simulated=False),
            reference=order.code,
            actor=COUNTER,
            at=at,
        )
    _hand_receipt(order, at=at)
    watch_float(till, simulated=simulated, at=at)
    return order


def _hand_receipt(order: CashOrder, *, at: datetime) -> None:
    """Tell the customer by SMS, and whoever has an account in their notices too."""
    _name, phone = customer_of(order)
    facts = {
        "amount": format_vnd(order.amount_vnd),
        "point": short_name(order.till.point),
        "code": order.code,
        "group": order.group_code,
    }
    text = GIVEN if order.kind == CashKind.OUT else TAKEN
    language = order.person.language if order.person else "vi"
    sms(
        phone=phone,
        text=text,
        facts=facts,
        simulated=order.simulated,
        language=language,
        about=order.code,
        at=at,
    )
    if order.person is not None and order.kind == CashKind.OUT:
        link = f"{MONEY_PAGE}{order.code}/"
        notify(
            person_code=order.person.code,
            text=in_trial(text, simulated=order.simulated),
            facts=facts,
            language=language,
            link=link,
            about=order.code,
            at=at,
        )
