"""The public map: numbers by place, the same as a list, coarse for everybody, light without a script."""

import html
import re
from datetime import date

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.atlas.asking import Question
from chophien.atlas.keeping import memory
from chophien.atlas.selectors import cells
from chophien.atlas.selectors.counts import edition, figures
from chophien.atlas.states import Layer
from chophien.atlas.tests.world import AT, DONG_VAN, MEO_VAC, NA_RI, a_shop, honey, land, tea, words_on
from chophien.growing.models import AreaSeason, GrowingArea
from chophien.growing.states import AreaStatus
from chophien.places.selectors import shapes
from chophien.sellers.states import SellerStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Honey from Mèo Vạc; tea from Đồng Văn and Na Rì, with land of 6.5 and 2 ha, and of a shop that is closed."""
    beekeeper, highland, lowland = a_shop(MEO_VAC), a_shop(DONG_VAN), a_shop(NA_RI)
    honey(beekeeper)
    tea(highland)
    tea(lowland, season_from="06-01", season_to="08-31")
    land(highland, name="Nương trên")
    land(lowland, "2", standard="", name="Nương dưới")
    land(a_shop(DONG_VAN, status=SellerStatus.SUSPENDED), name="Nương kín")
    land(highland, status=AreaStatus.RESTING, name="Nương nghỉ")
    return highland


def names_on(client, address):
    """The names of the results, in their order."""
    body = client.get(address).content.decode()
    return [html.unescape(name) for name in re.findall(r"<strong>([^<]*)</strong>", body.partition("atlas-figure")[2])]


def shown(*names):
    """What strangers read instead of the names that shops give their land."""
    return [f"Chè ({GrowingArea.objects.get(name=name).code})" for name in names]


def numbers_on(body):
    """The numbers that stand on the drawing."""
    return [int(number) for number in re.findall(r"<text[^>]*>(\d+)</text>", body)]


def test_the_country_shows_every_province_with_its_number_and_leads_on(client, world):
    body = client.get("/ban-do/").content.decode()

    assert body.count("<title>") - 1 == len(shapes())
    assert sorted(numbers_on(body)) == [1, 2]
    assert 'href="/ban-do/?tinh=08"' in body
    assert "Hoàng Sa" in body
    assert "Trường Sa" in body
    assert "sapnhap.bando.com.vn" in body


def test_honey_at_meo_vac_in_november_is_found_as_it_is_said(client, world):
    text = words_on(client.get("/ban-do/?q=mật+ong+ở+Mèo+Vạc+tháng+11").content.decode())

    assert "Bản đồ Xã Mèo Vạc" in text
    assert names_on(client, "/ban-do/?q=mật+ong+ở+Mèo+Vạc+tháng+11") == ["Mật ong bạc hà"]
    assert names_on(client, "/ban-do/?q=mật+ong+ở+Mèo+Vạc+tháng+5") == []


def test_land_is_found_by_crop_certificate_size_and_harvest(client, world):
    asked = "/ban-do/?q=chè,+VietGAP,+≥+5+ha,+thu+tháng+3"

    assert names_on(client, asked) == shown("Nương trên")
    assert names_on(client, "/ban-do/?q=chè,+1-9+ha") == shown("Nương trên", "Nương dưới")
    assert names_on(client, "/ban-do/?q=chè,+VietGAP,+≥+5+ha,+thu+tháng+12") == []
    body = client.get(asked).content.decode()
    for chip in ("Chè", "Tháng 3", "VietGAP", "≥ 5 ha"):
        assert chip in body


def test_a_season_of_the_area_itself_says_when_it_is_harvested(client, world):
    asked = "/ban-do/?lop=vung-trong&xa=00721&thang=12"
    before = names_on(client, asked)
    days = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 12, 20), "year": 2026}
    area = GrowingArea.objects.get(name="Nương trên")

    AreaSeason.objects.create(code="VU-THU", area=area, crop="che", added_by="system", added_at=AT, **days)

    assert (before, names_on(client, asked)) == ([], shown("Nương trên"))
    assert "<text x=" in client.get("/ban-do/?lop=vung-trong&tinh=08&thang=12").content.decode()


def test_a_chip_leads_to_the_same_without_it(client, world):
    body = client.get("/ban-do/?q=chè,+VietGAP,+≥+5+ha").content.decode()

    chips = [html.unescape(one) for one in re.findall(r'class="chip" href="([^"]*)"><span class="sr">', body)]

    assert "/ban-do/?lop=vung-trong&chung-nhan=vietgap&tu-ha=5" in chips
    assert "/ban-do/?lop=vung-trong&nhom=che&chung-nhan=vietgap" in chips


def test_a_commune_shows_land_by_the_square_kilometre_only(client, world):
    body = client.get(f"/ban-do/?lop=vung-trong&xa={DONG_VAN}").content.decode()

    assert body.count("<rect ") == 1
    assert shown("Nương trên")[0] in body
    assert "Nương" not in body
    assert not any(shown(name)[0] in body for name in ("Nương kín", "Nương nghỉ"))


def test_more_squares_than_are_drawn_are_told(client, world, monkeypatch):
    land(world, "1", name="Nương ba", cell_lon=105.405)
    monkeypatch.setattr(cells, "MOST_CELLS", 1)

    body = client.get(f"/ban-do/?lop=vung-trong&xa={DONG_VAN}").content.decode()

    assert body.count("<rect ") == 1
    assert "Vẽ 1 trong 2 ô vuông" in body


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("q=mật+ong+tháng+13", "Không có tháng 13"),
        ("thang=13", "Không có tháng 13"),
        ("thang=2026-99", "Không có tháng 2026-99"),
        ("lop=vung-trong&tu-ha=nhiều", "không hiểu “nhiều”"),
        ("sao=9", "không hiểu “9”"),
    ],
)
def test_what_the_map_cannot_read_it_says(client, world, asked, said):
    for path in ("/ban-do/", "/ban-do/lon/"):
        assert said in client.get(f"{path}?{asked}").content.decode()
    assert "alert warn" not in client.get("/ban-do/?thang=12&tu-ha=5").content.decode()


def test_what_a_shop_calls_its_land_or_writes_as_a_variety_is_found_by_nobody_else(client, world):
    GrowingArea.objects.update(variety="giống nhà bà Máy")

    for words in ("bà+Máy", "Nương+trên"):
        assert names_on(client, f"/ban-do/?lop=vung-trong&tu={words}") == []
    assert "Máy" not in client.get("/ogc/collections/growing-areas/items?f=json").content.decode()
    assert "Máy" not in client.get("/ban-do/?lop=vung-trong&nhom=che").content.decode()


def test_the_large_map_of_the_whole_country_is_no_map_within_itself(client, world):
    crumbs = re.search(r'<ol class="crumbs">(.*?)</ol>', client.get("/ban-do/lon/").content.decode(), re.DOTALL)[1]

    assert crumbs.count("Bản đồ chợ") == 1


def test_the_map_weighs_at_most_40_kb_and_needs_no_script(client, world):
    for address in ("/ban-do/", "/ban-do/?tinh=38&lop=gian-hang", "/ban-do/?tinh=08"):
        body = client.get(address).content
        assert len(brotli.compress(body, quality=5)) <= 28_000, address
        assert b"<script" not in body
        assert b"style=" not in body


def test_figures_are_kept_until_land_changes(world):
    before = edition()
    with CaptureQueriesContext(connection) as first:
        figures(Question(), at=AT)
    with CaptureQueriesContext(connection) as again:
        figures(Question(), at=AT)

    land(world)

    assert len(first) <= 11
    assert len(again) == 1
    assert edition() > before
    assert figures(Question(), at=AT)[DONG_VAN].of(Layer.AREAS) == 2


def test_one_and_three_areas_take_the_same_number_of_statements(client, world):
    def asked():
        memory.forget()
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/ban-do/?lop=vung-trong&tinh=08").status_code == 200
        return len(seen)

    asked()
    one = asked()
    land(world)
    land(world)

    assert asked() == one


def test_more_than_a_stretch_goes_on_behind_a_button(client, world):
    for number in range(20):
        land(world, name=f"Thửa {number}")

    body = client.get("/ban-do/?lop=vung-trong&tinh=08").content.decode()
    further = html.unescape(re.search(r'href="([^"]*tiep=[^"]*)"', body)[1])

    assert len(names_on(client, further)) == 1


@pytest.mark.parametrize("layer", Layer)
def test_every_layer_answers_with_and_without_places(client, world, layer):
    for place in ("", "&tinh=08", f"&xa={DONG_VAN}", "&xa=99999", "&tinh=99"):
        assert client.get(f"/ban-do/?lop={layer.value}{place}").status_code == 200


@pytest.mark.parametrize("typed", ["hello", "iphone 17", "!!!", "'", "𝕏", "chè xyzxyz"])
@pytest.mark.parametrize("where", ["/ban-do/", "/ban-do/lon/"])
def test_words_that_the_market_does_not_know_find_nothing_and_break_nothing(client, world, where, typed):
    answer = client.get(where, {"q": typed, "tu": typed})

    assert answer.status_code in {200, 302}
