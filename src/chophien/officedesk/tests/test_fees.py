"""Operators of the whole market announce a fee and take it back; everybody reads it on the public list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.catalog.tests.factories import a_category
from chophien.lib.dates import format_date, local_date
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.regulations.models import FeeRate, FeeWithdrawal
from chophien.regulations.selectors.fees import forget
from chophien.regulations.tests.factories import a_fee
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller, manager_of

pytestmark = pytest.mark.django_db
DESK, NEW, PUBLIC = "/dieu-hanh/bieu-phi/", "/dieu-hanh/bieu-phi/moi/", "/quy-che/bieu-phi/"
OF_A_SHOP = "/ban-hang/phi/"


def day(days):
    return local_date(timezone.now()) + timedelta(days=days)


def typed(**changes):
    facts = {
        "service": "sell",
        "seller_kind": "cooperative",
        "category_slug": "che",
        "basis_points": "2,5",
        "flat_vnd": "1.000",
        "least_vnd": "",
        "most_vnd": "50.000",
        "effective_from": format_date(day(20)),
        "place": "5",
        "source": "Quyết định 7/QĐ-LM",
    }
    return {**facts, **changes}


def test_s21_an_operator_announces_a_fee_and_everybody_reads_it_on_the_public_list():
    a_fee(300)
    a_category("che")
    boss = signed_in(operator())

    answer = boss.post(NEW, typed())

    rate = FeeRate.objects.get(basis_points=250)
    assert answer.headers["Location"] == f"{DESK}?xong=bao"
    assert (rate.category_slug, rate.category_name, rate.flat_vnd, rate.most_vnd, rate.effective_from) == (
        "che",
        "Chè",
        1_000,
        50_000,
        day(20),
    )
    for page in (text_of(boss.get(DESK)), text_of(Client().get(PUBLIC))):
        assert "Hợp tác xã · Chè · được tính trước" in page
        assert "2,5 % + 1.000 đ · nhiều nhất 50.000 đ" in page.replace("\xa0", " ")
        assert f"từ {format_date(day(20))}, công bố ngày {format_date(day(0))}" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"effective_from": "01/01/2020"}, "Phí phải công bố trước"),
        ({"basis_points": "2,555"}, "Nhiều nhất hai chữ số sau dấu phẩy."),
        ({"basis_points": "101"}, "Nhiều nhất là 100"),
        ({"least_vnd": "60.000"}, "Mức nhiều nhất không thể thấp hơn mức ít nhất."),
        ({"source": ""}, "Xin điền vào chỗ này."),
    ],
)
def test_what_cannot_be_announced_is_said_beside_its_field_and_what_was_typed_stays(changes, sentence):
    a_category("che")

    answer = signed_in(operator()).post(NEW, typed(**changes))

    page = text_of(answer)
    assert answer.status_code == 422
    assert "1.000" in page
    assert sentence in page
    assert not FeeRate.objects.exists()


def test_an_announced_fee_is_taken_back_with_a_reason_and_one_that_counts_is_not():
    old, new = a_fee(300), a_fee(500, since=day(30))
    boss = signed_in(operator())

    without = boss.post(f"{DESK}{new.key}/rut-lai/", {"reason": ""})
    answer = boss.post(f"{DESK}{new.key}/rut-lai/", {"reason": "Ghi nhầm mức phí"})

    assert without.status_code == 422
    assert answer.headers["Location"] == f"{DESK}?xong=rut"
    assert FeeWithdrawal.objects.get().rate == new
    assert "5 %" not in text_of(boss.get(DESK))
    for key in (old.key, new.key, "sell"):
        assert boss.post(f"{DESK}{key}/rut-lai/", {"reason": "Ghi nhầm mức phí"}).status_code == 404


def test_an_operator_of_a_province_does_not_find_it():
    local = signed_in(holder_of(Role.OPERATOR, Scope.PROVINCE, "08"))

    assert {local.get(page).status_code for page in (DESK, NEW)} == {404}


@pytest.mark.parametrize("address", [DESK, PUBLIC, OF_A_SHOP])
def test_the_lists_take_the_same_queries_for_any_number_of_fees(address):
    seller = a_seller(kind=SellerKind.INDIVIDUAL)
    reader = signed_in(manager_of(seller) if address == OF_A_SHOP else operator())
    a_fee(300)

    def read_anew():
        forget()
        with CaptureQueriesContext(connection) as asked:
            page = text_of(reader.get(address))
        return len(asked), page

    def announce(*branches):
        for branch in branches:
            a_fee(500, category_slug=branch)
            a_fee(600, category_slug=branch, since=day(20), published_on=day(0))

    announce("che")
    read_anew()
    one, page = read_anew()
    announce("mat-ong", "vai-lanh")
    three, longer = read_anew()

    assert three == one
    assert [(name in page, name in longer) for name in ("che", "mat-ong", "vai-lanh")] == [
        (True, True),
        (False, True),
        (False, True),
    ]
