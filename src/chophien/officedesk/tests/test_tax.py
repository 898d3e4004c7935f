"""The office's pages of tax: returns and their files, goods to classify, what producers declared."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.catalog.tests.factories import a_category, a_listing
from chophien.lib.dates import local_date
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.sellers.tests.factories import manager_of
from chophien.tax.actions.declaring import sign
from chophien.tax.models import Declaration, MonthlyReturn
from chophien.tax.tests.factories import a_household, a_line, a_sale

pytestmark = pytest.mark.django_db
PAGE = "/dieu-hanh/thue/"


def last_month():
    return (timezone.now().replace(day=1) - timedelta(days=3)).replace(hour=5)


def a_declaration():
    seller, at = a_household(), timezone.now()
    person = manager_of(seller)
    a_listing(seller=seller, title="Mận hậu Mộc Châu", category=a_category("trai-cay"))
    return sign(seller=seller, key="category:trai-cay", signed_name="Vàng Thị Lan", agreed=True, actor=person, at=at)


def test_s09_an_operator_makes_a_return_fetches_its_files_and_writes_down_that_it_is_filed():
    a_sale(a_household(), at=last_month())
    client = signed_in(operator())
    month = local_date(last_month()).replace(day=1).isoformat()

    before = text_of(client.get("/dieu-hanh/"))
    made = client.post(f"{PAGE}lap/", {"month": month}, follow=True)
    waits = text_of(client.get("/dieu-hanh/"))
    one = MonthlyReturn.objects.get()
    paper = client.get(f"{PAGE}{one.code}/tep/list-csv/")
    without = client.post(f"{PAGE}{one.code}/da-nop/", {"receipt": ""})
    filed = client.post(f"{PAGE}{one.code}/da-nop/", {"receipt": "000.01.2026"}, follow=True)
    again = client.post(f"{PAGE}lap/", {"month": month})

    assert "15.000" in text_of(made)
    empty = ">Tờ khai thuế phải nộp</a></li>"
    assert empty in before
    assert empty not in waits
    assert paper.content.decode("utf-8-sig").startswith("Mẫu,01-1/BK-CNKD-TMĐT")
    assert f"bang-ke_01-1-BK-CNKD-TMDT_{month[:7]}_lan-1.csv" in paper["Content-Disposition"]
    assert (without.status_code, again.status_code) == (422, 422)
    assert "000.01.2026" in text_of(filed)
    assert client.get(f"{PAGE}{one.code}/tep/khac/").status_code == 404


def test_s09_an_operator_classifies_goods_that_were_sold_of_an_unknown_class():
    a_sale(a_household(), a_line(category="xay-thue"), at=timezone.now())
    client = signed_in(operator())
    said = {"category": "xay-thue", "tax_class": "service"}

    page = text_of(client.get(PAGE))
    without = client.post(f"{PAGE}xep-loai/", {**said, "reason": ""})
    wrong = client.post(f"{PAGE}xep-loai/", {**said, "category": "khong-co", "reason": "x"})
    done = text_of(client.post(f"{PAGE}xep-loai/", {**said, "reason": "Công văn 12"}, follow=True))

    assert "xay-thue" in page
    assert (without.status_code, wrong.status_code) == (422, 409)
    assert "Công văn 12" in done
    assert 'id="xep-loai"' not in done


def test_an_operator_ends_a_declaration_for_a_reason():
    declaration = a_declaration()
    client = signed_in(operator())
    path = f"{PAGE}cam-ket/{declaration.code}/thoi/"

    without = client.post(path, {"reason": ""})
    ended = client.post(path, {"reason": "Hàng mua lại"})

    assert "Vàng Thị Lan" in text_of(client.get(f"{PAGE}cam-ket/")) or ended.status_code == 302
    assert (without.status_code, ended.status_code) == (422, 302)
    assert Declaration.objects.get().end_reason == "Hàng mua lại"
    assert client.post(path, {"reason": "Hàng mua lại"}).status_code == 404


def test_nobody_else_finds_the_pages():
    for person in (PersonFactory(), holder_of(Role.OPERATOR, Scope.PROVINCE, "08")):
        for path in (PAGE, f"{PAGE}cam-ket/"):
            assert signed_in(person).get(path).status_code == 404


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}cam-ket/"])
def test_three_of_everything_take_as_many_statements_as_one(path):
    client = signed_in(operator())
    counts = []
    for number in range(3):
        a_declaration()
        a_sale(a_household(), a_line(category=f"loai-{number}"), order=f"CP-{number}", at=last_month())
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[2]
