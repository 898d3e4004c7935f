"""A household without a smartphone comes in with a printed card: few doors, a PIN of its own, out when idle."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.models import SignInCard
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.audit.models import Entry
from chophien.lib.errors import NotPermitted
from chophien.messages.models import Message
from chophien.regulations.models import Acceptance
from chophien.regulations.selectors.documents import OPERATING, regulation_in_force
from chophien.sellers.actions.cards import print_card, revoke_card
from chophien.sellers.actions.mandates import revoke_mandate
from chophien.sellers.states import MandateStatus
from chophien.sellers.tests.factories import (
    ANSWERS,
    a_draft,
    a_mandate,
    a_seller,
    complete,
    helper_in,
    manager_of,
)

pytestmark = pytest.mark.django_db


def a_card(*, by="household"):
    """A household's card, printed by itself or by its helper."""
    at = timezone.now() - timedelta(hours=1)
    seller = a_seller(name="Hộ Sùng Thị Mỷ")
    sung, pao = manager_of(seller, name="Sùng Thị Mỷ"), helper_in()
    a_mandate(seller=seller, helper=pao, at=at)
    return print_card(seller=seller, actor=sung if by == "household" else pao, at=at), seller, sung, pao


def come_in(printed, *, pin="", **said):
    client = Client()
    return client, client.post(f"/the/{printed.token}/", {"pin": pin or printed.pin, **said})


def test_a_card_and_its_pin_open_the_households_own_desk():
    printed, seller, sung, _pao = a_card()

    client, response = come_in(printed)

    assert (response.status_code, response["Location"]) == (302, f"/ban-hang/?gian={seller.code}")
    desk = client.get(response["Location"])
    assert (desk.status_code, desk["Cache-Control"]) == (200, "private, no-store")
    assert int(client.session["_auth_user_id"]) == sung.pk
    assert set(client.cookies) == {"phien"}
    assert client.cookies["phien"]["expires"] == ""
    assert Entry.objects.get(what="accounts.signed_in").facts == {"way": "card"}


def test_neither_token_nor_pin_can_be_read_from_the_database():
    printed, *_rest = a_card()

    kept = SignInCard.objects.values().get()

    assert printed.token not in str(kept)
    assert printed.pin not in {kept["pin"], kept["token_digest"]}


def test_who_cannot_scan_types_the_number_of_the_card():
    printed, *_rest = a_card()
    client = Client()

    response = client.post("/the/", {"code": printed.card.code.lower(), "pin": printed.pin})

    assert response.status_code == 302


@pytest.mark.parametrize(
    "door",
    [
        "/gian-hang-cua-toi/{code}/tai-khoan/",
        "/gian-hang-cua-toi/{code}/nguoi-lam/",
        "/gian-hang-cua-toi/{code}/ten-va-noi/",
        "/gian-hang-cua-toi/{code}/",
        "/the-vao-cho/{code}/",
        "/toi/",
        "/toi/mat-khau/",
        "/ban-hang/nhap-hang/",
        "/uy-quyen/",
        "/don/",
        "/dieu-hanh/",
    ],
)
def test_a_card_opens_neither_account_nor_people(door):
    printed, seller, _sung, _pao = a_card()
    client, _response = come_in(printed)

    assert client.get(door.format(code=seller.code)).status_code == 403
    assert client.get(f"/ban-hang/?gian={seller.code}").status_code == 200


def test_s02_a_household_without_a_phone_hands_in_its_papers_with_its_card():
    at = timezone.now() - timedelta(hours=1)
    chu = PersonFactory(name="Ly Thị Chứ", phone="")
    seller = complete(a_draft(chu, name="Nhà Ly Thị Chứ"), chu)
    client, _response = come_in(print_card(seller=seller, actor=chu, at=at))
    papers = f"/gian-hang-cua-toi/{seller.code}/giay-to/"

    page = client.get(papers)
    refused = client.post(papers, {**ANSWERS, "personal_id_number": ""})
    agreed_to = regulation_in_force(OPERATING, at=timezone.now()).version
    sent = client.post(papers, {**ANSWERS, "personal_id_number": "", "agreed_to": agreed_to}, follow=True)

    seller.refresh_from_db()
    assert (page.status_code, refused.status_code) == (200, 409)
    assert Acceptance.objects.get(seller_code=seller.code).person_code == chu.code
    assert "data-draft" not in page.content.decode()
    assert ANSWERS["personal_id_number"] not in page.content.decode()
    assert sent.redirect_chain == [(f"/ban-hang/?gian={seller.code}", 302)]
    assert seller.status == "in_review"


def test_papers_of_a_shop_that_sells_are_not_opened_with_a_card():
    printed, seller, _sung, _pao = a_card()
    client, _response = come_in(printed)

    assert client.get(f"/gian-hang-cua-toi/{seller.code}/giay-to/", follow=True).status_code == 403


@pytest.mark.parametrize(
    "step",
    ["tai-khoan/", "gui-duyet/", "dong/", "nguoi-lam/", "nguoi-giup/{mandate}/dong-y/"],
)
def test_with_a_card_nothing_of_that_is_changed_either(step):
    printed, seller, _sung, _pao = a_card()
    asked = a_mandate(seller=seller, helper=helper_in(), status=MandateStatus.ASKED)
    client, _response = come_in(printed)

    response = client.post(f"/gian-hang-cua-toi/{seller.code}/" + step.format(mandate=asked.code), {})

    assert response.status_code == 403
    asked.refresh_from_db()
    assert asked.status == MandateStatus.ASKED


def test_with_a_card_a_household_ends_its_helper_in_one_tap():
    printed, seller, sung, _pao = a_card()
    client, _response = come_in(printed)
    mandate = seller.mandates.get()

    page = client.get(f"/gian-hang-cua-toi/{seller.code}/nguoi-giup/")
    response = client.post(f"/gian-hang-cua-toi/{seller.code}/nguoi-giup/{mandate.code}/thoi/")

    assert (page.status_code, response.status_code) == (200, 302)
    mandate.refresh_from_db()
    assert (mandate.status, mandate.ended_by) == (MandateStatus.REVOKED, sung.code)


def test_five_wrong_pins_lock_the_card_for_good_with_a_sentence():
    printed, *_rest = a_card()
    wrong = "111111" if printed.pin != "111111" else "222222"

    pages = [come_in(printed, pin=wrong)[1] for _try in range(5)]

    assert [page.status_code for page in pages] == [409] * 5
    assert "Còn 1 lần" in pages[3].content.decode()
    assert "bị khóa" in pages[4].content.decode()
    assert come_in(printed)[1].status_code == 409
    assert SignInCard.objects.get().locked_at is not None
    assert Entry.objects.filter(what="accounts.card_locked").count() == 1


def test_an_unknown_card_is_told_like_one_that_was_taken_back():
    printed, seller, sung, _pao = a_card()
    revoke_card(seller=seller, actor=sung, at=timezone.now())

    for token in (printed.token, "x" * 43):
        assert Client().get(f"/the/{token}/").status_code == 200
        response = Client().post(f"/the/{token}/", {"pin": printed.pin})
        assert (response.status_code, "không còn dùng được" in response.content.decode()) == (409, True)


def test_s22_a_card_that_a_helper_printed_opens_nothing_before_another_pin_was_chosen():
    printed, *_rest = a_card(by="helper")

    _client, first = come_in(printed)
    weak = [come_in(printed, own_pin=pin, own_pin_again=pin)[1] for pin in ("123456", "777777", printed.pin)]
    differing = come_in(printed, own_pin="402118", own_pin_again="402119")[1]
    assert [page.status_code for page in (first, *weak, differing)] == [422, 409, 409, 409, 422]

    client, response = come_in(printed, own_pin="402118", own_pin_again="402118")

    assert response.status_code == 302
    assert client.get("/ban-hang/").status_code == 200
    assert come_in(printed)[1].status_code == 409
    assert come_in(printed, pin="402118")[1].status_code == 302


def test_after_a_minute_without_a_press_the_session_is_over_and_nothing_stays(monkeypatch):
    printed, *_rest = a_card()
    client, _response = come_in(printed)
    began = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: began + timedelta(seconds=50))
    assert client.get("/ban-hang/").status_code == 200
    monkeypatch.setattr("django.utils.timezone.now", lambda: began + timedelta(seconds=109))
    assert client.post("/the/o-lai/").status_code == 204

    monkeypatch.setattr("django.utils.timezone.now", lambda: began + timedelta(seconds=170))
    late = client.get("/ban-hang/")

    assert (late.status_code, late["Location"]) == (302, "/the/het-gio/")
    over = client.get("/the/het-gio/")
    assert (over.status_code, over["Clear-Site-Data"]) == (200, '"cache", "cookies", "storage"')
    assert "no-store" in over["Cache-Control"]
    assert client.get("/ban-hang/")["Location"].startswith("/dang-nhap/")


def test_a_form_that_comes_too_late_changes_nothing(monkeypatch):
    printed, seller, _sung, _pao = a_card()
    client, _response = come_in(printed)
    mandate = seller.mandates.get()
    began = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: began + timedelta(seconds=61))

    response = client.post(f"/gian-hang-cua-toi/{seller.code}/nguoi-giup/{mandate.code}/thoi/")

    assert response["Location"] == "/the/het-gio/"
    mandate.refresh_from_db()
    assert mandate.status == MandateStatus.GIVEN


def test_a_card_that_is_taken_back_ends_the_session_that_it_began():
    printed, seller, sung, _pao = a_card()
    client, _response = come_in(printed)

    revoke_card(seller=seller, actor=sung, at=timezone.now())

    assert client.get("/ban-hang/")["Location"] == "/the/het-gio/"


def test_pages_say_that_a_card_is_in_and_go_out_without_a_script():
    printed, *_rest = a_card()
    client, _response = come_in(printed)

    page = client.get("/ban-hang/").content.decode()

    assert re.search(r'<noscript><meta http-equiv="refresh" content="60;url=/the/het-gio/"></noscript>', page)
    assert 'data-card-idle="60"' in page
    assert 'href="/toi/"' not in page


@pytest.mark.parametrize("who", ["manager", "helper", "commune_officer", "province_officer", "operator"])
def test_household_helper_and_officers_have_a_card_printed_and_the_household_is_told(who):
    at = timezone.now()
    seller, pao = a_seller(), helper_in()
    sung = manager_of(seller)
    a_mandate(seller=seller, helper=pao, at=at)
    actor = {
        "manager": sung,
        "helper": pao,
        "commune_officer": holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code),
        "province_officer": holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, seller.commune.province.code),
        "operator": operator(),
    }[who]
    client = Client()
    client.force_login(actor)

    assert client.get(f"/the-vao-cho/{seller.code}/").status_code == 200
    response = client.post(f"/the-vao-cho/{seller.code}/in/")

    card = SignInCard.objects.get()
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)
    assert card.code in response.content.decode()
    assert "<svg" in response.content.decode()
    assert (card.person, card.wants_own_pin) == (sung, who != "manager")
    assert Message.objects.get(kind="account.changed").person_code == sung.code
    client.post(f"/the-vao-cho/{seller.code}/bo/")
    card.refresh_from_db()
    assert card.revoked_by == actor.code


def test_strangers_have_no_card_printed_and_find_no_page():
    at = timezone.now()
    seller, pao = a_seller(), helper_in()
    manager_of(seller)
    ended = a_mandate(seller=seller, helper=pao, at=at)
    revoke_mandate(mandate=ended, actor=pao, at=at)
    strangers = [
        PersonFactory(),
        pao,
        helper_in("02155"),
        manager_of(a_seller()),
        holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "02155"),
        holder_of(Role.SELLER_PACKER, Scope.SELLER, seller.code),
    ]

    for stranger in strangers:
        client = Client()
        client.force_login(stranger)
        answers = [
            client.get(f"/the-vao-cho/{seller.code}/"),
            client.post(f"/the-vao-cho/{seller.code}/in/"),
            client.post(f"/the-vao-cho/{seller.code}/bo/"),
        ]
        assert [one.status_code for one in answers] == [404] * 3
        with pytest.raises(NotPermitted):
            print_card(seller=seller, actor=stranger, at=at)
    assert not SignInCard.objects.exists()


def test_a_new_card_ends_the_old_one():
    printed, seller, sung, _pao = a_card()

    again = print_card(seller=seller, actor=sung, at=timezone.now())

    assert come_in(printed)[1].status_code == 409
    assert come_in(again)[1].status_code == 302
