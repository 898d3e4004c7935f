"""The pages of complaints: for a guest with the order's token, for the shop, for the market."""

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.complaints.models import Complaint, ComplaintStep
from chophien.complaints.tests.factories import (
    a_complaint,
    a_delivered_order,
    a_photo,
    an_answered,
    variant_code,
)
from chophien.messages.models import Notice
from chophien.orders.tests.factories import staff
from chophien.orders.tests.pages import as_person, forms_of, source_of, text_of
from chophien.payments.models import Refund
from chophien.sellers.states import Deed
from chophien.sellers.tests.factories import a_mandate, helper_in

pytestmark = pytest.mark.django_db


def delivered(**facts):
    return a_delivered_order(at=timezone.now(), **facts)


def complained(**facts):
    return a_complaint(order=delivered(person=PersonFactory(name="Páo")), at=timezone.now(), **facts)


def page_of(complaint):
    return f"/don/{complaint.order.code}/khieu-nai/{complaint.code}/"


def test_complaining_tells_whom_to_call_and_by_when_each_kind_is_settled():
    person = PersonFactory()
    order = delivered(person=person)

    words = text_of(as_person(person).get(f"/don/{order.code}/khieu-nai/"))

    assert words.startswith(f"Khiếu nại về đơn {order.code} Xin báo trong vòng 3 ngày kể từ khi nhận hàng.")
    assert "Trả lời lần đầu: trong 24 giờ" in words
    assert "Hàng tươi bị hỏng, thối, héo 24 giờ 12 giờ 24 giờ" in words


def test_a_complaint_goes_from_the_form_to_the_agreed_money():
    person = PersonFactory(name="Páo")
    order = delivered(person=person)
    buyer, shop = as_person(person), as_person(staff(order))
    form = {
        "fault": "damaged",
        "story": "Hộp bẹp",
        "wish": "refund",
        f"vnd-{variant_code(order)}": "100.000 đ",
        "photos": [a_photo()],
    }

    opened = buyer.post(f"/don/{order.code}/khieu-nai/", form, follow=True)
    complaint = Complaint.objects.get()
    seen = text_of(buyer.get(f"/don/{order.code}/"))
    money = {"kind": "refund", "words": "Xin lỗi bạn", f"vnd-{variant_code(order)}": "100000", "shipping_vnd": "5000"}
    answered = shop.post(f"/ban-hang/khieu-nai/{complaint.code}/tra-loi/", money, follow=True)
    agreed = buyer.post(f"{page_of(complaint)}dong-y/", {"read": "1"}, follow=True)

    assert opened.redirect_chain == [(f"{page_of(complaint)}?xong=gui", 302)]
    assert "Hộp bẹp" in text_of(opened)
    assert "Bạn đang khiếu nại về đơn này. Xem khiếu nại và lời đáp" in seen
    assert "Trả lời của bạn đã tới người mua." in text_of(answered)
    apart = "Tiền hàng: 100.000 đ · Phí vận chuyển: 5.000 đ"
    assert f"Hoàn tiền Sẽ hoàn 105.000 đ {apart}" in text_of(agreed)
    assert apart in text_of(as_person(operator()).get(f"/dieu-hanh/don/{order.code}/"))
    assert Refund.objects.get().amount_vnd == 105_000


def test_nobody_agrees_to_an_answer_that_came_after_the_page_was_opened():
    complaint = complained()
    buyer = as_person(complaint.order.group.person)
    an_answered(complaint, at=timezone.now())
    [opened] = [form for form in forms_of(buyer.get(page_of(complaint))) if form["action"].endswith("dong-y/")]
    an_answered(complaint, kind="nothing", at=timezone.now())

    stale = buyer.post(opened["action"], opened["fields"])

    complaint.refresh_from_db()
    assert (stale.status_code, complaint.status) == (409, "answered")
    assert "Gian hàng vừa trả lời lại" in text_of(stale)


def test_what_is_refused_comes_back_filled_in():
    person = PersonFactory()
    order = delivered(person=person)
    client = as_person(person)

    invalid = client.post(f"/don/{order.code}/khieu-nai/", {"story": "Hộp bẹp"})
    refused = client.post(f"/don/{order.code}/khieu-nai/", {"fault": "damaged", "story": "Hộp bẹp", "wish": "answer"})

    assert (invalid.status_code, refused.status_code) == (422, 409)
    assert "Hộp bẹp" in source_of(invalid)
    assert "Ảnh chụp chỗ không đúng : Bạn thêm ít nhất một ảnh" in text_of(refused)
    assert "Ảnh chụp chỗ không đúng (không bắt buộc)" not in text_of(refused)
    assert not Complaint.objects.exists()


def test_a_guest_complains_with_the_token_of_the_order_and_strangers_find_nothing():
    complaint = a_complaint(order=delivered(), at=timezone.now())
    shown = complaint.photos.get().file_code

    for client in (Client(), as_person(PersonFactory()), as_person(operator())):
        for path in ("", f"anh/{shown}/"):
            assert client.get(page_of(complaint) + path).status_code == 404
        assert client.post(page_of(complaint) + "rut/").status_code == 404


def test_who_sees_and_who_decides():
    complaint = complained()
    people = everybody(complaint.order.seller.code)
    operators = {"operator", "province operator"}
    anywhere = {*operators, "province operator elsewhere"}

    assert let_in(people, f"/ban-hang/khieu-nai/{complaint.code}/") == {"manager", "accountant", "packer"}
    assert let_in(people, "/dieu-hanh/khieu-nai/") == anywhere
    assert let_in(people, f"/dieu-hanh/khieu-nai/{complaint.code}/") == operators
    assert let_in(people, f"/dieu-hanh/khieu-nai/{complaint.code}/quyet-dinh/", method="post") == operators


def test_an_operator_decides_from_the_desk():
    complaint = complained()
    as_person(complaint.order.group.person).post(f"{page_of(complaint)}nho-cho/", {"reason": "Chưa thống nhất"})
    client = as_person(operator())
    code = variant_code(complaint.order)

    waiting = client.get("/dieu-hanh/khieu-nai/")
    said = {"kind": "refund", "words": "Ảnh cho thấy hộp bẹp", f"vnd-{code}": "50000"}
    decided = client.post(f"/dieu-hanh/khieu-nai/{complaint.code}/quyet-dinh/", said, follow=True)

    assert "Chờ quyết định" in text_of(waiting)
    assert "Đã quyết định. Hai bên được báo." in text_of(decided)
    assert Refund.objects.get().amount_vnd == 50_000


def test_a_helper_answers_in_the_households_name_and_promises_no_money():
    complaint = complained()
    helper = helper_in("00721")
    a_mandate(seller=complaint.order.seller, helper=helper, deeds=(Deed.ANSWER,), at=timezone.now())
    client = as_person(helper)
    address = f"/ban-hang/khieu-nai/{complaint.code}/tra-loi/"

    money = client.post(address, {"kind": "refund", "words": "Hoàn", f"vnd-{variant_code(complaint.order)}": "1000"})
    other = client.post(address, {"kind": "replace", "words": "Gửi hộp khác cho bạn"})

    step = ComplaintStep.objects.order_by("-pk")[0]
    assert (money.status_code, other.status_code) == (409, 302)
    assert (step.actor_code, step.on_behalf_of, step.side) == (helper.code, complaint.order.seller.code, "seller")


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_the_same_queries_for_any_number_of_complaints(number, django_assert_num_queries):
    first = complained()
    for _one in range(number - 1):
        other = complained()
        type(other.order).objects.filter(pk=other.order.pk).update(seller=first.order.seller)
    shop, judge = as_person(staff(first.order)), as_person(operator())

    for client, path, queries in ((shop, "/ban-hang/khieu-nai/", 5), (judge, "/dieu-hanh/khieu-nai/", 10)):
        client.get(path)
        with django_assert_num_queries(queries, info=path):
            assert client.get(path).status_code == 200


def test_the_answer_is_told_to_a_buyer_with_an_account(do_jobs):
    complaint = complained()
    an_answered(complaint, at=timezone.now())

    do_jobs()

    links = Notice.objects.filter(person_code=complaint.order.group.person.code).values_list("link", flat=True)
    assert page_of(complaint) in set(links)
