"""Goods on sale that change: what counts at once, what waits, what is counted, paused and mended."""

from decimal import Decimal

import pytest

from chophien.catalog.actions.deciding import approve_version, ask_changes, reject_version
from chophien.catalog.actions.listings import submit_version
from chophien.catalog.models import ListingVersion, Variant
from chophien.catalog.states import ListingStatus, VersionStatus
from chophien.catalog.tests.factories import a_listing, an_offer
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON
from chophien.sellerdesk.tests.factories import a_draft, a_shop, a_size, signed_in, size_data, tea_asks, text_of
from chophien.sellerdesk.tests.goods import fresh
from chophien.supply.models import Stock, StockMovement
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def test_a_new_story_of_goods_on_sale_waits_while_the_old_one_stays_on_sale():
    seller, my = a_shop()
    listing = a_listing(seller=seller)
    client = signed_in(my)

    client.post(
        f"/ban-hang/hang/{listing.code}/la-gi/",
        {"title": "Tên mới", "description": "Một lời kể mới, đủ dài để gửi.", "category": "che", "save": "1"},
    )
    client.post(f"/ban-hang/hang/{listing.code}/dang-ban/")

    listing = fresh(listing)
    assert (listing.live.title, listing.working.title) == ("Chè Shan tuyết cổ thụ", "Tên mới")
    assert listing.working.status == VersionStatus.PENDING_REVIEW
    page = text_of(client.get(f"/ban-hang/hang/{listing.code}/"))
    assert "Thay đổi của bạn đang chờ duyệt; trong lúc đó người mua vẫn thấy bản cũ." in page


def test_saving_goods_on_sale_unchanged_makes_no_version():
    seller, my = a_shop()
    variant = a_variant(seller=seller, available=12)
    listing = variant.listing
    client = signed_in(my)
    live = listing.live

    client.post(
        f"/ban-hang/hang/{listing.code}/la-gi/",
        {"title": live.title, "description": live.description, "category": "che", "save": "1"},
    )
    client.post(f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(code=variant.code), button="save"))

    assert ListingVersion.objects.count() == 1
    assert fresh(listing).working is None
    assert StockMovement.objects.count() == 0


def test_a_price_and_what_is_left_count_at_once_on_the_third_step():
    seller, my = a_shop()
    variant = a_variant(seller=seller, available=12)

    signed_in(my).post(
        f"/ban-hang/hang/{variant.listing.code}/gia/",
        size_data(a_size(code=variant.code, price_vnd="200.000", left="3"), button="save"),
    )

    listing = fresh(variant.listing)
    variant.refresh_from_db()
    assert (variant.price_vnd, listing.working, listing.live.number) == (200_000, None, 2)
    assert Stock.objects.get(variant=variant).available == Decimal(3)


def test_a_second_size_waits_for_review_with_its_stock_while_the_first_is_sold_on():
    seller, my = a_shop()
    variant = a_variant(seller=seller, available=12)
    listing = variant.listing
    client = signed_in(my)

    client.post(
        f"/ban-hang/hang/{listing.code}/gia/",
        size_data(a_size(code=variant.code), a_size(price_vnd="350.000", pack="200 g", weight_g="320", left="4")),
    )

    new = Variant.objects.exclude(pk=variant.pk).get()
    assert (new.is_active, new.stock.available, fresh(listing).working.status) == (
        False,
        Decimal(4),
        VersionStatus.PENDING_REVIEW,
    )
    approve_version(listing=listing, actor=SYSTEM, at=NOON)
    new.refresh_from_db()
    assert (new.is_active, new.stock.available) == (True, Decimal(4))


def test_a_size_that_is_taken_out_is_sold_no_more_once_that_is_approved():
    seller, my = a_shop()
    listing = a_listing(seller=seller, offers=[an_offer(), an_offer(price_vnd=350_000, pack="200 g")])
    small, large = listing.variants.order_by("sort")
    data = size_data(
        a_size(code=small.code), a_size(code=large.code, price_vnd="350.000", pack="200 g"), **{"size-1-DELETE": "on"}
    )

    signed_in(my).post(f"/ban-hang/hang/{listing.code}/gia/", data)
    approve_version(listing=listing, actor=SYSTEM, at=NOON)

    large.refresh_from_db()
    assert [offer["code"] for offer in fresh(listing).live.offers] == [small.code]
    assert not large.is_active


def test_goods_that_came_back_say_why_and_are_mended_and_sent_in_again():
    tea_asks()
    seller, my = a_shop()
    listing = a_draft(seller, attributes={"che_bien": "Chè xanh"})
    submit_version(listing=listing, actor=SYSTEM, at=NOON)
    ask_changes(listing=listing, reason="Ảnh quá tối, xin chụp lại", actor=SYSTEM, at=NOON)
    client = signed_in(my)

    page = text_of(client.get(f"/ban-hang/hang/{listing.code}/"))
    answer = client.post(f"/ban-hang/hang/{listing.code}/dang-ban/")

    assert "Ảnh quá tối, xin chụp lại" in page
    assert "Đăng bán</button>" in page
    assert answer["Location"] == f"/ban-hang/hang/{listing.code}/?xong=gui"
    assert fresh(listing).working.status == VersionStatus.PENDING_REVIEW


def test_refused_goods_show_what_was_written_and_why_and_a_change_begins_anew():
    seller, my = a_shop()
    listing = a_draft(seller)
    submit_version(listing=listing, actor=SYSTEM, at=NOON)
    reject_version(listing=listing, reason="Hàng này không được bán trên chợ", actor=SYSTEM, at=NOON)
    client = signed_in(my)

    page = text_of(client.get(f"/ban-hang/hang/{listing.code}/"))
    client.post(
        f"/ban-hang/hang/{listing.code}/la-gi/",
        {"title": "Chè khác hẳn", "description": "Một lời kể khác, đủ dài.", "category": "che", "save": "1"},
    )

    assert "Hàng này không được bán trên chợ" in page
    assert "Chè Shan tuyết cổ thụ" in page
    working = fresh(listing).working
    assert (working.number, working.status, working.title) == (2, VersionStatus.DRAFT, "Chè khác hẳn")


def test_pausing_and_selling_again():
    seller, my = a_shop()
    listing = a_listing(seller=seller)
    client = signed_in(my)

    shown = text_of(client.get(f"/ban-hang/hang/{listing.code}/"))
    client.post(f"/ban-hang/hang/{listing.code}/tam-ngung/")
    paused = fresh(listing).status
    twice = client.post(f"/ban-hang/hang/{listing.code}/tam-ngung/")
    client.post(f"/ban-hang/hang/{listing.code}/ban-lai/")

    assert "Tạm ngừng bán</button>" in shown
    assert (paused, fresh(listing).status) == (ListingStatus.PAUSED, ListingStatus.PUBLISHED)
    assert twice.status_code == 409


def test_a_quick_price_counts_at_once():
    seller, my = a_shop()
    variant = a_variant(seller=seller)

    answer = signed_in(my).post(
        f"/ban-hang/hang/{variant.listing.code}/gia/{variant.code}/", {"price_vnd": "1.250.000 đ"}
    )

    variant.refresh_from_db()
    assert answer.status_code == 302
    assert variant.price_vnd == 1_250_000


def test_counting_answers_with_the_row_for_a_script_and_with_the_page_without():
    seller, my = a_shop()
    variant = a_variant(seller=seller)
    client = signed_in(my)
    path = f"/ban-hang/hang/{variant.listing.code}/con-lai/{variant.code}/"

    plain = client.post(path, {"left": "7"})
    row = client.post(path, {"left": "9"}, headers={"HX-Request": "true"})
    wrong = client.post(path, {"left": "-3", "seen": "9"}, headers={"HX-Request": "true"})
    page = client.post(path, {"left": "chín", "seen": "9"})

    assert plain["Location"] == f"/ban-hang/hang/{variant.listing.code}/?xong=luu"
    assert 'value="9"' in text_of(row)
    assert "Đã lưu." in text_of(row)
    assert wrong.status_code == 422
    assert 'role="alert"' in text_of(wrong)
    assert 'value="-3"' in text_of(wrong)
    assert (page.status_code, 'value="chín"' in text_of(page)) == (422, True)
    assert Stock.objects.get(variant=variant).available == Decimal(9)


def test_a_page_from_before_a_sale_does_not_bring_the_goods_back():
    seller, my = a_shop()
    variant = a_variant(seller=seller, available=25)
    client = signed_in(my)
    path = f"/ban-hang/hang/{variant.listing.code}/con-lai/{variant.code}/"

    untouched = client.post(path, {"left": "30", "seen": "30"})
    counted = client.post(path, {"left": "40", "seen": "30"})

    assert (untouched.status_code, counted.status_code) == (302, 409)
    assert 'value="40"' in text_of(counted)
    assert 'name="seen" value="25"' in text_of(counted)
    assert Stock.objects.get(variant=variant).available == 25


def test_the_third_step_says_what_was_sold_meanwhile_and_keeps_the_count_as_typed():
    seller, my = a_shop()
    variant = a_variant(seller=seller, available=25)
    client = signed_in(my)
    path = f"/ban-hang/hang/{variant.listing.code}/gia/"
    size = a_size(code=variant.code, left="40", seen="30")

    answer = client.post(path, size_data(size, button="save"))

    assert answer.status_code == 409
    assert 'value="40"' in text_of(answer)
    assert 'name="size-0-seen" value="25"' in text_of(answer)
    assert Stock.objects.get(variant=variant).available == 25


def test_the_history_names_writer_decision_and_reason():
    seller, my = a_shop()
    listing = a_draft(seller)
    submit_version(listing=listing, actor=my, at=NOON)
    ask_changes(listing=listing, reason="Thiếu ảnh bao bì", actor=SYSTEM, at=NOON)

    page = text_of(signed_in(my).get(f"/ban-hang/hang/{listing.code}/lich-su/"))

    assert "Bản thứ 1" in page
    assert "chợ viết lúc" in page
    assert "Chợ nhắn: Thiếu ảnh bao bì" in page
