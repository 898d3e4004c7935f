"""The office looks at helpers: how households agreed, whom to call, and what is unusual."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.states import Role
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry, SensitiveLook
from chophien.lib.dates import local
from chophien.messages.models import Message
from chophien.officedesk.tests.factories import officer, signed_in, text_of
from chophien.orders.actions.answers import confirm_order
from chophien.orders.tests.factories import an_order
from chophien.rules import selectors as rules
from chophien.sellers.actions.callbacks import draw_callbacks
from chophien.sellers.actions.cards import print_card
from chophien.sellers.actions.consents import Witness, consent_by_paper
from chophien.sellers.models import Callback
from chophien.sellers.states import CallbackStatus, MandateStatus
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.uploads.tests.factories import jpeg

pytestmark = pytest.mark.django_db
PAGES = ("/dieu-hanh/nguoi-giup/", "/dieu-hanh/nguoi-giup/goi-hoi/", "/dieu-hanh/nguoi-giup/khac-thuong/")


def a_pair(name="Bà Sùng", **facts):
    """A household of Đồng Văn and its helper."""
    seller, pao = a_seller(name=name), helper_in(name="anh Páo")
    manager_of(seller, phone=facts.pop("phone", "+84987654321"))
    return seller, pao, a_mandate(seller=seller, helper=pao, at=timezone.now(), **facts)


def an_act(seller, helper, *, what="catalog.version_written", at=None, **facts):
    return Entry.objects.create(
        what=what,
        actor_code=helper.code,
        on_behalf_of=seller.code,
        subject_code="SP-1",
        facts=facts,
        at=at or timezone.now() - timedelta(hours=1),
    )


def test_officers_see_the_helpers_of_their_area_and_others_find_nothing():
    a_pair()

    for person, shown in ((officer(Role.COMMUNE_OFFICER, "00721"), True), (officer(), True), (operator(), True)):
        assert ("Bà Sùng (anh Páo giúp)" in text_of(signed_in(person).get(PAGES[0]))) is shown
    assert "Bà Sùng" not in text_of(signed_in(officer(Role.COMMUNE_OFFICER, "02155")).get(PAGES[0]))
    for stranger in (PersonFactory(), helper_in(), manager_of(a_seller())):
        assert {signed_in(stranger).get(page).status_code for page in PAGES} == {404}


def test_an_officer_takes_a_mandate_back_at_once_and_only_in_the_own_area():
    _seller, _pao, mandate = a_pair()
    address = f"/dieu-hanh/nguoi-giup/{mandate.code}/thoi/"

    assert signed_in(officer(Role.COMMUNE_OFFICER, "02155")).post(address).status_code == 404
    assert signed_in(officer(Role.COMMUNE_OFFICER, "00721")).post(address).status_code == 302

    mandate.refresh_from_db()
    assert mandate.status == MandateStatus.REVOKED


def test_s22_how_a_household_said_yes_is_seen_for_a_purpose_that_is_written_down():
    seller, pao, mandate = a_pair(status=MandateStatus.ASKED)
    consent_by_paper(
        mandate=mandate, file=BytesIO(jpeg()), witness=Witness("Vàng Thị Chang"), actor=pao, at=timezone.now()
    )
    boss = officer(Role.COMMUNE_OFFICER, "00721")
    address = f"/dieu-hanh/nguoi-giup/{mandate.code}/bang-chung/"

    assert signed_in(boss).post(address, {"purpose": ""}).status_code == 409
    assert not SensitiveLook.objects.exists()
    seen = signed_in(boss).post(address, {"purpose": "Hộ gọi lên xã hỏi"})

    assert (seen.status_code, seen.content) == (200, jpeg())
    look = SensitiveLook.objects.get()
    assert (look.actor_code, look.subject_code, look.purpose) == (boss.code, mandate.code, "Hộ gọi lên xã hỏi")
    assert signed_in(manager_of(seller)).post(address, {"purpose": "Muốn xem"}).status_code == 404


def test_acts_are_drawn_by_lot_once_a_week_and_no_more_than_the_rule_says():
    seller, pao, _mandate = a_pair()
    most, stranger = rules.whole("sellers.callbacks_per_week", at=timezone.now()), PersonFactory()
    acts = {an_act(seller, pao).pk for _act in range(most)}
    for _act in range(10):
        an_act(seller, stranger)
        an_act(seller, pao, what="uploads.photo_taken")

    first, again = draw_callbacks(at=timezone.now()), draw_callbacks(at=timezone.now())

    assert (len(first), again) == (most, [])
    assert {one.entry_id for one in Callback.objects.all()} == acts


@pytest.mark.parametrize(("by", "calls"), [("helper", 1), ("household", 0)])
def test_s22_whoever_chose_the_pin_of_a_card_that_a_helper_printed_the_household_is_asked(by, calls):
    seller, pao, _mandate = a_pair()
    sung = manager_of(seller)
    for _act in range(rules.whole("sellers.callbacks_per_week", at=timezone.now())):
        an_act(seller, pao)
    draw_callbacks(at=timezone.now())
    printed = print_card(seller=seller, actor=pao if by == "helper" else sung, at=timezone.now())
    Client().post(f"/the/{printed.token}/", {"pin": printed.pin, "own_pin": "402118", "own_pin_again": "402118"})

    asked = draw_callbacks(at=timezone.now())

    assert [one.what for one in asked] == ["accounts.card_pin_chosen"] * calls
    assert draw_callbacks(at=timezone.now()) == []
    page = text_of(signed_in(operator()).get(PAGES[1]))
    assert page.count("Đã chọn mã PIN cho thẻ do người khác in") == calls


def test_the_office_calls_the_household_and_writes_down_what_it_said():
    seller, pao, _mandate = a_pair()
    an_act(seller, pao)
    [call] = draw_callbacks(at=timezone.now())
    client, provincial = signed_in(officer(Role.COMMUNE_OFFICER, "00721")), officer()
    page = text_of(client.get(PAGES[1]))
    assert "0987 654 321" in page

    address = f"/dieu-hanh/nguoi-giup/goi-hoi/{call.code}/"
    assert client.post(address, {"note": "Bà nói không biết"}).status_code == 422
    assert client.post(address, {"outcome": "unreached"}).status_code == 302
    assert client.post(address, {"outcome": "denied", "note": "Bà nói không biết"}).status_code == 302

    call.refresh_from_db()
    assert (call.status, call.note) == (CallbackStatus.DENIED, "Bà nói không biết")
    assert Message.objects.get(kind="household.unusual").person_code == provincial.code
    assert client.post(address, {"outcome": "confirmed"}).status_code == 404
    assert "không biết việc" in text_of(client.get(PAGES[2]))


@pytest.mark.parametrize("calls", [1, 3])
def test_the_list_of_calls_takes_the_same_queries_for_any_number(calls, django_assert_num_queries):
    for number in range(calls):
        seller, pao, _mandate = a_pair(phone=f"+8498765430{number}")
        an_act(seller, pao)
    draw_callbacks(at=timezone.now())
    client = signed_in(operator())

    with django_assert_num_queries(7):
        client.get(PAGES[1])


@pytest.mark.parametrize("households", [1, 3])
def test_the_list_of_helpers_takes_the_same_queries_for_any_number(households, django_assert_num_queries):
    for number in range(households):
        a_pair(phone=f"+8498765430{number}")
    client = signed_in(operator())

    with django_assert_num_queries(6):
        client.get(PAGES[0])


def test_what_is_unusual_is_found_and_nothing_else():
    seller, pao, _mandate = a_pair()
    others = [a_pair(name=f"Hộ {number}", phone=f"+8498765431{number}")[0] for number in range(9)]
    now = timezone.now()
    midnight = local(now).replace(hour=0, minute=30, second=0, microsecond=0) - timedelta(days=1)
    noon = midnight.replace(hour=12)
    for minute in range(10):
        an_act(seller, pao, at=midnight + timedelta(minutes=minute))
    for shop in [seller, *others]:
        an_act(shop, pao, at=noon)
    an_act(seller, pao, what="catalog.price_changed", at=noon, before_vnd=100_000, price_vnd=70_000)
    an_act(seller, pao, what="catalog.price_changed", at=noon, before_vnd=100_000, price_vnd=71_000)
    client = signed_in(officer())

    text = text_of(client.get(PAGES[2]))

    assert text.count('data-label="Người giúp"') == 3
    for words in ("10 việc trong đêm", "cho 10 hộ trong cùng một giờ", "từ 100.000"):
        assert words in text
    assert "10 việc" not in text_of(signed_in(officer(Role.COMMUNE_OFFICER, "02155")).get(PAGES[2]))


@pytest.mark.parametrize("same", ["number", "name"])
def test_an_order_with_the_helpers_own_number_or_name_is_unusual(same):
    order = an_order()
    said = {"phone": order.group.contact_phone} if same == "number" else {"name": "SUNG A PÁO"}
    pao = helper_in(order.seller.commune.code, **said)
    at = timezone.now()
    a_mandate(seller=order.seller, helper=pao, at=at)
    confirm_order(order=order, actor=pao, at=at)

    text = text_of(signed_in(operator()).get(PAGES[2]))

    words = {"number": "ghi số điện thoại của chính người giúp", "name": "ghi tên của chính người giúp"}
    assert f"{order.code} {words[same]}" in text


def test_a_calm_month_is_told_as_one():
    seller, pao, _mandate = a_pair()
    an_act(seller, pao)

    assert "Không có gì khác thường" in text_of(signed_in(officer()).get(PAGES[2]))


@pytest.mark.parametrize("number", [1, 3])
def test_unusual_acts_take_the_same_queries_for_any_number(number, django_assert_num_queries):
    for place in range(number):
        seller, pao, _mandate = a_pair(name=f"Hộ {place}", phone=f"+8498765432{place}")
        an_act(seller, pao, what="catalog.price_changed", before_vnd=100_000, price_vnd=70_000)
    client = signed_in(officer())

    with django_assert_num_queries(12):
        text = text_of(client.get(PAGES[2]))

    assert text.count('data-label="Người giúp"') == number
