"""A transfer that pays for several shops' orders is one line with one sum."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.tests.factories import operator
from chophien.orders.models import Order
from chophien.orders.tests.factories import a_checkout
from chophien.payments.states import PaymentMethod
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
MONEY = "/dieu-hanh/tien/"


def desk():
    client = Client()
    client.force_login(operator())
    return client


def sums_of(page):
    return re.findall(r'<strong class="num">([0-9.]+)', page.content.decode())


def transfer_for(shops):
    goods = [(a_variant(), 1) for _ in range(shops)]
    return a_checkout(*goods, at=timezone.now(), payment=PaymentMethod.VIETQR)


def test_the_sum_to_look_for_in_the_account_is_that_of_all_orders_together():
    placed = transfer_for(2)
    total = sum(order.total_vnd for order in placed.orders)

    page = desk().get(MONEY)

    text = page.content.decode()
    assert sums_of(page) == [f"{total:,}".replace(",", ".")]
    assert all(order.code in text for order in placed.orders)
    assert text.count("/tien-ve/") == 1


def test_the_button_pays_all_of_them():
    placed = transfer_for(2)

    desk().post(f"/dieu-hanh/don/{placed.orders[0].code}/tien-ve/", {"reference": "", "next": MONEY})

    assert set(Order.objects.values_list("payment_status", flat=True)) == {"paid"}


@pytest.mark.parametrize("groups", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_transfers(groups, django_assert_num_queries):
    for _ in range(groups):
        transfer_for(2)
    client = desk()
    client.get(MONEY)

    with django_assert_num_queries(12):
        client.get(MONEY)
