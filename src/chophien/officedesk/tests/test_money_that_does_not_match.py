from datetime import timedelta

import pytest

from chophien.accounts.states import Role
from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import operator
from chophien.catalog.actions.certificates import CertificateText, add_certificate
from chophien.catalog.tests.factories import a_listing
from chophien.lib.actor import SYSTEM
from chophien.officedesk.queues import queues_of
from chophien.officedesk.selectors import office_of
from chophien.officedesk.tests.factories import officer, signed_in, text_of
from chophien.orders.actions.answers import refuse_order
from chophien.orders.actions.cancelling import cancel_order, release_unpaid
from chophien.orders.actions.money import mark_paid, record_refund
from chophien.orders.models import Order
from chophien.orders.selectors.mismatches import not_matching
from chophien.orders.tests.factories import NOON, an_order, fresh
from chophien.payments.models import Refund
from chophien.privacy.actions.requests import ask
from chophien.sellers.tests.factories import a_seller, manager_of

pytestmark = pytest.mark.django_db
LIST = "/dieu-hanh/tien/khong-khop/"
SOON, LATE = NOON + timedelta(minutes=5), NOON + timedelta(minutes=20)


def odd(at):
    return [(one.code, one.mismatch) for one in not_matching(Order.objects.all(), at=at)]


def unpaid(**facts):
    return an_order(payment="vietqr", **facts)


def test_an_order_whose_money_fits_is_on_no_list():
    unpaid()
    paid = unpaid()
    mark_paid(group=paid.group, actor=SYSTEM, at=SOON)
    an_order()

    assert odd(SOON) == []


def test_money_that_came_after_the_order_was_cancelled_stands_until_it_went_back():
    order = unpaid()
    release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=LATE)
    mark_paid(group=order.group, actor=SYSTEM, at=LATE)

    before = odd(LATE)
    record_refund(refund=Refund.objects.get(), reference="FT1", actor=operator(), at=LATE)

    assert before == [(order.code, "late_money")]
    assert odd(LATE) == []


def test_a_refund_counts_from_the_day_after_it_was_due():
    order = unpaid()
    mark_paid(group=order.group, actor=SYSTEM, at=SOON)
    cancel_order(order=fresh(order), reason="Đổi ý", actor=SYSTEM, at=SOON)
    due = Refund.objects.get().due_on

    on_the_day, day_after = (NOON + timedelta(days=(due - NOON.date()).days + more) for more in (0, 1))

    assert odd(on_the_day) == []
    assert odd(day_after) == [(order.code, "refund_overdue")]


def test_a_transfer_that_is_still_awaited_an_hour_after_its_goods_were_let_go():
    order = unpaid()
    ends = fresh(order).held_until

    assert odd(ends + timedelta(minutes=60)) == []
    assert odd(ends + timedelta(minutes=61)) == [(order.code, "still_awaited")]


def test_a_cancelled_order_whose_money_is_still_here():
    order = unpaid()
    mark_paid(group=order.group, actor=SYSTEM, at=SOON)
    Order.objects.filter(pk=order.pk).update(status="cancelled", accept_by=None, cancelled_at=SOON)

    assert odd(SOON) == [(order.code, "money_kept")]


def test_a_seller_who_refuses_what_was_paid_owes_it_and_nothing_is_odd_about_that():
    order = unpaid()
    mark_paid(group=order.group, actor=SYSTEM, at=SOON)
    refuse_order(order=fresh(order), reason="Hết hàng", actor=SYSTEM, at=SOON)

    assert odd(SOON) == []


def test_the_desk_counts_and_lists_them_the_longest_first_for_its_own_province():
    later = unpaid(at=NOON + timedelta(hours=1))
    earlier = unpaid()
    at = NOON + timedelta(days=2)

    def queue(person):
        found = queues_of(office_of(person, at=at), at=at)
        return next((one.count, one.since) for one in found if one.kind.key == "mismatches")

    page = text_of(signed_in(officer(Role.OPERATOR, "08")).get(LIST))

    assert page.index(earlier.code) < page.index(later.code)
    assert "Vẫn chờ chuyển khoản" in page
    assert queue(officer(Role.OPERATOR, "08")) == (2, NOON)
    assert queue(officer(Role.OPERATOR, "20")) == (0, None)
    assert later.code not in text_of(signed_in(officer(Role.OPERATOR, "20")).get(LIST))


def test_requests_about_data_stand_on_the_first_page_with_the_day_they_are_due():
    person = manager_of(a_seller())
    request = ask(person=person, kind="export", words="", actor=person, at=NOON)
    at = NOON + timedelta(hours=1)

    found = {one.kind.key: one for one in queues_of(office_of(operator(), at=at), at=at)}
    keys = {one.kind.key for one in queues_of(office_of(officer(Role.OPERATOR, "08"), at=at), at=at)}

    assert (found["data"].count, found["data"].since, found["data"].due) == (1, NOON, request.settle_due)
    assert "data" not in keys
    assert "phải xong trước" in text_of(signed_in(operator()).get("/dieu-hanh/"))


def test_a_certificate_and_a_transfer_wait_since_they_were_handed_in_and_ordered():
    listing = a_listing()
    text = CertificateText(kind="vietgap", stars=None, number="VG-1", issuer="TUV", valid_from=None, valid_to=None)
    add_certificate(seller=listing.seller, text=text, listings=[listing], actor=SYSTEM, at=NOON)
    unpaid(at=SOON)

    found = {one.kind.key: one.since for one in queues_of(office_of(operator(), at=SOON), at=SOON)}

    assert (found["certificates"], found["transfers"]) == (NOON, SOON)


def test_who_reads_about_money_that_does_not_match():
    people = everybody(a_seller().code)

    assert let_in(people, LIST) == {"operator", "province operator", "province operator elsewhere"}


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    for _place in range(number):
        unpaid()
    client = signed_in(operator())

    with django_assert_num_queries(8):
        assert client.get(LIST).status_code == 200
