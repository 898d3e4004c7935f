"""The page of an order that waits for money says where it can be paid in cash, where there is such a place."""

import pytest
from django.test import Client
from django.utils import timezone

from chophien.cashpoints.tests.factories import a_till, an_agent
from chophien.orders.actions.counter import unpaid_of
from chophien.orders.tests.factories import a_checkout
from chophien.orders.tests.pages import source_of, text_of
from chophien.payments.errors import NothingAwaited
from chophien.reconciliation.tests.factories import a_transfer, words_for
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def page_of(placed):
    client, code = Client(), placed.orders[0].code
    client.get(f"/don/{code}/?k={placed.access_token}")
    return client.get(f"/don/{code}/")


def test_who_owes_a_transfer_reads_of_cash_points_of_the_own_province_and_what_to_say_there():
    variant, at = a_variant(available=9), timezone.now()
    waiting, on_delivery = (a_checkout((variant, 1), payment=how, at=at) for how in ("vietqr", "cod"))
    till = a_till(commune_code="00721")
    an_agent(till.point)
    elsewhere = text_of(page_of(waiting))
    nobody_sits = a_till(commune_code="00004", name="Bưu điện Ba Đình")
    nobody = text_of(page_of(waiting))
    an_agent(nobody_sits.point)

    page = page_of(waiting)

    said = f"Trong tỉnh có điểm tiền mặt: đến đó nói mã {waiting.group.code} rồi trả bằng tiền mặt."
    assert said in text_of(page)
    assert f'href="/rut-tien-gan-nha/?xa={waiting.group.commune_code}"' in source_of(page)
    assert [said in words for words in (elsewhere, nobody, text_of(page_of(on_delivery)))] == [False] * 3


def test_once_a_part_came_by_transfer_no_cash_point_is_named_as_a_counter_takes_the_whole_only():
    at = timezone.now()
    waiting = a_checkout((a_variant(available=9), 1), payment="vietqr", at=at)
    an_agent(a_till(commune_code="00004").point)
    before = text_of(page_of(waiting))

    a_transfer(words_for(waiting.orders[0]), 20_000, at=at)
    with pytest.raises(NothingAwaited):
        unpaid_of(waiting.group.code)
    after = text_of(page_of(waiting))

    assert ["Muốn trả bằng tiền mặt?" in words for words in (before, after)] == [True, False]
    assert "Đã nhận được 20.000 đ" in after
