"""OCOP from the shop's desk to the office's: the sheet, the commune, the province, the badge."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.catalog.models import Certificate
from chophien.catalog.tests.factories import a_listing
from chophien.ocop.models import Dossier
from chophien.ocop.selectors.sheets import sheet_of
from chophien.sellers.tests.factories import manager_of
from chophien.uploads.tests.factories import jpeg

pytestmark = pytest.mark.django_db
HONEY = "mat-ong-cac-san-pham-tu-mat-ong-mat-khac"
SHOP, OFFICE = "/ban-hang/ocop/", "/dieu-hanh/ocop/"


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def listing():
    return a_listing(title="Mật ong bạc hà")


def begun(client, listing):
    client.post(SHOP, {"goods": listing.code, "product_type": HONEY})
    return Dossier.objects.get()


def whole(dossier):
    return {f"tra-loi-{one.key}": str(len(one.answers) - 1) for one in sheet_of(dossier)}


def test_s13_a_shop_fills_in_commune_and_province_judge_and_the_badge_shows(listing):
    shop = signed_in(manager_of(listing.seller))
    home = listing.seller.commune
    commune = signed_in(holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, home.code))
    province = signed_in(holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, home.province.code))
    dossier = begun(shop, listing)
    one = f"{SHOP}{dossier.code}/"

    early = shop.post(f"{one}gui/")
    kept = shop.post(one, whole(dossier), follow=True)
    file = SimpleUploadedFile("hd.jpg", jpeg(400, 300), content_type="image/jpeg")
    shop.post(f"{one}giay/", {"question": "1.1", "name": "Hợp đồng mua", "file": file})
    shop.post(f"{one}gui/")

    assert early.status_code == 409
    assert "Còn 31 câu chưa trả lời." in text_of(early)
    assert "Có thể được: ★★★★" in text_of(kept)
    assert "Mật ong bạc hà" in text_of(commune.get(OFFICE))
    at_office = f"{OFFICE}{dossier.code}/"
    assert province.post(f"{at_office}len-tinh/").status_code == 409
    commune.post(at_office, {"tra-loi-1.1": "0"})
    commune.post(f"{at_office}len-tinh/")
    page = text_of(province.get(at_office))
    assert "Hợp đồng mua" in page
    paper = dossier.evidence.get()
    opened = province.post(f"{at_office}giay/{paper.file_code}/", {"purpose": "Chấm hồ sơ"})
    assert opened["Content-Type"] == "image/jpeg"
    refused = province.post(f"{at_office}quyet-dinh/", {"stars": "5", "number": "1/QĐ", "decided_on": "1/11/2026"})
    assert refused.status_code == 409
    province.post(f"{at_office}quyet-dinh/", {"stars": "4", "number": "1/QĐ", "decided_on": "1/11/2026"})
    assert Certificate.objects.get().stars == 4
    assert "1/QĐ" in text_of(shop.get(one))


def test_what_is_no_answer_changes_nothing_and_gets_a_sentence(listing):
    shop = signed_in(manager_of(listing.seller))
    dossier = begun(shop, listing)

    for wrong in ({"tra-loi-1.1": "9"}, {"tra-loi-1.1": "x"}, {"tra-loi-hông-có": "0"}, {"tra-loi-1.1": "9" * 50}):
        answer = shop.post(f"{SHOP}{dossier.code}/", wrong)
        assert answer.status_code == 409
        assert "Phiếu không có câu trả lời này." in text_of(answer)

    assert not dossier.marks.exists()
    assert shop.post(SHOP, {"goods": listing.code, "product_type": HONEY}).status_code == 409
    assert shop.post(SHOP, {"goods": "SP-KHONG", "product_type": "x"}).status_code == 422
    assert shop.post(f"{SHOP}{dossier.code}/giay/", {"question": "1.1"}).status_code == 422


def test_strangers_and_other_communes_find_no_dossier(listing):
    dossier = begun(signed_in(manager_of(listing.seller)), listing)
    stranger = signed_in(manager_of(a_listing().seller))
    elsewhere = signed_in(holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00001"))
    home = signed_in(holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, listing.seller.commune.code))

    assert stranger.get(f"{SHOP}{dossier.code}/").status_code == 404
    assert stranger.post(f"{SHOP}{dossier.code}/gui/").status_code == 404
    assert elsewhere.get(f"{OFFICE}{dossier.code}/").status_code == 404
    assert home.get(f"{OFFICE}{dossier.code}/").status_code == 404, "nothing was sent in yet"
    assert Client().get(f"{SHOP}{dossier.code}/").status_code == 302
