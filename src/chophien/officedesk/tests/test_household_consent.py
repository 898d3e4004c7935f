"""The pages on which a household's helper or the commune point writes down what its data may be used for."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.lib.consent import agreed
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.privacy.actions import told
from chophien.privacy.actions.consents import choose
from chophien.privacy.actions.purposes import load_purposes
from chophien.privacy.models import ConsentStep
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.sellers.tests.test_consent import pin_sent
from chophien.uploads.tests.factories import jpeg
from chophien.uploads.tests.sounds import webm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_purposes")]
BOTH = {"dong-y": ["own_voice", "market_news"]}


@pytest.fixture
def _purposes(db):
    load_purposes()


@pytest.fixture
def world():
    """A household, who speaks for it, its helper signed in, and the page."""
    seller, pao = a_seller(name="Hộ Sùng Thị Mỷ"), helper_in(name="Giàng A Páo")
    my = manager_of(seller, name="Sùng Thị Mỷ", phone="+84987654321")
    a_mandate(seller=seller, helper=pao, at=timezone.now())
    return seller, my, signed_in(pao), f"/toi/du-lieu/ho/{seller.code}/dong-y/"


def says(person, purpose="own_voice"):
    return agreed(person.code, purpose=purpose, at=timezone.now() + timedelta(minutes=1))


def test_s36_a_helper_reads_the_purposes_and_the_household_reads_its_code(world):
    _seller, my, client, page = world

    first = text_of(client.get(page))
    ways = text_of(client.get(page, {"chon": "1", **BOTH}))
    sent = client.post(page, {"cach": "gui-ma", **BOTH}, follow=True)
    wrong = client.post(page, {"cach": "ma", "code": "12"})
    taken = client.post(page, {"cach": "ma", "code": pin_sent()})

    assert first.count('type="checkbox"') == 6
    assert " checked" not in first
    assert "Phát giọng kể và chân dung" in ways
    assert "Mã đã" in text_of(sent) or "mã" in text_of(sent)
    assert wrong.status_code == 422
    assert taken.status_code == 302
    assert says(my)
    assert says(my, "market_news")
    assert not says(my, "lead_household")


def test_s36_voice_and_signed_paper_are_taken_and_what_is_missing_is_said_beside_its_field(world):
    _seller, my, client, page = world
    sound = SimpleUploadedFile("noi.webm", webm(3), content_type="audio/webm")
    paper = SimpleUploadedFile("giay.jpg", jpeg(200, 200), content_type="image/jpeg")

    silent = client.post(page, {"cach": "giong-noi", **BOTH})
    unsigned = client.post(page, {"cach": "ky", "witness_name": "", **BOTH})
    own = client.post(page, {"cach": "ky", "witness_name": "Giàng A Páo", "paper": paper, **BOTH})
    spoken = client.post(page, {"cach": "giong-noi", "voice": sound, "dong-y": "own_voice"})

    assert [one.status_code for one in (silent, unsigned, own, spoken)] == [422, 422, 422, 302]
    assert "Phát giọng kể và chân dung" in text_of(own)
    assert says(my)
    assert not says(my, "market_news")
    assert client.post(page, {"cach": "khong-co"}).status_code == 422


def test_s36_taking_back_asks_for_a_witness_and_counts_at_once(world):
    _seller, my, client, page = world
    now = timezone.now()
    choose(person=my, agreed=["own_voice"], actor=my, at=now)

    alone = client.post(page, {"cach": "rut", "dong-y": "own_voice", "witness": ""})
    back = client.post(page, {"cach": "rut", "dong-y": "own_voice", "witness": "Vàng Thị Chang"})
    again = client.post(page, {"cach": "rut", "dong-y": "own_voice", "witness": "Vàng Thị Chang"})

    assert [one.status_code for one in (alone, back, again)] == [422, 302, 409]
    assert not says(my)
    mine = text_of(signed_in(my).get("/toi/du-lieu/"))
    assert "Qua người giúp" in mine or "người giúp" in mine


def test_s36_strangers_find_nothing_and_officers_see_evidence_for_a_purpose(world):
    seller, my, client, page = world
    clerk = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code)
    sound = SimpleUploadedFile("noi.webm", webm(3), content_type="audio/webm")
    client.post(page, {"cach": "giong-noi", "voice": sound, "dong-y": "own_voice"})
    shown = f"{page}{ConsentStep.objects.get().pk}/"

    for other in (PersonFactory(), helper_in("00004"), manager_of(a_seller()), my):
        assert signed_in(other).get(page).status_code == 404
        assert signed_in(other).post(page, {"cach": "gui-ma"}).status_code == 404
    assert client.post(shown, {"purpose": "Xem"}).status_code == 404
    assert signed_in(clerk).post(shown, {"purpose": ""}).status_code == 409
    assert signed_in(clerk).post(shown, {"purpose": "Hộ hỏi lại"}).content == webm(3)
    assert signed_in(clerk).post(f"{page}0/", {"purpose": "Hộ hỏi lại"}).status_code == 404


def test_a_shop_without_anybody_has_nobody_to_ask():
    seller = a_seller()
    clerk = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code)

    assert signed_in(clerk).get(f"/toi/du-lieu/ho/{seller.code}/dong-y/").status_code == 409


def test_the_page_takes_the_same_statements_for_one_step_and_for_three(world):
    seller, my, client, page = world
    clerk = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code)
    counted = []
    for keys in (["own_voice"], ["own_voice", "market_news", "own_picture"]):
        choose(person=my, agreed=[], actor=my, at=timezone.now())
        told.agree_by_voice(
            seller=seller,
            agreed=keys,
            file=SimpleUploadedFile("noi.webm", webm(3)),
            actor=clerk,
            at=timezone.now(),
        )
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        counted.append(len(queries))

    assert counted[0] == counted[1]
