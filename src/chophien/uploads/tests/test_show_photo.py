"""Photos are shown without a query, from names that never change their bytes."""

from io import BytesIO

import pytest
from django.template import engines

from chophien.uploads.actions.photos import take_photo
from chophien.uploads.selectors import PictureSources, photo_sources, photos_of, picture_sources
from chophien.uploads.serving import Pictures
from chophien.uploads.states import PhotoStatus
from chophien.uploads.tests.factories import LAN, NOON, a_photo, jpeg

CODE = "abcdefghijklmnopqrstuvwx"
SOURCES = PictureSources(code=CODE, widths=(160, 320, 640, 1280), width=1280, height=960, colour="#2f6b3a")


def drawn(text: str, **context: object) -> str:
    template = '{% from "uploads/_picture.html" import picture %}' + text
    return str(engines["jinja2"].from_string(template).render(context)).strip()


def test_sources_are_made_from_what_a_row_keeps_without_a_query():
    sources = picture_sources(CODE, [640, 160, 320], 640, 480, "#2f6b3a")

    assert sources.srcsets() == [
        ("image/avif", f"/anh/ab/{CODE}-160.avif 160w, /anh/ab/{CODE}-320.avif 320w, /anh/ab/{CODE}-640.avif 640w"),
        ("image/webp", f"/anh/ab/{CODE}-160.webp 160w, /anh/ab/{CODE}-320.webp 320w, /anh/ab/{CODE}-640.webp 640w"),
    ]
    assert sources.url(1280) == f"/anh/ab/{CODE}-640.webp"
    assert sources.url(320, "avif") == f"/anh/ab/{CODE}-320.avif"
    assert sources.url(10) == f"/anh/ab/{CODE}-160.webp"


@pytest.mark.parametrize(("code", "widths"), [("", [160]), (CODE, [])])
def test_there_are_no_sources_while_there_are_no_copies(code, widths):
    assert picture_sources(code, widths, 0, 0, "") is None


def test_a_page_may_offer_the_widest_copy_and_a_card_does_not():
    assert SOURCES.srcsets()[0][1].endswith("640w")
    assert SOURCES.srcsets(1280)[0][1].endswith("1280w")


@pytest.mark.django_db
@pytest.mark.parametrize("photos", [1, 3])
def test_the_sources_of_any_number_of_photos_take_one_query(photos, django_assert_num_queries):
    codes = [a_photo(code=letter * 24).code for letter in "abc"[:photos]]

    with django_assert_num_queries(1):
        found = photo_sources(codes)

    assert list(found) == codes


@pytest.mark.django_db
def test_photos_that_wait_have_no_sources_yet(django_assert_num_queries):
    a_photo(code=CODE, status=PhotoStatus.WAITING)

    assert photo_sources([CODE]) == {}
    with django_assert_num_queries(0):
        assert photo_sources([]) == {}


@pytest.mark.django_db
def test_an_owner_finds_only_the_own_photos():
    ours, theirs = a_photo(code="a" * 24), a_photo(code="b" * 24, owner_code="GH-PAO")

    assert photos_of("GH-LAN", [ours.code, theirs.code]) == {ours.code: ours}


def test_the_macro_draws_a_picture_with_both_formats_sizes_and_colour():
    html = drawn('{{ picture(sources, alt="Chè", sizes="50vw") }}', sources=SOURCES)

    assert html == (
        '<span class="photo"><svg class="tint" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="1" height="1" fill="#2f6b3a"/></svg><picture>'
        f'<source type="image/avif" srcset="{SOURCES.srcsets()[0][1]}" sizes="50vw">'
        f'<source type="image/webp" srcset="{SOURCES.srcsets()[1][1]}" sizes="50vw">'
        f'<img src="/anh/ab/{CODE}-320.webp" width="1280" height="960" alt="Chè" loading="lazy" decoding="async">'
        "</picture></span>"
    )


def test_the_photo_of_the_first_screen_is_not_lazy():
    html = drawn("{{ picture(sources, eager=true) }}", sources=SOURCES)

    assert 'fetchpriority="high"' in html
    assert "lazy" not in html


def test_without_a_photo_a_drawing_stands_in_and_says_so():
    html = drawn('{{ picture(none, kind="tea") }}')

    assert "drawings.svg#tea" in html
    assert "Tranh minh họa" in html


@pytest.mark.django_db
def test_a_copy_is_served_to_be_kept_for_ever(client, do_jobs):
    photo = take_photo(file=BytesIO(jpeg()), owner_code="GH-LAN", actor=LAN, at=NOON)
    do_jobs()

    response = client.get(photo_sources([photo.code])[photo.code].url(320, "avif"))

    assert (response.status_code, response["Content-Type"]) == (200, "image/avif")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == str(len(response.content))
    assert response.content[4:12] == b"ftypavif"


@pytest.mark.parametrize(
    "address",
    [
        f"/anh/ab/{CODE}-320.avif",
        f"/anh/zz/{CODE}-320.avif",
        f"/anh/ab/{CODE}-333.avif",
        f"/anh/ab/{CODE}-320.png",
        f"/anh/ab/{CODE.upper()}-320.avif",
        "/anh/../private/photos/aa/x",
        "/anh/ab/..%2f..%2f..%2fsecret_key",
        "/anh/ab/%2e%2e/%2e%2e/field_keys",
        "/anh//etc/passwd",
        "/anh/",
    ],
)
def test_nothing_else_is_served_from_there(client, address):
    assert client.get(address).status_code == 404


def test_copies_are_only_read(client):
    assert client.post(f"/anh/ab/{CODE}-320.avif").status_code == 405


def test_in_front_of_django_only_photos_that_are_there_are_answered(do_jobs, db):
    photo = take_photo(file=BytesIO(jpeg()), owner_code="GH-LAN", actor=LAN, at=NOON)
    do_jobs()
    told = []
    door = Pictures(lambda environ, _start: [b"django " + environ["PATH_INFO"].encode()])

    def ask(path: str, method: str = "GET") -> bytes:
        return b"".join(door({"PATH_INFO": path, "REQUEST_METHOD": method}, lambda *answer: told.append(answer)))

    address = photo_sources([photo.code])[photo.code].url(320, "webp")
    assert ask(address)[8:12] == b"WEBP"
    assert ask(address, "HEAD") == b""
    assert [status for status, _headers in told] == ["200 OK", "200 OK"]
    assert dict(told[0][1]) == {
        "Content-Type": "image/webp",
        "Content-Length": str(len(ask(address))),
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Content-Security-Policy": "default-src 'none'",
    }
    for elsewhere in ("/", "/anh/", f"/anh/ab/{CODE}-320.webp", "/anh/../private/x", address.replace("webp", "png")):
        assert ask(elsewhere) == b"django " + elsewhere.encode()
    assert ask(address, "POST") == b"django " + address.encode()
