import pytest
from django.test import Client

from chophien.accounts.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
FORM = "http://testserver/toi/ten/"


def test_what_was_typed_when_the_session_ended_is_sent_again_after_signing_in():
    person = PersonFactory(name="Mỷ")
    client = Client()

    refused = client.post(
        "/ban-hang/nhap-hang/", {"note": "Chè hái <hôm> nay", "key": "abc"}, headers={"Referer": FORM}
    )
    client.force_login(person)
    page = client.get("/gui-lai/")

    assert refused["Location"] == "/dang-nhap/?next=%2Fgui-lai%2F"
    text = page.content.decode()
    assert 'action="/ban-hang/nhap-hang/"' in text
    assert '<input type="hidden" name="note" value="Chè hái &lt;hôm&gt; nay">' in text
    assert "<li>Chè hái &lt;hôm&gt; nay</li>" in text
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_nothing_is_kept_of_a_form_that_comes_from_nowhere_or_is_huge():
    client = Client()

    client.post("/ban-hang/nhap-hang/", {"note": "x"})
    from_nowhere = client.get("/gui-lai/")
    client.post("/ban-hang/nhap-hang/", {"note": "x" * 40_001}, headers={"Referer": FORM})

    assert from_nowhere.status_code == 404
    assert client.get("/gui-lai/").status_code == 404


def test_what_one_visitor_typed_no_other_sees():
    Client().post("/ban-hang/nhap-hang/", {"note": "của tôi"}, headers={"Referer": FORM})

    assert Client().get("/gui-lai/").status_code == 404


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/toi/mat-khau/", "password"),
        ("/gian-hang-cua-toi/GH-1/giay-to/", "personal_id_number"),
        ("/gian-hang-cua-toi/GH-1/giay-to/", "birth_date"),
        ("/gian-hang-cua-toi/GH-1/tai-khoan/", "account"),
    ],
)
def test_no_secret_waits_in_a_session(path, name):
    client = Client()

    client.post(path, {name: "010180001234", "note": "x"}, headers={"Referer": FORM})

    assert client.session["interrupted"]["fields"] == [["note", "x"]]
    assert client.session.get_expiry_age() <= 3_600
