from datetime import timedelta
from io import BytesIO

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from chophien.catalog.tests.factories import an_offer
from chophien.orders.contract import contract_name, contract_pdf
from chophien.orders.tests.factories import NOON, a_checkout, an_order, fresh
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def text_of(order):
    """What the PDF says, its white space made single spaces."""
    pages = PdfReader(BytesIO(contract_pdf(fresh(order)))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_contract_says_who_what_how_much_and_when():
    seller = a_seller(name="HTX Chè Shan Đồng Văn", hamlet="Thôn Má Lủng", phone="+84219386123")
    tea = a_variant(seller=seller, title="Chè Shan tuyết cổ thụ", offers=[an_offer(price_vnd=1_250_000)])

    order = an_order(variant=tea, quantity=2, note="Gọi trước khi giao")
    text = text_of(order)

    order_facts = [
        "HTX Chè Shan Đồng Văn",
        "Thôn Má Lủng, Xã Đồng Văn, Tỉnh Tuyên Quang",
        "Sùng A Páo",
        "0912 345 678",
        f"Số 8, ngõ 12, Phường Ba Đình, {order.group.province_name}",
        "Chè Shan tuyết cổ thụ (100 g)",
        "2 hộp",
        "1.250.000 đ",
        "2.500.000 đ",
        "32.000 đ",
        "2.532.000 đ",
        "cạnh trường học",
        "Gọi trước khi giao",
        "25/11/2026",
        "27/11/2026",
        "12:00, 21/11/2026",
    ]
    assert [fact for fact in order_facts if fact not in text] == []


def test_the_contract_names_the_order_and_the_regulations_that_were_agreed_to():
    order = an_order()

    text = text_of(order)

    assert order.code in text
    assert order.group.regulation.version in text
    assert contract_name(order) == f"hop-dong-{order.code}.pdf"


def test_the_contract_stays_as_it_was_when_the_shop_changes_its_name():
    seller = a_seller(name="HTX Chè Shan")
    order = an_order(variant=a_variant(seller=seller))

    Seller.objects.filter(pk=seller.pk).update(name="Công ty Khác")

    assert "HTX Chè Shan" in text_of(order)
    assert "Công ty Khác" not in text_of(order)


def test_the_contract_is_in_vietnamese_for_every_reader():
    order = an_order()

    with override("en"):
        text = text_of(order)

    assert "Hợp đồng mua bán" in text
    assert "Thu tiền khi giao hàng" in text


@pytest.mark.parametrize("name", ["#set page(fill: red) $x$ *[", "مريم", "Nguyễn 🌸 Hoa", "H' Y Ban Niê"])
def test_what_people_write_stays_text(name):
    order = an_order(contact_name=name)

    pdf = contract_pdf(fresh(order))

    assert pdf.startswith(b"%PDF-")


def test_a_contract_of_many_lines_goes_on_on_the_next_page():
    seller = a_seller()
    placed = a_checkout(*[(a_variant(seller=seller), 1) for _ in range(40)])

    pages = PdfReader(BytesIO(contract_pdf(fresh(placed.orders[0])))).pages

    assert len(pages) == 2


def test_a_contract_is_there_for_old_orders():
    order = an_order(at=NOON + timedelta(days=1))

    assert "22/11/2026" in text_of(order)
