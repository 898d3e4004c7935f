"""What goes along with every answer, of whatever kind and to whomever: headers, cookies, where it leads on."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.jobs.testing import run_jobs
from chophien.messages.models import OutgoingSms
from chophien.orders.models import OrderGroup
from chophien.orders.tests.pages import answers_of
from tests.doors.addresses import addresses
from tests.doors.anybody import ANYBODY
from tests.doors.doors import BY_BUTTON, BY_KEY, DOORS, opener
from tests.doors.test_every_form import pages_with_forms
from tests.doors.visitors import taken_back

pytestmark = pytest.mark.django_db

STRICT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ELSEWHERE = (
    "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "///evil.example",
    "http:evil.example", "javascript:alert(1)", "data:text/html,x", "https:///evil.example", "@evil.example",
    "//testserver@evil.example", "http://testserver.evil.example/", "\x01https://evil.example", " //evil.example",
)  # fmt: skip


def assert_strict(response):
    policy = response["Content-Security-Policy"]
    is_widget = policy.endswith("frame-ancestors https: http:")  # shown in frames, and may do nothing at all
    expected = {**STRICT, "X-Frame-Options": None} if is_widget else STRICT
    if response.get("Referrer-Policy") == "no-referrer":  # stricter still: the address itself is a key
        expected = expected | {"Referrer-Policy": "no-referrer"}
    assert {name: response.get(name) for name in STRICT} == expected, response
    assert not is_widget or ("form-action 'none'" in policy and not response.cookies)
    assert "script-src 'self';" in policy or policy.startswith("default-src 'none'"), policy
    assert "unsafe-eval" not in policy


def leads_away(response):
    target = response.get("Location", "") or response.get("HX-Redirect", "")
    parts = urlsplit(target)
    strange = target[:2] in {"//", "/\\", "\\\\"} or "\n" in target or "\t" in target
    return strange or parts.netloc not in {"", "testserver"} or parts.scheme not in {"", "http"}


def test_every_address_answers_strictly_to_friend_and_stranger(world):
    for address in addresses():
        for client in (world.client(opener(address.name)), world.client("anonymous")):
            for method in ("get", "post"):
                with taken_back():
                    response = getattr(client, method)(world.path(address))
                assert_strict(response)


def test_answers_that_no_view_gives_are_strict_too(world, settings, monkeypatch):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    run_jobs(until=timezone.now())  # at night messages wait for the morning
    client = Client(raise_request_exception=False)
    picture = next(address for address in addresses() if address.name == "uploads:picture")

    answers = {
        "style": client.get("/tinh/web/base.css"),
        "photo": client.get(world.path(picture)),
        "no page": client.get("/nothing/here/"),
        "no style": client.get("/tinh/web/nothing.css"),
        "no text": client.get("/?q=%00"),
        "too large": client.generic(
            "POST", "/gio/them/", b"", "multipart/form-data; boundary=x", CONTENT_LENGTH="999999999"
        ),
        "foreign host": client.get("/", headers={"Host": "evil.example"}),
        "slash": client.get("/tim"),
        "unchanged": client.get("/api/v1/places/provinces", headers={"If-None-Match": "*"}),
    }
    monkeypatch.setattr("chophien.storefront.views.buyer.render", None)
    answers["bug"] = client.get("/")

    expected = {
        "style": 200, "photo": 200, "no page": 404, "no style": 404, "no text": 400, "too large": 413, "foreign host": 400,
        "slash": 301, "unchanged": 304, "bug": 500,
    }  # fmt: skip
    assert {name: answer.status_code for name, answer in answers.items()} == expected
    for answer in answers.values():
        assert_strict(answer)
    assert "immutable" in answers["photo"]["Cache-Control"]
    shared = [name for name, answer in answers.items() if answer["Cross-Origin-Resource-Policy"] == "cross-origin"]
    assert shared == ["style", "photo", "unchanged"]


def test_what_only_one_person_may_see_is_kept_by_nobody(world):
    kept = []

    for address in addresses():
        if address.name not in DOORS:
            continue
        client = world.client(opener(address.name))
        for method in ("post",) if address.name in BY_BUTTON else ("get", "post"):
            with taken_back():
                response = getattr(client, method)(world.path(address))
            if response.status_code != 405 and "no-store" not in response["Cache-Control"]:
                kept.append((address.name, method, response.status_code, response["Cache-Control"]))

    assert not kept, "\n".join(map(str, kept))


def test_every_cookie_is_out_of_reach_of_scripts_and_other_sites(world, client):
    variant = world.values["orders:change"]["variant"]
    phone = PersonFactory().phone

    client.post("/ngon-ngu/", {"lang": "vi"})
    client.post("/noi-nhan/", {"province": "01"})
    client.post("/gio/them/", {"variant": variant, "quantity": "1"})
    checkout = answers_of(client.get("/dat-hang/"), "/dat-hang/")
    wish = {
        "contact_name": "Mỷ", "contact_phone": "0912345678", "province_code": "01", "commune_code": "00004", "payment": "cod",
        "consent": "on",
    }  # fmt: skip
    ordered = client.post("/dat-hang/", {**checkout, **wish})
    client.post("/dang-nhap/", {"phone": phone})
    client.post("/dang-nhap/ma/", {"code": OutgoingSms.objects.latest("pk").text[11:17]})

    assert ordered.status_code == 302, ordered.content.decode()
    assert {"phien", "gio", "lang", "don-cua-may"} <= client.cookies.keys()
    careless = [
        (name, cookie["httponly"], cookie["samesite"], cookie["path"])
        for name, cookie in client.cookies.items()
        if cookie.value and (not cookie["httponly"] or cookie["samesite"] != "Lax" or cookie["path"] != "/")
    ]
    assert careless == []


def test_a_session_that_somebody_laid_out_is_not_the_one_that_is_signed_in():
    person = PersonFactory()
    attacker, victim = Client(), Client()
    attacker.post("/dang-nhap/", {"phone": "0987654321"})
    laid_out = attacker.cookies["phien"].value

    victim.cookies["phien"] = laid_out
    victim.post("/dang-nhap/", {"phone": person.phone})
    victim.post("/dang-nhap/ma/", {"code": OutgoingSms.objects.latest("pk").text[11:17]})

    assert victim.get("/toi/").status_code == 200
    assert victim.cookies["phien"].value != laid_out
    assert attacker.get("/toi/").status_code == 302


def test_a_session_that_does_not_exist_is_not_begun_under_the_name_that_was_brought(client):
    client.cookies["phien"] = "x" * 32

    client.post("/dang-nhap/", {"phone": "0987654321"})

    assert client.cookies["phien"].value != "x" * 32


def test_signing_out_ends_the_session_itself(client):
    person = PersonFactory()
    client.force_login(person)
    kept = client.cookies["phien"].value

    client.post("/dang-xuat/")
    client.cookies["phien"] = kept

    assert client.get("/toi/").status_code == 302


def test_no_form_and_no_link_leads_to_another_site(world):
    """Every form and every address is given two of the targets; which ones goes round."""
    away = []
    outside = {"Referer": "https://evil.example/x"}

    for place, (action, fields, reader) in enumerate(pages_with_forms(world)):
        for target in (ELSEWHERE[place % len(ELSEWHERE)], ELSEWHERE[(place + 7) % len(ELSEWHERE)]):
            with taken_back():
                response = world.client(reader).post(action, {**fields, "next": target}, headers=outside)
            if leads_away(response):
                away.append((action, response["Location"]))
    for place, address in enumerate(addresses()):
        target = ELSEWHERE[place % len(ELSEWHERE)]
        with taken_back():
            response = world.client(opener(address.name)).get(
                world.path(address), {"next": target, "tiep": target}, headers=outside
            )
        if leads_away(response):
            away.append((address.name, response["Location"]))

    assert not away, "\n".join(map(str, away))


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_our_own_pages_only(target):
    person, client = PersonFactory(), Client()

    offered = answers_of(client.get("/dang-nhap/", {"next": target}), "/dang-nhap/")
    client.post("/dang-nhap/", {"phone": person.phone, "next": target})
    inside = client.post("/dang-nhap/ma/", {"code": OutgoingSms.objects.latest("pk").text[11:17]})

    assert (inside.status_code, inside["Location"]) == (302, "/toi/")
    assert offered["next"] == "/toi/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_changing_the_language_leads_to_our_own_pages_only(client, target):
    answer = client.post("/ngon-ngu/", {"lang": "en", "next": target})

    assert answer["Location"] == "/"


def test_what_another_sites_page_sends_is_refused_at_every_door(world):
    taken = []
    before = Entry.objects.count(), OrderGroup.objects.count()

    for address in addresses():
        signed_in = world.client("buyer" if address.name in BY_KEY else opener(address.name))
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.cookies = signed_in.cookies
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
            for method in ("post", "put", "delete"):
                response = getattr(client, method)(world.path(address), headers=headers)
                if response.status_code != 403:
                    taken.append((address.name, method, response.status_code))

    assert not taken, "\n".join(map(str, taken))
    assert (Entry.objects.count(), OrderGroup.objects.count()) == before


def test_what_is_for_this_machine_is_not_there_for_others(client):
    answers = [
        client.get("/metrics", REMOTE_ADDR="203.0.113.9"),
        client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}),
        client.get("/metrics", headers={"Forwarded": "for=203.0.113.9"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert client.get("/metrics").status_code == 200


def test_the_outbox_is_gone_outside_development(client, settings):
    settings.DEV = False

    assert client.get("/dev/outbox/").status_code == 404


def test_every_door_is_in_the_table():
    assert {address.name for address in addresses()} == {*ANYBODY, *DOORS, *BY_KEY}
