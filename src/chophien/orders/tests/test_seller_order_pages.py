"""The shop's side of orders: the piles, one order, its steps; who may see and do what."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of, operator
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.money import give_money_back, mark_paid
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.states import OrderStatus
from chophien.orders.tests.factories import a_checkout, fresh, staff
from chophien.orders.tests.pages import answers_of, as_person, buttons_of, forms_of, source_of, text_of
from chophien.payments.states import PaymentStatus
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
LIST = "/ban-hang/don/"
HTMX = {"hx-request": "true"}


def ordered(*, seller=None, at=None, person=None, **wish):
    shop = seller or a_seller(name="HTX Tà Xùa", phone="+84987000111")
    placed = a_checkout((a_variant(seller=shop), 2), at=at or timezone.now(), person=person, **wish)
    return fresh(placed.orders[0])


def page_of(order):
    return f"/ban-hang/don/{order.code}/"


def confirmed(order):
    return confirm_order(order=order, actor=SYSTEM, at=timezone.now())


def packed(order):
    confirmed(order)
    return pack_order(order=order, actor=SYSTEM, at=timezone.now())


def test_the_whole_sale_from_the_shops_side_without_scripts():
    order = ordered()
    client = as_person(staff(order))

    first = client.get(LIST)
    assert buttons_of(first) == [f"Nhận đơn {order.code}"]

    taken = client.post(page_of(order) + "nhan/", follow=True)
    assert taken.redirect_chain == [(page_of(order), 302)]
    assert buttons_of(taken)[0] == "Đã đóng gói"

    wrapped = client.post(page_of(order) + "dong-goi/", follow=True)
    assert buttons_of(wrapped)[0] == "Đã giao cho bưu tá"

    handed = client.post(
        page_of(order) + "giao-buu-ta/", {"carrier": "VNPost", "tracking_code": "EB123456789VN"}, follow=True
    )
    assert "Hàng đang trên đường." in text_of(handed)
    assert "mã vận đơn EB123456789VN" in text_of(handed)
    assert (fresh(order).status, fresh(order).delivery_status) == ("confirmed", "in_transit")


def test_a_new_order_shows_what_to_send_to_whom_and_until_when():
    order = ordered(note="Gọi trước khi giao")

    words = text_of(as_person(staff(order)).get(page_of(order)))

    assert re.search(r"Bạn giao được đơn này không\? Xin trả lời trước \d\d:\d\d \S+ \S+ \d+/\d+\.", words)
    assert "Chè Shan tuyết cổ thụ 2 hộp × 185.000 đ / hộp 100 g 370.000 đ" in words
    assert "Người nhận Sùng A Páo Điện thoại 0912 345 678 Địa chỉ Số 8, ngõ 12, Phường Ba Đình, " in words
    assert "Cách tìm đường cạnh trường học Lời nhắn Gọi trước khi giao Gọi 0912 345 678" in words
    assert buttons_of(as_person(staff(order)).get(page_of(order)))[0] == "Nhận đơn"
    assert buttons_of(as_person(staff(order)).get(page_of(order)))[-1] == "Từ chối"


def test_after_a_part_goes_back_its_seller_reads_how_much_and_by_when():
    order = ordered(payment="vietqr")
    client = as_person(staff(order))
    now = timezone.now()
    mark_paid(group=order.group, actor=SYSTEM, at=now)
    before = text_of(client.get(page_of(order)))

    facts = {"amount_vnd": 50_000, "reason": "hỏng một hộp", "noticed_at": now}
    refund = give_money_back(order=fresh(order), actor=SYSTEM, at=now, **facts)

    words = text_of(client.get(page_of(order)))
    assert "Tiền hoàn cho người mua" not in before
    last = f"{refund.due_on:%d/%m/%Y}"
    assert f"Tiền hoàn cho người mua Sẽ hoàn 50.000 đ Chậm nhất hết ngày {last}." in words


def test_htmx_gets_the_row_with_the_next_verb():
    order = ordered()

    seen = {**HTMX, "HX-Current-URL": "https://cho.example/ban-hang/don-hang/?loai=to_answer"}
    row = as_person(staff(order)).post(page_of(order) + "nhan/", headers=seen)

    assert row.status_code == 200
    assert source_of(row).lstrip().startswith(f'<li class="panel stack" id="order-{order.code}">')
    assert buttons_of(row) == [f"Đã đóng gói {order.code}"]
    piles = source_of(row).partition('<ul class="chips" id="piles"')[2]
    assert 'hx-swap-oob="true"' in piles
    assert re.findall(r'loai=(\w+)"( aria-current="true")?>[^<]*<span class="num">(\d+)', piles) == [
        ("to_pack", "", "1")
    ]


def test_a_stale_row_comes_back_as_it_stands_with_the_reason():
    order = ordered()
    client = as_person(staff(order))
    confirmed(order)

    row = client.post(page_of(order) + "nhan/", headers=HTMX)

    assert row.status_code == 409
    assert 'role="alert"' in source_of(row)
    assert buttons_of(row) == [f"Đã đóng gói {order.code}"]


def test_a_stale_page_comes_back_as_it_stands_with_the_reason():
    order = ordered()
    client = as_person(staff(order))
    packed(order)

    page = client.post(page_of(order) + "dong-goi/")

    assert page.status_code == 409
    assert 'class="alert bad" role="alert"' in source_of(page)
    assert buttons_of(page)[0] == "Đã giao cho bưu tá"


def test_an_order_is_refused_with_a_reason_for_the_buyer():
    order = ordered()
    client = as_person(staff(order))

    answer = client.post(page_of(order) + "tu-choi/", {"reason": "Sáng nay đã bán hết ở chợ"}, follow=True)

    assert "Sáng nay đã bán hết ở chợ" in text_of(answer)
    assert (fresh(order).status, Stock.objects.get().available) == (OrderStatus.CANCELLED, 10)


@pytest.mark.parametrize("reason", ["", "  ", "\x00", "?!", "x" * 500])
def test_without_a_reason_nothing_is_refused_and_what_was_typed_is_kept(reason):
    order = ordered()

    refused = as_person(staff(order)).post(page_of(order) + "tu-choi/", {"reason": reason})

    assert refused.status_code in {409, 422}
    assert 'role="alert"' in source_of(refused)
    assert fresh(order).status == OrderStatus.PLACED
    assert answers_of(refused, page_of(order) + "tu-choi/")["reason"] == reason.replace("\x00", "")


def test_a_tracking_code_that_is_too_long_is_said_and_kept():
    order = packed(ordered())

    refused = as_person(staff(order)).post(page_of(order) + "giao-buu-ta/", {"tracking_code": "E" * 400})

    assert refused.status_code == 422
    assert answers_of(refused, page_of(order) + "giao-buu-ta/")["tracking_code"] == "E" * 400
    assert fresh(order).delivery_status == "packed"


def test_an_accepted_order_can_be_called_off_until_it_is_sent():
    order = confirmed(ordered())

    answer = as_person(staff(order)).post(page_of(order) + "huy/", {"reason": "Chè bị ẩm"}, follow=True)

    assert "Đơn này đã hủy. Xin đừng gửi hàng." in text_of(answer)
    assert fresh(order).status == OrderStatus.CANCELLED


def test_an_operator_marks_a_transfer_received():
    order = ordered(payment="vietqr")
    client = as_person(operator())

    waiting = client.get(page_of(order))
    assert "Người mua chưa chuyển khoản." in text_of(waiting)
    client.post(page_of(order) + "tien-ve/", {"reference": "FT26325001"})

    assert fresh(order).payment_status == PaymentStatus.PAID
    assert "Nhận đơn" in buttons_of(client.get(page_of(order)))


STEPS = {
    "nhan/": (ordered, {}, {"manager", "packer", "operator"}),
    "tu-choi/": (ordered, {"reason": "Hết hàng"}, {"manager", "operator"}),
    "dong-goi/": (lambda: confirmed(ordered()), {}, {"manager", "packer", "operator"}),
    "giao-buu-ta/": (lambda: packed(ordered()), {}, {"manager", "packer", "operator"}),
    "huy/": (lambda: confirmed(ordered()), {"reason": "Hết hàng"}, {"manager", "operator"}),
    "tien-ve/": (lambda: ordered(payment="vietqr"), {}, {"operator"}),
}


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_for_those_who_may_and_nobody_else(step):
    make, typed, allowed = STEPS[step]
    done = {}
    for audience in ("guest", "buyer", "stranger", "other shop", "manager", "packer", "accountant", "operator"):
        order = make()
        people = {
            "buyer": PersonFactory,
            "stranger": PersonFactory,
            "other shop": lambda: holder_of(Role.SELLER_MANAGER, Scope.SELLER, a_seller().code),
            "manager": lambda order=order: staff(order),
            "packer": lambda order=order: staff(order, Role.SELLER_PACKER),
            "accountant": lambda order=order: staff(order, Role.SELLER_ACCOUNTANT),
            "operator": operator,
        }
        client = as_person(people[audience]()) if audience in people else Client()
        before = (fresh(order).status, fresh(order).delivery_status, fresh(order).payment_status)
        answer = client.post(page_of(order) + step, typed)
        after = (fresh(order).status, fresh(order).delivery_status, fresh(order).payment_status)
        done[audience] = (answer.status_code, before != after)

    refused = {"accountant": (409, False), "packer": (409, False), "manager": (409, False)}
    expected = {
        audience: (302, True) if audience in allowed else refused.get(audience, (404, False)) for audience in done
    }
    assert done == {**expected, "guest": (302, False)}


def test_pages_are_for_the_shop_and_operators_and_a_stranger_finds_nothing():
    pao = PersonFactory()
    order = ordered(person=pao)
    seen = {
        "buyer": as_person(pao).get(page_of(order)).status_code,
        "stranger": as_person(PersonFactory()).get(page_of(order)).status_code,
        "other shop": as_person(holder_of(Role.SELLER_MANAGER, Scope.SELLER, a_seller().code))
        .get(page_of(order))
        .status_code,
        "manager": as_person(staff(order)).get(page_of(order)).status_code,
        "packer": as_person(staff(order, Role.SELLER_PACKER)).get(page_of(order)).status_code,
        "accountant": as_person(staff(order, Role.SELLER_ACCOUNTANT)).get(page_of(order)).status_code,
        "operator": as_person(operator()).get(page_of(order)).status_code,
    }

    assert seen == {
        "buyer": 404, "stranger": 404, "other shop": 404, "manager": 200, "packer": 200, "accountant": 200, "operator": 200,
    }  # fmt: skip
    assert Client().get(page_of(order))["Location"] == f"/dang-nhap/?next=%2Fban-hang%2Fdon%2F{order.code}%2F"
    assert as_person(PersonFactory()).get(LIST).status_code == 404
    assert as_person(staff(order)).get(LIST, {"gian": a_seller().code}).status_code == 404


def test_the_buyers_phone_is_shown_only_to_who_sends_and_only_while_it_is_needed():
    order = ordered()
    phone, masked = "0912 345 678", "091 *** *678"

    assert phone in text_of(as_person(staff(order)).get(page_of(order)))
    accountant = text_of(as_person(staff(order, Role.SELLER_ACCOUNTANT)).get(page_of(order)))
    assert (phone in accountant, masked in accountant, "Số 8, ngõ 12" in accountant) == (False, True, False)

    at = timezone.now() - timedelta(days=10)
    old = ordered(at=at)
    confirm_order(order=old, actor=SYSTEM, at=at)
    pack_order(order=old, actor=SYSTEM, at=at)
    hand_over_order(order=old, actor=SYSTEM, at=at)
    receive_order(order=old, actor=operator(), at=at)
    over = text_of(as_person(staff(old)).get(page_of(old)))
    assert (phone in over, masked in over, "Số 8, ngõ 12" in over) == (False, True, False)


def test_the_list_opens_where_something_waits_and_counts_the_piles():
    shop = a_seller(name="HTX Tà Xùa")
    confirmed(ordered(seller=shop))
    order = packed(ordered(seller=shop))
    client = as_person(staff(order))

    first = text_of(client.get(LIST))
    assert "Đã xác nhận Chè Shan tuyết cổ thụ 2 hộp Sùng A Páo, " in first
    assert first.startswith("Đơn hàng Mới Chờ đóng gói 1 Chờ gửi 1 Đang giao Chờ tiền Hoàn thành Đã hủy CP-")
    assert buttons_of(client.get(LIST, {"loai": "to_hand_over"})) == [f"Đã giao cho bưu tá {order.code}"]
    assert "Ở đây chưa có đơn nào" in text_of(client.get(LIST, {"loai": "cancelled"}))
    assert "Chưa có đơn mới" in text_of(client.get(LIST, {"loai": "to_answer"}))


def test_who_works_for_two_shops_chooses_between_them():
    one, other = ordered(seller=a_seller(name="A Chè")), ordered(seller=a_seller(name="B Mật"))
    lan = staff(one)
    from_both = as_person(lan)
    assert "A Chè" not in text_of(from_both.get(LIST))

    GrantFactory(person=lan, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, scope_code=other.seller.code)
    page = from_both.get(LIST, {"gian": other.seller.code})
    assert text_of(page).startswith("Đơn hàng A Chè B Mật Mới 1")
    assert [form["action"] for form in forms_of(page) if "don" in form["action"]] == [page_of(other) + "nhan/"]


@pytest.mark.parametrize("orders", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_orders(orders, django_assert_num_queries):
    shop = a_seller()
    for number in range(orders):
        order = ordered(seller=shop, at=timezone.now() - timedelta(minutes=number))
    client = as_person(staff(order))

    with django_assert_num_queries(15):
        client.get(LIST)


@pytest.mark.parametrize("asked", [{"loai": "x" * 5000}, {"trang": "🐃"}, {"loai": "\u202e"}, {"gian": ""}])
def test_what_the_address_cannot_mean_is_left_out(asked):
    order = ordered()

    assert as_person(staff(order)).get(LIST, asked).status_code == 200


def words_of_contract(client, order):
    answer = client.get(page_of(order) + "hop-dong.pdf")
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())


@pytest.mark.parametrize("role", [Role.SELLER_MANAGER, Role.SELLER_ACCOUNTANT])
def test_s02_a_suspended_shop_still_takes_its_contracts_years_later(role):
    order = ordered()
    Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - timedelta(days=3 * 365 - 1))
    Seller.objects.filter(pk=order.seller.pk).update(status="suspended")
    client = as_person(staff(order, role))

    text = words_of_contract(client, order)

    assert f'href="{page_of(order)}hop-dong.pdf"' in source_of(client.get(page_of(order)))
    assert order.code in text
    assert "Sùng A Páo" in text


def test_the_shops_copy_names_the_buyers_door_only_while_the_parcel_needs_it():
    order = ordered()
    client = as_person(staff(order))

    going = words_of_contract(client, order)
    cancel_order(order=order, reason="Đổi ý", actor=SYSTEM, at=timezone.now())
    over = words_of_contract(client, order)

    assert "0912 345 678" in going
    assert "Số 8, ngõ 12" in going
    assert "0912 345 678" not in over
    assert "Số 8, ngõ 12" not in over
    assert order.group.commune_name in over


def test_packers_and_strangers_take_no_contract():
    order = ordered()

    for person in (staff(order, Role.SELLER_PACKER), PersonFactory()):
        assert as_person(person).get(page_of(order) + "hop-dong.pdf").status_code == 404
