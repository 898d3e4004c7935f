import re

import pytest

from chophien.places.requests import sign_return

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_all_provinces_are_listed_from_a_to_z(client):
    page = client.get("/noi/")

    names = re.findall(r'href="/noi/[a-z-]+-\d\d/"><strong>([^<]+)</strong>', page.content.decode())
    assert len(names) == 34
    assert (names[0], names[-1]) == ("Tỉnh An Giang", "Tỉnh Vĩnh Long")
    assert page["X-Guest-Cache"] == "yes"


def test_a_search_by_an_old_name_says_so(client):
    page = text_of(client.get("/noi/?q=ha+giang"))

    assert "Tỉnh Tuyên Quang tên cũ: Hà Giang" in page


def test_a_province_lists_its_communes(client):
    page = client.get("/noi/tuyen-quang-08/").content.decode()

    assert len(re.findall(r'href="/noi/[a-z0-9-]+-\d{5}/"', page)) == 124


def test_a_commune_tells_what_it_was_made_from(client):
    listed = client.get("/noi/thai-nguyen-19/").content.decode()
    path = re.search(r'href="(/noi/xa-phu-thong-\d{5}/)"', listed)[1]

    page = text_of(client.get(path))

    assert "Xã Vi Hương, Huyện Bạch Thông, Tỉnh Bắc Kạn" in page


def test_another_slug_leads_to_the_right_address(client):
    answer = client.get("/noi/ha-giang-08/")

    assert (answer.status_code, answer["Location"]) == (301, "/noi/tuyen-quang-08/")


@pytest.mark.parametrize("path", ["/noi/khong-co-99/", "/noi/khong-co-99999/", "/noi/x/", "/noi/tuyen-quang-08/x/"])
def test_an_unknown_place_is_no_page(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("xã Nậm Ty, huyện Hoàng Su Phì, Hà Giang", "Xã Nậm Dịch, Tỉnh Tuyên Quang"),
        ("Phường Cống Vị, Quận Ba Đình, Hà Nội", "Phường Giảng Võ, Thành phố Hà Nội"),
        ("Xã Yên Nghĩa, Huyện Ý Yên, Nam Định", "Xã Ý Yên, Tỉnh Ninh Bình"),
        ("phu thong", "Xã Phủ Thông"),
    ],
)
def test_an_old_address_shows_what_is_there_today(client, query, expected):
    page = client.get("/noi/doi-ten/", {"q": query})

    assert page.status_code == 200
    assert expected in text_of(page)


@pytest.mark.parametrize("path", ["/noi/", "/noi/doi-ten/", "/noi/goi-y/"])
@pytest.mark.parametrize("query", ["", "🙂", "\u202e", "x" * 5000, "<script>", "%00", "' OR 1=1"])
def test_no_query_breaks_a_page(client, path, query):
    page = client.get(path, {"q": query})

    assert page.status_code in {200, 400}
    assert "<script>alert" not in page.content.decode()


def test_suggestions_are_a_small_part_that_may_be_kept(client):
    part = client.get("/noi/goi-y/", {"place": "nam ty"})

    assert part.content.decode().count('name="commune_code"') == 2
    assert len(part.content) < 1500
    assert "max-age=600" in part["Cache-Control"]


def test_choosing_without_a_script_goes_through_province_and_commune_and_back_with_the_draft(client):
    sent = {"contact_name": "Sùng A Páo", "note": "H'Mông <b>", "place_return": sign_return("/thanh-toan/")}

    provinces = client.post("/noi/chon/", sent).content.decode()
    communes = client.post("/noi/chon/", {**sent, "chosen_province": "08"}).content.decode()

    assert provinces.count('name="chosen_province"') == 34
    assert communes.count('name="commune_code"') == 124
    back = communes.split('action="/thanh-toan/"')[1]
    assert '<input type="hidden" name="contact_name" value="Sùng A Páo">' in back
    assert '<input type="hidden" name="note" value="H&#39;Mông &lt;b&gt;">' in back
    assert '<input type="hidden" name="place_chosen" value="1">' in back


@pytest.mark.parametrize(
    "forged", ["", "/thanh-toan/", sign_return("/thanh-toan/") + "x", "https://elsewhere.example:abc"]
)
def test_the_way_back_cannot_be_forged(client, forged):
    answer = client.post("/noi/chon/", {"place_return": forged, "chosen_province": "08"})

    assert (answer.status_code, answer["Location"]) == (302, "/noi/")


def test_an_unknown_province_cannot_be_chosen(client):
    answer = client.post("/noi/chon/", {"place_return": sign_return("/thanh-toan/"), "chosen_province": "99"})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/noi/", 2),
        ("/noi/tuyen-quang-08/", 3),
        ("/noi/cao-bang-04/", 3),
        ("/noi/xa-dong-van-00721/", 3),
        ("/noi/doi-ten/?q=nam+ty", 0),
        ("/noi/goi-y/?q=nam+ty", 0),
    ],
)
def test_pages_take_the_same_few_queries_for_any_number_of_communes(client, path, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200
