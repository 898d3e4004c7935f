"""Complaints for tests, made through the same actions as in the market."""

from datetime import datetime, timedelta
from io import BytesIO

from chophien.complaints.actions.answering import Offer, answer_complaint, ask_the_market
from chophien.complaints.actions.opening import Grievance, open_complaint
from chophien.complaints.models import Complaint
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.money import mark_paid
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, an_order, fresh, guest, staff
from chophien.uploads.tests.factories import jpeg

LATER = NOON + timedelta(hours=1)


def a_photo(side: int = 200) -> BytesIO:
    return BytesIO(jpeg(side, 200))


def a_delivered_order(*, at: datetime = NOON, paid: bool = True, **facts: object) -> Order:
    """Two packets at 185.000 đ, paid by transfer, in the buyer's hands since `at`."""
    order = an_order(payment="vietqr" if paid else "cod", at=at, **facts)
    if paid:
        mark_paid(group=order.group, actor=SYSTEM, at=at)
    for step in (confirm_order, pack_order, hand_over_order, receive_order):
        step(order=fresh(order), actor=SYSTEM, at=at)
    return fresh(order)


def variant_code(order: Order) -> str:
    return order.lines.select_related("variant").get().variant.code


def a_grievance(order: Order, *, amount_vnd: int = 100_000, **facts: object) -> Grievance:
    return Grievance(
        fault=facts.pop("fault", "damaged"),
        wish=facts.pop("wish", "refund"),
        story=facts.pop("story", "Một hộp bị bẹp, chè rơi ra ngoài."),
        amounts={variant_code(order): amount_vnd} if amount_vnd else {},
    )


def a_complaint(*, order: Order | None = None, at: datetime = LATER, **facts: object) -> Complaint:
    """A guest complains about a delivered order."""
    order = order or a_delivered_order()
    photos = facts.pop("photos", [a_photo()])
    buyer = order.group.person or guest(order)
    return open_complaint(order=order, grievance=a_grievance(order, **facts), photos=photos, actor=buyer, at=at)


def an_offer(complaint: Complaint, *, kind: str = "refund", amount_vnd: int = 100_000, **facts: object) -> Offer:
    money = {variant_code(complaint.order): amount_vnd} if kind in {"refund", "return"} else {}
    return Offer(kind=kind, words=facts.pop("words", "Xin lỗi bạn, tôi hoàn tiền hộp bị bẹp."), amounts=money, **facts)


def an_answered(complaint: Complaint | None = None, *, at: datetime = LATER, **offer: object) -> Complaint:
    """The shop's manager has answered."""
    complaint = complaint or a_complaint()
    manager = staff(complaint.order)
    return answer_complaint(complaint=complaint, offer=an_offer(complaint, **offer), actor=manager, at=at)


def before_the_market(complaint: Complaint | None = None, *, at: datetime = LATER) -> Complaint:
    """The buyer has asked the market."""
    complaint = complaint or a_complaint()
    buyer = complaint.order.group.person or guest(complaint.order)
    return ask_the_market(complaint=complaint, actor=buyer, at=at, reason="Chưa thống nhất")


def now(complaint: Complaint) -> Complaint:
    """The complaint as it is in the data base now."""
    rows = Complaint.objects.select_related("order__group__person", "order__seller__commune__province")
    return rows.get(pk=complaint.pk)
