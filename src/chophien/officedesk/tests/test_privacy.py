"""The pages of one's own data and of the office, who may open them, and what nonsense does to them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.audit.models import Entry
from chophien.officedesk.tests.factories import officer, signed_in, text_of
from chophien.privacy.actions import requests
from chophien.privacy.actions.holds import note_breach
from chophien.privacy.actions.purposes import load_purposes
from chophien.privacy.models import Breach, DataRequest, LegalHold
from chophien.privacy.states import RequestKind
from chophien.privacy.tests.test_registers import NOON
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_purposes")]
OFFICE = ["/dieu-hanh/du-lieu/", "/dieu-hanh/du-lieu/luu-giu/", "/dieu-hanh/du-lieu/su-co/"]


@pytest.fixture
def _purposes(db):
    load_purposes()


def test_s36_no_box_is_ticked_before_the_person_does_it():
    lan = PersonFactory()
    client = signed_in(lan)

    assert text_of(client.get("/toi/du-lieu/")).count('type="checkbox"') == 6
    assert " checked" not in text_of(client.get("/toi/du-lieu/"))
    client.post("/toi/du-lieu/dong-y/", {"dong-y": ["market_news", "\x00", "x" * 500]})

    assert text_of(client.get("/toi/du-lieu/")).count(" checked") == 1


def test_asking_for_everything_leaves_a_file_only_for_oneself(do_jobs):
    lan, stranger = PersonFactory(), PersonFactory()
    client = signed_in(lan)

    assert client.post("/toi/du-lieu/yeu-cau/", {"kind": "export"}).status_code == 302
    do_jobs()
    request = DataRequest.objects.get()
    answer = client.get(f"/toi/du-lieu/{request.code}/tep/")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"].startswith("private, no-store")
    for other in (stranger, operator()):
        assert signed_in(other).get(f"/toi/du-lieu/{request.code}/tep/").status_code == 404
    assert signed_in(stranger).post(f"/toi/du-lieu/{request.code}/rut/").status_code == 404
    assert Entry.objects.filter(what="privacy.file_fetched", actor_code=lan.code).exists()


@pytest.mark.parametrize(("sent", "status"), [({}, 422), ({"kind": "x"}, 422), ({"kind": "correct"}, 409)])
def test_nonsense_comes_back_with_a_sentence(sent, status):
    answer = signed_in(PersonFactory()).post("/toi/du-lieu/yeu-cau/", sent)

    assert answer.status_code == status
    assert 'role="alert"' in text_of(answer)


def test_s36_a_helper_hands_in_a_household_s_wish_and_strangers_find_nothing():
    seller = a_seller()
    manager_of(seller)
    helper = helper_in()
    a_mandate(seller=seller, helper=helper)
    address = f"/toi/du-lieu/ho/{seller.code}/"
    wish = {"kind": "erase", "words": "", "witness": "Vàng Thị Mỷ"}

    for other in (PersonFactory(), helper_in("00004"), manager_of(a_seller())):
        assert signed_in(other).get(address).status_code == 404
        assert signed_in(other).post(address, wish).status_code == 404
    assert signed_in(helper).post(address, {**wish, "witness": ""}).status_code == 422
    of_commune = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code)
    assert signed_in(of_commune).post(address, wish).status_code == 302
    assert signed_in(of_commune).post(address, wish).status_code == 409
    assert DataRequest.objects.get().channel == "office"


@pytest.mark.parametrize("address", OFFICE)
def test_the_register_opens_to_operators_of_the_whole_market_alone(address):
    assert signed_in(operator()).get(address).status_code == 200
    for other in (PersonFactory(), officer(), officer(Role.OPERATOR), helper_in()):
        assert signed_in(other).get(address).status_code == 404
    assert signed_in(operator()).get("/dieu-hanh/du-lieu/DL-0000-0000/").status_code == 404


def test_an_operator_answers_refuses_and_carries_out():
    boss, lan = operator(), PersonFactory()
    request = requests.ask(person=lan, kind=RequestKind.ERASE, words="", actor=lan, at=NOON)
    address, client = f"/dieu-hanh/du-lieu/{request.code}/", signed_in(boss)

    assert request.code in text_of(client.get("/dieu-hanh/du-lieu/"))
    assert client.post(address, {"buoc": "tu-choi", "words": ""}).status_code == 409
    assert client.post(address, {"buoc": "pha"}).status_code == 409
    assert client.post(address, {"buoc": "tra-loi", "words": "Đang xem"}).status_code == 302
    assert client.post(address, {"buoc": "lam"}).status_code == 302
    assert "không còn tên bạn" in text_of(client.get(address))
    assert client.post(address, {"buoc": "lam"}).status_code == 409


def test_holds_and_breaches_are_kept_by_the_office():
    client = signed_in(operator())

    assert client.post(OFFICE[1], {"subject_code": "ND-1", "reason": ""}).status_code == 422
    assert client.post(OFFICE[1], {"subject_code": "ND-1", "reason": "Tòa án"}).status_code == 302
    assert client.post(OFFICE[1], {"subject_code": "ND-1", "reason": "Tòa án"}).status_code == 409
    held = LegalHold.objects.get()
    assert client.post(f"{OFFICE[1]}{held.code}/").status_code == 302
    facts = {"title": "Lộ", "story": "Danh sách", "people": "3", "found_at": "1/11/2026 9:30", "must_notify": "on"}
    assert client.post(OFFICE[2], {**facts, "people": "-1"}).status_code == 422
    assert client.post(OFFICE[2], facts).status_code == 302
    breach = Breach.objects.get()
    assert "Quá hạn" in text_of(client.get(OFFICE[2]))
    assert client.post(f"{OFFICE[2]}{breach.code}/dong/", {"words": "xong"}).status_code == 409
    assert client.post(f"{OFFICE[2]}{breach.code}/da-bao/", {"words": "A05/1"}).status_code == 302
    assert client.post(f"{OFFICE[2]}{breach.code}/dong/", {"words": "xong"}).status_code == 302
    assert client.post(f"{OFFICE[2]}{breach.code}/xoa/").status_code == 404


def test_lists_cost_the_same_for_one_and_for_three(django_assert_num_queries):
    boss = operator()
    client = signed_in(boss)

    def fill():
        lan = PersonFactory()
        requests.ask(person=lan, kind=RequestKind.ERASE, words="", actor=lan, at=NOON)
        note_breach(title="a", story="b", people=1, must_notify=True, found_at=NOON, actor=boss, at=NOON)

    fill()
    counted = []
    for address in [*OFFICE, "/dieu-hanh/du-lieu/?tat-ca=1"]:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append((address, len(queries)))
    fill()
    fill()
    for address, count in counted:
        with django_assert_num_queries(count):
            client.get(address)
