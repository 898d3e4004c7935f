"""The buyer's own orders: thanks, timeline, cancelling, receiving, the contract; and nobody else's."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.states import Role
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.answers import confirm_order, refuse_order
from chophien.orders.actions.money import mark_paid
from chophien.orders.actions.sending import hand_over_order, pack_order
from chophien.orders.models import CartLine, Order, OrderGroup, OrderStep
from chophien.orders.states import OrderStatus
from chophien.orders.tests.factories import a_checkout, fresh, staff
from chophien.orders.tests.pages import answers_of, as_person, buttons_of, source_of, text_of
from chophien.payments.states import PaymentStatus
from chophien.sellers.tests.factories import a_seller
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def ordered(*, person=None, quantity=2, at=None, seller=None, **wish):
    """An order placed just now, and the token that opens it."""
    shop = seller or a_seller(name="HTX Tà Xùa", phone="+84987000111")
    placed = a_checkout((a_variant(seller=shop), quantity), person=person, at=at or timezone.now(), **wish)
    return placed.orders[0], placed.access_token


def opened(order, token):
    """A guest's browser that the token has opened the order to."""
    client = Client()
    client.get(f"/don/{order.code}/?k={token}")
    return client


def sent(order):
    at = timezone.now()
    confirm_order(order=order, actor=SYSTEM, at=at)
    pack_order(order=order, actor=SYSTEM, at=at + timedelta(minutes=1))
    return hand_over_order(
        order=order, actor=SYSTEM, at=at + timedelta(minutes=2), carrier="VNPost", tracking_code="EB123VN"
    )


def test_a_token_opens_the_order_and_is_taken_out_of_the_address():
    order, token = ordered()
    client = Client()

    answer = client.get(f"/don/{order.code}/?k={token}")

    cookie = answer.cookies["don-cua-may"]
    assert (answer.status_code, answer["Location"]) == (302, f"/don/{order.code}/")
    assert (cookie["httponly"], cookie["samesite"], token in cookie.value) == (True, "Lax", False)
    assert client.get(answer["Location"]).status_code == 200


def test_the_token_opens_the_group_and_a_group_of_one_order_is_that_order():
    order, token = ordered()
    client = Client()

    answer = client.get(f"/don/{order.group.code}/?k={token}", follow=True)

    assert [address for address, _status in answer.redirect_chain] == [
        f"/don/{order.group.code}/",
        f"/don/{order.code}/",
    ]


def test_a_new_order_says_where_it_stands_and_what_comes_next():
    order, token = ordered()

    words = text_of(opened(order, token).get(f"/don/{order.code}/"))

    assert words.startswith(f"Đơn hàng {order.code} Chờ xác nhận Đặt lúc ")
    assert "Đơn hàng Chờ xác nhận Thanh toán" in words
    assert re.search(
        r"Đã đặt hàng · \d\d:\d\d \S+ \S+ \d+/\d+ Bạn 2 Người bán nhận đơn · trước \d\d:\d\d \S+ \S+ \d+/\d+ "
        r"3 Đã đóng gói hàng 4 Giao hàng cho bưu tá 5 Hàng tới nơi · trước hết \S+ \S+ \d+/\d+ Hàng đã mua",
        words,
    )
    assert "Chè Shan tuyết cổ thụ 2 hộp × 185.000 đ / hộp 100 g 370.000 đ" in words
    assert "Tiền hàng 370.000 đ Tiền giao hàng 32.000 đ Tổng cộng 402.000 đ" in words
    assert "Người bán HTX Tà Xùa Xã Đồng Văn, Tỉnh Tuyên Quang Gọi 0987 000 111" in words
    assert "Người nhận Sùng A Páo Điện thoại 0912 345 678 Địa chỉ Số 8, ngõ 12, Phường Ba Đình, " in words


def test_the_buttons_have_the_words_of_the_contract_with_the_reader():
    order, token = ordered()
    client = opened(order, token)

    new = client.get(f"/don/{order.code}/")
    assert buttons_of(new)[-2:] == ["Mua lại", "Hủy đơn"]
    assert "Khiếu nại" in text_of(new)
    assert "Tải hợp đồng (PDF)" in text_of(new)

    sent(order)
    on_its_way = client.get(f"/don/{order.code}/")
    assert buttons_of(on_its_way)[-2:] == ["Đã nhận hàng", "Mua lại"]
    assert "VNPost" not in text_of(on_its_way)
    assert "mã vận đơn EB123VN" in text_of(on_its_way)


def test_a_guest_cancels_with_a_reason_and_the_goods_are_free_again():
    order, token = ordered(quantity=4)
    client = opened(order, token)
    place = f"/don/{order.code}/huy/"

    answer = client.post(place, {"reason": "Đặt nhầm hai lần"}, follow=True)

    words = text_of(answer)
    assert answer.redirect_chain == [(f"/don/{order.code}/?xong=huy", 302)]
    assert "Đơn đã hủy. Người bán đã được báo." in words
    assert "Bạn · Đặt nhầm hai lần" in words
    assert (fresh(order).status, Stock.objects.get().available) == (OrderStatus.CANCELLED, 10)
    assert "Hủy đơn" not in buttons_of(answer)


@pytest.mark.parametrize("reason", ["", "   ", "…", "\x00\u202e", "x" * 400])
def test_without_a_reason_that_can_be_read_nothing_is_cancelled(reason):
    order, token = ordered()
    client = opened(order, token)

    refused = client.post(f"/don/{order.code}/huy/", {"reason": reason})

    assert refused.status_code == 422
    assert 'id="id_reason-error"' in source_of(refused)
    assert fresh(order).status == OrderStatus.PLACED


def test_a_stale_page_cannot_cancel_what_is_packed():
    order, token = ordered()
    client = opened(order, token)
    confirm_order(order=order, actor=SYSTEM, at=timezone.now())
    pack_order(order=order, actor=SYSTEM, at=timezone.now())

    refused = client.post(f"/don/{order.code}/huy/", {"reason": "Đổi ý"})

    assert refused.status_code == 409
    assert "Hàng đã đóng gói rồi. Hãy gọi cho người bán." in text_of(refused)
    assert fresh(order).status == OrderStatus.CONFIRMED


def test_cancelling_twice_says_so_and_changes_nothing():
    order, token = ordered()
    client = opened(order, token)
    client.post(f"/don/{order.code}/huy/", {"reason": "Đổi ý"})

    refused = client.post(f"/don/{order.code}/huy/", {"reason": "Đổi ý"})

    assert refused.status_code == 409
    assert Stock.objects.get().available == 10


def test_the_buyer_has_received_the_parcel():
    order, token = ordered()
    client = opened(order, token)
    sent(order)

    answer = client.post(f"/don/{order.code}/da-nhan/", follow=True)

    assert "Cảm ơn bạn. Người bán đã biết hàng tới nơi." in text_of(answer)
    assert (fresh(order).status, fresh(order).payment_status) == (OrderStatus.COMPLETED, PaymentStatus.PAID)

    again = client.post(f"/don/{order.code}/da-nhan/")

    assert (again.status_code, again["Location"]) == (302, f"/don/{order.code}/?xong=da-nhan")
    assert "Đơn này đã được ghi là nhận hàng rồi" in text_of(client.get(again["Location"]))
    assert OrderStep.objects.filter(order=order, step="complete").count() == 1


def test_what_is_not_on_its_way_cannot_be_received():
    order, token = ordered()

    refused = opened(order, token).post(f"/don/{order.code}/da-nhan/")

    assert refused.status_code == 409
    assert fresh(order).status == OrderStatus.PLACED


def test_a_refused_order_that_was_paid_says_when_the_money_comes_back():
    order, token = ordered(payment="vietqr")
    mark_paid(group=order.group, actor=SYSTEM, at=timezone.now())
    refuse_order(order=order, reason="Sáng nay đã bán hết", actor=operator(), at=timezone.now())

    words = text_of(opened(order, token).get(f"/don/{order.code}/"))

    assert "Sáng nay đã bán hết" in words
    assert re.search(r"Tiền được hoàn lại cho người mua · trước hết \S+ \S+ \d+/\d+", words)


def test_a_transfer_can_be_scanned_copied_and_saved():
    order, token = ordered(payment="vietqr")
    client = opened(order, token)

    page = client.get(f"/don/{order.group.code}/cam-on/")

    words, source = text_of(page), source_of(page)
    assert re.search(r"Chợ giữ hàng cho bạn đến \d\d:\d\d \S+ \S+ \d+/\d+\. Nếu lúc đó chưa có tiền, đơn tự hủy", words)
    assert f"Số tiền 402.000 đ Chép Số tiền Nội dung chuyển khoản {order.group.code} Chép" in words
    assert source.count('class="qr"') == 1
    assert 'data-copy="402000"' in source
    assert f'data-copy="{order.group.code}"' in source
    picture = client.get(f"/don/{order.group.code}/ma-qr.png")
    assert (picture["Content-Type"], picture.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")


def test_once_the_money_came_nothing_asks_for_it():
    order, token = ordered(payment="vietqr")
    client = opened(order, token)
    mark_paid(group=order.group, actor=SYSTEM, at=timezone.now())

    assert "Chép" not in text_of(client.get(f"/don/{order.code}/"))
    assert client.get(f"/don/{order.group.code}/ma-qr.png").status_code == 404


def test_orders_of_one_press_of_the_button_stand_together():
    goods = [(a_variant(seller=a_seller(name=name)), 1) for name in ("HTX Tà Xùa", "Tổ mật ong Mèo Vạc")]
    placed = a_checkout(*goods, at=timezone.now())
    client = opened(placed.orders[0], placed.access_token)

    words = text_of(client.get(f"/don/{placed.group.code}/"))

    assert words.startswith("Các đơn đặt cùng lúc Đặt lúc ")
    assert "HTX Tà Xùa" in words
    assert "Tổ mật ong Mèo Vạc" in words
    assert "Tiền hàng 370.000 đ Tiền giao hàng 64.000 đ Tổng cộng 434.000 đ" in words


@pytest.mark.parametrize("typed", ["{}", "{low}", "{bare}", "{noprefix}", "{spaced}"])
def test_a_code_is_understood_however_it_is_typed(typed):
    order, token = ordered()
    client, code = opened(order, token), order.code
    bare = code.replace("-", "")
    written = typed.format(code, low=code.lower(), bare=bare, noprefix=bare[2:], spaced=" ".join(bare))

    answer = client.get(f"/don/{written}/", follow=True)

    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == f"/don/{code}/"


def test_the_contract_is_a_pdf_to_keep():
    order, token = ordered()

    answer = opened(order, token).get(f"/don/{order.code}/hop-dong.pdf")

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert answer["Content-Disposition"] == f'attachment; filename="hop-dong-{order.code}.pdf"'


def test_the_same_goods_can_be_bought_again_at_todays_price():
    order, token = ordered(quantity=3)
    client = opened(order, token)

    answer = client.post(f"/don/{order.code}/mua-lai/")

    assert (answer.status_code, answer["Location"]) == (302, "/gio/")
    line = CartLine.objects.get()
    assert (line.variant, line.quantity) == (order.lines.get().variant, 3)


def test_what_cannot_be_had_any_more_is_said_in_the_cart():
    order, token = ordered(quantity=3)
    client = opened(order, token)
    Stock.objects.update(available=0)

    page = client.post(f"/don/{order.code}/mua-lai/", follow=True)

    assert page.redirect_chain == [("/gio/?thieu=1", 302)]
    assert "1 món bạn đã mua lần trước nay không mua được." in text_of(page)


PAGES = ["", "hop-dong.pdf"]
POSTS = ["huy/", "da-nhan/", "mua-lai/"]


def test_nobody_but_the_buyer_sees_an_order_or_touches_it():
    pao = PersonFactory()
    order, _token = ordered(person=pao)
    others = {
        "guest": Client(),
        "other buyer": as_person(PersonFactory()),
        "the shop": as_person(staff(order)),
        "packer": as_person(staff(order, Role.SELLER_PACKER)),
        "operator": as_person(operator()),
    }

    for client in others.values():
        for page in PAGES:
            assert client.get(f"/don/{order.code}/{page}").status_code == 404
        for page in POSTS:
            assert client.post(f"/don/{order.code}/{page}", {"reason": "Đổi ý"}).status_code == 404
        for page in ("", "cam-on/", "ma-qr.png"):
            assert client.get(f"/don/{order.group.code}/{page}").status_code == 404
    own = as_person(pao)
    assert [own.get(f"/don/{order.code}/{page}").status_code for page in PAGES] == [200] * len(PAGES)
    assert fresh(order).status == OrderStatus.PLACED


@pytest.mark.parametrize("token", ["x", "\x00", "é" * 43, "a" * 5000])
def test_a_wrong_token_opens_nothing(client, token):
    order, _token = ordered()

    assert client.get(f"/don/{order.code}/", {"k": token}).status_code in {400, 404}
    assert "don-cua-may" not in client.cookies


def test_a_token_opens_only_its_own_group(client):
    _mine, token = ordered()
    theirs, _token = ordered()

    assert client.get(f"/don/{theirs.code}/?k={token}").status_code == 404


def test_a_cookie_written_by_somebody_else_opens_nothing(client):
    order, _token = ordered()
    client.cookies["don-cua-may"] = order.group.code

    assert client.get(f"/don/{order.code}/").status_code == 404


@pytest.mark.parametrize("code", ["x", "CP-AAAA-AAA", "GD-0000-0000", "🐃", "CP" * 4000])
def test_what_is_no_code_is_not_found(client, code):
    assert client.get(f"/don/{code}/").status_code == 404


def test_an_order_is_shown_for_three_years():
    pao = PersonFactory()
    order, _token = ordered(person=pao)
    client, today = as_person(pao), timezone.now()

    OrderGroup.objects.update(placed_at=today - timedelta(days=3 * 365 - 2))
    Order.objects.update(placed_at=today - timedelta(days=3 * 365 - 2))
    assert client.get(f"/don/{order.code}/").status_code == 200

    OrderGroup.objects.update(placed_at=today - timedelta(days=3 * 366 + 2))
    Order.objects.update(placed_at=today - timedelta(days=3 * 366 + 2))
    assert client.get(f"/don/{order.code}/").status_code == 404
    assert order.code not in text_of(client.get("/don/"))


def test_pages_of_orders_are_kept_by_nobody():
    order, token = ordered()
    client = opened(order, token)

    for page in ("", "khieu-nai/", "hop-dong.pdf"):
        assert "no-store" in client.get(f"/don/{order.code}/{page}")["Cache-Control"]


def test_the_thank_you_page_tells_a_guest_how_to_find_the_order_again():
    order, token = ordered()

    page = opened(order, token).get(f"/don/{order.group.code}/cam-on/")

    words = text_of(page)
    assert words.startswith(
        "Cảm ơn bạn, đơn đã đặt xong Người bán đã được báo và sẽ sớm trả lời. Bạn trả tiền khi nhận hàng. Đơn của bạn "
        f"{order.code} 402.000 đ HTX Tà Xùa Giao trước "
    )
    assert "Có mã đơn và số 0912 345 678, bạn tìm lại được đơn trên bất cứ máy nào." in words
    assert 'data-draft-done="dat-hang"' in source_of(page)


@pytest.mark.parametrize("lines", [1, 3])
def test_the_order_page_takes_the_same_queries_for_any_number_of_lines(lines, django_assert_num_queries):
    shop = a_seller()
    placed = a_checkout(*[(a_variant(seller=shop), 1) for _number in range(lines)], at=timezone.now())
    client = opened(placed.orders[0], placed.access_token)
    assert Order.objects.count() == 1

    with django_assert_num_queries(10):
        client.get(f"/don/{placed.orders[0].code}/")


def test_the_form_of_a_refused_reason_keeps_what_was_typed():
    order, token = ordered()

    refused = opened(order, token).post(f"/don/{order.code}/huy/", {"reason": "?!?"})

    assert answers_of(refused, f"/don/{order.code}/huy/") == {"reason": "?!?"}
