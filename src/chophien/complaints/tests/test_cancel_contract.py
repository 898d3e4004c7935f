"""Wrong information before the contract: the buyer cancels it within thirty days, and the shop cannot refuse."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.complaints.actions.answering import answer_complaint, ask_the_market
from chophien.complaints.actions.mediating import lapse
from chophien.complaints.actions.opening import send_back
from chophien.complaints.actions.rescinding import cancel_contract
from chophien.complaints.actions.settling import take_back
from chophien.complaints.errors import ContractOver, NotSoldHere, OnlyForWrongInformation, TooLate
from chophien.complaints.models import Complaint
from chophien.complaints.selectors.complaints import waiting_for_the_shop
from chophien.complaints.selectors.pages import complaint_page
from chophien.complaints.tests.factories import LATER, NOON, a_complaint, a_delivered_order, an_offer
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Message
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.money import mark_paid, record_refund
from chophien.orders.actions.sending import complete_undisputed, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import a_packed_order, a_sent_order, an_order, fresh, guest, staff
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments.models import Refund
from chophien.supply.models import Stock

pytestmark = pytest.mark.django_db
LAST_DAY = NOON + timedelta(days=30)


def told(order, *, at=LATER, wish="answer"):
    """The buyer says that the listing was wrong."""
    return a_complaint(order=order, fault="wrong_info", wish=wish, amount_vnd=0, photos=[], at=at)


def a_paid_packed_order():
    order = an_order(payment="vietqr")
    mark_paid(group=order.group, actor=SYSTEM, at=NOON)
    for step in (confirm_order, pack_order):
        step(order=fresh(order), actor=SYSTEM, at=NOON)
    return fresh(order)


def statuses(order):
    order = fresh(order)
    return order.status, order.payment_status, order.delivery_status


def steps_of(complaint, actor, *, at=LATER):
    return complaint_page(Complaint.objects.get(pk=complaint.pk), actor=actor, at=at).may


@pytest.mark.parametrize("wish", ["answer", "rescind"])
def test_a_packed_order_is_called_off_by_the_buyer_with_nothing_to_pay(wish):
    order = a_packed_order()

    complaint = told(order, wish=wish)
    if wish == "answer":
        complaint = cancel_contract(complaint=complaint, actor=guest(order), at=LATER)

    assert statuses(order) == ("cancelled", "void", "cancelled")
    assert (complaint.status, Refund.objects.count(), Stock.objects.get().available) == ("settled", 0, 10)
    entry = Entry.objects.get(what="complaints.rescind")
    assert (entry.subject_code, entry.actor_code) == (complaint.code, guest(order).code)
    with pytest.raises(ContractOver):
        cancel_contract(complaint=complaint, actor=guest(order), at=LATER)


def test_a_packed_order_that_was_paid_is_owed_back_in_full_and_settled_with_the_money():
    order = a_paid_packed_order()

    complaint = told(order, wish="rescind")

    refund = Refund.objects.get()
    assert (refund.amount_vnd, refund.code) == (order.total_vnd, complaint.refund_code)
    assert (refund.due_on - LATER.date()).days == 30
    assert (statuses(order), complaint.status) == (("cancelled", "refund_due", "cancelled"), "agreed")
    record_refund(refund=refund, reference="FT1", actor=operator(), at=LATER)
    assert Complaint.objects.get().status == "settled"


def test_what_is_on_its_way_unpaid_turns_back_and_costs_the_buyer_nothing():
    order = a_sent_order()
    left = Stock.objects.get().available
    complaint = cancel_contract(complaint=told(order), actor=guest(order), at=LATER)

    assert statuses(order) == ("cancelled", "void", "cancelled")
    assert (complaint.status, complaint.remedies.get().refund_vnd, Stock.objects.get().available) == ("agreed", 0, left)
    assert steps_of(complaint, staff(order)) == {"escalate", "take_back"}
    assert list(waiting_for_the_shop(order.seller)) == [complaint]
    with pytest.raises(StepNotAllowed):
        receive_order(order=fresh(order), actor=guest(order), at=LATER)

    done = take_back(complaint=complaint, restock=True, actor=staff(order), at=LATER)

    assert (done.status, Refund.objects.count(), Stock.objects.get().available) == ("settled", 0, left + 2)
    assert not complete_undisputed(order=order, actor=SYSTEM, at=LAST_DAY)
    assert not waiting_for_the_shop(order.seller)


@pytest.mark.parametrize("money_first", [True, False])
@pytest.mark.parametrize("paid", [True, False])
def test_delivered_and_paid_goods_go_back_and_all_that_was_paid_is_owed(paid, money_first):
    order = a_delivered_order(paid=paid)
    complaint = cancel_contract(complaint=told(order, at=LAST_DAY), actor=guest(order), at=LAST_DAY)

    refund = Refund.objects.get()
    assert (refund.amount_vnd, complaint.remedies.get().refund_vnd) == (order.total_vnd, order.total_vnd)
    assert steps_of(complaint, guest(order), at=LAST_DAY) == {"escalate", "send_back"}
    send_back(complaint=complaint, parcel="VNPost EB1VN", actor=guest(order), at=LAST_DAY)

    ends = [
        lambda: record_refund(refund=refund, reference="FT1", actor=operator(), at=LAST_DAY),
        lambda: take_back(complaint=complaint, actor=staff(order), at=LAST_DAY),
    ]
    for end in ends if money_first else reversed(ends):
        assert Complaint.objects.get().status == "agreed"
        end()
    assert (Complaint.objects.get().status, Refund.objects.count()) == ("settled", 1)


def test_a_shop_that_said_no_cannot_keep_the_buyer_in_the_contract_and_may_only_ask_the_market():
    order = a_delivered_order()
    manager, complaint = staff(order), told(order)
    no = an_offer(complaint, kind="nothing", words="Thông tin của tôi đúng.")
    answer_complaint(complaint=complaint, offer=no, actor=manager, at=LATER)

    cancelled = cancel_contract(complaint=complaint, actor=guest(order), at=LATER + timedelta(days=1))

    assert (cancelled.status, Refund.objects.get().amount_vnd) == ("agreed", order.total_vnd)
    with pytest.raises(StepNotAllowed):
        answer_complaint(complaint=cancelled, offer=no, actor=manager, at=LATER)
    asked = ask_the_market(complaint=cancelled, actor=manager, at=LATER, reason="Thông tin đúng")
    assert asked.status == "mediation"


def test_silence_that_closed_the_complaint_takes_the_right_from_nobody():
    order = a_delivered_order()
    complaint = told(order)
    no = an_offer(complaint, kind="nothing", words="Thông tin của tôi đúng.")
    answer_complaint(complaint=complaint, offer=no, actor=staff(order), at=LATER)
    assert lapse(complaint=complaint, actor=SYSTEM, at=NOON + timedelta(days=20))

    cancelled = cancel_contract(complaint=complaint, actor=guest(order), at=LAST_DAY)

    assert (cancelled.status, Refund.objects.get().amount_vnd) == ("agreed", order.total_vnd)


def test_on_day_31_for_another_fault_and_by_another_person_it_is_refused():
    order = a_delivered_order()
    complaint = told(order)
    late = LAST_DAY + timedelta(seconds=1)

    assert "rescind" in steps_of(complaint, guest(order), at=LAST_DAY)
    assert "rescind" not in steps_of(complaint, guest(order), at=late)
    for actor, at, refusal in ((guest(order), late, TooLate), (PersonFactory(), LATER, NotPermitted)):
        with pytest.raises(refusal):
            cancel_contract(complaint=complaint, actor=actor, at=at)
    with pytest.raises(NotPermitted):
        cancel_contract(complaint=complaint, actor=staff(order), at=LATER)
    with pytest.raises(OnlyForWrongInformation):
        a_complaint(order=a_delivered_order(), fault="damaged", wish="rescind")
    damaged = a_complaint(order=a_delivered_order())
    assert "rescind" not in steps_of(damaged, guest(damaged.order))
    with pytest.raises(OnlyForWrongInformation):
        cancel_contract(complaint=damaged, actor=guest(damaged.order), at=LATER)
    assert not Refund.objects.exists()


def test_both_sides_are_told_that_the_contract_is_cancelled(do_jobs):
    order = a_delivered_order()
    manager, complaint = staff(order), told(order)
    do_jobs()
    Message.objects.all().delete()

    cancel_contract(complaint=complaint, actor=guest(order), at=LATER)
    do_jobs()

    said = dict(Message.objects.values_list("phone", "text"))
    assert set(said) == {order.group.contact_phone, manager.phone}
    assert all("hợp đồng" in text and order.code in text and len(text) <= 160 for text in said.values())


def test_the_button_cancels_and_somebody_else_finds_no_page():
    person = PersonFactory()
    order = a_delivered_order(at=timezone.now(), person=person)
    complaint = told(order, at=timezone.now())
    page = f"/don/{order.code}/khieu-nai/{complaint.code}/"
    buyer, manager = as_person(person), as_person(staff(order))

    assert "Hủy hợp đồng" in text_of(buyer.get(page))
    for stranger in (as_person(PersonFactory()), manager):
        assert stranger.post(f"{page}huy-hop-dong/").status_code == 404
    assert buyer.post(f"{page}huy-hop-dong/").headers["Location"] == f"{page}?xong=huy-hop-dong"

    words = text_of(buyer.get(f"{page}?xong=huy-hop-dong"))
    assert "Bạn đã hủy hợp đồng" in words
    assert "Tôi đã gửi trả hàng" in words
    assert "Hợp đồng đã hủy" in text_of(manager.get(f"/ban-hang/khieu-nai/{complaint.code}/"))
    choice = text_of(buyer.get(f"/don/{a_delivered_order(at=timezone.now(), person=person).code}/khieu-nai/"))
    assert "Tôi hủy hợp đồng vì thông tin đăng bán sai hoặc thiếu" in choice


def test_what_was_sold_elsewhere_and_written_down_by_hand_has_no_contract_here_to_cancel():
    order = a_sent_order(at=timezone.now(), person=PersonFactory())
    Order.objects.filter(pk=order.pk).update(origin="by_hand")
    form = as_person(order.group.person).get(f"/don/{order.code}/khieu-nai/")
    complaint = told(fresh(order), at=timezone.now())

    assert "rescind" not in steps_of(complaint, order.group.person, at=timezone.now())
    assert 'value="refund"' in form.content.decode()
    assert 'value="rescind"' not in form.content.decode()
    with pytest.raises(NotSoldHere):
        cancel_contract(complaint=complaint, actor=order.group.person, at=timezone.now())
