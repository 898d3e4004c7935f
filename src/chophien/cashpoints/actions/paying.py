"""Earned money that is given to a household in cash, and the receipt of cash that changed hands either way."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.cashpoints.actions._aside import post_aside
from chophien.cashpoints.actions._steps import (
    in_trial,
    lock_order,
    require_anothers,
    require_open_day,
    short_name,
    sms,
    take_step,
)
from chophien.cashpoints.actions.floats import watch_float
from chophien.cashpoints.errors import NotThatMuch, OutOfDate
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.policies import can_serve
from chophien.cashpoints.selectors.contracts import is_real, partner_named
from chophien.cashpoints.selectors.customers import speaker_for
from chophien.cashpoints.selectors.receipts import customer_of
from chophien.cashpoints.states import CashKind, CashStatus
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import Actor
from chophien.lib.money import format_vnd
from chophien.messages.actions.telling import notify
from chophien.payments import chart

GIVEN = _("Chợ Phiên: you got %(amount)s in cash at %(point)s. Receipt %(code)s.")
GIVEN_BACK = _("Chợ Phiên: you got back %(amount)s in cash for %(group)s at %(point)s. Receipt %(code)s.")
TAKEN = _("Chợ Phiên: %(point)s took %(amount)s in cash for %(group)s. Receipt %(code)s.")
TEXTS = {CashKind.OUT: GIVEN, CashKind.IN: TAKEN, CashKind.BACK: GIVEN_BACK}
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
    post_aside(order, at=at)
    hand_receipt(order, at=at)
    watch_float(order.till, simulated=order.simulated, at=at)
    return order


def hand_receipt(order: CashOrder, *, at: datetime, phone: str = "") -> None:
    """Tell the customer by SMS: whoever got the cash, a household in its notices too, or whoever paid it, at the
    `phone` that they named. Of a payer without one the one whose order it is for hears of it.
    """
    phone = phone or customer_of(order)[1]
    facts = {
        "amount": format_vnd(order.amount_vnd),
        "point": short_name(order.till.point),
        "code": order.code,
        "group": order.group_code,
    }
    text = TEXTS[CashKind(order.kind)]
    language = order.person.language if order.person else "vi"
    if order.payer_code:
        language = speaker_for(order).language
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
