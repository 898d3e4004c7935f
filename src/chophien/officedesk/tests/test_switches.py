from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.models import SignInCard
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.conversations.actions.talking import open_about_goods
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.orders.models import OrderGroup
from chophien.orders.tests.factories import NOON, guest
from chophien.places.tests.factories import a_commune
from chophien.promotions.models import GroupPurchase, Voucher
from chophien.promotions.tests.factories import a_good, a_purchase, a_voucher
from chophien.reviews.actions.writing import Opinion, write_review
from chophien.reviews.models import Review
from chophien.reviews.tests.factories import LATER, a_review, delivered
from chophien.seasons.tests.factories import a_harvest
from chophien.sellers.actions.shops import ShopDetails, start_seller
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.supply.tests.factories import a_variant
from chophien.switches.actions import switch
from chophien.switches.errors import NotOffered
from chophien.switches.models import Decision
from chophien.switches.selectors import remember
from chophien.switches.states import ABOUT, Feature

pytestmark = pytest.mark.django_db
DESK = "/dieu-hanh/bat-tat/"
WHY = "Chờ văn bản của sở"
HERE, ELSEWHERE = "08", "20"


def off(feature, *, province="", at=None, on=False):
    now = at or timezone.now()
    made = switch(
        feature=feature,
        is_on=on,
        province_code=province,
        starts_on=local_date(now),
        reason=WHY,
        actor=SYSTEM,
        at=now,
    )
    remember()
    return made


def sent(**changes):
    return {"state": "tat", "province": "", "starts_on": "01/12/2099", "reason": WHY, **changes}


def door_says(response, feature):
    return response.status_code == 404 and str(ABOUT[feature].at_the_door) in text_of(response)


def test_the_office_reads_every_part_in_plain_words():
    page = text_of(signed_in(operator()).get(DESK))

    assert [one.label for one in Feature if str(one.label) not in page] == []
    assert [one.when_off for one in ABOUT.values() if str(one.when_off) not in page] == []


def test_the_office_turns_a_part_off_in_one_province_from_a_day_on():
    boss = operator(name="Chị Thu")
    client = signed_in(boss)

    answer = client.post(f"{DESK}preorders/", sent(province=HERE))

    made = Decision.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{DESK}?xong=preorders")
    assert (made.feature, made.province_code, made.is_on, made.decided_by) == ("preorders", HERE, False, boss.code)
    assert made.starts_on.isoformat() == "2099-12-01"
    for page in (text_of(client.get(DESK)), text_of(client.get(f"{DESK}preorders/"))):
        assert ("Chị Thu" in page, WHY in page, "01/12/2099" in page) == (True, True, True)


@pytest.mark.parametrize(
    "bent", [{"state": ""}, {"state": "maybe"}, {"province": "99"}, {"starts_on": "mai"}, {"reason": ""}]
)
def test_what_cannot_be_decided_comes_back_with_the_words_kept(bent):
    answer = signed_in(operator()).post(f"{DESK}preorders/", sent(**bent))

    assert (answer.status_code, Decision.objects.count()) == (422, 0)
    assert (WHY in text_of(answer)) == ("reason" not in bent)


def test_a_reason_of_no_words_is_refused_with_a_sentence():
    answer = signed_in(operator()).post(f"{DESK}preorders/", sent(reason="ok"))

    assert (answer.status_code, Decision.objects.count()) == (409, 0)


def test_a_part_for_the_whole_country_asks_for_no_province():
    client = signed_in(operator())

    assert 'name="province"' not in text_of(client.get(f"{DESK}widget/"))
    assert client.get(f"{DESK}nothing/").status_code == 404


def test_who_turns_parts_of_the_market_off():
    people = everybody(a_seller().code)

    assert let_in(people, DESK) == {"operator"}
    assert let_in(people, f"{DESK}talks/") == {"operator"}
    assert let_in(people, f"{DESK}talks/", method="post", data=sent()) == {"operator"}


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_the_same_queries_for_any_number(number, django_assert_num_queries):
    for _place in range(number):
        off(Feature.TALKS)
    client = signed_in(operator())

    with django_assert_num_queries(6):
        assert client.get(DESK).status_code == 200
    with django_assert_num_queries(7):
        assert client.get(f"{DESK}talks/").status_code == 200


def queries_of(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def test_a_guest_page_pays_nothing_for_what_can_be_turned_off():
    listing = a_variant(available=5).listing
    path = f"/hang/{listing.slug}-{listing.code}/"
    before = queries_of(Client(), path)

    off(Feature.WIDGET)

    assert queries_of(Client(), path) == before


def test_nobody_orders_before_the_harvest_where_that_is_off(client):
    harvest = a_harvest()
    listing = harvest.variant.listing
    sheet, goods = f"/dat-truoc/{harvest.code}/", f"/hang/{listing.slug}-{listing.code}/"
    assert sheet in text_of(client.get(goods))

    off(Feature.PREORDERS, province=HERE)

    assert door_says(client.get(sheet), Feature.PREORDERS)
    assert door_says(client.post(sheet, {"quantity": "1"}), Feature.PREORDERS)
    assert sheet not in text_of(client.get(goods))
    assert client.get(f"/api/v1/products/{listing.code}").json().get("preorder") is None
    assert not OrderGroup.objects.exists()

    off(Feature.PREORDERS, province=HERE, on=True)
    off(Feature.PREORDERS, province=ELSEWHERE)

    assert client.get(sheet).status_code == 200


def test_no_shops_are_opened_where_that_is_off_and_drafts_go_on():
    lan = PersonFactory()
    details = ShopDetails(name="Chè nhà Lan", kind="individual", commune=a_seller().commune)
    begun = start_seller(details=details, actor=lan, at=NOON)
    off(Feature.NEW_SHOPS, province=HERE, at=NOON)

    with pytest.raises(NotOffered):
        start_seller(details=ShopDetails(**{**vars(details), "name": "Gian khác"}), actor=lan, at=NOON)

    assert start_seller(details=details, actor=lan, at=NOON) == begun
    assert Seller.objects.filter(status="draft").count() == 1


def test_the_pages_that_open_shops_are_closed_when_it_is_off_everywhere():
    client = signed_in(PersonFactory())
    off(Feature.NEW_SHOPS)
    pages = ("/mo-gian-hang/", "/mo-gian-hang/ca-nhan/")

    assert [door_says(client.get(page), Feature.NEW_SHOPS) for page in pages] == [True, True]

    off(Feature.NEW_SHOPS, province=ELSEWHERE, on=True)
    assert [client.get(page).status_code for page in pages] == [200, 200]


def test_a_helper_opens_shops_only_where_that_is_on():
    helper = holder_of(Role.HELPER, Scope.COMMUNE, "00721")
    a_commune("00721")
    client = signed_in(helper)
    off(Feature.NEW_SHOPS, province=HERE)
    said = {"owner_name": "Bà Sùng", "phone": "0912345678", "commune_code": "00721"}

    refused = client.post("/giup/mo/", {**said, "name": "Chè Bà Sùng", "kind": "individual", "hamlet": "Thôn 1"})

    assert (refused.status_code, Seller.objects.count()) == (409, 0)
    assert str(ABOUT[Feature.NEW_SHOPS].at_the_door) in text_of(refused)

    off(Feature.NEW_SHOPS)
    assert door_says(client.get("/giup/mo/"), Feature.NEW_SHOPS)
    assert "/giup/mo/" not in text_of(client.get("/giup/"))
    assert "/mo-gian-hang/" not in text_of(signed_in(PersonFactory()).get("/gian-hang-cua-toi/"))


@pytest.mark.parametrize(
    ("feature", "path", "model", "make"),
    [
        (Feature.SELLER_VOUCHERS, "phieu", Voucher, lambda variant: a_voucher(seller=variant.listing.seller)),
        (Feature.GROUP_PURCHASES, "mua-chung", GroupPurchase, a_purchase),
    ],
)
def test_a_shop_sets_up_nothing_that_is_off_in_its_province(feature, path, model, make):
    variant = a_good(100_000)
    client = signed_in(manager_of(variant.listing.seller))
    door = f"/ban-hang/khuyen-mai/{path}/"
    off(feature, province=HERE)
    off(feature, province=HERE, at=NOON - timedelta(days=300))

    assert door_says(client.get(door), feature)
    assert door not in text_of(client.get("/ban-hang/khuyen-mai/"))
    with pytest.raises(NotOffered):
        make(variant)
    assert not model.objects.exists()

    off(feature, on=True)
    assert client.get(door).status_code == 200
    assert door in text_of(client.get("/ban-hang/khuyen-mai/"))


def test_a_group_purchase_that_runs_can_still_be_joined(client):
    purchase = a_purchase(a_good(100_000))
    off(Feature.GROUP_PURCHASES)

    assert client.get(f"/mua-chung/{purchase.code}/").status_code == 200


def test_no_card_is_printed_where_that_is_off_and_those_that_are_stay():
    shop = a_seller()
    client = signed_in(manager_of(shop))
    page = f"/the-vao-cho/{shop.code}/"
    client.post(f"{page}in/")
    off(Feature.SIGN_IN_CARDS, province=HERE)

    refused = client.post(f"{page}in/")

    assert (refused.status_code, SignInCard.objects.count()) == (409, 1)
    shown = text_of(client.get(page))
    assert (f"{page}in/" in shown, f"{page}bo/" in shown) == (False, True)
    assert str(ABOUT[Feature.SIGN_IN_CARDS].at_the_door) in shown


def test_nobody_asks_for_goods_in_bulk_while_that_is_off():
    client = signed_in(PersonFactory())
    off(Feature.PURCHASE_REQUESTS)

    assert door_says(client.get("/mua-si/hoi-mua/"), Feature.PURCHASE_REQUESTS)
    assert "/mua-si/hoi-mua/" not in text_of(client.get("/mua-si/"))


def test_nobody_begins_to_write_about_goods_and_what_was_begun_goes_on():
    listing = a_variant(available=5).listing
    mai, pao = PersonFactory(), PersonFactory()
    begun = open_about_goods(listing=listing, title="Chè", person=mai, at=NOON)
    off(Feature.TALKS)
    door = f"/nhan-tin/{listing.code}/"

    assert door_says(signed_in(pao).post(door), Feature.TALKS)
    assert signed_in(mai).post(door).status_code == 302
    assert open_about_goods(listing=listing, title="Chè", person=mai, at=timezone.now()) == begun
    assert door not in text_of(Client().get(f"/hang/{listing.slug}-{listing.code}/"))


def test_reviews_come_without_photos_while_those_are_off():
    order = delivered()
    code = order.lines.get().variant.code
    off(Feature.REVIEW_PHOTOS, at=NOON - timedelta(days=1))

    with pytest.raises(NotOffered):
        write_review(
            order=order, variant_code=code, opinion=Opinion(5), photos=[BytesIO(b"x")], actor=guest(order), at=LATER
        )

    a_review(order)
    assert Review.objects.get().photo_codes == []


def test_frames_of_other_sites_say_calmly_that_nothing_is_shown(client):
    listing = a_variant(available=5).listing
    off(Feature.WIDGET)

    page = text_of(client.get("/nhung/tinh/08/"))

    assert (str(ABOUT[Feature.WIDGET].at_the_door) in page, listing.code in page) == (True, False)
    assert door_says(client.get("/nhung/"), Feature.WIDGET)
