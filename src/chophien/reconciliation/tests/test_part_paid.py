"""A part of a transfer came: buyer and shop read how much, and the code on the page asks for exactly the rest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.lib.actor import SYSTEM
from chophien.lib.money import format_vnd as formatted
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.tests.factories import a_checkout, fresh, staff
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments.models import PartCame
from chophien.payments.selectors import transfer_for_group
from chophien.reconciliation.actions.deciding import give_line_back
from chophien.reconciliation.actions.watching import release_part
from chophien.reconciliation.tests.factories import a_transfer, words_for
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
CAME = 20_000


def format_vnd(amount):
    """As a page reads to somebody, with ordinary spaces."""
    return " ".join(formatted(amount).split())


@pytest.fixture
def order():
    """A VietQR order of somebody signed in, of two shops' goods, of which a part came."""
    at = timezone.now()
    goods = [(a_variant(seller=a_seller()), 1), (a_variant(seller=a_seller()), 1)]
    placed = a_checkout(*goods, person=PersonFactory(), payment="vietqr", at=at)
    a_transfer(words_for(placed.orders[0]), CAME, at=at)
    return fresh(placed.orders[0])


def test_s07_the_page_names_what_came_and_the_code_asks_for_exactly_the_rest(order):
    total = order.group.total_vnd
    rest = total - CAME

    transfer = transfer_for_group(order.group.code)
    page = text_of(as_person(order.group.person).get(f"/don/{order.code}/"))

    assert (transfer.came_vnd, transfer.amount_vnd) == (CAME, rest)
    assert f"54{len(str(rest)):02}{rest}" in transfer.payload
    assert f"Đã nhận được {format_vnd(CAME)}. Còn thiếu {format_vnd(rest)}" in page
    assert f"Số tiền còn thiếu {format_vnd(rest)}" in page


def test_the_shop_reads_that_it_is_paid_in_part_on_the_order_and_in_the_list(order):
    shop = as_person(staff(order))

    page, row = shop.get(f"/ban-hang/don/{order.code}/"), shop.get("/ban-hang/don/?loai=awaiting_transfer")

    assert f"Người mua đã chuyển {format_vnd(CAME)}, còn thiếu" in text_of(page)
    assert f"Mới trả một phần: {format_vnd(CAME)}" in text_of(row)


def test_a_second_part_counts_in_and_the_rest_completes_it(order):
    at = timezone.now()
    a_transfer(words_for(order), 30_000, at=at)
    rest = transfer_for_group(order.group.code).amount_vnd
    assert rest == order.group.total_vnd - 50_000

    a_transfer(words_for(order), rest, at=at)

    assert fresh(order).payment_status == "paid"
    assert not PartCame.objects.exists()


def test_a_part_that_goes_back_is_awaited_again(order):
    line = a_transfer("khach mua hang", 1_000, at=timezone.now())
    part = type(line).objects.get(status="part")

    give_line_back(line=part, reason="Người mua xin lại", actor=operator(), at=timezone.now())

    assert transfer_for_group(order.group.code).amount_vnd == order.group.total_vnd
    assert not PartCame.objects.exists()


def test_when_the_rest_shrinks_below_the_part_no_code_asks_for_money(order):
    at = timezone.now()
    first, second = order.group.orders.order_by("pk")
    a_transfer(words_for(order), second.total_vnd - CAME, at=at)

    cancel_order(order=first, reason="Đặt nhầm", actor=SYSTEM, at=at)

    assert transfer_for_group(order.group.code) is None
    for part in type(a_transfer("x", 1, at=at)).objects.filter(status="part"):
        release_part(line=part, at=at + timedelta(minutes=5))
    assert fresh(second).payment_status == "paid"
    assert not PartCame.objects.exists()
