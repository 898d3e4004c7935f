"""The pages on which a household is asked, agrees and ends it, as forms without a script send them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.lib.dates import format_date, local_date
from chophien.messages.models import Message
from chophien.sellers.models import Mandate
from chophien.sellers.states import Deed, MandateStatus
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.uploads.models import Recording
from chophien.uploads.tests.factories import jpeg
from chophien.uploads.tests.sounds import webm

pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def text_of(response):
    return response.content.decode()


@pytest.fixture
def world():
    seller, pao = a_seller(name="Hộ Sùng Thị Mỷ"), helper_in()
    return seller, pao, manager_of(seller, name="Sùng Thị Mỷ", phone="+84987654321")


def ask(seller, pao, **said):
    until = format_date(local_date(timezone.now()) + timedelta(days=60))
    data = {"deeds": [Deed.LIST, Deed.ACCEPT], "valid_until": until, **said}
    return signed_in(pao).post(f"/uy-quyen/xin/{seller.code}/", data)


def test_s24_from_the_question_to_the_desk_by_a_paper_before_a_witness(world):
    seller, pao, _sung = world
    client = signed_in(pao)
    assert seller.name in text_of(client.get("/uy-quyen/xin/?q=sung"))

    address = ask(seller, pao)["Location"]
    paper = SimpleUploadedFile("giay.jpg", jpeg(), "image/jpeg")
    response = client.post(f"{address}ky/", {"paper": paper, "witness_name": "Vàng Thị Chang"})

    assert (response.status_code, Mandate.objects.get().status) == (302, MandateStatus.GIVEN)
    assert client.get(f"/ban-hang/?gian={seller.code}").status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"deeds": []}, "Hãy điền chỗ này"),
        ({"valid_until": "hôm nào đó"}, "valid_until"),
        ({"valid_until": "1/1/2020"}, "Chọn một ngày chưa qua"),
        ({"valid_until": "1/1/2099"}, "Muộn nhất là ngày"),
    ],
)
def test_a_question_that_cannot_be_comes_back_filled_with_the_fault_beside_it(world, said, words):
    seller, pao, _sung = world

    response = ask(seller, pao, **said)

    assert (response.status_code, Mandate.objects.exists()) == (422, False)
    assert words in text_of(response) or "error" in text_of(response)


def test_a_witness_is_kept_in_the_form_when_nothing_was_signed(world):
    seller, pao, _sung = world
    address = ask(seller, pao)["Location"]

    response = signed_in(pao).post(f"{address}ky/", {"witness_name": "Vàng Thị Chang", "drawing": ""})

    assert response.status_code == 422
    assert "Vàng Thị Chang" in text_of(response)
    assert 'id="id_paper-error"' in response.content.decode()


def test_a_wrong_code_is_told_beside_its_field(world):
    seller, pao, _sung = world
    address = ask(seller, pao)["Location"]
    client = signed_in(pao)
    client.post(f"{address}gui-ma/")

    assert client.post(f"{address}ma/", {"code": "12"}).status_code == 422
    response = client.post(f"{address}ma/", {"code": "000 000"})

    assert (response.status_code, "Còn 4 lần" in text_of(response)) == (409, True)


def test_what_is_no_recording_is_told_beside_its_field(world):
    seller, pao, _sung = world
    address = ask(seller, pao)["Location"]

    response = signed_in(pao).post(f"{address}giong-noi/", {"voice": SimpleUploadedFile("a.webm", b"hello")})

    assert response.status_code == 422
    assert Mandate.objects.get().status == MandateStatus.ASKED


def test_a_household_agrees_and_ends_it_in_its_own_desk(world):
    seller, pao, sung = world
    ask(seller, pao)
    mandate = Mandate.objects.get()
    client, page = signed_in(sung), f"/gian-hang-cua-toi/{seller.code}/nguoi-giup/"
    assert "Tôi đồng ý" in text_of(client.get(page))

    client.post(f"{page}{mandate.code}/dong-y/")
    assert "Thôi cho giúp" in text_of(client.get(page))
    client.post(f"{page}{mandate.code}/thoi/")

    mandate.refresh_from_db()
    assert mandate.status == MandateStatus.REVOKED


def test_s22_the_households_own_link_ends_it_in_one_tap_and_tells_no_money(world):
    seller, pao, sung = world
    ask(seller, pao)
    mandate = Mandate.objects.get()
    signed_in(sung).post(f"/gian-hang-cua-toi/{seller.code}/nguoi-giup/{mandate.code}/dong-y/")
    sent = Message.objects.filter(kind="mandate.asked", text__contains="HUY").latest("pk").text
    link = "/uy-quyen/" + sent.partition("/uy-quyen/")[2]

    guest = Client()
    assert "Thôi cho giúp" in text_of(guest.get(link))
    assert guest.post(link).status_code == 302

    mandate.refresh_from_db()
    assert (mandate.status, mandate.ended_by) == (MandateStatus.REVOKED, f"guest:{mandate.code}")
    assert "Đã thôi" in text_of(guest.get(link))
    assert guest.get(f"/uy-quyen/{mandate.code}/khong-phai/").status_code == 404
    assert guest.post(f"/uy-quyen/{mandate.code}/khong-phai/").status_code == 404


def test_others_find_no_page_of_it(world):
    seller, pao, _sung = world
    mandate = a_mandate(seller=seller, helper=pao, at=timezone.now(), status=MandateStatus.ASKED)
    steps = ("", "gui-ma/", "ma/", "giong-noi/", "ky/", "thoi/")

    for stranger in (PersonFactory(), helper_in(), helper_in("02155"), manager_of(a_seller())):
        client = signed_in(stranger)
        for step in steps:
            address = f"/uy-quyen/{mandate.code}/{step}"
            assert (client.post(address) if step else client.get(address)).status_code == 404
        for step in ("dong-y", "thoi"):
            address = f"/gian-hang-cua-toi/{seller.code}/nguoi-giup/{mandate.code}/{step}/"
            assert client.post(address).status_code == 404
    mandate.refresh_from_db()
    assert mandate.status == MandateStatus.ASKED


@pytest.mark.parametrize("mandates", [1, 3])
def test_the_lists_take_the_same_queries_for_any_number(mandates, django_assert_num_queries):
    pao, at = helper_in(), timezone.now()
    for _household in range(mandates):
        a_mandate(seller=a_seller(), helper=pao, at=at)
    helper = signed_in(pao)

    with django_assert_num_queries(3):
        helper.get("/uy-quyen/")
    with django_assert_num_queries(5):
        helper.get("/uy-quyen/xin/")


@pytest.mark.parametrize("mandates", [1, 3])
def test_the_households_list_takes_the_same_queries_for_any_number(mandates, django_assert_num_queries):
    seller, at = a_seller(), timezone.now()
    for _helper in range(mandates):
        a_mandate(seller=seller, helper=helper_in(), at=at)
    client = signed_in(manager_of(seller))

    with django_assert_num_queries(5):
        client.get(f"/gian-hang-cua-toi/{seller.code}/nguoi-giup/")


def test_the_household_says_yes_aloud_on_the_helpers_phone_or_in_a_file(world):
    seller, pao, _sung = world
    client = signed_in(pao)
    address = ask(seller, pao)["Location"]
    page = text_of(client.get(address))

    sound = SimpleUploadedFile("giong-noi.webm", webm(3), "audio/webm")
    response = client.post(f"{address}giong-noi/", {"voice": sound})

    assert 'data-voice data-seconds="60" data-kilobytes="250"' in page
    assert "uploads/voice" in page
    assert 'type="file" name="voice"' in page
    assert (response.status_code, Mandate.objects.get().status) == (302, MandateStatus.GIVEN)
    kept = Recording.objects.get()
    assert (kept.kind, kept.owner_code, kept.published_at) == ("consent", Mandate.objects.get().code, None)
    assert kept.code not in text_of(client.get(address))
