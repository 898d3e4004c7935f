"""The market's vouchers at the office: set up, watched, ended; by operators of the whole country."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.catalog.tests.factories import a_category
from chophien.lib.dates import local_date
from chophien.orders.tests.factories import a_checkout
from chophien.orders.tests.pages import as_person, text_of
from chophien.promotions.models import Voucher
from chophien.promotions.tests.factories import a_good, a_voucher

pytestmark = pytest.mark.django_db
PAGE = "/dieu-hanh/phieu/"


def answers(**changes):
    today = local_date(timezone.now())
    return {
        "code": "OCOP2027",
        "name": "Giảm 20.000 đ",
        "kind": "amount",
        "value": "20.000",
        "least_vnd": "100.000",
        "budget_vnd": "50.000.000",
        "uses_most": "2500",
        "per_person_most": "1",
        "funder": "programme",
        "funder_name": "Chương trình MTQG 1719",
        "starts_on": f"{today:%Y-%m-%d}",
        "ends_on": f"{today + timedelta(days=30):%Y-%m-%d}",
        "province_codes": ["01", "08"],
        "stacks": "on",
        "is_shown": "on",
        **changes,
    }


def test_s04_an_operator_sets_up_a_voucher_of_a_programme():
    tea = a_category()
    desk = as_person(operator())

    made = desk.post(f"{PAGE}moi/", answers(category_ids=[str(tea.pk)]))

    voucher = Voucher.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"{PAGE}OCOP2027/?xong=lap")
    assert (voucher.funder, voucher.funder_code, voucher.funder_name, voucher.seller) == (
        "programme",
        "chuong-trinh-mtqg-1719",
        "Chương trình MTQG 1719",
        None,
    )
    assert (voucher.province_codes, [one.pk for one in voucher.categories.all()]) == (["01", "08"], [tea.pk])
    assert "Chương trình MTQG 1719" in text_of(desk.get(PAGE))


def test_a_programme_without_a_name_is_refused():
    refused = as_person(operator()).post(f"{PAGE}moi/", answers(funder_name=""))

    assert (refused.status_code, Voucher.objects.count()) == (422, 0)
    assert "Hãy ghi tên chương trình trả khoản giảm." in text_of(refused)


def test_the_page_of_a_voucher_shows_its_budget_and_who_used_it():
    voucher = a_voucher(budget_vnd=1_000_000)
    order = a_checkout((a_good(100_000), 2), vouchers=(voucher.code,)).orders[0]

    words = text_of(as_person(operator()).get(f"{PAGE}{voucher.code}/"))

    assert "20.000 đ trên 1.000.000 đ" in words
    assert f"{order.code}" in words


def test_a_voucher_is_ended_once():
    desk, voucher = as_person(operator()), a_voucher()

    first = desk.post(f"{PAGE}{voucher.code}/ket-thuc/")
    second = desk.post(f"{PAGE}{voucher.code}/ket-thuc/")

    assert (first.status_code, second.status_code, Voucher.objects.get().status) == (302, 409, "ended")


def test_operators_of_a_province_find_no_such_page():
    desk = as_person(holder_of(Role.OPERATOR, Scope.PROVINCE, "08"))

    assert [desk.get(address).status_code for address in (PAGE, f"{PAGE}moi/")] == [404, 404]


def test_a_shops_voucher_is_not_the_markets():
    voucher = a_voucher(seller=a_good(1_000).listing.seller)

    assert as_person(operator()).get(f"{PAGE}{voucher.code}/").status_code == 404


@pytest.mark.parametrize("times", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(times, django_assert_num_queries):
    desk = as_person(operator())
    for _time in range(times):
        a_voucher()

    with django_assert_num_queries(5):
        assert desk.get(PAGE).status_code == 200
