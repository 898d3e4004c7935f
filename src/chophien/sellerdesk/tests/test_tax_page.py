"""The shop's own page of tax: what was withheld and why, how near the threshold is, what was signed, the certificate."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.catalog.tests.factories import a_category, a_listing
from chophien.lib.dates import local_date
from chophien.sellerdesk.tests.factories import a_shop, signed_in, text_of
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_mandate, helper_in
from chophien.tax.models import Declaration
from chophien.tax.tests.factories import a_line, a_sale

pytestmark = pytest.mark.django_db
PAGE = "/ban-hang/thue/"
MILLION = 1_000_000


def a_home():
    return a_shop(name="Nhà Lan", kind=SellerKind.INDIVIDUAL)


def test_s09_a_household_below_the_threshold_reads_what_will_come_back():
    seller, person = a_home()
    a_sale(seller, a_line(2 * MILLION), at=timezone.now())
    a_sale(seller, a_line(MILLION, "khong-ro"), order="CP-2", at=timezone.now())

    page = text_of(signed_in(person).get(PAGE))

    assert "100.000\xa0đ</strong> sẽ được hoàn" in page
    assert "CP-1" in page
    assert "thuế GTGT 1\u00a0%, thuế thu nhập 0,5\u00a0%" in page
    assert "theo mức cao nhất" in page


def test_every_sale_of_a_month_is_reached_and_so_are_the_months_of_last_year():
    seller, person = a_home()
    now = timezone.now()
    before = now.replace(year=now.year - 1, month=12, day=10)
    for number in range(101):
        a_sale(seller, a_line(MILLION), order=f"CP-{number:03}", at=now + timedelta(seconds=number))
    a_sale(seller, a_line(MILLION), order="CP-BEFORE", at=before)
    client = signed_in(person)

    first = client.get(PAGE).text
    second = client.get(f"{PAGE}?thang={local_date(now):%Y-%m}&con=100").text
    december = client.get(f"{PAGE}?thang={before:%Y-%m}").text

    assert (first.count(">CP-"), second.count(">CP-"), december.count(">CP-")) == (100, 1, 1)
    assert (f"thang={local_date(now):%Y-%m}&amp;con=100#tung-lan" in first, "CP-000" in second) == (True, True)
    assert f"thang={before:%Y-%m}" in first
    assert "CP-BEFORE" in december


def test_s09_above_the_threshold_nothing_is_said_to_come_back():
    seller, person = a_home()
    a_sale(seller, a_line(1001 * MILLION), at=timezone.now())

    page = text_of(signed_in(person).get(PAGE))

    assert "sẽ được hoàn" not in page
    assert "vượt mức chịu thuế" in page


def test_s09_a_cooperative_reads_why_nothing_is_withheld_from_it():
    _seller, person = a_shop(name="HTX Chè Tà Xùa")

    page = text_of(signed_in(person).get(PAGE))

    assert "Không khấu trừ thuế của gian hàng bạn" in page
    assert "Nghị định 252/2026" in page
    assert signed_in(person).get(f"{PAGE}{timezone.now().year}/chung-tu.pdf").status_code == 409


def test_the_manager_signs_for_own_produce_and_takes_it_back():
    seller, person = a_home()
    a_listing(seller=seller, title="Mận hậu", category=a_category("trai-cay", name_vi="Trái cây tươi"))
    client = signed_in(person)
    said = {"goods": "category:trai-cay", "signed_name": "Vàng Thị Lan"}

    unticked = client.post(f"{PAGE}cam-ket/", said)
    signed = client.post(f"{PAGE}cam-ket/", {**said, "agreed": "on"}, follow=True)
    declaration = Declaration.objects.get()
    back = client.post(f"{PAGE}cam-ket/{declaration.code}/thoi/", follow=True)

    assert unticked.status_code == 422
    assert 'value="Vàng Thị Lan"' in text_of(unticked)
    assert "Trái cây tươi" in text_of(signed)
    assert "Đã rút lại" in text_of(back)
    declaration.refresh_from_db()
    assert declaration.ended_by == person.code


def test_the_certificate_is_a_pdf_with_the_years_figures():
    seller, person = a_home()
    a_sale(seller, a_line(MILLION), at=datetime(2025, 8, 1, tzinfo=UTC))

    paper = signed_in(person).get(f"{PAGE}2025/chung-tu.pdf")

    assert paper.status_code == 200
    assert paper.content.startswith(b"%PDF")
    assert "chung-tu-khau-tru-thue-2025" in paper["Content-Disposition"]
    assert signed_in(person).get(f"{PAGE}2024/chung-tu.pdf").status_code == 409
    assert "Chứng từ năm 2025" in text_of(signed_in(person).get(PAGE))


def test_the_accountant_sees_the_page_but_no_paper_and_helper_and_stranger_see_nothing():
    seller, _person = a_home()
    accountant = holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, seller.code)
    helper = helper_in()
    a_mandate(seller=seller, helper=helper)

    assert signed_in(accountant).get(PAGE).status_code == 200
    assert signed_in(accountant).get(f"{PAGE}2025/chung-tu.pdf").status_code == 404
    for one in (helper, PersonFactory()):
        assert signed_in(one).get(f"{PAGE}?gian={seller.code}").status_code == 404


def test_three_sales_take_as_many_statements_as_one():
    seller, person = a_home()
    counts = []
    for number in range(3):
        a_sale(seller, order=f"CP-{number}", at=timezone.now())
        client = signed_in(person)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))

    assert counts[0] == counts[2]
