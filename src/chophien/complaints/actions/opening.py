"""A buyer complains, sends the goods back, takes the complaint back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from chophien.complaints import policies
from chophien.complaints.actions.rescinding import cancel_contract
from chophien.complaints.actions.steps import Doing, clean_words, move, note
from chophien.complaints.errors import (
    AmountsWrong,
    AnswerMissing,
    NothingToSend,
    NotSentYet,
    OneAtATime,
    OnlyForWrongInformation,
    PhotoMissing,
    TooLate,
    WordsMissing,
)
from chophien.complaints.models import Complaint, ComplaintLine, ComplaintPhoto
from chophien.complaints.selectors.complaints import goods_come_back, lock_complaint, open_complaint_of
from chophien.complaints.states import ComplaintStatus, Fault, Wish
from chophien.complaints.terms import TERMS, Terms, in_words, span
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.money import format_vnd
from chophien.lib.text import clean_line
from chophien.orders.models import Order, OrderLine
from chophien.orders.selectors.orders import lock_order
from chophien.orders.states import OrderStatus
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.actions.sent import SentFile

PREFIX, SYMBOLS = "KN", 8
PHOTO_KIND, PHOTOS_MOST, PARCEL_MOST = "complaint", 6, 160


@dataclass(frozen=True)
class Grievance:
    """What a buyer says: what is wrong, what they wish, and for which goods (code of the variant → đồng wished)."""

    fault: str
    wish: str
    story: str
    amounts: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def open_complaint(
    *, order: Order, grievance: Grievance, photos: Sequence[SentFile] = (), actor: Actor, at: datetime
) -> Complaint:
    """Complain about an order. The shop has until `reply_due` to answer, all is settled before `settle_due`.

    Who wishes to cancel the contract, because the listing was wrong, has cancelled it with this.

    :raises NotPermitted: if `actor` is not the buyer
    :raises OneAtATime: if a complaint about the order is not over yet
    :raises NotSentYet, TooLate: if there is nothing yet to complain about, or no more
    :raises OnlyForWrongInformation: if the contract is to be cancelled for another reason
    :raises ContractOver: if the contract is to be cancelled and was before
    :raises WordsMissing, PhotoMissing, AmountsWrong, FileRefused: if the grievance is not complete
    """
    order = lock_order(order.pk)
    policies.can_complain(actor, order).require()
    if open_complaint_of(order) is not None:
        raise OneAtATime
    fault, wish = Fault(grievance.fault), Wish(grievance.wish)
    if wish == Wish.RESCIND and fault != Fault.WRONG_INFO:
        raise OnlyForWrongInformation
    terms = TERMS[fault]
    _check_time(order, terms, fault=fault, at=at)
    try:
        story = clean_words(grievance.story)
    except AnswerMissing:
        raise WordsMissing from None
    if terms.photo and not photos:
        raise PhotoMissing
    lines = _lines_of(order, grievance.amounts, needs_money=wish in {Wish.REFUND, Wish.RETURN})

    complaint = Complaint.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        order=order,
        fault=fault,
        wish=wish,
        story=story,
        opened_by=actor.code,
        opened_at=at,
        reply_due=at + span(terms.reply, at=at),
        settle_due=at + span(terms.settle, at=at),
    )
    ComplaintLine.objects.bulk_create(
        ComplaintLine(complaint=complaint, line=line, wished_vnd=wished) for line, wished in lines
    )
    doing = Doing.of(actor, complaint, at=at)
    keep_photos(complaint, photos, doing=doing)
    note(complaint, "open", before="", doing=doing)
    if wish == Wish.RESCIND:
        return cancel_contract(complaint=complaint, actor=actor, at=at)
    enqueue("complaints.watch", run_at=complaint.reply_due, complaint_id=complaint.pk)
    return complaint


@transaction.atomic
def withdraw_complaint(*, complaint: Complaint, actor: Actor, at: datetime) -> Complaint:
    """The buyer takes the complaint back.

    :raises NotPermitted: if `actor` is not the buyer
    :raises StepNotAllowed: if something was agreed or decided already
    """
    complaint = lock_complaint(complaint.pk)
    policies.can_complain(actor, complaint.order).require()
    return move(complaint, "withdraw", doing=Doing.of(actor, complaint, at=at))


@transaction.atomic
def send_back(*, complaint: Complaint, parcel: str, actor: Actor, at: datetime) -> Complaint:
    """The buyer sent the goods back, as was agreed or decided: with which carrier, under which number.

    :raises NotPermitted: if `actor` is not the buyer
    :raises NothingToSend: if nothing is to be sent back
    :raises AnswerMissing: if it is not said how
    """
    complaint = lock_complaint(complaint.pk)
    policies.can_complain(actor, complaint.order).require()
    if not awaits_return(complaint):
        raise NothingToSend
    complaint.return_parcel = clean_line(parcel)[:PARCEL_MOST]
    if not complaint.return_parcel:
        raise AnswerMissing
    complaint.save(update_fields=["return_parcel"])
    note(complaint, "send_back", before=complaint.status, doing=Doing.of(actor, complaint, at=at))
    return complaint


def awaits_return(complaint: Complaint) -> bool:
    """Whether goods are to be sent back and have not come yet."""
    if complaint.status not in {ComplaintStatus.AGREED, ComplaintStatus.DECIDED}:
        return False
    return goods_come_back(complaint, complaint.remedies.order_by("-pk").first())


def keep_photos(complaint: Complaint, photos: Sequence[SentFile], *, doing: Doing) -> None:
    """Keep what shows what is wrong, as private files of this complaint."""
    for photo in photos[:PHOTOS_MOST]:
        paper = take_private_file(
            file=photo,
            kind=PHOTO_KIND,
            owner_code=complaint.code,
            actor=doing.actor,
            at=doing.at,
            name="khieu-nai",
            on_behalf_of=doing.on_behalf_of,
        )
        facts = {"side": doing.side, "at": doing.at}
        ComplaintPhoto.objects.get_or_create(complaint=complaint, file_code=paper.code, defaults=facts)


def told_until(order: Order, terms: Terms, *, at: datetime) -> datetime | None:
    """The last moment to tell a fault with these terms; none while the parcel is not there or there is no end."""
    if not terms.tell:
        return None
    since = order.completed_at if terms.needs_parcel else order.placed_at
    return since + span(terms.tell, at=at) if since else None


def _check_time(order: Order, terms: Terms, *, fault: Fault, at: datetime) -> None:
    there = order.status == OrderStatus.COMPLETED or order.handed_over_at is not None
    if terms.needs_parcel and not there:
        raise NotSentYet
    if fault == Fault.NOT_COME and order.handed_over_at is None and order.status != OrderStatus.CONFIRMED:
        raise NotSentYet
    until = told_until(order, terms, at=at)
    if until is not None and until < at:
        raise TooLate(facts={"term": in_words(terms.tell, at=at)})


def _lines_of(order: Order, amounts: Mapping[str, int], *, needs_money: bool) -> list[tuple[OrderLine, int]]:
    """The lines that the complaint is about, each with what is wished back: never more than it cost."""
    lines = list(order.lines.select_related("variant").order_by("pk"))
    meant = [(line, amounts[line.variant.code]) for line in lines if line.variant.code in amounts]
    too_much = any(wished < 0 or wished > line.line_vnd - line.discount_vnd for line, wished in meant)
    if too_much or (needs_money and not sum(wished for _line, wished in meant)):
        raise AmountsWrong(facts={"most": format_vnd(sum(line.line_vnd - line.discount_vnd for line in lines))})
    return meant or [(line, 0) for line in lines]
