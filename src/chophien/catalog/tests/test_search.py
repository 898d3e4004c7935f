from datetime import date, timedelta

import pytest

from chophien.catalog.models import Listing, SearchEntry
from chophien.catalog.search.find import search
from chophien.catalog.search.query import SearchQuery
from chophien.catalog.search.ranking import Match
from chophien.catalog.search.rebuild import start_day
from chophien.catalog.search.refresh import refresh_search, set_available, set_popularity
from chophien.catalog.states import CertificateKind, ListingStatus
from chophien.catalog.tests.search_worlds import CHI_LANG, DAY, DONG_VAN, NA_RI, found, goods, titles
from chophien.sellers.states import SellerKind, SellerStatus
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


def test_words_are_found_without_marks_and_with_plain_d():
    goods("Đẳng sâm Tu Mơ Rông")
    goods("Mật ong bạc hà")

    assert titles("dang sam") == ["Đẳng sâm Tu Mơ Rông"]
    assert titles("MẬT ONG") == ["Mật ong bạc hà"]
    assert titles("mật ông") == ["Mật ong bạc hà"]


def test_decomposed_letters_and_other_places_of_the_tone_mark_are_the_same_words():
    goods("Bánh phồng tôm Hòa Bình")

    assert titles("hoà bình") == ["Bánh phồng tôm Hòa Bình"]
    assert titles("Hòa Bình") == ["Bánh phồng tôm Hòa Bình"]


def test_apostrophes_do_not_matter():
    goods("Váy H'Mông thêu tay", category="tho-cam", category_name="Thổ cẩm")

    assert titles("hmong") == titles("H’Mông") == ["Váy H'Mông thêu tay"]


def test_title_comes_before_names_before_category_before_story():
    goods("Hồng không hạt", story="Ăn cùng cốm thì ngon.")
    goods("Bánh nướng", category="com", category_name="Cốm")
    goods("Thắng cố", seller=a_seller(name="HTX Cốm Tú Lệ"))
    goods("Cốm xanh Tú Lệ")

    assert titles("cốm") == ["Cốm xanh Tú Lệ", "Thắng cố", "Bánh nướng", "Hồng không hạt"]


def test_marks_that_were_typed_put_the_very_word_first():
    goods("Bò khô")
    goods("Bơ Măng Đen")
    goods("Bò gác bếp")

    assert titles("bơ")[0] == "Bơ Măng Đen"
    assert set(titles("bơ")) == {"Bơ Măng Đen", "Bò khô", "Bò gác bếp"}


def test_words_side_by_side_come_before_words_apart():
    goods("Ong rừng ngâm, mật vàng", story="x")
    goods("Mật ong rừng")

    assert titles("mat ong") == ["Mật ong rừng", "Ong rừng ngâm, mật vàng"]


def test_goods_are_found_by_todays_and_yesterdays_place():
    goods("Thắng cố", seller=a_seller(name="HTX Một", commune_code=DONG_VAN))
    goods("Na dai", seller=a_seller(name="HTX Hai", commune_code=CHI_LANG))
    goods("Miến dong", seller=a_seller(name="HTX Ba", commune_code=NA_RI))

    assert titles("dong van") == ["Thắng cố"]
    assert titles("ha giang") == ["Thắng cố"]
    assert titles("tuyen quang") == ["Thắng cố"]
    assert titles("miến bắc kạn") == ["Miến dong"]


def test_words_that_mean_the_same_are_found_too():
    goods("Rượu ngô men lá", category="ruou", category_name="Rượu")
    goods("Trà cổ thụ", category="qua", category_name="Quà")
    goods("Hạt mắc ca", category="hat", category_name="Hạt")

    assert titles("rượu bắp") == ["Rượu ngô men lá"]
    assert titles("chè cổ thụ") == ["Trà cổ thụ"]
    assert titles("macadamia") == ["Hạt mắc ca"]


@pytest.mark.parametrize(
    "typed",
    ["che shan tuyt", "che shan tuyeet", "che shna tuyet", "che shan tuyetx", "cheshan tuyet", "che shan tuyét"],
)
def test_one_mistake_in_a_word_is_mended(typed):
    goods("Chè Shan tuyết Suối Giàng")
    goods("Mật ong rừng")

    assert titles(typed) == ["Chè Shan tuyết Suối Giàng"]


def test_the_page_says_what_was_searched_for_instead():
    goods("Chè Shan tuyết")

    page = found("che shan tuyt")

    assert (page.corrected, page.shown_text) == (True, "che shan tuyet")


def test_a_known_word_that_is_wrong_beside_the_others_is_mended():
    goods("Chè Shan tuyết")
    goods("Sàn gỗ")

    page = found("che san tuyet")

    assert [hit.title for hit in page.hits] == ["Chè Shan tuyết"]


def test_the_last_word_may_be_begun():
    goods("Chè Shan tuyết")
    goods("Mật ong bạc hà")

    assert titles("che sh") == ["Chè Shan tuyết"]
    assert titles("mat o") == ["Mật ong bạc hà"]
    assert titles("mật ong bạ") == ["Mật ong bạc hà"]


def test_when_no_goods_have_all_words_those_with_most_of_them_are_shown():
    goods("Mật ong rừng")
    goods("Chè Shan tuyết")

    page = found("mat ong rung shan")

    assert page.partly
    assert [hit.title for hit in page.hits] == ["Mật ong rừng"]


def test_what_is_unknown_is_left_out_when_other_words_remain():
    goods("Mật ong rừng")

    page = found("mat ong iphone")

    assert (page.partly, page.shown_text) == (True, "mat ong")
    assert [hit.title for hit in page.hits] == ["Mật ong rừng"]


def test_stock_season_stars_certificates_and_popularity_order_equal_words():
    often = goods("Chè 1", at=DAY - timedelta(days=6))
    goods("Chè 2", at=DAY - timedelta(days=5), papers={CertificateKind.ORGANIC: None})
    goods("Chè 3", at=DAY - timedelta(days=4), stars=5, until=TODAY)
    goods("Chè 4", at=DAY - timedelta(days=3), season=("10-01", "12-31"), stars=4, until=TODAY)
    goods("Chè 5", at=DAY - timedelta(days=2), season=("04-01", "06-30"))
    goods("Chè 6", at=DAY - timedelta(days=1), available=False)
    goods("Chè 7", at=DAY)
    set_popularity({often.pk: 30})
    start_day(at=DAY)

    assert titles("chè") == ["Chè 4", "Chè 3", "Chè 1", "Chè 2", "Chè 7", "Chè 6", "Chè 5"]


def test_a_badge_vanishes_the_day_after_its_last_day():
    goods("Chè Shan tuyết", stars=4, until=TODAY, papers={CertificateKind.VIETGAP: TODAY + timedelta(days=1)})

    stars = [found("che", at=DAY + timedelta(days=days)).hits[0].stars for days in (0, 1)]
    papers = [found("che", at=DAY + timedelta(days=days)).hits[0].certificates for days in (0, 1, 2)]

    assert stars == [4, 0]
    assert papers == [("ocop", "vietgap"), ("vietgap",), ()]
    assert titles("che", ocop_min="4") == ["Chè Shan tuyết"]
    assert titles("che", ocop_min="4", at=DAY + timedelta(days=1)) == []
    assert found("che", at=DAY + timedelta(days=1)).facets.stars == ()


@pytest.mark.parametrize("last_day", [None, date.max, date(2095, 1, 1)])
def test_a_certificate_without_end_stays(last_day):
    goods("Chè Shan tuyết", stars=4, until=last_day)

    assert found("che", at=DAY.replace(year=2080)).hits[0].stars == 4


def test_the_season_is_that_of_the_day_asked():
    goods("Cam sành", season=("11-01", "02-15"))

    states = {
        day.isoformat(): found("cam", at=DAY.replace(month=day.month, day=day.day)).hits[0].season_state
        for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 2, 15), date(2026, 2, 16))
    }

    assert states == {
        "2026-10-31": "upcoming",
        "2026-11-01": "in_season",
        "2026-02-15": "in_season",
        "2026-02-16": "dormant",
    }
    assert titles(in_season="1", at=DAY.replace(month=2, day=15)) == ["Cam sành"]
    assert titles(in_season="1", at=DAY.replace(month=2, day=16)) == []


def test_goods_out_of_season_cannot_be_bought():
    goods("Cam sành", season=("11-01", "02-15"))

    assert [found("cam", at=DAY.replace(month=month)).hits[0].available for month in (11, 6)] == [True, False]


def test_only_goods_on_sale_of_approved_shops_are_found():
    shown = goods("Chè một")
    paused = goods("Chè hai")
    closed = goods("Chè ba")
    Listing.objects.filter(pk=paused.pk).update(status=ListingStatus.PAUSED)
    closed.seller.status = SellerStatus.SUSPENDED
    closed.seller.save()

    refresh_search([shown.pk, paused.pk, closed.pk])

    assert titles("che") == titles() == ["Chè một"]


def test_writing_the_same_again_touches_no_row():
    listing = goods("Chè Shan tuyết", available=False)
    before = _row_version(listing)

    refresh_search([listing.pk])

    assert _row_version(listing) == before


def test_what_runs_out_sinks_and_comes_back():
    one, _other = goods("Chè một"), goods("Chè hai")

    set_available([one.pk], available=False)
    sold_out = [(hit.title, hit.available) for hit in found("che").hits]
    set_available([one.pk], available=True)

    assert sold_out == [("Chè hai", True), ("Chè một", False)]
    assert [(hit.title, hit.available) for hit in found("che").hits] == [("Chè hai", True), ("Chè một", True)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"category": "che"}, {"Chè một", "Chè hai"}),
        ({"category": "do-uong"}, {"Chè một", "Chè hai"}),
        ({"province": "20"}, {"Chè hai"}),
        ({"price_min": "100000"}, {"Chè hai", "Mật ong"}),
        ({"price_max": "100000"}, {"Chè một", "Chè hai"}),
        ({"price_min": "90.001", "price_max": "100.000 đ"}, {"Chè hai"}),
        ({"ocop_min": "4"}, {"Chè một"}),
        ({"cert": "vietgap"}, {"Mật ong"}),
        ({"cert": "vietgap,organic"}, set()),
        ({"seller_kind": "individual"}, {"Mật ong"}),
        ({"in_season": "1"}, {"Chè hai"}),
    ],
)
@pytest.mark.parametrize("q", ["", "ngon"])
def test_each_filter_leaves_what_it_says(filters, expected, q):
    top = goods("Nước uống", category="do-uong", category_name="Đồ uống", story="").live.category
    Listing.objects.update(status=ListingStatus.PAUSED)
    refresh_search(Listing.objects.values_list("pk", flat=True))
    first = goods("Chè một", story="ngon", price_vnd=90_000, stars=4, until=TODAY)
    first.live.category.parent = top
    first.live.category.save()
    shop = a_seller(commune_code=CHI_LANG)
    goods("Chè hai", story="ngon", price_vnd=100_000, stars=3, until=TODAY, season=("11-01", "12-01"), seller=shop)
    person = a_seller(kind=SellerKind.INDIVIDUAL)
    goods(
        "Mật ong", story="ngon", price_vnd=200_000, category="mat-ong", category_name="Mật ong", seller=person,
        papers={CertificateKind.VIETGAP: TODAY},
    )  # fmt: skip
    refresh_search([first.pk])

    assert set(titles(q, **filters)) == expected


def test_one_shops_goods_can_be_searched():
    shop = a_seller()
    goods("Chè một", seller=shop)
    goods("Chè hai")

    assert titles("che", seller=shop.code) == ["Chè một"]


def test_an_empty_answer_names_the_filter_that_hides_goods():
    goods("Chè Shan tuyết", price_vnd=200_000)

    page = found("che shan", price_max="50000", province="08")

    assert [(way.kind, way.label, way.hits) for way in page.suggestions if way.kind == "without"] == [
        ("without", "price_max", 1)
    ]
    assert page.suggestions[0].query.parameters() == [("q", "che shan"), ("province", "08")]


def test_an_empty_answer_offers_categories():
    goods("Chè Shan tuyết")

    page = found("xyzzy")

    assert page.hits == ()
    assert [(way.kind, way.query.category) for way in page.suggestions] == [("category", "che")]


def test_a_hit_carries_all_that_a_card_shows():
    shop = a_seller(name="HTX Tả Phìn", commune_code=DONG_VAN)
    listing = goods("Chè Shan tuyết", seller=shop, stars=4, until=TODAY, season=("03-01", "11-30"))

    [hit] = found("che").hits

    assert (hit.code, hit.slug, hit.title, hit.price_vnd, hit.unit, hit.pack, hit.variants) == (
        listing.code, "che-shan-tuyet", "Chè Shan tuyết", 100_000, "box", "100 g", 1,
    )  # fmt: skip
    assert (hit.seller_code, hit.seller_slug, hit.seller_name) == (shop.code, shop.slug, "HTX Tả Phìn")
    assert (hit.province_code, hit.province_name, hit.commune_code, hit.commune_name) == (
        "08", "Tuyên Quang", DONG_VAN, "Đồng Văn",
    )  # fmt: skip
    assert (hit.stars, hit.certificates, hit.season_from, hit.season_to, hit.season_state, hit.available) == (
        4, ("ocop",), "03-01", "11-30", "in_season", True,
    )  # fmt: skip
    assert (hit.category_slug, hit.category_name, hit.drawing, hit.photo) == ("che", "Chè", "tea", None)


@pytest.mark.parametrize("products", [1, 3])
@pytest.mark.parametrize("q", ["", "che"])
def test_a_page_takes_one_statement_for_any_number_of_goods(products, q, django_assert_num_queries):
    for number in range(products):
        goods(f"Chè {number}")
    found(q)

    with django_assert_num_queries(1):
        page = _again(q)

    assert len(page.hits) == products


def test_points_fall_from_title_to_story():
    assert list(Match) == sorted(Match, reverse=True)


def _again(q):
    return search(SearchQuery(q=q), at=DAY)


def _row_version(listing):
    return (
        SearchEntry.objects.extra(select={"version": "xmin::text"})
        .values_list("version", flat=True)
        .get(listing=listing)
    )
