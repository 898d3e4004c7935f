"""Vouchers at the office: set up, watched, ended; by operators of the whole country, and by provinces for their shops."""

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
from chophien.promotions.tests.factories import a_good, a_voucher, a_voucher_of_a_province
from chophien.sellers.tests.factories import a_seller

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


def test_f72_an_operator_sets_up_a_voucher_of_a_programme():
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


def provincial(role=Role.PROVINCE_OFFICER, province="08"):
    return as_person(holder_of(role, Scope.PROVINCE, province))


def answers_of_a_province(**changes):
    said = {**answers(), "decision": "12/QĐ-UBND ngày 05/10/2026", "province_codes": [], **changes}
    return {name: value for name, value in said.items() if name != "funder"}


@pytest.mark.parametrize("role", [Role.PROVINCE_OFFICER, Role.OPERATOR])
def test_s24_a_province_sets_up_a_programmes_voucher_for_its_own_shops(role):
    near, tea = a_seller(), a_category()
    desk = provincial(role)
    said = {"home_commune_code": "00721", "seller_ids": [str(near.pk)], "category_ids": [str(tea.pk)]}

    made = desk.post(f"{PAGE}moi/", answers_of_a_province(**said))

    voucher = Voucher.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"{PAGE}OCOP2027/?xong=lap")
    assert (voucher.funder, voucher.funder_name, voucher.decision, voucher.seller) == (
        "programme",
        "Chương trình MTQG 1719",
        "12/QĐ-UBND ngày 05/10/2026",
        None,
    )
    assert (voucher.home_province_code, voucher.home_commune_code) == ("08", "00721")
    assert voucher.home_name.endswith("Tỉnh Tuyên Quang")
    assert ([*voucher.sellers.all()], [*voucher.categories.all()]) == ([near], [tea])
    words = text_of(desk.get(f"{PAGE}OCOP2027/"))
    assert "12/QĐ-UBND ngày 05/10/2026" in words
    assert f"hàng của các gian hàng ở {voucher.home_name}" in words


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"decision": ""}, ""),
        ({"decision": "của tỉnh"}, "Hãy ghi số và ngày của quyết định"),
        ({"funder_name": ""}, ""),
        ({"home_commune_code": "00004"}, ""),
        ({"budget_vnd": "0"}, ""),
    ],
)
def test_what_a_provinces_voucher_lacks_is_said_and_nothing_is_set_up(changes, why):
    refused = provincial().post(f"{PAGE}moi/", answers_of_a_province(**changes))

    assert (refused.status_code, Voucher.objects.count()) == (422, 0)
    assert why in text_of(refused)
    assert 'value="OCOP2027"' in refused.content.decode()


def test_shops_of_another_province_cannot_be_chosen():
    far = a_seller(commune_code="00004")

    refused = provincial().post(f"{PAGE}moi/", answers_of_a_province(seller_ids=[str(far.pk)]))

    assert (refused.status_code, Voucher.objects.count()) == (422, 0)


def test_shops_are_looked_for_by_name_and_what_was_typed_stays():
    for number in range(14):
        a_seller(name=f"Tổ hợp tác {number:02}")
    chosen = a_seller(name="Nhà Sùng")
    typed = answers(do="find", shop_words="to hop", seller_ids=[str(chosen.pk)], starts_on="01/12/2026")

    page = as_person(operator()).post(f"{PAGE}moi/", typed)

    source, words = page.content.decode(), text_of(page)
    assert (page.status_code, Voucher.objects.count()) == (200, 0)
    assert source.count('name="seller_ids"') == 13
    assert f'value="{chosen.pk}" id="id_seller_ids_0" checked' in source
    assert "Tổ hợp tác 11" in words
    assert "Tổ hợp tác 12" not in words
    assert "Còn 2 gian hàng nữa" in words
    assert "Còn 15 gian hàng nữa" in text_of(as_person(operator()).get(f"{PAGE}moi/"))
    assert 'value="OCOP2027"' in source
    assert 'value="01/12/2026"' in source


def test_the_whole_markets_voucher_may_be_for_chosen_shops():
    chosen = a_seller()
    a_seller()

    made = as_person(operator()).post(f"{PAGE}moi/", answers(seller_ids=[str(chosen.pk)]))

    assert (made.status_code, [*Voucher.objects.get().sellers.all()]) == (302, [chosen])


@pytest.mark.parametrize("shops", [1, 3])
def test_the_form_takes_the_same_queries_for_any_number_of_shops(shops, django_assert_num_queries):
    for _shop in range(shops):
        a_seller()
    desk = as_person(operator())
    desk.get(f"{PAGE}moi/")

    with django_assert_num_queries(9):
        desk.get(f"{PAGE}moi/")


def test_a_province_looks_after_its_own_vouchers_and_no_others():
    own, other = a_voucher_of_a_province("08"), a_voucher_of_a_province("01")
    everybodys = a_voucher()
    desk = provincial()

    words = text_of(desk.get(PAGE))
    steps = [desk.post(f"{PAGE}{one.code}/ket-thuc/").status_code for one in (own, other, everybodys)]

    assert (own.code in words, other.code in words, everybodys.code in words) == (True, False, False)
    assert steps == [302, 404, 404]
    assert [one.status for one in Voucher.objects.order_by("pk")] == ["ended", "running", "running"]
    assert desk.get(f"{PAGE}moi/?tinh=01").status_code == 404


def test_the_whole_countrys_operators_look_after_those_of_provinces_too():
    voucher = a_voucher_of_a_province("08")
    desk = as_person(operator())

    shown = desk.get(f"{PAGE}moi/?tinh=08")
    ended = desk.post(f"{PAGE}{voucher.code}/ket-thuc/")

    assert (shown.status_code, ended.status_code) == (200, 302)
    assert "Phiếu mới cho gian hàng ở Tỉnh Tuyên Quang" in text_of(shown)


def test_a_province_sees_how_much_is_left_and_the_orders_without_opening_them():
    shop = a_seller()
    voucher = a_voucher_of_a_province("08", budget_vnd=1_000_000)
    order = a_checkout((a_good(100_000, seller=shop), 2), vouchers=(voucher.code,)).orders[0]

    page = provincial().get(f"{PAGE}{voucher.code}/")

    words = text_of(page)
    assert "980.000 đ" in words
    assert order.code in words
    assert f"/dieu-hanh/don/{order.code}/" not in page.content.decode()


def test_officers_of_a_commune_find_no_such_page():
    desk = as_person(holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721"))

    assert [desk.get(address).status_code for address in (PAGE, f"{PAGE}moi/")] == [404, 404]


def test_a_shops_voucher_is_not_the_markets():
    voucher = a_voucher(seller=a_good(1_000).listing.seller)

    assert as_person(operator()).get(f"{PAGE}{voucher.code}/").status_code == 404


@pytest.mark.parametrize("times", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(times, django_assert_num_queries):
    desk = as_person(operator())
    for _time in range(times):
        a_voucher()

    with django_assert_num_queries(6):
        assert desk.get(PAGE).status_code == 200
