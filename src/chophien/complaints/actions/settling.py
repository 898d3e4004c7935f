"""Carrying out what was agreed or decided: money back, goods back, other goods."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from chophien.complaints import policies
from chophien.complaints.actions.steps import Doing, move, note
from chophien.complaints.errors import AnswerMissing, NothingLeftToSend, NothingToSend
from chophien.complaints.models import Complaint, Remedy
from chophien.complaints.selectors.complaints import goods_come_back, lock_complaint
from chophien.complaints.states import COMPLAINT_FLOW, ComplaintStatus, RemedyKind
from chophien.lib.actor import SYSTEM, Actor
from chophien.lib.money import share_by_largest_remainder
from chophien.lib.text import clean_line
from chophien.lots.actions.drawing import take_in as put_back_into_packs
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.money import give_money_back
from chophien.orders.actions.placing import Agreed, DirectLine, DirectWish, Terms, place_order
from chophien.orders.actions.sending import hand_over_order, pack_order
from chophien.orders.errors import CartRefused
from chophien.orders.models import Order
from chophien.orders.states import Origin
from chophien.payments.requests import Parts
from chophien.payments.selectors.refunds import is_owed_for, parts_promised_for, promised_for
from chophien.payments.states import PaymentMethod
from chophien.supply.actions import take_in

PARCEL_MOST, TRACKING_MOST = 160, 60
CARRIED_OUT = frozenset({ComplaintStatus.AGREED, ComplaintStatus.DECIDED})


def carry_out(complaint: Complaint, *, doing: Doing) -> Complaint:
    """Begin what the last remedy says: owe the money now, or once the goods are back; end where nothing is owed."""
    remedy = last_remedy(complaint)
    if remedy.kind == RemedyKind.REFUND:
        return _owe(complaint, remedy, doing=doing)
    if remedy.kind == RemedyKind.NOTHING:
        return move(complaint, "settle", doing=doing)
    return complaint


@transaction.atomic
def take_back(*, complaint: Complaint, actor: Actor, at: datetime, restock: bool = False) -> Complaint:
    """The goods came back to the shop: the money is owed now; with `restock` they can be sold again.

    :raises NotPermitted: if `actor` neither answers for the shop nor mediates
    :raises NothingToSend: if nothing was to come back, or it came before
    """
    complaint = lock_complaint(complaint.pk)
    _require_side(actor, complaint, at=at)
    remedy = last_remedy(complaint) if complaint.status in CARRIED_OUT else None
    if remedy is None or not goods_come_back(complaint, remedy):
        raise NothingToSend
    doing = Doing.of(actor, complaint, at=at)
    complaint.came_back_at = at
    complaint.save(update_fields=["came_back_at"])
    note(complaint, "take_back", before=complaint.status, doing=doing)
    if restock or remedy.restock:
        lines = [one.line for one in complaint.lines.select_related("line")]
        quantities = {line.variant_id: line.quantity for line in lines}
        behalf = doing.on_behalf_of
        take_in(quantities=quantities, subject_code=complaint.code, actor=actor, at=at, on_behalf_of=behalf)
        into_packs = {str(line.pk): line.quantity for line in lines}
        put_back_into_packs(order_code=complaint.order.code, quantities=into_packs, at=at)
    return _owe(complaint, remedy, doing=doing)


@transaction.atomic
def send_other(*, complaint: Complaint, parcel: str, actor: Actor, at: datetime) -> Complaint:
    """The shop sent other goods, free of charge: by which carrier, under which number.

    They are an order of their own at 0 đồng, linked to the complaint: the stock is taken and the buyer says when they
    came. It is no sale. What can be sent was promised before, so the market takes the order's steps itself.

    :raises NotPermitted: if `actor` neither answers for the shop nor mediates
    :raises NothingToSend: if no other goods were promised
    :raises AnswerMissing: if it is not said how
    :raises NothingLeftToSend: if too little is left; nothing is changed then
    """
    complaint = lock_complaint(complaint.pk)
    _require_side(actor, complaint, at=at)
    if complaint.status not in CARRIED_OUT or last_remedy(complaint).kind != RemedyKind.REPLACE:
        raise NothingToSend
    complaint.other_parcel = clean_line(parcel)[:PARCEL_MOST]
    if not complaint.other_parcel:
        raise AnswerMissing
    complaint.other_order = _order_instead(complaint, actor=actor, at=at)
    complaint.save(update_fields=["other_parcel", "other_order"])
    doing = Doing.of(actor, complaint, at=at)
    note(complaint, "send_other", before=complaint.status, doing=doing)
    return move(complaint, "settle", doing=doing)


def _order_instead(complaint: Complaint, *, actor: Actor, at: datetime) -> Order:
    """The same goods once more at 0 đồng, to the same door, on their way."""
    group = complaint.order.group
    lines = [one.line for one in complaint.lines.select_related("line__variant").order_by("pk")]
    wish = DirectWish(
        contact_name=group.contact_name,
        contact_phone=group.contact_phone,
        commune_code=group.commune_code,
        payment=PaymentMethod.COD,
        hamlet=group.hamlet,
        landmark=group.landmark,
        lat=group.lat,
        lon=group.lon,
        note=group.note,
    )
    try:
        placed = place_order(
            wish=wish,
            lines=[DirectLine(line.variant.code, Decimal(line.quantity), price_vnd=0) for line in lines],
            origin=Origin.REPLACEMENT,
            idempotency_key=complaint.code,
            actor=actor,
            at=at,
            person=group.person,
            terms=Terms(agreed=Agreed(group.regulation, group.consent_at))
            if group.regulation and group.consent_at
            else None,
            language=group.language,
        )
    except CartRefused as refusal:
        raise NothingLeftToSend from refusal
    order = placed.orders[0]
    for step in (confirm_order, pack_order):
        order = step(order=order, actor=SYSTEM, at=at)
    return hand_over_order(order=order, tracking_code=complaint.other_parcel[:TRACKING_MOST], actor=SYSTEM, at=at)


@transaction.atomic
def settle_paid(*, complaint: Complaint, actor: Actor, at: datetime) -> Complaint:
    """All money that was promised went back: what the complaint was about is done.

    A cancelled contract is over only once the shop has its goods back, too.
    """
    complaint = lock_complaint(complaint.pk)
    last = last_remedy(complaint)
    if awaits_money(complaint) or (last.kind == RemedyKind.RESCIND and goods_come_back(complaint, last)):
        return complaint
    if COMPLAINT_FLOW.allows("settle", complaint.status):
        move(complaint, "settle", doing=Doing.of(actor, complaint, at=at))
    return complaint


def last_remedy(complaint: Complaint) -> Remedy:
    """What counts: the last offer or decision."""
    return complaint.remedies.order_by("-pk")[0]


def _owe(complaint: Complaint, remedy: Remedy, *, doing: Doing) -> Complaint:
    """Owe what the remedy says, less what an earlier agreement about the same complaint has promised."""
    missing = remedy.refund_vnd - promised_for(complaint.order.code, reason=complaint.code)
    if missing <= 0:
        return complaint if awaits_money(complaint) else move(complaint, "settle", doing=doing)
    refund = give_money_back(
        order=complaint.order,
        amount_vnd=missing,
        reason=complaint.code,
        noticed_at=complaint.opened_at,
        actor=doing.actor,
        at=doing.at,
        on_behalf_of=doing.on_behalf_of,
        said=_said(complaint, remedy, most_vnd=missing),
    )
    complaint.refund_code = refund.code
    complaint.save(update_fields=["refund_code"])
    return complaint


def _said(complaint: Complaint, remedy: Remedy, *, most_vnd: int) -> Parts:
    """For which goods the remedy gives money back, and how much of it for the shipping, less what an earlier agreement
    has promised for the same; where that took less from one and more from another, in proportion, `most_vnd` in all.
    """
    goods = {str(one.line_id): one.refund_vnd for one in remedy.lines.all()}
    shipping = remedy.refund_vnd - sum(goods.values())
    before = parts_promised_for(complaint.order.code, reason=complaint.code)
    said = Parts(goods, shipping).less(before)
    if said.total_vnd <= most_vnd:
        return said
    *shares, of_shipping = share_by_largest_remainder(most_vnd, [*said.goods.values(), said.shipping_vnd])
    return Parts(dict(zip(said.goods, shares, strict=True)), of_shipping)


def awaits_money(complaint: Complaint) -> bool:
    """Whether money was promised for this complaint and has not gone back yet, or not all parts of it."""
    return bool(complaint.refund_code) and is_owed_for(complaint.order.code, reason=complaint.code)


def _require_side(actor: Actor, complaint: Complaint, *, at: datetime) -> None:
    seller = complaint.order.seller
    if not policies.can_mediate(actor, seller, at=at):
        policies.can_answer(actor, seller, at=at).require()
