"""Vouchers in the cart, on the sheet before the order, on the pages after it; without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.lib.dates import local_date
from chophien.orders.contract import contract_pdf
from chophien.orders.models import Cart, Order, OrderGroup
from chophien.orders.tests.factories import fresh
from chophien.orders.tests.pages import answers_of, text_of
from chophien.orders.tests.sheets import HA_NOI, PAO, SHEET, put
from chophien.payments.selectors import transfer_for_group
from chophien.promotions.models import Voucher
from chophien.promotions.tests import factories
from chophien.promotions.tests.factories import a_good

pytestmark = pytest.mark.django_db
CART, ENTER = "/gio/", "/gio/phieu/"


def a_voucher(**facts):
    """One that counts today, whenever that is."""
    at = timezone.now()
    days = {"starts_on": local_date(at), "ends_on": local_date(at) + timedelta(days=7), "at": at}
    return factories.a_voucher(**days | facts)


def test_f72_a_voucher_is_entered_in_the_cart_and_the_discount_shows_before_the_button(client):
    tea, voucher = a_good(100_000), a_voucher(code="TET2027")
    put(client, tea)

    entered = client.post(ENTER, {"voucher": " tết-2027 "})
    page = text_of(client.get(CART))
    sheet = text_of(client.get(SHEET))

    assert (entered.status_code, entered["Location"]) == (302, CART)
    assert Cart.objects.get().voucher_codes == ["TET2027"]
    for words in (page, sheet):
        assert f"{voucher.name} −20.000 đ" in words
        assert "180.000 đ" in words


@pytest.mark.parametrize(
    ("facts", "typed", "why"),
    [
        ({}, "KHONGCO", "Không có phiếu nào mang mã này"),
        ({"uses_most": 1, "used_up": True}, "TET2027", "Phiếu này đã có người khác dùng hết"),
        ({"seller": True}, "TET2027", "Phiếu này không tính cho hàng trong giỏ của bạn"),
    ],
)
def test_a_voucher_that_cannot_count_is_refused_beside_the_field_and_the_typed_text_stays(client, facts, typed, why):
    tea = a_good(100_000)
    used_up, other_shop = facts.pop("used_up", False), facts.pop("seller", False)
    voucher = a_voucher(code="TET2027", seller=a_good(1_000).listing.seller if other_shop else None, **facts)
    if used_up:
        Voucher.objects.filter(pk=voucher.pk).update(used=1)
    put(client, tea)

    refused = client.post(ENTER, {"voucher": typed})

    assert (refused.status_code, Cart.objects.get().voucher_codes) == (409, [])
    assert why in text_of(refused)
    assert answers_of(refused, ENTER)["voucher"] == typed


def test_a_voucher_that_lacks_goods_stays_and_says_how_much(client):
    put(client, a_good(100_000))
    a_voucher(code="TET2027", least_vnd=250_000)

    client.post(ENTER, {"voucher": "TET2027"})

    assert "Phiếu này tính từ 250.000 đ tiền hàng. Còn thiếu 50.000 đ." in text_of(client.get(CART))


def test_a_voucher_is_left_out_again(client):
    put(client, a_good(100_000))
    a_voucher(code="TET2027")
    client.post(ENTER, {"voucher": "TET2027"})

    client.post(ENTER, {"drop": "TET2027"})

    assert Cart.objects.get().voucher_codes == []


def test_f72_on_the_sheet_the_voucher_counts_for_the_place_and_everything_typed_stays(client):
    put(client, a_good(100_000))
    voucher = a_voucher(code="FREESHIP", kind="shipping", value=0, province_codes=(HA_NOI,))
    page = client.get(SHEET)

    entered = client.post(
        SHEET, {**answers_of(page, SHEET), **PAO, "voucher": "freeship", "do": "voucher"}, follow=True
    )
    placed = client.post(SHEET, {**answers_of(entered, SHEET), **PAO})

    group = OrderGroup.objects.get()
    assert entered.status_code == 200
    assert answers_of(entered, SHEET)["contact_name"] == PAO["contact_name"]
    assert f"{voucher.name} −" in text_of(entered)
    assert (group.discount_vnd, group.total_vnd) == (group.shipping_vnd, 200_000)
    thanks = placed["Location"]
    assert "200.000 đ" in text_of(client.get(thanks))
    assert Cart.objects.get().voucher_codes == []


def test_the_order_page_the_contract_and_the_transfer_say_what_is_paid(client):
    put(client, a_good(100_000))
    a_voucher(code="TET2027")
    client.post(ENTER, {"voucher": "TET2027"})
    page = client.get(SHEET)
    priced = client.post(SHEET, {**answers_of(page, SHEET), "province_code": HA_NOI, "do": "place"}, follow=True)
    client.post(SHEET, {**answers_of(priced, SHEET), **PAO, "payment": "vietqr"})

    order = fresh(Order.objects.get())
    shown = text_of(client.get(f"/don/{order.code}/"))

    assert order.total_vnd == 180_000 + order.shipping_vnd
    assert shown.count("Giảm giá") == 3
    assert "Giảm giá TET2027, người trả: Chợ Phiên −20.000 đ" in shown
    assert "−20.000 đ" in shown
    assert transfer_for_group(order.group.code).amount_vnd == order.total_vnd
    assert contract_pdf(order).startswith(b"%PDF")


def test_a_voucher_somebody_else_used_up_meanwhile_is_said_above_the_sheet(client):
    put(client, a_good(100_000))
    voucher = a_voucher(code="TET2027", uses_most=1)
    client.post(ENTER, {"voucher": "TET2027"})
    priced = client.post(
        SHEET, {**answers_of(client.get(SHEET), SHEET), "province_code": HA_NOI, "do": "place"}, follow=True
    )
    Voucher.objects.filter(pk=voucher.pk).update(used=1)

    refused = client.post(SHEET, {**answers_of(priced, SHEET), **PAO}, follow=True)
    again = client.post(SHEET, {**answers_of(refused, SHEET), **PAO})

    assert refused.status_code == 409
    assert "Phiếu TET2027: Phiếu này đã có người khác dùng hết." in text_of(refused)
    assert (again.status_code, OrderGroup.objects.get().discount_vnd) == (302, 0)
