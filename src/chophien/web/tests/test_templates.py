"""The parts of pages: accessible, escaped, strict, in the reader's language."""

import re
from pathlib import Path

import pytest
from django.utils import translation
from jinja2 import UndefinedError

from chophien.web import jinja
from chophien.web.icons import ICONS
from chophien.web.tests.site import inline

STATIC = Path(__file__).parents[1] / "static" / "web"
UI = '{% from "web/_ui.html" import ' + "button, ocop, price, season_strip, share_bar, stepper, timeline, totals %}"


def squeezed(html: str) -> str:
    return re.sub(r">\s+<", "><", html).strip()


def test_a_refused_form_keeps_what_was_typed_and_ties_the_error_to_the_field(client):
    page = client.post("/mau/", {"name": "Mỷ", "phone": "091<b>"}).content.decode()

    assert 'name="name" value="Mỷ"' in page
    assert 'value="091&lt;b&gt;"' in page
    field = re.search(r'<input class="control" type="tel"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_phone-error"' in field
    assert re.search(r'<p class="error" id="id_phone-error">.*?0912 345 678', page, re.DOTALL)
    assert '<a href="#id_phone">Số điện thoại</a>' in page


def test_hints_are_tied_to_their_fields_and_optional_ones_say_so(client):
    page = client.get("/mau/").content.decode()

    assert '<p class="hint" id="id_name-hint">Như trên giấy tờ.</p>' in page
    assert 'aria-describedby="id_name-hint"' in page
    assert 'for="id_note">Lời nhắn <span class="opt">(không bắt buộc)</span></label>' in page
    assert 'value="185.000"' in page
    assert 'id="id_consent"' in page
    assert "checked" not in page


def test_every_page_marks_where_one_is(client):
    page = client.get("/").content.decode()

    assert re.findall(r'aria-current="page">.*?<span>(.*?)</span>', page) == ["Chợ"]
    assert re.findall(r"</svg><span>(\w+)</span>", page) == ["Chợ", "Tìm", "Giỏ", "Đơn", "Tôi"]


def test_the_sellers_tabs_are_the_sellers(client):
    page = client.get("/phan/").content.decode()

    tabs = page[page.index('<nav class="tabs"') : page.index('<main id="main"')]
    assert re.findall(r"<span>([^<]+)</span>", tabs)[:5] == ["Hôm nay", "Hàng", "Đơn", "Tiền", "Tôi"]


def test_a_demonstration_market_says_so_on_every_page(client, settings):
    settings.SAMPLE_MARKET = True

    assert "Đây là chợ mẫu: hàng có thật, giá chỉ để minh họa." in client.get("/mau/").content.decode()


def test_what_people_typed_is_escaped(client):
    page = client.get("/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert "<script>" not in page


def test_a_page_loads_only_the_scripts_it_asks_for(client):
    home, form = client.get("/").content.decode(), client.get("/mau/").content.decode()

    assert re.findall(r"<script[^>]*>", home) == []
    assert re.findall(r'src="/tinh/([^"]+)"></script>', form) == ["django_htmx/htmx-2.min.js", "web/app.js"]


@pytest.mark.parametrize(
    ("template", "html"),
    [
        (
            '{{ price(1250000, "kg") }}',
            '<span class="price"><span class="num">1.250.000\u00a0đ</span><small>/&nbsp;kg</small></span>',
        ),
        ('{{ button("Nhận đơn") }}', '<button class="btn">Nhận đơn</button>'),
        (
            '{{ button("<b>", kind="ghost", name="a", value="1") }}',
            '<button class="btn ghost" name="a" value="1">&lt;b&gt;</button>',
        ),
        (
            "{{ totals([('Phí', 24000), ('Tổng', 10000000000, true)]) }}",
            (
                '<dl class="totals"><div><dt>Phí</dt><dd class="num">24.000\u00a0đ</dd></div>'
                '<div class="sum"><dt>Tổng</dt><dd class="num">10.000.000.000\u00a0đ</dd></div></dl>'
            ),
        ),
    ],
)
def test_parts_are_drawn_as_they_should_be(template, html):
    assert squeezed(inline(UI + template)) == html


def test_stars_are_told_in_words_too():
    html = inline(UI + '{{ ocop(4, until="03/2028") }}')

    assert '<span class="sr">OCOP 4 sao</span> đến 03/2028' in html


@pytest.mark.parametrize("months", ["[11, 12, 1]", "[true] + [false] * 9 + [true, true]"])
def test_a_season_is_a_strip_of_twelve_months_told_in_words(months):
    html = inline(UI + "{{ season_strip(" + months + ", now=11) }}")

    assert html.count('class="on"') == 3
    assert html.count('class="off"') == 9
    assert 'aria-label="Các tháng vào vụ: 1, 11, 12"' in html


def test_shares_are_a_bar_and_words():
    html = inline(UI + '{{ share_bar([("Người trồng", 75000), ("Phí", 25000)]) }}')

    assert re.findall(r'x="(\d+)" width="(\d+)"', html) == [("0", "750"), ("750", "250")]
    assert "75.000\u00a0đ" in html


def test_a_misspelt_name_is_an_error_not_an_empty_place():
    with pytest.raises(UndefinedError):
        inline("{{ prise }}")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ 2500|weight }}", "2,5\u00a0kg"),
        ("{{ 250|weight }}", "250\u00a0g"),
        ("{{ 1234567|number }}", "1.234.567"),
        ('{{ "+84912345678"|phone }}', "0912 345 678"),
        ('{{ "+84912345678"|phone_masked }}', "091 *** *678"),
        ('{{ "a<b\nc"|lines }}', "a&lt;b<br>c"),
        ('{{ _("Search") }}', "Tìm"),
        ('{{ ngettext("OCOP %(num)s star", "OCOP %(num)s stars", 3) }}', "OCOP 3 sao"),
        ('{{ drawing("tea") }}', "/tinh/web/drawings.svg#tea"),
        ('{{ drawing("unknown") }}', "/tinh/web/drawings.svg#other"),
        ('{{ url("web:language") }}', "/ngon-ngu/"),
    ],
)
def test_filters_and_globals(template, text):
    with translation.override("vi"):
        assert inline(template) == text


def test_one_template_speaks_each_readers_language():
    spoken = []
    for code in ("vi", "en", "vi"):
        with translation.override(code):
            spoken.append(inline('{{ _("Search") }}'))

    assert spoken == ["Tìm", "Search", "Tìm"]


def test_every_drawing_is_in_the_sprite():
    sprite = (STATIC / "drawings.svg").read_text("utf-8")

    assert set(re.findall(r'<view id="([\w-]+)"', sprite)) == jinja.DRAWINGS
    assert {path.stem for path in (STATIC / "drawings").iterdir()} == jinja.DRAWINGS


def test_every_icon_is_hidden_from_screen_readers():
    assert all('aria-hidden="true"' in drawing for drawing in ICONS.values())
