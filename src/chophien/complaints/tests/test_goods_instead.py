"""Goods that come back, and other goods that are sent instead."""

import pytest

from chophien.catalog.models import SearchEntry
from chophien.complaints.actions.answering import accept_answer
from chophien.complaints.actions.opening import send_back
from chophien.complaints.actions.settling import send_other, take_back
from chophien.complaints.errors import (
    NothingLeftToSend,
    NothingToSend,
)
from chophien.complaints.states import ComplaintStatus
from chophien.complaints.tests.factories import (
    LATER,
    a_complaint,
    a_delivered_order,
    an_answered,
    now,
)
from chophien.ledger.models import Transfer
from chophien.ledger.selectors import balance_of
from chophien.lots.models import Pack
from chophien.lots.tests.factories import a_brought_lot, goods_of, packed
from chophien.messages.models import OutgoingSms
from chophien.orders.actions.popularity import tell_popularity
from chophien.orders.actions.sending import receive_order
from chophien.orders.models import Order
from chophien.orders.states import Origin
from chophien.orders.tests.factories import fresh, guest, staff
from chophien.payments import chart
from chophien.payments.models import Refund
from chophien.supply.models import Stock
from chophien.tax.models import SellerYear, Withholding

pytestmark = pytest.mark.django_db


def test_goods_that_come_back_are_paid_for_then_and_can_be_sold_again():
    order = a_delivered_order()
    complaint = an_answered(a_complaint(order=order, wish="return"), kind="return", amount_vnd=370_000)
    buyer, manager = guest(order), staff(order)
    with pytest.raises(NothingToSend):
        send_back(complaint=complaint, parcel="VNPost EB1VN", actor=buyer, at=LATER)

    accept_answer(complaint=complaint, read=1, actor=buyer, at=LATER)
    assert not Refund.objects.exists()
    send_back(complaint=complaint, parcel="VNPost EB1VN", actor=buyer, at=LATER)
    take_back(complaint=complaint, restock=True, actor=manager, at=LATER)

    assert (now(complaint).return_parcel, Refund.objects.get().amount_vnd) == ("VNPost EB1VN", 370_000)
    assert Stock.objects.get().available == 10
    with pytest.raises(NothingToSend):
        take_back(complaint=complaint, actor=manager, at=LATER)


def test_goods_of_a_lot_that_come_back_good_are_in_their_packs_again_and_take_the_shares_back():
    lot, [grower] = a_brought_lot(None, "1")
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 10)
    order = a_delivered_order(variant=boxes, quantity=2)
    shared = balance_of(chart.grower(grower.code)).owed
    complaint = an_answered(a_complaint(order=order, wish="return"), kind="return", amount_vnd=order.goods_vnd)
    accept_answer(complaint=complaint, read=1, actor=guest(order), at=LATER)
    send_back(complaint=complaint, parcel="VNPost EB1VN", actor=guest(order), at=LATER)

    take_back(complaint=complaint, restock=True, actor=staff(order), at=LATER)

    assert (shared, balance_of(chart.grower(grower.code)).owed) == (order.goods_vnd, 0)
    assert Pack.objects.get().remaining == 10


def test_other_goods_settle_it_once_they_are_sent():
    complaint = an_answered(kind="replace")
    accept_answer(complaint=complaint, read=1, actor=guest(complaint.order), at=LATER)

    send_other(complaint=complaint, parcel="VNPost EB2VN", actor=staff(complaint.order), at=LATER)

    assert (now(complaint).status, now(complaint).other_parcel) == (ComplaintStatus.SETTLED, "VNPost EB2VN")


def in_the_books():
    """What was withheld, what counts as revenue, and what was moved."""
    return (
        set(Withholding.objects.values_list("pk", flat=True)),
        sum(SellerYear.objects.values_list("revenue_vnd", flat=True)),
        set(Transfer.objects.values_list("pk", flat=True)),
    )


def test_s34_other_goods_are_an_order_at_nothing_that_takes_the_stock_and_is_no_sale(do_jobs):
    complaint = an_answered(kind="replace")
    buyer, left = guest(complaint.order), Stock.objects.get().available
    accept_answer(complaint=complaint, read=1, actor=buyer, at=LATER)
    do_jobs()
    told = OutgoingSms.objects.count()

    send_other(complaint=complaint, parcel="VNPost EB2VN", actor=staff(complaint.order), at=LATER)
    do_jobs()

    other = now(complaint).other_order
    assert (other.origin, other.delivery_status, other.status) == (Origin.REPLACEMENT, "in_transit", "confirmed")
    assert (other.goods_vnd, other.shipping_vnd, other.fee_vnd, other.total_vnd) == (0, 0, 0, 0)
    first = complaint.order.group
    assert (other.group.contact_phone, other.group.consent_at) == (first.contact_phone, first.consent_at)
    assert (other.group.regulation, first.consent_at < LATER) == (first.regulation, True)
    assert Stock.objects.get().available == left - 2
    assert OutgoingSms.objects.count() <= told + 2  # of the complaint only: that they were sent, and that it is settled
    before = in_the_books()
    other = receive_order(order=fresh(other), actor=guest(other), at=LATER)
    do_jobs()
    assert other.status == "completed"
    assert in_the_books() == before
    assert not Withholding.objects.filter(subject_code=other.code).exists()
    tell_popularity(at=LATER)
    assert SearchEntry.objects.get().popularity == 1


def test_no_other_goods_are_sent_when_too_little_is_left():
    complaint = an_answered(kind="replace")
    accept_answer(complaint=complaint, read=1, actor=guest(complaint.order), at=LATER)
    Stock.objects.update(available=1)

    with pytest.raises(NothingLeftToSend, match="Không còn đủ"):
        send_other(complaint=complaint, parcel="VNPost EB2VN", actor=staff(complaint.order), at=LATER)

    assert (now(complaint).status, now(complaint).other_order) == (ComplaintStatus.AGREED, None)
    assert Order.objects.count() == 1
