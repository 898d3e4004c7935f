"""Opening a shop by its pages, without a script: three steps, each kept, nothing typed is ever lost."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chophien.accounts.models import Person
from chophien.accounts.states import Role
from chophien.audit.models import SensitiveLook
from chophien.places.tests.factories import a_commune
from chophien.regulations.selectors.documents import OPERATING, regulation_in_force
from chophien.sellers.models import PayoutAccount, Seller
from chophien.sellers.sealed import answers_of
from chophien.sellers.selectors.shops import staff_of
from chophien.sellers.states import SellerKind, SellerStatus
from chophien.sellers.tests.factories import (
    NOON,
    a_draft,
    a_seller,
    complete,
    lan,
    manager_of,
    packer_of,
)
from chophien.uploads.tests.factories import PDF, jpeg

pytestmark = pytest.mark.django_db

PLACE = {"name": "Nhà Lan", "place": "", "commune_code": "00721", "hamlet": "Sủng Là", "landmark": "cạnh trường"}


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response) -> str:
    return unescape(response.content.decode())


def front(data: bytes = PDF, name: str = "cccd.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_woman_opens_a_shop_in_three_steps():
    a_commune()
    person = lan()
    phone = browser(person)

    kinds = text_of(phone.get("/mo-gian-hang/"))
    named = phone.post("/mo-gian-hang/ca-nhan/", PLACE)
    seller = Seller.objects.get()
    papers = phone.get(named["Location"])
    sent = phone.post(
        named["Location"],
        {
            "full_name": "Lý Mẩy Chạn",
            "birth_date": "1980",
            "personal_id_number": "010180001234",
            "id_front": front(jpeg(), "anh.jpg"),
            "agreed_to": regulation_in_force(OPERATING, at=timezone.now()).version,
        },
    )

    seller.refresh_from_db()
    assert 'href="/mo-gian-hang/ca-nhan/"' in kinds
    assert named["Location"] == f"/gian-hang-cua-toi/{seller.code}/giay-to/"
    assert "Gửi duyệt" in text_of(papers)
    assert sent["Location"] == f"/gian-hang-cua-toi/{seller.code}/?xong=gui"
    assert (seller.status, seller.kind, seller.commune.code, seller.hamlet) == (
        SellerStatus.IN_REVIEW,
        SellerKind.INDIVIDUAL,
        "00721",
        "Sủng Là",
    )
    assert answers_of(seller)["birth_date"] == "1980"
    assert "Chợ đang xem gian hàng" in text_of(phone.get(sent["Location"]))


def test_a_draft_is_kept_at_every_step():
    a_commune()
    phone = browser(lan())

    kept = phone.post("/mo-gian-hang/ho-kinh-doanh/", {**PLACE, "save": "1"})
    seller = Seller.objects.get()
    papers = phone.post(f"{kept['Location'].partition('?')[0]}giay-to/", {"full_name": "Páo", "save": "1"})
    page = text_of(phone.get(papers["Location"]))

    assert kept["Location"] == papers["Location"] == f"/gian-hang-cua-toi/{seller.code}/?xong=luu"
    assert answers_of(seller) == {"full_name": "Páo"}
    assert "Còn thiếu" in page
    assert "Số định danh cá nhân" in page
    assert 'value="Páo"' in text_of(phone.get(f"/gian-hang-cua-toi/{seller.code}/giay-to/"))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": ""}, "Xin điền"),
        ({"name": "a" * 161}, "dài quá"),
        ({"commune_code": "99999"}, "xã"),
        ({"commune_code": ""}, "xã"),
        ({"phone": "12"}, "số điện thoại"),
        ({"free_shipping_from_vnd": "nhiều"}, "số tiền"),
    ],
)
def test_a_refused_form_comes_back_filled_and_says_what_is_wrong(facts, sentence):
    a_commune()

    response = browser(lan()).post("/mo-gian-hang/ca-nhan/", {**PLACE, **facts})

    page = text_of(response)
    assert response.status_code == 422
    assert 'value="Sủng Là"' in page
    assert 'role="alert"' in page
    assert sentence.casefold() in page.casefold()
    assert not Seller.objects.exists()


def test_looking_for_a_place_loses_nothing_and_opens_nothing():
    a_commune()
    phone = browser(lan())

    response = phone.post(
        "/mo-gian-hang/ca-nhan/", {**PLACE, "commune_code": "", "place": "dong van", "find_place": "1"}
    )

    page = text_of(response)
    assert response.status_code == 200
    assert 'value="Nhà Lan"' in page
    assert 'value="00721"' in page
    assert 'role="alert"' not in page
    assert not Seller.objects.exists()


def test_the_kind_of_a_draft_can_still_be_changed():
    person = lan()
    seller = a_draft(person)
    phone = browser(person)

    kinds = text_of(phone.get(f"/mo-gian-hang/?gian={seller.code}"))
    phone.post(f"/gian-hang-cua-toi/{seller.code}/ten-va-noi/?loai=hop-tac-xa", {**PLACE, "save": "1"})

    seller.refresh_from_db()
    assert f"/gian-hang-cua-toi/{seller.code}/ten-va-noi/?loai=hop-tac-xa" in kinds
    assert seller.kind == SellerKind.COOPERATIVE


def test_a_sound_photo_is_kept_although_another_answer_is_wrong():
    person = lan()
    seller = a_draft(person)
    phone = browser(person)

    response = phone.post(
        f"/gian-hang-cua-toi/{seller.code}/giay-to/",
        {"full_name": "Lý Mẩy Chạn", "personal_id_number": "123456789", "id_front": front()},
    )

    page = text_of(response)
    assert response.status_code == 422
    assert "Đây là số chứng minh thư cũ." in page
    assert 'value="Lý Mẩy Chạn"' in page
    assert "Đã nhận ngày" in page
    assert answers_of(seller) == {}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"MZ this is a program", "Xin gửi ảnh chụp giấy tờ"),
        (PDF[:-7], "Tệp này bị hỏng"),
        (b"", "Tệp này trống"),
        (b"%PDF-" + b"\0" * (10 * 1024 * 1024), "Tệp này lớn hơn 10 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_beside_its_field_and_the_answers_stay(data, sentence):
    person = lan()
    seller = a_draft(person)

    response = browser(person).post(
        f"/gian-hang-cua-toi/{seller.code}/giay-to/", {"full_name": "Lý Mẩy Chạn", "id_front": front(data)}
    )

    page = text_of(response)
    assert response.status_code == 422
    assert sentence in page
    assert 'value="Lý Mẩy Chạn"' in page
    assert not seller.documents.exists()


def test_no_secret_is_ever_sent_back():
    person = lan()
    seller = complete(a_draft(person), person)
    phone = browser(person)

    pages = [text_of(phone.get(f"/gian-hang-cua-toi/{seller.code}/{part}")) for part in ("", "giay-to/", "tai-khoan/")]

    assert [("010180001234" in page, "1980" in page) for page in pages] == [(False, False)] * 3
    assert "ba số cuối là 234" in pages[1]


def test_sending_in_too_early_names_what_is_missing():
    person = lan()
    seller = a_draft(person)

    response = browser(person).post(f"/gian-hang-cua-toi/{seller.code}/gui-duyet/")

    assert response.status_code == 409
    assert "Còn thiếu: Họ và tên, Ngày sinh, Số định danh cá nhân, Thẻ căn cước, mặt trước." in text_of(response)


def test_a_stale_page_of_papers_leads_back_to_the_shop():
    seller = a_seller(status=SellerStatus.IN_REVIEW)

    response = browser(manager_of(seller)).post(f"/gian-hang-cua-toi/{seller.code}/giay-to/", {"full_name": "Khác"})

    assert (response.status_code, response["Location"]) == (302, f"/gian-hang-cua-toi/{seller.code}/")


def test_a_paper_is_taken_back():
    person = lan()
    seller = complete(a_draft(person), person)
    (paper,) = seller.documents.all()

    browser(person).post(f"/gian-hang-cua-toi/{seller.code}/giay-to/{paper.file_code}/bo/")

    assert not seller.documents.exists()


@pytest.mark.parametrize(
    ("owner", "status", "sentence"),
    [("LY MAY CHAN", 302, ""), ("SUNG A PAO", 409, "Tiền chỉ trả vào tài khoản đứng tên chính người bán")],
)
def test_an_account_is_named_in_the_own_name_only(owner, status, sentence):
    person = lan()
    seller = complete(a_draft(person), person)

    response = browser(person).post(
        f"/gian-hang-cua-toi/{seller.code}/tai-khoan/",
        {"bank_bin": "970405", "account": "8300205123456", "owner_name": owner},
    )

    assert response.status_code == status
    assert PayoutAccount.objects.exists() is (status == 302)
    assert sentence in text_of(response)
    if status == 409:
        assert 'value="SUNG A PAO"' in text_of(response)


def test_a_manager_takes_somebody_on_and_lets_them_go():
    seller = a_seller()
    manager = manager_of(seller)
    phone = browser(manager)
    address = f"/gian-hang-cua-toi/{seller.code}/nguoi-lam/"

    phone.post(address, {"phone": "0987 654 321", "name": "Sùng A Páo", "role": "seller_packer"})
    page = text_of(phone.get(address))
    pao = Person.objects.get(phone="+84987654321")
    phone.post(f"{address}{pao.code}/seller_packer/bo/")

    assert "Sùng A Páo" in page
    assert "0987 654 321" in page
    assert [grant.person for grant in staff_of(seller, at=NOON)] == [manager]


@pytest.mark.parametrize("facts", [{"phone": "12"}, {"role": "operator"}, {"phone": ""}, {"role": ""}])
def test_a_person_that_cannot_be_taken_on_is_refused_with_a_sentence(facts):
    seller = a_seller()

    response = browser(manager_of(seller)).post(
        f"/gian-hang-cua-toi/{seller.code}/nguoi-lam/",
        {"phone": "0987654321", "name": "Páo", "role": "seller_packer", **facts},
    )

    assert response.status_code == 422
    assert 'role="alert"' in text_of(response)
    assert not Person.objects.filter(phone="+84987654321").exists()


def test_the_last_manager_stays_with_a_sentence():
    seller = a_seller()
    manager = manager_of(seller)

    response = browser(manager).post(f"/gian-hang-cua-toi/{seller.code}/nguoi-lam/{manager.code}/seller_manager/bo/")

    assert response.status_code == 409
    assert "Gian hàng phải có người quản lý." in text_of(response)


def test_a_shop_is_closed_with_a_reason_only():
    seller = a_seller()
    phone = browser(manager_of(seller))

    refused = phone.post(f"/gian-hang-cua-toi/{seller.code}/dong/", {"reason": " "})
    closed = phone.post(f"/gian-hang-cua-toi/{seller.code}/dong/", {"reason": "Nghỉ bán"})

    seller.refresh_from_db()
    assert (refused.status_code, closed.status_code, seller.status) == (409, 302, SellerStatus.CLOSED)


PAGES = ["", "ten-va-noi/", "giay-to/", "tai-khoan/", "nguoi-lam/"]


@pytest.mark.parametrize("page", PAGES)
def test_only_the_shops_own_people_reach_its_pages(page):
    seller = a_seller(status=SellerStatus.DRAFT)
    address = f"/gian-hang-cua-toi/{seller.code}/{page}"
    people = {
        "manager": manager_of(seller),
        "packer": packer_of(seller),
        "manager of another": manager_of(a_seller()),
        "nobody": lan(),
    }

    seen = {name: browser(person).get(address).status_code for name, person in people.items()}

    assert seen == {
        "manager": 200,
        "packer": 200 if page == "" else 404,
        "manager of another": 404,
        "nobody": 404,
    }
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_my_shops_take_the_same_queries_for_any_number(number, django_assert_num_queries):
    person = lan()
    for place in range(number):
        a_draft(person, name=f"Quán {place}")
    phone = browser(person)

    with django_assert_num_queries(4):
        page = text_of(phone.get("/gian-hang-cua-toi/"))

    assert page.count("Quán ") == number


def test_who_has_no_shop_is_shown_the_way():
    assert "Mở gian hàng trong ba bước ngắn" in text_of(browser(lan()).get("/gian-hang-cua-toi/"))


@pytest.mark.parametrize("status", SellerStatus.values)
def test_the_page_of_a_shop_shows_however_it_stands(status):
    seller = a_seller(status=status, approved_at=NOON, submitted_at=NOON)

    for person in (manager_of(seller), packer_of(seller)):
        assert browser(person).get(f"/gian-hang-cua-toi/{seller.code}/").status_code == 200


@pytest.mark.parametrize("kind", ["khong-co", "individual", "x" * 50])
def test_an_unknown_kind_of_seller_is_not_found(kind):
    assert browser(lan()).get(f"/mo-gian-hang/{kind}/").status_code == 404


@pytest.mark.parametrize("name", ["🍃🍃 Chè Lan", "H'Mông Bkrông", "عسل Lan", "Páo\x00", "Lan " * 20])
def test_names_of_all_kinds_make_shops(name):
    a_commune()

    response = browser(lan()).post("/mo-gian-hang/ca-nhan/", {**PLACE, "name": name})

    assert response.status_code == 302
    assert Seller.objects.count() == 1


def test_looking_at_the_own_shop_is_no_look_at_secrets():
    person = lan()
    seller = complete(a_draft(person), person)

    browser(person).get(f"/gian-hang-cua-toi/{seller.code}/")

    assert not SensitiveLook.objects.exists()
    assert [grant.role for grant in staff_of(seller, at=NOON)] == [Role.SELLER_MANAGER]


def test_s02_a_household_without_an_account_reads_its_three_ways():
    person = lan()
    shop = complete(a_draft(person), person)
    near = a_seller(kind=SellerKind.COOPERATIVE, name="HTX Tả Phìn")
    a_seller(kind=SellerKind.COOPERATIVE, name="HTX chưa mở", status=SellerStatus.DRAFT)

    page = text_of(browser(person).get(f"/gian-hang-cua-toi/{shop.code}/tai-khoan/"))

    for words in ("Chưa có tài khoản của mình?", "Mobile Money", "hợp tác xã", near.name, f"/gian-hang/{near.slug}/"):
        assert words in page
    assert "HTX chưa mở" not in page


def test_a_cooperative_is_not_sent_to_another_one():
    person = lan()
    shop = complete(a_draft(person, SellerKind.COOPERATIVE, name="HTX Tả Phìn"), person)

    page = text_of(browser(person).get(f"/gian-hang-cua-toi/{shop.code}/tai-khoan/"))

    assert "Chưa có tài khoản của mình?" not in page
