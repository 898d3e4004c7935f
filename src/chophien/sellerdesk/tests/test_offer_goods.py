"""Goods in three steps beginning with the photo, each kept by itself."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.catalog.actions.deciding import approve_version, ask_changes, reject_version
from chophien.catalog.actions.listings import submit_version
from chophien.catalog.models import Listing, ListingVersion, Variant
from chophien.catalog.states import ListingStatus, VersionStatus
from chophien.catalog.tests.factories import a_category, a_listing, an_offer, the_variant
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON
from chophien.sellerdesk.tests.factories import (
    a_draft,
    a_picture,
    a_shop,
    a_size,
    signed_in,
    size_data,
    tea_asks,
    text_of,
)
from chophien.sellers.states import SellerStatus
from chophien.supply.models import Stock, StockMovement
from chophien.supply.tests.factories import a_variant
from chophien.uploads.models import Photo
from chophien.uploads.tests.factories import a_photo

pytestmark = pytest.mark.django_db

STORY = {
    "title": "Chè Shan tuyết Lùng Phình",
    "description": "Chè búp hái tay trên cây cổ thụ, sao trong ngày.",
    "category": "che",
    "attribute_che_bien": "Hồng trà",
    "attribute_co_thu": "1",
}


def begun_by(client):
    """The first step: a photo. Returns the listing that it begins."""
    answer = client.post("/ban-hang/hang/them/", {"photos": [a_picture()], "next": "1"})
    listing = Listing.objects.select_related("working").get()
    assert answer["Location"] == f"/ban-hang/hang/{listing.code}/la-gi/"
    return listing


def fresh(listing):
    return Listing.objects.select_related("live", "working", "seller").get(pk=listing.pk)


def test_three_steps_put_goods_into_the_operators_queue():
    tea_asks()
    seller, my = a_shop()
    client = signed_in(my)

    listing = begun_by(client)
    told = client.post(f"/ban-hang/hang/{listing.code}/la-gi/", {**STORY, "next": "1"})
    sent = client.post(f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(), season=("1/3", "30/11")))

    listing = fresh(listing)
    version = listing.working
    assert told["Location"] == f"/ban-hang/hang/{listing.code}/gia/"
    assert sent["Location"] == f"/ban-hang/hang/{listing.code}/?xong=gui"
    assert (version.status, version.title) == (VersionStatus.PENDING_REVIEW, STORY["title"])
    assert version.attributes == {"che_bien": "Hồng trà", "co_thu": True}
    assert (version.season_from, version.season_to) == ("03-01", "11-30")
    assert version.photo_codes == [Photo.objects.get(owner_code=seller.code).code]
    [offer] = version.offers
    assert (offer["price_vnd"], offer["unit"], offer["pack"], offer["weight_g"]) == (185_000, "box", "100 g", 180)
    assert Stock.objects.get(variant__code=offer["code"]).available == Decimal(12)
    assert not Variant.objects.get().is_active


def test_what_was_counted_before_is_there_when_goods_are_approved():
    tea_asks()
    _seller, my = a_shop()
    client = signed_in(my)
    listing = begun_by(client)
    client.post(f"/ban-hang/hang/{listing.code}/la-gi/", {**STORY, "next": "1"})
    client.post(f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(left="7,5", unit="kg", pack="")))

    approve_version(listing=listing, actor=SYSTEM, at=NOON)

    variant = the_variant(fresh(listing))
    assert (variant.is_active, variant.stock.available) == (True, Decimal("7.5"))


def test_each_step_is_kept_by_itself_however_little_was_written():
    tea_asks()
    _seller, my = a_shop()
    client = signed_in(my)

    listing = begun_by(client)
    answer = client.post(f"/ban-hang/hang/{listing.code}/la-gi/", {"title": "Chè", "save": "1"})
    client.post(
        f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(price_vnd="", unit="", weight_g=""), button="save")
    )

    version = fresh(listing).working
    assert answer["Location"] == f"/ban-hang/hang/{listing.code}/?xong=luu"
    assert (version.status, version.title, version.description, version.category) == (
        VersionStatus.DRAFT,
        "Chè",
        "",
        None,
    )
    assert (version.offers[0]["price_vnd"], version.offers[0]["pack"]) == (0, "100 g")


def test_goods_without_a_photo_may_go_on_and_a_choice_without_one_is_told_so():
    _seller, my = a_shop()
    client = signed_in(my)

    refused = client.post("/ban-hang/hang/them/", {"next": "1"})
    begun = client.post("/ban-hang/hang/them/", {"skip": "1"})

    assert refused.status_code == 422
    assert "Xin chọn tệp trước." in text_of(refused)
    assert begun.status_code == 302
    assert Listing.objects.get().working.photo_codes == []


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [("che.jpg", b"no photo at all", "không phải là ảnh"), ("che.gif", b"GIF89a" + b"\x00" * 400, "không phải là ảnh")],
)
def test_what_is_no_photo_is_refused_with_a_sentence_and_nothing_is_begun(name, data, sentence):
    _seller, my = a_shop()

    answer = signed_in(my).post("/ban-hang/hang/them/", {"photos": [SimpleUploadedFile(name, data)], "next": "1"})

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Listing.objects.count() == 0


def test_the_first_step_sent_twice_begins_one_listing():
    _seller, my = a_shop()
    client = signed_in(my)

    for _tap in range(2):
        client.post("/ban-hang/hang/them/", {"photos": [a_picture()], "next": "1"})

    assert Listing.objects.count() == 1


def test_what_is_missing_is_said_beside_its_field_and_everything_typed_stays():
    tea_asks()
    _seller, my = a_shop()
    client = signed_in(my)
    listing = begun_by(client)
    client.post(f"/ban-hang/hang/{listing.code}/la-gi/", {"title": "Chè Shan", "category": "che", "next": "1"})

    answer = client.post(
        f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(price_vnd="", weight_g=""), season=("1/3", "30/11"))
    )

    page = text_of(answer)
    assert answer.status_code == 409
    for sentence in (
        "Hãy ghi giá bằng đồng, lớn hơn 0.",
        "Cách chế biến: ",
        'value="100 g"',
        'value="12"',
        'value="1/3"',
        f'href="/ban-hang/hang/{listing.code}/la-gi/#id_attribute_che_bien"',
    ):
        assert sentence in page
    assert page.count('aria-invalid="true"') == 2
    assert fresh(listing).working.status == VersionStatus.DRAFT
    [offer] = fresh(listing).working.offers
    assert f'name="size-0-code" value="{offer["code"]}"' in page


def test_an_unapproved_shop_drafts_and_never_sends_in():
    tea_asks()
    _seller, my = a_shop(status=SellerStatus.DRAFT)
    client = signed_in(my)
    listing = begun_by(client)
    client.post(f"/ban-hang/hang/{listing.code}/la-gi/", {**STORY, "next": "1"})

    answer = client.post(f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size()))

    assert answer.status_code == 409
    assert "Gian hàng cần được duyệt trước" in text_of(answer)
    version = fresh(listing).working
    assert (version.status, version.offers[0]["price_vnd"]) == (VersionStatus.DRAFT, 185_000)
    assert "Khi chợ duyệt gian hàng của bạn thì đăng bán được." in text_of(
        client.get(f"/ban-hang/hang/{listing.code}/")
    )


def test_the_questions_follow_the_kind_that_was_chosen_with_and_without_a_script():
    tea_asks()
    a_category("mat-ong", name_vi="Mật ong")
    _seller, my = a_shop()
    client = signed_in(my)
    listing = begun_by(client)
    path = f"/ban-hang/hang/{listing.code}/la-gi/"

    fragment = text_of(
        client.post(f"{path}cau-hoi/", {"title": "Chè", "category": "che"}, headers={"HX-Request": "true"})
    )
    other = text_of(client.post(f"{path}cau-hoi/", {"category": "mat-ong"}))
    plain = client.post(path, {"title": "Chè", "category": "che", "ask": "1"})

    assert "Cách chế biến" in fragment
    assert "<h1>" not in fragment
    assert "Cách chế biến" not in other
    assert plain["Location"] == f"{path}#questions"
    assert "Cách chế biến" in text_of(client.get(path))


def test_answers_to_questions_of_another_kind_are_not_kept():
    tea_asks()
    a_category("mat-ong", name_vi="Mật ong")
    _seller, my = a_shop()
    client = signed_in(my)
    listing = begun_by(client)
    client.post(f"/ban-hang/hang/{listing.code}/la-gi/", {**STORY, "next": "1"})

    client.post(f"/ban-hang/hang/{listing.code}/la-gi/", {**STORY, "category": "mat-ong", "next": "1"})

    assert fresh(listing).working.attributes == {}


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


def test_a_foreign_or_doubled_size_code_becomes_a_new_size():
    seller, my = a_shop()
    mine, foreign = a_variant(seller=seller), a_variant()

    signed_in(my).post(
        f"/ban-hang/hang/{mine.listing.code}/gia/",
        size_data(
            a_size(code=mine.code),
            a_size(code=foreign.code, price_vnd="1.000"),
            a_size(code=mine.code, price_vnd="2.000"),
        ),
    )

    codes = [offer["code"] for offer in fresh(mine.listing).working.offers]
    foreign.refresh_from_db()
    assert codes[0] == mine.code
    assert len(set(codes)) == 3
    assert foreign.code not in codes
    assert foreign.price_vnd == 185_000


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


def test_photos_are_added_ordered_and_taken_out():
    seller, my = a_shop()
    first, second = (
        a_photo(code="a" * 24, owner_code=seller.code).code,
        a_photo(code="b" * 24, owner_code=seller.code).code,
    )
    listing = a_draft(seller, photo_codes=[first, second])
    client = signed_in(my)
    path = f"/ban-hang/hang/{listing.code}/anh/"

    client.post(f"{path}{second}/", {"first": "1"})
    ordered = fresh(listing).working.photo_codes
    client.post(path, {"photos": [a_picture()], "next": "1"})
    client.post(f"{path}{first}/", {"remove": "1"})
    client.post(f"{path}unknown/", {"remove": "1"})

    added = Photo.objects.exclude(code__in=[first, second]).get().code
    assert ordered == [second, first]
    assert fresh(listing).working.photo_codes == [second, added]


def test_no_more_than_eight_photos_are_kept():
    seller, my = a_shop()
    codes = [a_photo(code=letter * 24, owner_code=seller.code).code for letter in "abcdefgh"]
    listing = a_draft(seller, photo_codes=codes)

    signed_in(my).post(f"/ban-hang/hang/{listing.code}/anh/", {"photos": [a_picture()], "next": "1"})

    assert fresh(listing).working.photo_codes == codes


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


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"price_vnd": "mười nghìn"}, "price_vnd"),
        ({"price_vnd": "-5"}, "price_vnd"),
        ({"price_vnd": "9" * 30}, "price_vnd"),
        ({"weight_g": "nặng"}, "weight_g"),
        ({"weight_g": "0"}, "weight_g"),
        ({"weight_g": "5 lít"}, "weight_g"),
        ({"weight_g": "9000 kg"}, "weight_g"),
        ({"left": "-1"}, "left"),
        ({"left": "1,2345"}, "left"),
        ({"unit": "thúng"}, "unit"),
        ({"pack": "x" * 41}, "pack"),
        ({"step": "0"}, "step"),
        ({"title": "y" * 81}, "title"),
    ],
)
def test_absurd_sizes_are_refused_beside_their_field_and_nothing_is_kept(typed, field):
    seller, my = a_shop()
    listing = a_draft(seller, offers=[])

    answer = signed_in(my).post(f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(**typed)))

    page = text_of(answer)
    assert answer.status_code == 422
    assert f'id="id_size-0-{field}-error"' in page
    assert fresh(listing).working.offers == []


@pytest.mark.parametrize("season", [("31/2", "1/3"), ("1/3", ""), ("", "1/3"), ("hè", "thu")])
def test_a_season_that_is_none_is_refused(season):
    seller, my = a_shop()
    listing = a_draft(seller)

    answer = signed_in(my).post(f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(), season=season))

    assert answer.status_code == 422
    assert "season_" in text_of(answer)
    assert fresh(listing).working.season_from == ""


def test_weights_are_read_as_people_write_them():
    seller, my = a_shop()
    client = signed_in(my)
    read = {}
    for typed in ("180", "180 g", "1,5 kg", "1.500", "2kg"):
        listing = a_draft(seller, offers=[])
        client.post(f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(weight_g=typed), button="save"))
        read[typed] = fresh(listing).working.offers[0]["weight_g"]

    assert read == {"180": 180, "180 g": 180, "1,5 kg": 1_500, "1.500": 1_500, "2kg": 2_000}


def test_strange_words_are_kept_as_far_as_they_are_words():
    seller, my = a_shop()
    listing = a_draft(seller)
    typed = "Chè\x00 H’Mông \u202etuyết\u202c 🍵"

    signed_in(my).post(
        f"/ban-hang/hang/{listing.code}/la-gi/",
        {"title": typed, "description": "x" * 100, "category": "che", "save": "1"},
    )

    assert fresh(listing).working.title == "Chè H’Mông tuyết 🍵"


def test_too_long_a_story_is_refused_and_stays_in_the_field():
    seller, my = a_shop()
    listing = a_draft(seller)

    answer = signed_in(my).post(
        f"/ban-hang/hang/{listing.code}/la-gi/",
        {"title": "t" * 141, "description": "d" * 6_001, "category": "khong-co", "next": "1"},
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert "t" * 141 in page
    assert "d" * 6_001 in page
    assert fresh(listing).working.title == "Chè Shan tuyết cổ thụ"


def test_a_formset_without_its_numbers_is_refused_calmly():
    seller, my = a_shop()
    listing = a_draft(seller)

    answers = [
        signed_in(my).post(f"/ban-hang/hang/{listing.code}/gia/", data).status_code
        for data in ({}, {"size-TOTAL_FORMS": "viele"}, size_data(a_size()) | {"size-TOTAL_FORMS": "9999"})
    ]

    assert answers == [422, 422, 422]


def test_the_preview_shows_what_was_written_last():
    tea_asks()
    seller, my = a_shop()
    listing = a_draft(
        seller, attributes={"che_bien": "Hồng trà", "co_thu": True}, season_from="09-01", season_to="02-28"
    )

    page = text_of(signed_in(my).get(f"/ban-hang/hang/{listing.code}/xem-truoc/"))

    for shown in (
        "Chè Shan tuyết cổ thụ",
        "185.000",
        "Hồng trà",
        "Có",
        'class="season"',
        "Trang này chỉ mình bạn thấy.",
    ):
        assert shown in page


def test_the_history_names_writer_decision_and_reason():
    seller, my = a_shop()
    listing = a_draft(seller)
    submit_version(listing=listing, actor=my, at=NOON)
    ask_changes(listing=listing, reason="Thiếu ảnh bao bì", actor=SYSTEM, at=NOON)

    page = text_of(signed_in(my).get(f"/ban-hang/hang/{listing.code}/lich-su/"))

    assert "Bản thứ 1" in page
    assert "chợ viết lúc" in page
    assert "Chợ nhắn: Thiếu ảnh bao bì" in page
