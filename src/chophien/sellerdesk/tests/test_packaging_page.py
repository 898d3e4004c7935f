"""Packaging that shops order together, as shop and office see it."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from chophien.accounts.tests.factories import operator
from chophien.lib.dates import format_date, local_date
from chophien.packaging.models import GroupOrder, Item, Part
from chophien.packaging.tests.factories import an_item
from chophien.sellerdesk.tests.factories import a_shop, signed_in, text_of

pytestmark = pytest.mark.django_db


def test_a_shop_opens_an_order_changes_its_part_and_leaves():
    item = an_item()
    shop, manager = a_shop()
    client = signed_in(manager)
    day = format_date(local_date(timezone.now()) + timedelta(days=3))
    begin = f"/ban-hang/bao-bi/mo/{item.code}/"

    wrong = client.post(begin, {"quantity": "0", "last_day": "mai"})
    opened = text_of(client.post(begin, {"quantity": "100", "last_day": day}, follow=True))
    group = GroupOrder.objects.get()
    page = f"/ban-hang/bao-bi/{group.code}/"
    changed = text_of(client.post(page, {"quantity": "500"}, follow=True))
    left = text_of(client.post(f"{page}ra/", follow=True))

    assert wrong.status_code == 422
    assert 'value="mai"' in text_of(wrong)
    assert "200.000" in opened.replace("\N{NO-BREAK SPACE}", " ")
    assert "650.000" in changed
    assert "Gian hàng đã rút ra" in left
    assert not Part.objects.filter(seller=shop).exists()
    assert text_of(client.get("/ban-hang/bao-bi/")).count(group.code) == 1


def test_the_office_enters_what_a_firm_offers_and_has_the_list_for_it():
    item = an_item()
    shop, manager = a_shop(name="=Chè")
    office = signed_in(operator())
    entry = f"/dieu-hanh/bao-bi/nha-cung-cap/{item.supplier.code}/"
    text = {
        "name": "Thùng",
        "unit": "thùng",
        "steps": "1: 9.000\n50: 8.000",
        "least_quantity": "20",
        "delivery_days": "4",
    }
    day = format_date(local_date(timezone.now()) + timedelta(days=3))
    signed_in(manager).post(f"/ban-hang/bao-bi/mo/{item.code}/", {"quantity": "100", "last_day": day})
    group = GroupOrder.objects.get()

    wrong = office.post(entry, {**text, "steps": "50 cái"})
    office.post(entry, text)
    table = office.get(f"/dieu-hanh/bao-bi/{group.code}/danh-sach.csv").content.decode()
    paper = office.get(f"/dieu-hanh/bao-bi/{group.code}/danh-sach.csv", {"dang": "pdf"})
    off = office.post(f"/dieu-hanh/bao-bi/{group.code}/bo/", {"reason": "Hết hàng"})

    assert wrong.status_code == 422
    assert Item.objects.get(name="Thùng").steps == [[1, 9000], [50, 8000]]
    assert table.splitlines()[1] == f"'=Chè,{shop.commune.full_name},100,150000,50000,200000"
    printed = " ".join(PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().split()).replace("\xa0", " ")
    assert "=Chè" in printed
    assert printed.count("200.000 đ") == 2  # the shop's, and the sum
    assert item.supplier.phone in printed
    assert off.status_code == 302
    assert GroupOrder.objects.get().note == "Hết hàng"
    assert signed_in(manager).get(f"/dieu-hanh/bao-bi/{group.code}/").status_code == 404
