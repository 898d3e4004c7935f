"""Goods in three steps beginning with the photo, each kept by itself."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.catalog.actions.deciding import approve_version
from chophien.catalog.models import Listing, Variant
from chophien.catalog.states import VersionStatus
from chophien.catalog.tests.factories import a_category, the_variant
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
from chophien.sellerdesk.tests.goods import STORY, begun_by, fresh
from chophien.sellers.states import SellerStatus
from chophien.supply.models import Stock
from chophien.uploads.models import Photo
from chophien.uploads.tests.factories import a_photo

pytestmark = pytest.mark.django_db


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
