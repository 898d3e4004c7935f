import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.audit.models import SensitiveLook
from chophien.catalog.actions.certificates import CertificateText, add_certificate
from chophien.catalog.models import Certificate
from chophien.catalog.tests.factories import a_listing
from chophien.lib.actor import SYSTEM
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.orders.tests.factories import NOON
from chophien.sellers.sealed import keep_answers
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.tests.factories import PDF

pytestmark = pytest.mark.django_db


def codes(page):
    return re.findall(r'href="/dieu-hanh/gian-hang/([^"/]+)/"', page)


def a_paper(seller=None, **facts):
    seller = seller or a_seller()
    listing = a_listing(seller=seller)
    kept = take_private_file(
        file=SimpleUploadedFile("ocop.pdf", PDF), kind="certificate", owner_code=seller.code, actor=SYSTEM, at=NOON
    )
    text = CertificateText(
        kind="ocop",
        number="12/QĐ",
        issuer="UBND tỉnh",
        valid_from=None,
        valid_to=None,
        stars=4,
        file_code=kept.code,
        **facts,
    )
    return add_certificate(seller=seller, text=text, listings=[listing], actor=SYSTEM, at=NOON)


def test_shops_that_wait_stand_first_and_all_are_found_by_name_phone_and_code():
    waiting = a_seller(name="HTX Chờ Duyệt", status=SellerStatus.IN_REVIEW, submitted_at=NOON)
    open_one = a_seller(name="HTX Đang Bán", phone="+84912345678")
    client = signed_in(operator())

    def found(**query):
        return codes(text_of(client.get("/dieu-hanh/gian-hang/", query)))

    assert found() == [waiting.code, open_one.code, waiting.code]
    assert found(q="dang ban")[1:] == [open_one.code]
    assert found(q="0912 345 678")[1:] == [open_one.code]
    assert found(q=waiting.code)[1:] == [waiting.code]
    assert found(loai="in_review")[1:] == [waiting.code]
    assert found(tinh="20")[1:] == []


def test_a_shop_is_decided_about_with_the_same_words_and_its_identity_needs_a_purpose():
    seller = a_seller(status=SellerStatus.IN_REVIEW, submitted_at=NOON)
    keep_answers(seller, {"registered_name": "HTX Lùng Phình", "personal_id_number": "001080012345"}, at=NOON)

    page = text_of(signed_in(operator()).get(f"/dieu-hanh/gian-hang/{seller.code}/"))

    assert "001080012345" not in page
    assert "Xem danh tính" in page
    for word in ("Duyệt", "Yêu cầu sửa", "Từ chối"):
        assert re.search(rf'class="btn[^"]*">(?:<svg.*?</svg>)?{word}<', page)
    assert SensitiveLook.objects.count() == 0


def test_officers_see_how_a_shop_stands_and_nothing_of_who_stands_behind_it():
    seller = a_seller(commune_code="00721", phone="+84912345678", hamlet="Bản Mới")
    keep_answers(seller, {"registered_name": "HTX Lùng Phình"}, at=NOON)

    page = text_of(
        signed_in(holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721")).get(f"/dieu-hanh/gian-hang/{seller.code}/")
    )

    assert seller.name in page
    assert "Bản Mới" in page
    for hidden in ("Xem danh tính", "Duyệt</button>", "0912 345 678", "Tạm ngừng gian hàng"):
        assert hidden not in page


def test_nobody_decides_about_the_own_shop():
    seller = a_seller(status=SellerStatus.IN_REVIEW, submitted_at=NOON)
    boss = holder_of(Role.SELLER_MANAGER, Scope.SELLER, seller.code)
    boss.grants.create(role=Role.OPERATOR, scope_kind=Scope.NATION, given_by="system", given_at=NOON.replace(year=2025))

    page = text_of(signed_in(boss).get(f"/dieu-hanh/gian-hang/{seller.code}/"))

    assert "Duyệt</button>" not in page


def test_a_certificate_is_compared_with_its_paper_for_a_purpose_and_approved():
    certificate = a_paper()
    boss = operator()
    client = signed_in(boss)

    without = client.post(f"/dieu-hanh/chung-nhan/{certificate.code}/giay/", {"purpose": " "})
    paper = client.post(f"/dieu-hanh/chung-nhan/{certificate.code}/giay/", {"purpose": "Đối chiếu giấy chứng nhận"})
    client.post(f"/dieu-hanh/chung-nhan/{certificate.code}/duyet/")

    look = SensitiveLook.objects.get()
    certificate.refresh_from_db()
    assert without.status_code == 409
    assert (paper.content, paper["Content-Type"]) == (PDF, "application/pdf")
    assert (look.actor_code, look.purpose, look.what) == (boss.code, "Đối chiếu giấy chứng nhận", "uploads.certificate")
    assert certificate.verified_by == boss.code
    assert certificate.code not in text_of(client.get("/dieu-hanh/chung-nhan/"))


def test_a_certificate_is_refused_with_a_reason_that_stays_when_it_is_too_short():
    certificate = a_paper()
    client = signed_in(operator())

    short = client.post(f"/dieu-hanh/chung-nhan/{certificate.code}/tu-choi/", {"reason": "mờ"})
    told = client.post(f"/dieu-hanh/chung-nhan/{certificate.code}/tu-choi/", {"reason": "Ảnh mờ, không đọc được số"})

    certificate.refresh_from_db()
    assert short.status_code == 409
    assert ">\nmờ</textarea>" in text_of(short)
    assert told.status_code == 302
    assert certificate.withdrawn_reason == "Ảnh mờ, không đọc được số"


@pytest.mark.parametrize("number", [1, 3])
def test_the_certificates_take_the_same_queries_for_any_number(number, django_assert_num_queries):
    for _place in range(number):
        a_paper()
    client = signed_in(operator())

    with django_assert_num_queries(8):
        assert client.get("/dieu-hanh/chung-nhan/").status_code == 200
    assert Certificate.objects.count() == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_shops_take_the_same_queries_for_any_number(number, django_assert_num_queries):
    for _place in range(number):
        a_seller(status=SellerStatus.IN_REVIEW, submitted_at=NOON)
    client = signed_in(operator())

    with django_assert_num_queries(14):
        assert client.get("/dieu-hanh/gian-hang/").status_code == 200
