"""Reads about complaints: who may see which, fetching them for a change, and which are late."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.complaints.models import Complaint, Remedy
from chophien.complaints.policies import MEDIATING
from chophien.complaints.states import COMPLAINT_FLOW, OPEN_STATUSES, ComplaintStatus, Fault, RemedyKind
from chophien.complaints.terms import rescind_until, span
from chophien.orders.models import Order
from chophien.orders.selectors.orders import lock_order
from chophien.orders.states import OrderStatus, Origin
from chophien.payments.models import Refund
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import sellers_answered_by
from chophien.sellers.selectors.shops import sellers_staffed_by

STILL = (ComplaintStatus.OPENED, ComplaintStatus.ANSWERED, ComplaintStatus.MEDIATION)


def complaints_of_order(order: Order) -> QuerySet[Complaint]:
    """Everything that was complained about an order, newest first."""
    return with_everything(Complaint.objects.filter(order=order)).order_by("-opened_at", "-pk")


def complaints_of_sellers(sellers: Collection[Seller]) -> QuerySet[Complaint]:
    """Complaints about the orders of some shops."""
    return with_everything(Complaint.objects.filter(order__seller__in=sellers))


def complaints_seen_by_staff(person: Person, *, at: datetime) -> QuerySet[Complaint]:
    """Complaints that somebody may read on the seller's side: as staff of the shop or as its helper for answering."""
    staffed = sellers_staffed_by(person, at=at).values("pk")
    answered = sellers_answered_by(person, at=at).order_by().values("pk")
    return with_everything(Complaint.objects.filter(Q(order__seller__in=staffed) | Q(order__seller__in=answered)))


def complaints_mediated_by(person: Person, *, at: datetime) -> QuerySet[Complaint]:
    """Complaints of an operator's area, whatever their status."""
    reach = reach_of(person.code, roles=MEDIATING, at=at)
    area = Complaint.objects.filter(reach.q(province="order__seller__commune__province__code"))
    return with_everything(area)


def waiting_for_the_market(complaints: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Those that a person of the market has to decide, the most urgent first."""
    return complaints.filter(status=ComplaintStatus.MEDIATION).order_by("settle_due", "pk")


def waiting_for_the_shop(seller: Seller) -> QuerySet[Complaint]:
    """Those that a shop has to answer or to carry out, the most urgent first."""
    waiting = Q(status=ComplaintStatus.OPENED) | Q(
        status__in=[ComplaintStatus.AGREED, ComplaintStatus.DECIDED], refund_code=""
    )
    rescinded = Remedy.objects.filter(complaint=OuterRef("pk"), kind=RemedyKind.RESCIND)
    waiting |= Q(
        Exists(rescinded),
        status=ComplaintStatus.AGREED,
        order__handed_over_at__isnull=False,
        came_back_at__isnull=True,
    )
    return with_everything(Complaint.objects.filter(waiting, order__seller=seller)).order_by("reply_due", "pk")


def open_complaint_of(order: Order) -> Complaint | None:
    """The one complaint about an order that is not over, or none."""
    return Complaint.objects.filter(order=order, status__in=OPEN_STATUSES).first()


def goods_come_back(complaint: Complaint, remedy: Remedy | None) -> bool:
    """Whether the goods are on their way back to the shop, or shall be, by what counts now."""
    if remedy is None or complaint.came_back_at is not None:
        return False
    if remedy.kind == RemedyKind.RESCIND:
        return complaint.order.handed_over_at is not None
    return remedy.kind == RemedyKind.RETURN


def may_rescind(complaint: Complaint, *, at: datetime) -> bool:
    """Whether the buyer has the right to cancel the contract now, whatever the shop says."""
    return (
        complaint.fault == Fault.WRONG_INFO
        and complaint.order.origin != Origin.BY_HAND
        and COMPLAINT_FLOW.allows("rescind", complaint.status)
        and not is_rescinded(complaint)
        and at <= rescind_until(complaint.order.placed_at)
    )


def is_rescinded(complaint: Complaint) -> bool:
    """Whether there is no contract any more: the order is cancelled, or the buyer cancelled the contract before."""
    if complaint.order.status == OrderStatus.CANCELLED:
        return True
    return Remedy.objects.filter(complaint__order=complaint.order_id, kind=RemedyKind.RESCIND).exists()


def lock_complaint(pk: int) -> Complaint:
    """Fetch the complaint and hold its order and then itself until the transaction ends: whoever holds its order first,
    as money that goes back does, meets nobody who waits the other way round.
    """
    lock_order(Complaint.objects.values_list("order_id", flat=True).get(pk=pk))
    return with_everything(Complaint.objects.select_for_update(of=("self",), no_key=True)).get(pk=pk)


def complaint_of_refund(refund: Refund) -> Complaint | None:
    """The complaint for which this refund, or a part of it, was promised, or none."""
    about = Q(refund_code=refund.code) | Q(code=refund.reason, order__code=refund.payment.order_code)
    return Complaint.objects.filter(about).exclude(refund_code="").first()


def unanswered_at(at: datetime) -> QuerySet[Complaint]:
    """The shop should have answered by now."""
    return Complaint.objects.filter(status=ComplaintStatus.OPENED, reply_due__lte=at).order_by("pk")


def unsettled_at(at: datetime) -> QuerySet[Complaint]:
    """It should have been settled by now, and the market has not been told yet."""
    late = Complaint.objects.filter(status__in=STILL, settle_due__lte=at, warned_at__isnull=True)
    return late.order_by("pk")


def without_a_word_at(at: datetime) -> QuerySet[Complaint]:
    """The shop answered long ago and the buyer has said nothing."""
    since = at - span("complaints.buyer_answer_days", at=at)
    return Complaint.objects.filter(status=ComplaintStatus.ANSWERED, answered_at__lte=since).order_by("pk")


def with_everything(complaints: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Fetch with each complaint what every page and verdict asks."""
    return complaints.select_related("order__group__person", "order__seller__commune__province")
