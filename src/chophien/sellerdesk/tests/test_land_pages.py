"""A shop's land on its desk: drawn, sent in, described, walked, with its diary; and strangers find nothing."""

import csv
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from chophien import catalog
from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.selectors import forget_categories
from chophien.catalog.tests.factories import a_category
from chophien.growing.actions.letting import ask_to_look
from chophien.growing.models import (
    AreaHousehold,
    AreaSeason,
    AreaShape,
    DiaryEntry,
    GrowingArea,
    LandImport,
    LandRequest,
)
from chophien.growing.selectors.crops import grown
from chophien.growing.tests.factories import LAT, LON, a_square, an_area
from chophien.lib.dates import local_date
from chophien.sellerdesk.tests.factories import a_picture, a_shop, signed_in, text_of
from chophien.sellers.tests.factories import a_mandate, helper_in, packer_of
from chophien.uploads.models import Photo

pytestmark = pytest.mark.django_db
LAND = "/ban-hang/vung-trong/"
CORNERS = "\n".join(f"{lat}, {lon}" for lon, lat in a_square()["coordinates"][0])


@pytest.fixture
def shop():
    a_category("che")
    forget_categories()
    return a_shop()


@pytest.fixture
def client(shop):
    return signed_in(shop[1])


def facts(seller, **more):
    return {"name": "Nương trên", "crop": "che", "commune": seller.commune.code, "standard": "vietgap", **more}


def crops_offered(page):
    [choices] = re.findall(r'<select[^>]*name="crop".*?</select>', page.content.decode(), re.DOTALL)
    return re.findall(r'<option value="([^"]+)"[^>]*>\s*([^<]+?)\s*</option>', choices)


def test_only_what_grows_can_be_grown_and_what_stands_on_an_area_already_stays(client, shop):
    for slug, name in (
        ("trung", "Trứng"),
        ("tho-cam", "Thổ cẩm"),
        ("diem-du-lich", "Điểm du lịch"),
        ("mat-ong", "Mật"),
    ):
        a_category(slug, name_vi=name)
    forget_categories()
    hens = an_area(shop[0], crop="trung")

    offered = crops_offered(client.get(f"{LAND}them/"))
    kept = crops_offered(client.get(f"{LAND}{hens.code}/sua/"))
    answer = client.post(f"{LAND}them/", facts(shop[0], crop="tho-cam", corners=CORNERS, client_id="vai"))

    assert offered == [("che", "Chè"), ("mat-ong", "Nơi đặt ong lấy mật")]
    assert kept == [("trung", "Trứng"), *offered]
    assert answer.status_code == 422
    assert "Trứng" in text_of(client.get(LAND))


def test_all_that_grows_is_a_kind_of_goods_without_further_branches():
    with (Path(catalog.__file__).parent / "data/categories.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    leaves = {row["slug"] for row in rows} - {row["parent_slug"] for row in rows}

    assert set(grown()) <= leaves
    assert not {slug for slug in grown() if slug.startswith(("thit", "ca-tuoi", "trung", "sua", "tho-cam", "du-lich"))}


def test_s11_land_is_typed_described_and_given_up(client, shop):
    seller, _manager = shop
    assert "Vẽ hoặc gõ" in text_of(client.get(LAND))

    typed = facts(seller, corners=CORNERS, client_id="a")
    answer = client.post(f"{LAND}them/", typed)
    again = client.post(f"{LAND}them/", typed)

    area = GrowingArea.objects.get()
    assert (answer.status_code, answer["Location"], again["Location"]) == (
        302,
        f"{LAND}{area.code}/?xong=them",
        answer["Location"],
    )
    page = text_of(client.get(f"{LAND}{area.code}/"))
    assert "4,532" in page
    assert "<path d=" in page
    assert "đất" in text_of(client.post(f"{LAND}them/", {**typed, "client_id": "b"}))
    client.post(f"{LAND}{area.code}/sua/", facts(seller, name="Nương dưới", households_said="14"))
    client.post(f"{LAND}{area.code}/ranh/", {"corners": f"{LON + 0.0003} {LAT}", "client_id": "c"})
    area.refresh_from_db()
    assert (area.name, area.households_said, area.hectares, AreaShape.objects.count()) == ("Nương dưới", 14, None, 2)
    for step, status in (("nghi", "resting"), ("trong-lai", "active"), ("thoi", "given_up")):
        assert client.post(f"{LAND}{area.code}/{step}/").status_code == 302
        area.refresh_from_db()
        assert area.status == status
    assert client.post(f"{LAND}{area.code}/nghi/").status_code == 409
    assert client.post(f"{LAND}{area.code}/bay/").status_code == 404


@pytest.mark.parametrize("corners", ["", "1 2", "23.28, 105.36\n23.29, 105.36", "abc", "23.28 24.1", "10.8, 106.7"])
def test_what_is_no_place_comes_back_with_what_was_typed(client, shop, corners):
    answer = client.post(f"{LAND}them/", facts(shop[0], corners=corners, client_id="a"))

    assert answer.status_code in {409, 422}
    assert "Nương trên" in text_of(answer)
    assert GrowingArea.objects.count() == 0


def test_seasons_households_and_buyers_who_ask(client, shop):
    seller, _manager = shop
    area = an_area(seller)
    here = f"{LAND}{area.code}/"

    client.post(f"{here}mua/", {"crop": "che", "starts_on": "1/3/2026", "ends_on": "31/5/2026", "expected": "1200"})
    season = AreaSeason.objects.get()
    twice = client.post(f"{here}mua/", {"crop": "che", "starts_on": "1/4/2026", "ends_on": "1/6/2026"})
    client.post(
        f"{here}mua/{season.code}/",
        {"crop": "che", "starts_on": "1/3/2026", "ends_on": "1/6/2026", "expected": "900,5"},
    )
    client.post(f"{here}ho/", {"owner_name": "Sùng Thị Dợ", "hamlet": "Bản Bẹ"})
    household = AreaHousehold.objects.get()
    silent = client.post(f"{here}ho/{household.code}/", {"naming": "agreed"})
    pressed = client.post(f"{here}ho/{household.code}/", {"naming": "agreed", "way": "paper", "said_on": "1/11/2026"})
    buyer = PersonFactory(name="Mai")
    wish = ask_to_look(area=area, purpose="Chuẩn bị hồ sơ", actor=buyer, at=timezone.now())

    season.refresh_from_db()
    page = text_of(client.get(here))
    assert (season.expected_g, twice.status_code, silent.status_code) == (900_500, 409, 422)
    assert (pressed.status_code, "ảnh tờ giấy" in text_of(pressed)) == (422, True)
    for words in ("Chuẩn bị hồ sơ", "Sùng Thị Dợ", "900,5"):
        assert words in page
    assert client.post(f"{LAND}xin-xem/{wish.code}/cho/").status_code == 302
    assert client.post(f"{LAND}xin-xem/{wish.code}/thoi/").status_code == 302
    assert client.post(f"{LAND}xin-xem/{wish.code}/cho/").status_code == 409
    assert LandRequest.objects.get().status == "ended"
    client.post(f"{here}ho/{household.code}/thoi/")
    assert "Sùng Thị Dợ" not in text_of(client.get(here))


def test_a_file_is_looked_at_and_kept_by_a_press(client, shop):
    seller, _manager = shop
    value = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": land, "properties": {"name": f"Thửa {n}"}}
            for n, land in enumerate((a_square(LON + 0.2), a_square(), {"type": "Polygon", "coordinates": [[[0, 0]]]}))
        ],
    }
    file = SimpleUploadedFile("dat.geojson", json.dumps(value).encode())

    read = client.post(f"{LAND}tep/", facts(seller, file=file, name=""))
    page = text_of(client.get(read["Location"]))
    assert GrowingArea.objects.count() == 0
    kept = client.post(read["Location"])

    assert "Thửa 1" in page
    assert kept["Location"] == f"{LAND}?xong=tep-2-0"
    assert sorted(GrowingArea.objects.values_list("name", flat=True)) == ["Thửa 0", "Thửa 1"]
    assert LandImport.objects.count() == 0
    bad = client.post(f"{LAND}tep/", facts(seller, file=SimpleUploadedFile("a.kml", b"<kml><!DOCTYPE a>")))
    assert (bad.status_code, "Nương trên" in text_of(bad)) == (422, True)


def walk_of(places, *, key="w", accuracy=4, **more):
    start = timezone.now() - timedelta(minutes=5)
    fixes = [
        [lon, lat, accuracy, (start + timedelta(seconds=n)).timestamp() * 1000] for n, (lon, lat) in enumerate(places)
    ]
    return {"client_id": key, "fixes": fixes, **more}


def sent(client, value):
    return client.post(f"{LAND}di-quanh/gui/", json.dumps(value), content_type="application/json")


def test_s11_a_walk_is_sent_once_and_measured(client, shop):
    ring = a_square()["coordinates"][0]
    walked = walk_of(ring, **facts(shop[0]))

    first, again = sent(client, walked), sent(client, walked)

    area = GrowingArea.objects.get()
    assert (first.json()["area"], again.json()) == (area.code, first.json())
    assert (str(area.hectares), area.shapes.get().drawn_by, area.shapes.get().accuracy_m) == ("4.5322", "walk", 4)
    assert area.shapes.get().recorded_at < area.shapes.get().received_at
    other = sent(client, walk_of([(lon + 0.0005, lat) for lon, lat in ring], key="w2", area=area.code))
    assert (other.status_code, area.shapes.count()) == (200, 2)
    coarse = sent(client, walk_of(ring, key="w3", accuracy=30, **facts(shop[0])))
    assert (coarse.status_code, coarse.json()["code"]) == (409, "fixes_too_coarse")
    assert sent(client, walk_of(ring, key="w4", **facts(shop[0], name=""))).status_code == 422
    for wrong in (
        {},
        [],
        {"client_id": "x", "fixes": [[1, 2, 3]]},
        {"client_id": "x", "fixes": [[1e9, 0, 1, 1]]},
        {"client_id": "x", "fixes": [[1, 1, 1, 1e99]]},
        {"client_id": "x", "fixes": [[0, 0, 0, 0]] * 20_001},
    ):
        assert sent(client, wrong).status_code == 400


def test_back_at_a_file_that_was_kept_says_where_it_went(client, shop):
    page = client.get(f"{LAND}tep/TV-GONE/")

    assert (page.status_code, "đã lên bản đồ" in text_of(page)) == (404, True)


def test_s15_the_diary_is_written_in_taps_sent_later_and_corrected(client, shop):
    area = an_area(shop[0])
    here, today = f"{LAND}{area.code}/", local_date(timezone.now())
    line = {
        "deed": "fertiliser",
        "input_name": "Phân chuồng",
        "wait_days": "9",
        "on": f"{today:%d/%m/%Y}",
        "client_id": "1",
    }

    assert client.post(f"{here}ghi/", {**line, "photo": a_picture()}).status_code == 302
    told = client.post(f"{here}ghi/", {"deed": "harvest", "kg": "12,5", "on": line["on"], "client_id": "2"})
    page = text_of(client.get(told["Location"]))
    assert "Thu hoạch quá sớm" in page
    refused = client.post(f"{here}ghi/", {**line, "deed": "pesticide", "client_id": "3"})
    assert (refused.status_code, "Phân chuồng" in text_of(refused)) == (409, True)
    much = {"deed": "harvest", "kg": "50000000", "on": line["on"], "client_id": "9"}
    assert client.post(f"{here}ghi/", {**much, "kg": ""}).status_code == 422
    asked = client.post(f"{here}ghi/", much)
    assert (asked.status_code, "is_sure" in asked.content.decode()) == (409, True)
    rows = [
        {**line, "client_id": "4", "deed": "weed"},
        {**line, "client_id": "5", "deed": "pesticide"},
        {"client_id": "6"},
        much,
    ]
    answer = client.post(f"{here}ghi/loat/", json.dumps({"entries": rows}), content_type="application/json").json()
    assert [one["status"] for one in answer["entries"]] == ["kept", "refused", "refused", "asked"]
    assert client.post(f"{here}ghi/loat/", "[]", content_type="application/json").status_code == 400
    harvest = DiaryEntry.objects.get(kind="harvest")
    assert client.post(f"{here}nhat-ky/{harvest.code}/", {"note": "", "client_id": "7"}).status_code == 422
    assert (
        client.post(
            f"{here}nhat-ky/{harvest.code}/", {"note": "Nhầm ruộng", "client_id": "7", "write": "1"}
        ).status_code
        == 302
    )
    assert client.post(f"{here}nhat-ky/{harvest.code}/", {"note": "Nữa", "client_id": "8"}).status_code == 409
    assert "Thu hoạch quá sớm" not in text_of(client.get(f"{here}nhat-ky/"))
    assert DiaryEntry.objects.count() == 4


def test_packers_write_the_diary_and_helpers_do_all_in_the_households_name(shop):
    seller, _manager = shop
    area = an_area(seller)
    packer, helper = packer_of(seller), helper_in(seller.commune.code, name="anh Páo")
    a_mandate(seller=seller, helper=helper, at=timezone.now() - timedelta(hours=1))
    today = f"{local_date(timezone.now()):%d/%m/%Y}"

    assert signed_in(packer).get(f"{LAND}{area.code}/ghi/").status_code == 200
    assert signed_in(packer).get(f"{LAND}{area.code}/").status_code == 404
    hers = signed_in(helper)
    hers.post(f"{LAND}{area.code}/ghi/?gian={seller.code}", {"deed": "weed", "on": today, "client_id": "h"})
    assert DiaryEntry.objects.get().on_behalf_of == seller.code
    assert "anh Páo" in text_of(hers.get(f"{LAND}{area.code}/nhat-ky/?gian={seller.code}"))
    other = signed_in(a_shop()[1])
    for path in ("", "ghi/", "nhat-ky/", "ranh/", "sua/"):
        assert other.get(f"{LAND}{area.code}/{path}").status_code == 404


def test_a_photo_of_the_diary_is_chosen_once_though_the_page_asks_whether_the_harvest_is_right(client, shop):
    area = an_area(shop[0])
    page = f"{LAND}{area.code}/ghi/"
    much = {"deed": "harvest", "kg": "50000000", "on": f"{local_date(timezone.now()):%d/%m/%Y}", "client_id": "1"}

    asked = client.post(page, {**much, "photo": a_picture()})
    held = re.search(r'name="photo_held" value="([^"]+)"', asked.content.decode())[1]
    before = Photo.objects.count()
    kept = client.post(page, {**much, "is_sure": "on", "photo_held": held})

    assert (asked.status_code, before, kept.status_code) == (409, 0, 302)
    assert "Ảnh đã chọn vẫn còn." in text_of(asked)
    assert DiaryEntry.objects.get().photo_code == Photo.objects.get().code


def test_lists_take_the_same_statements_for_one_and_for_three(client, shop, django_assert_max_num_queries):
    seller, _manager = shop
    an_area(seller)
    client.get(LAND)
    with django_assert_max_num_queries(40) as one:
        client.get(LAND)

    for n in (1, 2):
        an_area(seller, land=a_square(LON + 0.01 * n))
    with django_assert_max_num_queries(len(one)):
        client.get(LAND)
