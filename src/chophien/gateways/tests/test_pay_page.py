"""What the buyer reads on the page for paying, and which buttons stand there, wherever the money of the order stands."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.gateways.actions.starting import start_payment
from chophien.gateways.tests.factories import begin, tell
from chophien.gateways.tests.test_buyer_pages import owner_of
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.cancelling import release_unpaid
from chophien.orders.actions.choosing import choose_payment
from chophien.orders.actions.money import give_money_back, mark_paid
from chophien.orders.models import Order
from chophien.orders.tests.factories import an_order, fresh, guest
from chophien.orders.tests.pages import text_of
from chophien.payments.actions.unexplained import note_part
from chophien.payments.errors import NothingAwaited
from chophien.payments.models import Payment
from chophien.payments.states import PaymentMethod

pytestmark = pytest.mark.django_db
PART = 10_000
BUTTON = re.compile(
    r'<form[^>]*action="/tra-tien/[^"]*/(bat-dau|cach-khac)/".*?name="payment" value="(\w+)"', re.DOTALL
)
TO_TRANSFER = "Xem cách chuyển nốt"


def untouched(order, _gateway) -> None:
    del order


def a_part(order, _gateway) -> None:
    note_part(group_code=order.group.code, amount_vnd=PART, at=timezone.now())


def a_part_while_its_page_is_open(order, gateway) -> None:
    begin(order, gateway, at=timezone.now())
    a_part(order, gateway)


def transferred(order, _gateway) -> None:
    mark_paid(group=order.group, actor=SYSTEM, at=timezone.now())


def paid_at_the_gateway(order, gateway) -> None:
    attempt = begin(order, gateway, at=timezone.now())
    gateway.decide(attempt.reference)
    tell(gateway, attempt)


def time_is_over(order, _gateway) -> None:
    Order.objects.filter(pk=order.pk).update(held_until=timezone.now() - timedelta(minutes=1))


def let_go(order, _gateway) -> None:
    release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=order.held_until)


def in_cash(order, _gateway) -> None:
    choose_payment(group=order.group, method=PaymentMethod.COD, actor=guest(order), at=timezone.now())


def given_back(order, gateway) -> None:
    transferred(order, gateway)
    at = timezone.now()
    give_money_back(order=fresh(order), amount_vnd=order.total_vnd, reason="hỏng", noticed_at=at, actor=SYSTEM, at=at)


def over_with_a_part(order, gateway) -> None:
    a_part(order, gateway)
    time_is_over(order, gateway)


ALL, CLOSED, NONE = ["vnpay", "vietqr", "cod"], ["vietqr", "cod"], []
OVER, DONE, ENDED = "Đã hết giờ trả tiền", "Đơn đã trả tiền", "Đơn đã kết thúc"


@pytest.mark.parametrize("chosen", ["vnpay", "vietqr"])
@pytest.mark.parametrize(
    ("happens", "open_buttons", "closed_buttons", "reads"),
    [
        (untouched, ALL, CLOSED, "Số tiền phải trả"),
        (a_part, NONE, NONE, f"Đã nhận {PART // 1000}.000"),
        (a_part_while_its_page_is_open, NONE, None, f"Đã nhận {PART // 1000}.000"),
        (transferred, NONE, NONE, DONE),
        (paid_at_the_gateway, NONE, None, DONE),
        (time_is_over, NONE, NONE, OVER),
        (over_with_a_part, NONE, NONE, OVER),
        (let_go, NONE, NONE, ENDED),
        (in_cash, NONE, NONE, "tiền mặt khi nhận hàng"),
        (given_back, NONE, NONE, "Tiền được trả lại"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_the_page_says_where_the_money_stands_and_offers_what_can_be_done(
    chosen, happens, open_buttons, closed_buttons, reads, vnpay, settings
):
    order = an_order(payment=chosen, at=timezone.now())
    client = owner_of(order)
    happens(order, vnpay)
    rest = sum(one.transfer_vnd for one in Payment.objects.filter(group_code=order.group.code)) - PART
    address = f"/tra-tien/{order.group.code}/"

    open_page = client.get(address)
    settings.GATEWAYS = {**settings.GATEWAYS, "vnpay": {}}
    closed_page = client.get(address)

    assert [way for _to, way in BUTTON.findall(open_page.text)] == open_buttons
    assert closed_buttons is None or [way for _to, way in BUTTON.findall(closed_page.text)] == closed_buttons
    for page in (open_page, closed_page):
        assert reads in text_of(page)
        assert (TO_TRANSFER in text_of(page)) == (happens in {a_part, a_part_while_its_page_is_open})
    if happens in {a_part, a_part_while_its_page_is_open}:
        assert f"{rest:,}".replace(",", ".") in text_of(open_page)
    assert ("Hiện chưa trả được bằng thẻ" in text_of(closed_page)) == (happens is untouched)


@pytest.mark.parametrize("way", ["cod", "vnpay"])
def test_after_a_part_came_by_transfer_the_rest_is_neither_cash_nor_the_gateways(way, vnpay):
    order = an_order(payment="vietqr", at=timezone.now())
    client = owner_of(order)
    a_part(order, vnpay)
    address = f"/tra-tien/{order.group.code}/{'cach-khac' if way == 'cod' else 'bat-dau'}/"

    answer = client.post(address, {"payment": way})

    assert answer.status_code == 409
    assert "Một phần đã chuyển" in text_of(answer) or "đã chuyển" in text_of(answer)
    assert Payment.objects.get(order_code=order.code).method == "vietqr"
    with pytest.raises(NothingAwaited):
        start_payment(
            group=order.group, name="vnpay", actor=guest(order), at=timezone.now(), device="203.0.113.9", language="vi"
        )
