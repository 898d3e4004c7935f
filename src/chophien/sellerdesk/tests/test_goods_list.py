import re

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.catalog.actions.deciding import reject_version
from chophien.catalog.actions.listings import pause_listing, submit_version
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON
from chophien.sellerdesk import goods as lists
from chophien.sellerdesk.tests.factories import a_draft, a_shop, signed_in, text_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def titles(page):
    return re.findall(r'<a class="strong" href="/ban-hang/hang/[^"]+">([^<]+)</a>', page)


def chips(page):
    return re.findall(r'<a class="chip"[^>]*>([^<]+) <span class="num">(\d+)</span>', page)


def test_goods_stand_where_they_are():
    seller, my = a_shop()
    a_variant(seller=seller, title="Chè đang bán")
    a_variant(seller=seller, title="Chè đã hết", available=0)
    paused = a_variant(seller=seller, title="Chè tạm ngừng").listing
    pause_listing(listing=paused, actor=SYSTEM, at=NOON)
    a_draft(seller, title="Chè nháp")
    waiting = a_draft(seller, title="Chè chờ")
    submit_version(listing=waiting, actor=SYSTEM, at=NOON)
    refused = a_draft(seller, title="Chè bị từ chối")
    submit_version(listing=refused, actor=SYSTEM, at=NOON)
    reject_version(listing=refused, reason="Không được bán", actor=SYSTEM, at=NOON)
    a_variant(title="Hàng của người khác")
    client = signed_in(my)

    page = text_of(client.get("/ban-hang/hang/"))
    piles = {pile: titles(text_of(client.get("/ban-hang/hang/", {"loai": pile}))) for pile in lists.PILES}

    assert chips(page) == [
        ("Tất cả", "6"), ("Đang bán", "2"), ("Chờ duyệt", "1"), ("Cần sửa", "1"), ("Bản nháp", "1"),
        ("Hết hàng", "1"), ("Không bán", "1"),
    ]  # fmt: skip
    assert piles == {
        "all": ["Chè bị từ chối", "Chè chờ", "Chè nháp", "Chè tạm ngừng", "Chè đã hết", "Chè đang bán"],
        "on_sale": ["Chè đã hết", "Chè đang bán"],
        "waiting": ["Chè chờ"],
        "to_mend": ["Chè bị từ chối"],
        "drafts": ["Chè nháp"],
        "sold_out": ["Chè đã hết"],
        "paused": ["Chè tạm ngừng"],
    }
    assert "Chợ nhắn: Không được bán" in page


def test_seasons_and_stock_are_shown():
    seller, my = a_shop()
    a_variant(seller=seller, available=48, season_from="01-01", season_to="12-31")

    page = text_of(signed_in(my).get("/ban-hang/hang/"))

    assert "Đang vụ" in page
    assert 'name="left" value="48"' in page


def test_an_accountant_reads_the_list_and_changes_nothing():
    seller, _my = a_shop()
    a_variant(seller=seller, available=48)
    accountant = holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, seller.code)

    page = text_of(signed_in(accountant).get("/ban-hang/hang/"))

    assert "Còn 48" in page
    assert 'name="left"' not in page
    assert "Thêm hàng" not in page


def test_a_long_list_goes_on_where_the_page_ended(monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 2)
    seller, my = a_shop()
    for number in range(5):
        a_draft(seller, title=f"Chè số {number}")
    client = signed_in(my)

    seen, address = [], "/ban-hang/hang/?loai=all"
    while address:
        page = text_of(client.get(address))
        seen.append(titles(page))
        address = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), "")

    assert seen == [["Chè số 4", "Chè số 3"], ["Chè số 2", "Chè số 1"], ["Chè số 0"]]


@pytest.mark.parametrize("query", [{"loai": "../../etc"}, {"trang": "bent"}, {"loai": "all", "trang": "x" * 2000}])
def test_what_nobody_can_mean_is_the_first_page(query):
    seller, my = a_shop()
    a_draft(seller, title="Chè")

    answer = signed_in(my).get("/ban-hang/hang/", query)

    assert (answer.status_code, titles(text_of(answer))) == (200, ["Chè"])


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_goods(number, django_assert_num_queries):
    seller, my = a_shop()
    for place in range(number):
        a_variant(seller=seller, title=f"Chè {place}", photo_codes=["a" * 24])
    client = signed_in(my)

    with django_assert_num_queries(8):
        assert client.get("/ban-hang/hang/").status_code == 200


def test_goods_of_another_shop_are_not_there():
    _seller, my = a_shop()
    foreign = a_variant().listing
    client = signed_in(my)

    assert client.get(f"/ban-hang/hang/{foreign.code}/").status_code == 404
    assert client.get("/ban-hang/hang/SP-KHONG-CO/").status_code == 404


def test_a_size_of_other_goods_is_not_counted_here():
    seller, my = a_shop()
    mine, other = a_variant(seller=seller), a_variant()

    answer = signed_in(my).post(f"/ban-hang/hang/{mine.listing.code}/con-lai/{other.code}/", {"left": "1"})

    assert answer.status_code == 404
