from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.models import Passkey, Person
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.device import Device
from chophien.accounts.tests.factories import GrantFactory, PersonFactory
from chophien.messages.models import Notice
from chophien.places.tests.factories import a_commune, a_province

pytestmark = pytest.mark.django_db


def text_of(response):
    return unescape(response.content.decode())


def signed_in_client(person, *, minutes_ago=0):
    client = Client()
    client.force_login(person)
    session = client.session
    session["signed_in_at"] = (timezone.now() - timedelta(minutes=minutes_ago)).isoformat()
    session.save()
    return client


def test_a_buyer_sees_number_name_and_ways_to_sign_in_but_no_roles():
    pao = PersonFactory(phone="+84912345678", name="Sùng A Páo")

    page = text_of(signed_in_client(pao).get("/toi/"))

    assert "0912 345 678" in page
    assert "<h1>Sùng A Páo</h1>" in page
    assert "Đặt mật khẩu" in page
    assert "Vai trò của bạn" not in page


def test_roles_are_shown_with_their_area_and_open_their_desks():
    lan = PersonFactory()
    a_commune("00721")
    a_province("08")
    GrantFactory(person=lan, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, scope_code="HTX-1")
    GrantFactory(person=lan, role=Role.COMMUNE_OFFICER, scope_kind=Scope.COMMUNE, scope_code="00721")

    page = text_of(signed_in_client(lan).get("/toi/"))

    assert "Quản lý gian hàng" in page
    assert "HTX-1" not in page
    assert "Cán bộ xã" in page
    assert "Xã Đồng Văn" in page
    assert 'href="/ban-hang/"' in page
    assert 'href="/dieu-hanh/"' in page


def test_one_role_in_two_shops_is_shown_once_and_a_helper_finds_their_own_desk():
    do = PersonFactory()
    a_commune("00721")
    for shop in ["HTX-1", "HTX-2"]:
        GrantFactory(person=do, role=Role.SELLER_PACKER, scope_kind=Scope.SELLER, scope_code=shop)
    GrantFactory(person=do, role=Role.HELPER, scope_kind=Scope.COMMUNE, scope_code="00721")

    page = text_of(signed_in_client(do).get("/toi/"))

    assert page.count("Người đóng gói") == 1
    assert "Người của tổ công nghệ số cộng đồng" in page
    assert ('href="/giup/"' in page, 'href="/dieu-hanh/"' in page) == (True, False)


@pytest.mark.parametrize("roles", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_roles(roles, django_assert_num_queries):
    lan = PersonFactory()
    for code in ["00721", "00004", "00008"][:roles]:
        a_commune(code)
        GrantFactory(person=lan, role=Role.HELPER, scope_kind=Scope.COMMUNE, scope_code=code)
    client = signed_in_client(lan)

    with django_assert_num_queries(7):
        client.get("/toi/")


def test_name_and_language_are_changed():
    pao = PersonFactory()

    response = signed_in_client(pao).post("/toi/", {"name": "Ly Mí Sính", "language": "en"})

    pao.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, "/toi/?xong=ten")
    assert (pao.name, pao.language) == ("Ly Mí Sính", "en")
    assert response.cookies["lang"].value == "en"


@pytest.mark.parametrize(
    ("name", "language"),
    [("www.x.vn", "vi"), ("x" * 101, "vi"), ("\u202eevil", "fr"), ("123", "vi"), ("Páo", ""), ("Páo", "xx")],
)
def test_a_bad_answer_is_told_and_changes_nothing(name, language):
    pao = PersonFactory(name="Páo cũ")

    response = signed_in_client(pao).post("/toi/", {"name": name, "language": language})

    pao.refresh_from_db()
    assert response.status_code == 422
    assert (pao.name, pao.language) == ("Páo cũ", "vi")


@pytest.mark.parametrize("name", ["Páo", "H'Mông", "Giàng A Pháng", "ꆈꌠ", "María-José", "🙂 Páo"])
def test_every_real_name_is_taken(name):
    pao = PersonFactory()

    assert signed_in_client(pao).post("/toi/", {"name": name, "language": "vi"}).status_code == 302
    assert Person.objects.get(pk=pao.pk).name == name


def test_a_password_is_set_other_devices_are_signed_out_and_this_one_stays():
    pao = PersonFactory()
    here, elsewhere = signed_in_client(pao), signed_in_client(pao)

    response = here.post("/toi/mat-khau/", {"password": "nương ngô chín vàng"})

    assert response["Location"] == "/toi/?xong=mat-khau"
    assert "Đã đặt mật khẩu." in text_of(here.get(response["Location"]))
    assert elsewhere.get("/toi/").status_code == 302
    assert Person.objects.get(pk=pao.pk).check_password("nương ngô chín vàng")


def test_a_weak_password_is_told_beside_the_field():
    response = signed_in_client(PersonFactory()).post("/toi/mat-khau/", {"password": "ngan"})

    assert response.status_code == 422
    assert "ít nhất 8 ký tự" in text_of(response)


def test_a_password_is_removed():
    pao = PersonFactory()
    client = signed_in_client(pao)
    client.post("/toi/mat-khau/", {"password": "nương ngô chín vàng"})

    response = client.post("/toi/mat-khau/bo/")

    assert response["Location"] == "/toi/?xong=bo-mat-khau"
    assert not Person.objects.get(pk=pao.pk).has_usable_password()
    assert client.get("/toi/").status_code == 200


@pytest.mark.parametrize("address", ["/toi/mat-khau/", "/toi/khoa/"])
def test_ways_to_sign_in_are_changed_only_shortly_after_signing_in(address):
    late = signed_in_client(PersonFactory(), minutes_ago=31)

    response = late.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/dang-nhap/?next=")
    assert "hãy đăng nhập lại một lần nữa" in text_of(late.get(response["Location"]))


def test_a_phone_left_on_a_table_does_not_change_the_password():
    pao = PersonFactory()

    signed_in_client(pao, minutes_ago=31).post("/toi/mat-khau/", {"password": "nương ngô chín vàng"})

    assert not Person.objects.get(pk=pao.pk).has_usable_password()


def test_all_other_devices_are_signed_out():
    pao = PersonFactory()
    here, elsewhere = signed_in_client(pao), signed_in_client(pao)

    response = here.post("/toi/thoat-het/")

    assert "Đã đăng xuất trên các máy khác." in text_of(here.get(response["Location"]))
    assert elsewhere.get("/toi/").status_code == 302


def test_news_are_counted():
    pao = PersonFactory()
    Notice.objects.create(code="TB-1", person_code=pao.code, text="x", written_at=timezone.now())

    assert "Tin báo (1 tin mới)" in text_of(signed_in_client(pao).get("/toi/"))


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/toi/"),
        ("post", "/toi/"),
        ("get", "/toi/mat-khau/"),
        ("post", "/toi/mat-khau/"),
        ("post", "/toi/mat-khau/bo/"),
        ("post", "/toi/thoat-het/"),
        ("get", "/toi/khoa/"),
        ("post", "/toi/khoa/"),
        ("post", "/toi/khoa/bat-dau/"),
        ("post", "/toi/khoa/KH-1/bo/"),
        ("get", "/dang-nhap/ten/"),
    ],
)
def test_guests_are_sent_to_sign_in(client, method, address):
    response = getattr(client, method)(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/dang-nhap/")


def device():
    return Device(origin="http://testserver", host="testserver")


def add_device(client, one):
    options = client.post("/toi/khoa/bat-dau/").content.decode()
    return client.post("/toi/khoa/", {"answer": one.make(options), "name": "Máy của Páo"})


def test_a_device_is_added_signs_in_and_is_removed():
    pao, one = PersonFactory(), device()
    client = signed_in_client(pao)

    added = add_device(client, one)
    assert "Máy của Páo" in text_of(client.get(added["Location"]))

    stranger = Client()
    options = stranger.post("/dang-nhap/khoa/bat-dau/").content.decode()
    inside = stranger.post("/dang-nhap/khoa/", {"answer": one.sign(options), "next": "/gio/"})
    assert inside["Location"] == "/gio/"
    assert stranger.get("/toi/").status_code == 200

    removed = client.post(f"/toi/khoa/{Passkey.objects.get().code}/bo/")
    assert removed["Location"] == "/toi/?xong=bo-khoa"
    assert not Passkey.objects.exists()


def test_an_answer_is_taken_once():
    pao, one = PersonFactory(), device()
    add_device(signed_in_client(pao), one)
    stranger = Client()
    answer = one.sign(stranger.post("/dang-nhap/khoa/bat-dau/").content.decode())
    stranger.post("/dang-nhap/khoa/", {"answer": answer})
    stranger.post("/dang-xuat/")

    again = stranger.post("/dang-nhap/khoa/", {"answer": answer})

    assert again.status_code == 409
    assert "Khóa của máy này không dùng được." in text_of(again)


@pytest.mark.parametrize(("answer", "status"), [("", 422), ("{}", 409), ("x", 409), ("null", 409)])
def test_a_device_that_answers_nonsense_is_refused_with_a_page(answer, status):
    client = signed_in_client(PersonFactory())
    client.post("/toi/khoa/bat-dau/")

    assert client.post("/toi/khoa/", {"answer": answer}).status_code == status
    assert Client().post("/dang-nhap/khoa/", {"answer": answer}).status_code == 409
    assert not Passkey.objects.exists()


def test_somebody_elses_device_is_not_found():
    pao, lan = PersonFactory(), PersonFactory()
    add_device(signed_in_client(pao), device())

    response = signed_in_client(lan).post(f"/toi/khoa/{Passkey.objects.get().code}/bo/")

    assert response.status_code == 404
    assert Passkey.objects.count() == 1


def test_a_bare_address_offers_no_device_keys(client):
    page = client.get("/dang-nhap/", headers={"host": "127.0.0.1"})

    assert "data-passkey" not in text_of(page)
