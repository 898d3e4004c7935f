"""The buyer's right to cancel a contract that rests on wrong information (Law 19/2023/QH15 art. 38)."""

from datetime import datetime

from django.db import transaction

from chophien.complaints import policies
from chophien.complaints.actions.settling import settle_paid
from chophien.complaints.actions.steps import Doing, move
from chophien.complaints.errors import ContractOver, NotSoldHere, OneAtATime, OnlyForWrongInformation, TooLate
from chophien.complaints.models import Complaint, Remedy
from chophien.complaints.selectors.complaints import is_rescinded, lock_complaint, open_complaint_of
from chophien.complaints.states import ComplaintStatus, Fault, RemedyKind
from chophien.complaints.terms import TERMS, in_words, rescind_until
from chophien.lib.actor import Actor
from chophien.orders.actions.cancelling import rescind_order
from chophien.orders.actions.money import give_money_back
from chophien.orders.selectors.orders import lock_order
from chophien.orders.states import OrderStatus, Origin
from chophien.payments.selectors.refunds import last_refund_for, money_left, promised_for


@transaction.atomic
def cancel_contract(*, complaint: Complaint, actor: Actor, at: datetime) -> Complaint:
    """The buyer cancels the contract, because what the listing said was wrong or incomplete. The shop cannot refuse.

    An order that is not completed is called off, also a packed one; what was handed over goes back to the shop, which
    bears what that costs. All that was paid is owed back, with the days that the law gives counted from now.

    :raises NotPermitted: if `actor` is not the buyer
    :raises OnlyForWrongInformation: if the complaint is about something else
    :raises NotSoldHere: if it was sold elsewhere and only written down here
    :raises TooLate: if the contract was made longer ago than the rule of its day gives (`orders.free_cancel_days`)
    :raises ContractOver: if the order is cancelled, or the contract was before
    :raises OneAtATime: if this complaint is closed, and another about the order is not over
    :raises StepNotAllowed: if both sides agreed on something else, or the market decided
    """
    complaint = lock_complaint(complaint.pk)
    order = complaint.order = lock_order(complaint.order_id)
    policies.can_complain(actor, order).require()
    if complaint.fault != Fault.WRONG_INFO:
        raise OnlyForWrongInformation
    if order.origin == Origin.BY_HAND:
        raise NotSoldHere
    if rescind_until(order.placed_at) < at:
        raise TooLate(facts={"term": in_words(TERMS[Fault.WRONG_INFO].tell, at=order.placed_at)})
    if is_rescinded(complaint):
        raise ContractOver
    if complaint.status == ComplaintStatus.CLOSED and open_complaint_of(order) is not None:
        raise OneAtATime
    doing = Doing.of(actor, complaint, at=at)
    move(complaint, "rescind", doing=doing)
    _end_contract(complaint, doing=doing)
    Remedy.objects.create(
        complaint=complaint,
        kind=RemedyKind.RESCIND,
        refund_vnd=promised_for(order.code, reason=complaint.code),
        side=doing.side,
        actor_code=actor.code,
        on_behalf_of=doing.on_behalf_of,
        at=at,
    )
    refund = last_refund_for(order.code, reason=complaint.code)
    if refund is None:
        return settle_paid(complaint=complaint, actor=actor, at=at)
    complaint.refund_code = refund.code
    complaint.save(update_fields=["refund_code"])
    return complaint


def _end_contract(complaint: Complaint, *, doing: Doing) -> None:
    """Nothing is to be paid any more, and what was paid and not promised back before is owed."""
    order, at = complaint.order, doing.at
    if order.status != OrderStatus.COMPLETED:
        rescind_order(order=order, reason=complaint.code, actor=doing.actor, at=at)
    elif left := money_left(order.code):
        give_money_back(order=order, amount_vnd=left, reason=complaint.code, noticed_at=at, actor=doing.actor, at=at)
