import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.catalog.actions.certificates import refuse_certificate, verify_certificate
from chophien.catalog.models import Certificate
from chophien.catalog.tests.factories import a_listing
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON
from chophien.sellerdesk.tests.factories import a_picture, a_shop, signed_in, text_of
from chophien.uploads.models import PrivateFile
from chophien.uploads.tests.factories import PDF

pytestmark = pytest.mark.django_db


def said(listing, **changes):
    data = {
        "kind": "ocop", "stars": "4", "number": "1234/QĐ-UBND", "issuer": "UBND tỉnh Tuyên Quang",
        "valid_from": "1/2/2025", "valid_to": "2028-01-31", "goods": [listing.code],
    }  # fmt: skip
    return {**data, **changes}


def test_a_certificate_is_handed_in_with_its_paper_and_waits():
    seller, my = a_shop()
    listing = a_listing(seller=seller)
    client = signed_in(my)

    answer = client.post("/ban-hang/chung-nhan/", said(listing, file=SimpleUploadedFile("ocop.pdf", PDF)))

    certificate = Certificate.objects.get()
    assert answer["Location"] == "/ban-hang/chung-nhan/?xong=gui"
    assert (certificate.stars, f"{certificate.valid_from:%Y-%m-%d}", f"{certificate.valid_to:%Y-%m-%d}") == (
        4,
        "2025-02-01",
        "2028-01-31",
    )
    assert list(certificate.listings.all()) == [listing]
    assert PrivateFile.objects.get().code == certificate.file_code
    assert "Đang đối chiếu" in text_of(client.get("/ban-hang/chung-nhan/"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "vang"}, "kind"),
        ({"stars": ""}, "stars"),
        ({"number": ""}, "number"),
        ({"valid_to": "31/2/2028"}, "valid_to"),
        ({"valid_to": "2024-01-01"}, "valid_to"),
        ({"goods": []}, "goods"),
        ({"goods": ["SP-KHONG-CO"]}, "goods"),
        ({"file": SimpleUploadedFile("x.exe", b"MZ\x90\x00 nothing")}, "file"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(changes, field):
    seller, my = a_shop()
    listing = a_listing(seller=seller)

    answer = signed_in(my).post("/ban-hang/chung-nhan/", said(listing, **changes))

    page = text_of(answer)
    assert answer.status_code == 422
    assert f'href="#id_{field}' in page
    assert "UBND tỉnh Tuyên Quang" in page
    assert (Certificate.objects.count(), PrivateFile.objects.count()) == (0, 0)


def test_goods_of_another_shop_are_not_covered():
    _seller, my = a_shop()
    foreign = a_listing()

    answer = signed_in(my).post("/ban-hang/chung-nhan/", said(foreign))

    assert answer.status_code == 422
    assert Certificate.objects.count() == 0


def test_stars_are_only_for_ocop_and_all_goods_need_no_choice():
    _seller, my = a_shop()

    signed_in(my).post(
        "/ban-hang/chung-nhan/", {"kind": "vietgap", "stars": "4", "number": "VG-01", "covers_all_goods": "on"}
    )

    assert (Certificate.objects.get().stars, Certificate.objects.get().covers_all_goods) == (None, True)


def test_its_state_and_the_reason_are_read_and_it_is_taken_back():
    seller, my = a_shop()
    listing = a_listing(seller=seller)
    client = signed_in(my)
    client.post("/ban-hang/chung-nhan/", said(listing, file=a_picture()))
    certificate = Certificate.objects.get()
    verify_certificate(certificate=certificate, actor=SYSTEM, at=NOON)
    shown = text_of(client.get("/ban-hang/chung-nhan/"))
    client.post(f"/ban-hang/chung-nhan/{certificate.code}/bo/")
    taken = text_of(client.get("/ban-hang/chung-nhan/"))
    refuse_certificate(certificate=certificate, reason="Số quyết định không đúng", actor=SYSTEM, at=NOON)
    refused = text_of(client.get("/ban-hang/chung-nhan/"))

    assert "Đang hiện cho người mua" in shown
    assert "Đã rút" in taken
    assert "Chợ nhắn: Số quyết định không đúng" in refused


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    seller, my = a_shop()
    listing = a_listing(seller=seller)
    client = signed_in(my)
    for place in range(number):
        client.post("/ban-hang/chung-nhan/", said(listing, number=f"{place}/QĐ"))

    with django_assert_num_queries(11):
        assert client.get("/ban-hang/chung-nhan/").status_code == 200
