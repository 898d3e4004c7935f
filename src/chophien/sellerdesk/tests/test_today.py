"""The first page: one card a task, the most urgent first."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of
from chophien.catalog.actions.certificates import CertificateText, add_certificate, verify_certificate
from chophien.catalog.actions.deciding import ask_changes
from chophien.catalog.actions.listings import submit_version
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON, a_checkout, a_confirmed_order, a_packed_order
from chophien.sellerdesk.tests.factories import a_draft, a_shop, signed_in, text_of
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db

CARD = re.compile(
    r'<div class="panel task">.*?<strong>(.*?)</strong>.*?<a class="btn([^"]*)" href="([^"]*)">([^<]*)<', re.DOTALL
)


def cards(page):
    """The tasks of a page: title, whether it is the main one, verb."""
    return [(title, "ghost" not in look, verb) for title, look, _href, verb in CARD.findall(page)]


def today(person, **query):
    return text_of(signed_in(person).get("/ban-hang/", query))


def test_a_shop_with_nothing_to_do_is_calm():
    seller, my = a_shop()
    a_variant(seller=seller)

    page = today(my)

    assert "<h1>Chào Vàng Thị Mỷ</h1>" in page
    assert "Hôm nay chưa có việc gì" in page
    assert cards(page) == []


def test_a_shop_without_goods_is_shown_how_to_begin():
    _seller, my = a_shop()

    page = today(my)

    assert "Đăng món hàng đầu tiên" in page
    assert 'href="/ban-hang/hang/them/">Thêm hàng</a>' in page


def test_new_orders_come_first_with_the_moment_until_which_they_wait():
    seller, my = a_shop()
    goods = a_variant(seller=seller, available=20)
    for _order in range(2):
        a_checkout((goods, 1))
    a_confirmed_order(variant=goods)
    a_packed_order(variant=goods)

    page = today(my)

    assert cards(page) == [
        ("2 đơn mới cần nhận", True, "Nhận"),
        ("Đóng gói 1 đơn", False, "Đóng gói"),
        ("Giao 1 gói cho bưu tá", False, "Xem"),
    ]
    assert "Nhận trước 12:00 Chủ nhật 22/11. Quá giờ chợ nhắc một lần, rồi đơn tự hủy." in page
    assert f'href="/ban-hang/don/?gian={seller.code}&loai=to_answer"' in page


def test_orders_that_wait_for_a_transfer_are_not_packed_yet():
    seller, my = a_shop()
    a_checkout((a_variant(seller=seller), 1), payment="vietqr")

    assert cards(today(my)) == [("1 đơn đang chờ tiền của người mua", False, "Xem")]


def test_goods_that_came_back_ran_out_or_were_begun_give_work():
    seller, my = a_shop()
    a_variant(seller=seller, title="Miến dong", available=0)
    a_draft(seller, title="Mật ong")
    back = a_draft(seller, title="Chè vàng")
    submit_version(listing=back, actor=SYSTEM, at=NOON)
    ask_changes(listing=back, reason="Ảnh quá tối", actor=SYSTEM, at=NOON)

    page = today(my)

    assert cards(page) == [
        ("Sửa “Chè vàng”", False, "Sửa"),
        ("Hết hàng: Miến dong", False, "Ghi số còn"),
        ("Hàng đang viết dở, chưa gửi", False, "Viết tiếp"),
    ]
    assert "Chợ nhắn: Ảnh quá tối" in page


@pytest.mark.parametrize(
    ("status", "title", "verb", "main"),
    [
        (SellerStatus.DRAFT, "Gian hàng của bạn chưa mở", "Điền", True),
        (SellerStatus.NEEDS_CHANGES, "Chợ đề nghị sửa thông tin gian hàng", "Xem", True),
        (SellerStatus.IN_REVIEW, "Chợ đang xem gian hàng của bạn", "Xem", False),
    ],
)
def test_a_shop_that_is_not_open_says_what_is_missing(status, title, verb, main):
    seller, my = a_shop(status=status, **({"submitted_at": NOON} if status == SellerStatus.IN_REVIEW else {}))
    a_draft(seller)

    page = today(my)

    assert cards(page)[0] == (title, main, verb)
    assert ("Còn thiếu: " in page) == (status == SellerStatus.DRAFT)


@pytest.mark.parametrize(
    ("status", "sentence"), [(SellerStatus.SUSPENDED, "đang tạm ngừng bán"), (SellerStatus.CLOSED, "đã đóng")]
)
def test_a_shop_that_may_not_sell_says_so(status, sentence):
    _seller, my = a_shop(status=status)

    assert sentence in today(my)


def test_a_certificate_that_ends_within_sixty_days_is_named():
    seller, my = a_shop()
    listing = a_variant(seller=seller).listing
    soon = timezone.localdate() + timedelta(days=59)
    for valid_to, stars in ((soon, 4), (soon + timedelta(days=30), 3), (date(2020, 1, 1), 5)):
        text = CertificateText(kind="ocop", number="1/QĐ", issuer="", valid_from=None, valid_to=valid_to, stars=stars)
        certificate = add_certificate(seller=seller, text=text, listings=[listing], actor=SYSTEM, at=NOON)
        verify_certificate(certificate=certificate, actor=SYSTEM, at=NOON)

    assert cards(today(my)) == [(f"OCOP ★★★★ hết hạn ngày {soon:%d/%m/%Y}", False, "Thêm giấy mới")]


def test_money_is_called_by_its_name_and_never_a_wallet():
    seller, my = a_shop()
    a_confirmed_order(variant=a_variant(seller=seller))

    page = today(my)

    assert "Số tiền chờ thanh toán" in page
    assert "Ví " not in page
    assert "số dư" not in page.lower()


def test_a_packer_sees_orders_and_counts_but_neither_money_nor_drafts():
    seller, _my = a_shop()
    packer = holder_of(Role.SELLER_PACKER, Scope.SELLER, seller.code)
    a_variant(seller=seller, title="Miến dong", available=0)
    a_draft(seller)
    a_confirmed_order(variant=a_variant(seller=seller))

    page = today(packer)

    assert cards(page) == [("Đóng gói 1 đơn", False, "Đóng gói"), ("Hết hàng: Miến dong", False, "Ghi số còn")]
    assert "Số tiền chờ thanh toán" not in page
    assert 'href="/ban-hang/tien/"' not in page


def test_who_works_for_two_shops_chooses_and_is_remembered():
    first, second = a_seller(name="An Phú"), a_seller(name="Bản Liền")
    my = PersonFactory()
    for seller in (first, second):
        GrantFactory(person=my, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, scope_code=seller.code)
        a_draft(seller, title=f"Hàng của {seller.name}")
    client = signed_in(my)

    chosen = text_of(client.get("/ban-hang/", {"gian": second.code}))
    later = text_of(client.get("/ban-hang/hang/"))
    orders = client.get("/ban-hang/don-hang/")

    assert f'href="/ban-hang/?gian={second.code}" aria-current="true"' in chosen
    assert "Hàng của Bản Liền" in later
    assert "Hàng của An Phú" not in later
    assert orders["Location"] == f"/ban-hang/don/?gian={second.code}"


@pytest.mark.parametrize("number", [1, 3])
def test_the_day_takes_the_same_queries_for_any_amount_of_work(number, django_assert_num_queries):
    seller, my = a_shop()
    for place in range(number):
        goods = a_variant(seller=seller, available=10, title=f"Chè {place}")
        a_checkout((goods, 1))
        a_variant(seller=seller, available=0, title=f"Hết {place}")
        a_draft(seller, title=f"Nháp {place}")
    client = signed_in(my)
    client.get("/ban-hang/")

    with django_assert_num_queries(22):
        assert client.get("/ban-hang/").status_code == 200


def test_the_day_needs_no_script():
    _seller, my = a_shop()

    assert "<script" not in today(my)
