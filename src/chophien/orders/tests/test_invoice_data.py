"""Invoice data of an order: kept when it is completed, replaced when money goes back, never changed; its file."""

from xml.etree import ElementTree as ET

import pytest
from django.db import DatabaseError, transaction

from chophien.lib.actor import SYSTEM
from chophien.orders.actions.money import give_money_back
from chophien.orders.actions.sending import receive_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, a_sent_order
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller, manager_of, packer_of
from chophien.supply.tests.factories import a_variant
from chophien.tax.actions.invoices import keep_invoice
from chophien.tax.errors import InvoiceDiffers
from chophien.tax.models import InvoiceData, IssuedInvoice
from chophien.tax.selectors.invoices import invoice_of, invoices_of
from chophien.tax.selectors.invoicing import InvoiceFacts, InvoiceLine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def order():
    seller = a_seller(name="Nhà Lan", kind=SellerKind.INDIVIDUAL)
    sent = a_sent_order(variant=a_variant(seller=seller, available=50))
    receive_order(order=sent, actor=SYSTEM, at=NOON)
    return Order.objects.get(pk=sent.pk)


def gave_back(order, amount_vnd):
    give_money_back(order=order, amount_vnd=amount_vnd, reason="Hàng vỡ", noticed_at=NOON, actor=SYSTEM, at=NOON)


def test_s09_a_completed_order_has_its_invoice_data(order):
    data = invoice_of(order.code)

    assert (data.number, data.replaces, data.total_vnd) == (1, None, order.total_vnd)
    assert data.facts["buyer_name"] == order.group.contact_name
    assert order.group.contact_phone not in str(data.facts)
    assert [line["amount_vnd"] for line in data.facts["lines"]] == [order.goods_vnd]


def test_s09_money_that_goes_back_writes_new_data_that_name_the_old(order):
    gave_back(order, 10_000)
    gave_back(order, 5_000)

    first, second, third = invoices_of(order.code)

    assert (second.replaces, third.replaces, third.reason) == (first, second, "Hàng vỡ")
    assert [one.total_vnd - order.total_vnd for one in (first, second, third)] == [0, -10_000, -15_000]


def test_invoice_data_are_never_changed(order):
    for change in (InvoiceData.objects.all().delete, lambda: InvoiceData.objects.update(total_vnd=0)):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_an_order_that_is_not_completed_has_none():
    assert invoice_of(a_sent_order().code) is None


def test_the_shop_fetches_the_file_of_what_counts_and_who_packs_does_not(order, client):
    path = f"/ban-hang/don/{order.code}/hoa-don/"
    client.force_login(manager_of(order.seller))

    first = client.post(path)
    again = client.post(path)
    gave_back(order, 10_000)
    renewed = client.post(path)
    client.force_login(packer_of(order.seller))

    assert first.content == again.content
    assert ET.fromstring(first.content).findtext("Tong/TongCong") == str(order.total_vnd)
    assert ET.fromstring(renewed.content).findtext("ThayThe") == "Hàng vỡ"
    assert ET.fromstring(renewed.content).findtext("Tong/DaTraLai") == "10000"
    assert IssuedInvoice.objects.count() == 2
    assert client.post(path).status_code == 404


def facts(**changes):
    line = InvoiceLine(title="Chè", unit="box", quantity="2", price_vnd=50_000, amount_vnd=100_000)
    said = {
        **dict.fromkeys(("buyer_code", "buyer_name", "buyer_address", "seller_name", "seller_address"), ""),
        "subject_code": "CP-1",
        "seller_code": "lan",
        "sold_on": "2026-11-21",
        "paid_by": "cod",
        "lines": (line,),
        "goods_vnd": 100_000,
        "discount_vnd": 10_000,
        "shipping_vnd": 20_000,
        "fee_vnd": 0,
        "given_back_vnd": 0,
        "given_back_shipping_vnd": 0,
        "total_vnd": 110_000,
    }
    return InvoiceFacts(**{**said, **changes})


def test_the_same_facts_are_kept_once_and_others_are_refused():
    kept = keep_invoice(facts=facts(), actor=SYSTEM, at=NOON)

    assert keep_invoice(facts=facts(), actor=SYSTEM, at=NOON) == kept
    with pytest.raises(InvoiceDiffers):
        keep_invoice(facts=facts(buyer_name="Lan"), actor=SYSTEM, at=NOON)


@pytest.mark.parametrize("changes", [{"total_vnd": 110_001}, {"goods_vnd": 99_999}, {"given_back_vnd": 1}])
def test_sums_that_do_not_agree_are_a_bug(changes):
    with pytest.raises(ValueError, match="do not agree"):
        keep_invoice(facts=facts(**changes), actor=SYSTEM, at=NOON)
