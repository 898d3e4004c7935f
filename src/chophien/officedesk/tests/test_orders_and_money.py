import re

import pytest
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.lib.actor import SYSTEM
from chophien.officedesk.selectors import refunds_to_pay
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.money import mark_paid
from chophien.orders.models import Order, OrderStep
from chophien.orders.tests.factories import NOON, a_checkout, a_sent_order, an_order, fresh
from chophien.payments import chart
from chophien.payments.models import Payment, Refund
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def a_transfer(**facts):
    return fresh(a_checkout((a_variant(**facts), 1), payment="vietqr").orders[0])


def a_refund():
    order = a_transfer()
    mark_paid(group=order.group, actor=SYSTEM, at=NOON)
    cancel_order(order=fresh(order), reason="Hết hàng rồi", actor=SYSTEM, at=NOON)
    return fresh(order), Refund.objects.get()


def test_orders_are_found_by_code_phone_and_name_however_they_are_typed():
    order = an_order()
    an_order(contact_name="Vàng Mí Sính", contact_phone="0987654321")
    client = signed_in(operator())

    def found(text):
        return re.findall(r'href="/dieu-hanh/don/(CP-[^"/]+)/"', text_of(client.get("/dieu-hanh/don/", {"q": text})))

    assert found(order.code.lower().replace("-", " ")) == [order.code]
    assert found("+84 912 345 678") == [order.code]
    assert found("sùng a") == [order.code]
    assert found("' OR 1=1 --") == []
    assert len(found("")) == 2


def test_an_operator_of_a_province_sees_its_shops_orders_only():
    here = an_order(variant=a_variant(seller=a_seller(commune_code="06463")))
    there = an_order()
    client = signed_in(holder_of(Role.OPERATOR, Scope.PROVINCE, "20"))

    assert here.code in text_of(client.get("/dieu-hanh/don/"))
    assert client.get(f"/dieu-hanh/don/{there.code}/").status_code == 404


def test_an_order_shows_its_three_axes_story_and_buyer():
    order = a_sent_order()

    page = text_of(signed_in(operator()).get(f"/dieu-hanh/don/{order.code}/"))

    for told in (order.code, "Sùng A Páo", "0912 345 678", "EB123VN", "Người bán đã nhận đơn"):
        assert told in page


def test_a_transfer_that_came_is_marked_and_pays_the_whole_group():
    order = a_transfer()
    client = signed_in(operator())

    shown = text_of(client.get("/dieu-hanh/tien/"))
    answer = client.post(
        f"/dieu-hanh/don/{order.code}/tien-ve/", {"reference": "FT26325123", "next": "/dieu-hanh/tien/"}
    )
    again = client.post(f"/dieu-hanh/don/{order.code}/tien-ve/", {"reference": "FT26325123"})

    assert order.group.code in shown
    assert answer["Location"] == "/dieu-hanh/tien/"
    assert fresh(order).payment_status == "paid"
    assert again.status_code == 409
    assert order.group.code not in text_of(client.get("/dieu-hanh/tien/"))


def test_only_a_transfer_is_confirmed_by_hand_and_what_a_gateway_takes_is_told_by_the_gateway(settings):
    keys = {"terminal": "T", "key": "k", "page": "https://cong.example/", "api": "https://cong.example/"}
    settings.GATEWAYS = {**settings.GATEWAYS, "vnpay": keys}
    transfer, order = a_transfer(), an_order(payment="vnpay")
    manager = holder_of(Role.SELLER_MANAGER, scope_kind=Scope.SELLER, scope_code=order.seller.code)
    office, shop = f"/dieu-hanh/don/{order.code}/", f"/ban-hang/don/{order.code}/"
    boss, seller = signed_in(operator()), signed_in(manager)

    listed = text_of(boss.get("/dieu-hanh/tien/"))
    pages = [text_of(boss.get(office)), text_of(seller.get(shop))]
    answers = [
        client.post(f"{page}tien-ve/", {"reference": "FT1"}) for client, page in ((boss, office), (seller, shop))
    ]

    assert transfer.group.code in listed
    assert order.group.code not in listed
    for page in pages:
        assert "Chờ trả qua VNPay" in page
        assert "Đã nhận được tiền" not in page
        assert "Chờ chuyển khoản" not in page
    for answer in answers:
        assert answer.status_code == 409
        assert "Đơn này trả qua VNPay" in text_of(answer)
    assert fresh(order).payment_status == "awaiting_transfer"


def test_a_refund_is_written_down_with_its_reference_only():
    order, refund = a_refund()
    client = signed_in(operator())

    listed = text_of(client.get("/dieu-hanh/tien/"))
    without = client.post(f"/dieu-hanh/don/{order.code}/hoan/{refund.code}/", {"reference": ""})
    client.post(f"/dieu-hanh/don/{order.code}/hoan/{refund.code}/", {"reference": "FT999"})

    refund.refresh_from_db()
    assert f"/dieu-hanh/don/{order.code}/" in listed
    assert without.status_code == 422
    assert refund.reference == "FT999"
    assert fresh(order).payment_status == "refunded"


def test_what_a_shop_gives_back_itself_is_not_on_the_offices_list():
    order, refund = a_refund()
    boss = operator()
    assert list(refunds_to_pay(boss, at=timezone.now())) == [refund]

    Payment.objects.filter(order_code=order.code).update(receiver="seller")
    Refund.objects.update(booked_vnd=0)
    own_account = list(refunds_to_pay(boss, at=timezone.now()))
    Refund.objects.update(booked_vnd=refund.amount_vnd)
    Payment.objects.filter(order_code=order.code).update(came_into=chart.cash(chart.SELLER, order.seller.code))
    own_hands = list(refunds_to_pay(boss, at=timezone.now()))

    assert (own_account, own_hands) == ([], [])
    assert order.code not in text_of(signed_in(boss).get("/dieu-hanh/tien/"))


def test_a_refund_of_another_order_is_not_there():
    _order, refund = a_refund()
    other = an_order()

    assert (
        signed_in(operator()).post(f"/dieu-hanh/don/{other.code}/hoan/{refund.code}/", {"reference": "F"}).status_code
        == 404
    )


def test_orders_are_cancelled_and_received_for_those_who_call():
    placed, sent = an_order(), a_sent_order()
    client = signed_in(operator())

    without = client.post(f"/dieu-hanh/don/{placed.code}/huy/", {"reason": ""})
    client.post(f"/dieu-hanh/don/{placed.code}/huy/", {"reason": "Người mua gọi điện xin hủy"})
    client.post(f"/dieu-hanh/don/{sent.code}/da-nhan/")

    assert without.status_code == 409
    assert (fresh(placed).status, fresh(sent).status) == ("cancelled", "completed")


def test_received_is_told_the_same_when_it_is_pressed_twice_and_nothing_happens_again():
    placed, sent = an_order(), a_sent_order()
    client = signed_in(operator())

    first, second = (client.post(f"/dieu-hanh/don/{sent.code}/da-nhan/") for _press in range(2))
    too_soon = client.post(f"/dieu-hanh/don/{placed.code}/da-nhan/")

    assert (first.status_code, second.status_code, too_soon.status_code) == (302, 302, 409)
    assert first["Location"] == second["Location"] == f"/dieu-hanh/don/{sent.code}/"
    assert OrderStep.objects.filter(order=sent, step="complete").count() == 1
    assert (fresh(sent).status, fresh(placed).status) == ("completed", "placed")


def test_the_page_leads_nowhere_else():
    order = a_transfer()

    answer = signed_in(operator()).post(f"/dieu-hanh/don/{order.code}/tien-ve/", {"next": "https://evil.example/"})

    assert answer["Location"] == f"/dieu-hanh/don/{order.code}/"


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_the_same_queries_for_any_number(number, django_assert_num_queries):
    for _place in range(number):
        a_transfer()
    client = signed_in(operator())

    with django_assert_num_queries(11):
        assert client.get("/dieu-hanh/don/").status_code == 200
    with django_assert_num_queries(12):
        assert client.get("/dieu-hanh/tien/").status_code == 200
    assert Order.objects.count() == number
