"""A shop's promotions without scripts: set up, shown, paused, ended; refused with why; for its manager alone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.catalog.tests.factories import a_category
from chophien.lib.dates import local_date
from chophien.orders.tests.pages import answers_of, text_of
from chophien.promotions.models import Combo, GroupPurchase, Voucher
from chophien.promotions.tests import factories
from chophien.promotions.tests.factories import a_good
from chophien.sellers.tests.factories import a_seller, manager_of

pytestmark = pytest.mark.django_db
PAGE = "/ban-hang/khuyen-mai/"


def days():
    today = local_date(timezone.now())
    return {"starts_on": f"{today:%Y-%m-%d}", "ends_on": f"{today + timedelta(days=9):%d/%m/%Y}"}


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def shop():
    return a_seller()


@pytest.fixture
def desk(shop):
    return signed_in(manager_of(shop))


def voucher_answers(**changes):
    return {
        "code": "tết 2027",
        "name": "Giảm 10 % mừng Tết",
        "kind": "percent",
        "value": "10",
        "budget_vnd": "1.000.000",
        "uses_most": "50",
        "per_person_most": "1",
        "stacks": "on",
        "is_shown": "on",
        **days(),
        **changes,
    }


def test_f72_a_manager_sets_up_a_voucher_and_sees_what_is_left_of_it(desk, shop):
    page = f"{PAGE}phieu/"
    assert answers_of(desk.get(page), page)["per_person_most"] == "1"

    made = desk.post(page, voucher_answers())

    voucher = Voucher.objects.get()
    words = text_of(desk.get(PAGE))
    assert (made.status_code, voucher.code, voucher.seller, voucher.funder) == (302, "TET2027", shop, "seller")
    assert (voucher.funder_code, voucher.budget_vnd, voucher.ends_on - voucher.starts_on) == (
        shop.code,
        1_000_000,
        timedelta(days=9),
    )
    assert "TET2027" in words
    assert "giảm 10 % tiền hàng" in words
    assert "0 trên 50 lần" in words
    assert "0 đ trên 1.000.000 đ" in words


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"value": "101"}, "Hãy ghi số từ 1 đến 100."),
        ({"code": "ab"}, "Mã có 4 đến 20 chữ cái không dấu và chữ số."),
        ({"ends_on": "2020-01-01"}, "Ngày cuối lại trước ngày đầu."),
        ({"uses_most": "0"}, ""),
        ({"kind": "shipping", "value": "5"}, "Để trống ô này: phiếu giảm tiền giao hàng."),
        ({"name": "\x00"}, ""),
    ],
)
def test_a_faulty_voucher_comes_back_with_why_beside_the_field(desk, changes, why):
    page = f"{PAGE}phieu/"

    refused = desk.post(page, voucher_answers(**changes))

    assert (refused.status_code, Voucher.objects.count()) == (422, 0)
    assert why in text_of(refused)
    assert answers_of(refused, page)["budget_vnd"] == "1.000.000"


def test_a_code_that_is_taken_is_said(desk):
    factories.a_voucher(code="TET2027")

    refused = desk.post(f"{PAGE}phieu/", voucher_answers())

    assert "Mã này đã có phiếu khác dùng" in text_of(refused)


def test_a_voucher_is_paused_runs_again_and_ends(desk):
    desk.post(f"{PAGE}phieu/", voucher_answers())

    seen = []
    for step in ("tam-dung", "chay-tiep", "ket-thuc", "chay-tiep"):
        answer = desk.post(f"{PAGE}phieu/TET2027/{step}/")
        seen.append((answer.status_code, Voucher.objects.get().status))

    assert seen == [(302, "paused"), (302, "running"), (302, "ended"), (409, "ended")]


def test_f73_a_set_of_goods_is_set_up(desk, shop):
    tea, honey = a_good(100_000, seller=shop), a_good(50_000, seller=shop)
    parts = {"variant_1": tea.code, "quantity_1": "1", "variant_2": honey.code, "quantity_2": "2"}
    facts = {"name": "Bộ quà Tết", **days(), **parts}

    dear = desk.post(f"{PAGE}bo-hang/", {**facts, "price_vnd": "200.000"})
    made = desk.post(f"{PAGE}bo-hang/", {**facts, "price_vnd": "170.000"})

    combo = Combo.objects.get()
    assert "Mua lẻ hết 200.000 đ: hãy ghi giá thấp hơn." in text_of(dear)
    assert (made.status_code, combo.price_vnd) == (302, 170_000)
    assert list(combo.parts.order_by("pk").values_list("variant", "quantity")) == [(tea.pk, 1), (honey.pk, 2)]
    assert "Bộ quà Tết" in text_of(desk.get(PAGE))
    assert desk.post(f"{PAGE}bo-hang/{combo.code}/tam-dung/").status_code == 302


def test_goods_of_another_shop_are_no_part_of_a_set(desk):
    facts = {"name": "Bộ", "price_vnd": "1", **days(), "variant_1": a_good(1_000).code, "quantity_1": "2"}

    assert desk.post(f"{PAGE}bo-hang/", facts).status_code == 422
    assert not Combo.objects.exists()


def test_f73_a_group_purchase_is_set_up_and_called_off(desk, shop):
    tea = a_good(100_000, seller=shop)
    facts = {"name": "Mua chung chè", "variant": tea.code, "price_vnd": "80.000", "goal": "10", "most": "20", **days()}

    refused = desk.post(f"{PAGE}mua-chung/", facts | {"most": "5", "price_vnd": "100.000"})
    made = desk.post(f"{PAGE}mua-chung/", facts)
    purchase = GroupPurchase.objects.get()
    called_off = desk.post(f"{PAGE}mua-chung/{purchase.code}/huy/")
    again = desk.post(f"{PAGE}mua-chung/{purchase.code}/huy/")

    assert "Số này nhỏ hơn số phải gom đủ." in text_of(refused)
    assert "Hãy ghi giá thấp hơn giá hiện nay, 100.000 đ." in text_of(refused)
    assert (purchase.goal, purchase.most, purchase.price_vnd) == (Decimal(10), Decimal(20), 80_000)
    assert (made.status_code, called_off.status_code, again.status_code) == (302, 302, 409)
    purchase.refresh_from_db()
    assert purchase.status == "cancelled"


def test_only_the_shops_manager_finds_the_pages_and_the_steps(shop):
    desk = signed_in(manager_of(shop))
    desk.post(f"{PAGE}phieu/", voucher_answers())
    packer = signed_in(holder_of(Role.SELLER_PACKER, Scope.SELLER, shop.code))
    rival = signed_in(manager_of(a_seller()))

    for stranger in (packer, rival, signed_in(PersonFactory())):
        assert stranger.post(f"{PAGE}phieu/TET2027/ket-thuc/").status_code == 404
    assert packer.get(PAGE).status_code == 404
    assert "TET2027" not in text_of(rival.get(PAGE))
    assert Voucher.objects.get().status == "running"


def running():
    today = local_date(timezone.now())
    return {"starts_on": today, "ends_on": today + timedelta(days=9), "at": timezone.now()}


def test_s24_a_shop_reads_which_vouchers_of_others_count_for_its_goods_and_that_it_pays_nothing(desk, shop):
    tea = a_good(100_000, seller=shop)
    kind = tea.listing.live.category
    other_kind = a_category(slug="mat-ong", name_vi="Mật ong")
    counting = [
        factories.a_voucher(**running()),
        factories.a_voucher_of_a_province("08", **running()),
        factories.a_voucher_of_a_province("08", home_commune_code="00721", seller_ids=[shop.pk], **running()),
        factories.a_voucher_of_a_province("08", category_ids=[kind.pk], **running()),
    ]
    others = [
        factories.a_voucher_of_a_province("01", **running()),
        factories.a_voucher_of_a_province("08", seller_ids=[a_seller().pk], **running()),
        factories.a_voucher_of_a_province("08", category_ids=[other_kind.pk], **running()),
        factories.a_voucher(is_shown=False, **running()),
        factories.a_voucher(seller=a_good(1_000).listing.seller, **running()),
    ]

    words = text_of(desk.get(PAGE))

    assert [one.code in words for one in counting] == [True] * 4
    assert [one.code in words for one in others] == [False] * 5
    assert "Bạn không phải trả gì" in words
    assert "Chương trình MTQG 1719" in words


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(times, desk, shop, django_assert_num_queries):
    for _time in range(times):
        tea = a_good(100_000, seller=shop)
        factories.a_voucher(seller=shop)
        factories.a_voucher_of_a_province("08", **running())
        factories.a_combo((tea, 2), price_vnd=150_000)
        factories.a_purchase(tea)

    with django_assert_num_queries(12):
        assert desk.get(PAGE).status_code == 200
