import re
from pathlib import Path

import pytest

from chophien.channels.models import ChannelVisit
from chophien.places.tests.factories import a_commune
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db

STYLE = Path(__file__).parents[1] / "static" / "channels" / "widget.css"
HEAVIEST = 20 * 1024


def test_s23_a_portal_shows_the_goods_of_its_commune_in_a_light_frame(client):
    for number in range(14):
        a_variant(title=f"Chè Shan tuyết cổ thụ hái tay loại {number}", seller=a_seller())

    page = client.get("/nhung/xa/00721/?so=12")

    html = page.content.decode()
    assert html.count("<li>") == 12
    assert len(page.content) + STYLE.stat().st_size <= HEAVIEST
    assert "<script" not in html
    assert "style=" not in html


def test_nothing_private_is_ever_in_the_widget(client):
    seller = a_seller(phone="+84987654321", hamlet="Thôn Phìn Hồ", landmark="gần UBND", about="Gọi 0987654321")
    a_variant(seller=seller)

    for place in (f"gian/{seller.code}", "xa/00721", "tinh/08"):
        html = client.get(f"/nhung/{place}/").content.decode()
        assert html.count("<li>") == 1
        assert [secret for secret in ("987654321", "Thôn Phìn Hồ", "gần UBND") if secret in html] == []


def test_any_site_may_frame_it_and_it_may_do_nothing_else(client):
    a_commune("00721")

    page = client.get("/nhung/tinh/08/")

    policy = page["Content-Security-Policy"]
    assert "frame-ancestors https: http:" in policy
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "X-Frame-Options" not in page
    assert not page.cookies


def test_every_other_page_stays_closed_to_frames(client):
    page = client.get("/nhung/")

    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_s23_links_of_the_widget_lead_back_and_are_counted(client):
    listing = a_variant().listing
    html = client.get("/nhung/xa/00721/").content.decode()

    [link] = re.findall(r'href="(/hang/[^"]+)"', html)
    client.get(link)
    there = client.get("/nhung/xa/00721/ve-cho/")

    assert link == f"/hang/{listing.slug}-{listing.code}/?kenh=nhung-xa-00721"
    assert there.status_code == 302
    assert list(ChannelVisit.objects.values_list("origin", "visits")) == [("nhung-xa-00721", 2)]


@pytest.mark.parametrize("path", ["gian/nobody/", "xa/99999/", "tinh/00/"])
def test_of_what_is_not_there_is_no_widget(client, path):
    assert client.get(f"/nhung/{path}").status_code == 404


@pytest.mark.parametrize("count", ["", "0", "99", "x", "٣", "-1", "9" * 400])
def test_a_strange_number_of_goods_breaks_nothing(client, count):
    a_variant()

    assert client.get("/nhung/tinh/08/", {"so": count}).status_code == 200


@pytest.mark.parametrize("listings", [1, 3])
def test_the_widget_takes_the_same_statements_for_any_number_of_goods(client, listings, django_assert_num_queries):
    for number in range(listings):
        a_variant(title=f"Chè Shan tuyết số {number}")
    client.get("/nhung/xa/00721/")

    with django_assert_num_queries(3):
        client.get("/nhung/xa/00721/")


def test_the_lines_to_copy_are_there_for_who_chooses_a_place(client, settings):
    a_commune("00721")

    empty = client.get("/nhung/").content.decode()
    page = client.get("/nhung/", {"tinh": "08", "xa": "00721", "so": "12"}).content.decode()

    assert "iframe" not in empty
    assert f"&lt;iframe src=&#34;{settings.SITE}/nhung/xa/00721/?so=12&#34;" in page
    assert f"{settings.SITE}/nguon/xa/00721.json" in page


@pytest.mark.parametrize(
    "query", [{"tinh": "99"}, {"tinh": "08", "xa": "1"}, {"gian": "'"}, {"so": "7"}, {"tinh": "٠٨"}]
)
def test_strange_places_break_nothing(client, query):
    assert client.get("/nhung/", query).status_code == 200
