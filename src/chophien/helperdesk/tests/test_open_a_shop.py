"""Opening a shop for somebody in three screens, each kept by itself."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from chophien.catalog.models import Listing
from chophien.catalog.tests.factories import a_category
from chophien.helperdesk.tests.test_desk import signed_in
from chophien.messages.models import OutgoingSms
from chophien.sellers.models import Mandate, Seller
from chophien.sellers.selectors.shops import managers_of
from chophien.sellers.states import MandateStatus, SellerStatus
from chophien.sellers.tests.factories import helper_in
from chophien.uploads.tests.factories import jpeg

pytestmark = pytest.mark.django_db(transaction=True)
WHO = {
    "owner_name": "Sùng Thị Mỷ",
    "phone": "0912 345 001",
    "commune_code": "00721",
    "hamlet": "Sủng Là",
    "kind": "individual",
    "name": "",
}


def goods(**said):
    photo = SimpleUploadedFile("che.jpg", jpeg(640, 480), content_type="image/jpeg")
    text = {"title": "Chè Shan tuyết", "category": a_category().slug, "price_vnd": "120.000", "unit": "kg"}
    return {"photos": photo, **text, "weight_g": "1200", "left": "5", **said}


def begun(client, **said):
    client.post("/giup/mo/", {**WHO, **said})
    return Seller.objects.get()


def the_code_on_its_phone():
    text = OutgoingSms.objects.order_by("-pk")[0].text
    return next(word.strip(".,") for word in text.split() if word.strip(".,").isdigit() and len(word.strip(".,")) == 6)


def test_s02_a_helper_opens_a_shop_in_three_screens_and_the_household_itself_says_yes():
    mai = helper_in()
    client = signed_in(mai)

    first = client.post("/giup/mo/", WHO)
    seller, mandate = Seller.objects.get(), Mandate.objects.get()
    second = client.get(first["Location"])
    client.post(f"/uy-quyen/{mandate.code}/gui-ma/", {"next": f"/giup/mo/{seller.code}/hang/"})
    agreed = client.post(
        f"/uy-quyen/{mandate.code}/ma/",
        {"code": the_code_on_its_phone(), "next": f"/giup/mo/{seller.code}/hang/"},
    )
    third = client.post(agreed["Location"], goods())

    listing = Listing.objects.select_related("working").get()
    [owner] = managers_of(seller, at=timezone.now())
    assert first["Location"] == f"/giup/mo/{seller.code}/dong-y/"
    assert second["Location"] == f"/uy-quyen/{mandate.code}/?next=%2Fgiup%2Fmo%2F{seller.code}%2Fhang%2F"
    assert (agreed["Location"], third["Location"]) == (
        f"/giup/mo/{seller.code}/hang/",
        f"/giup/ho/{seller.code}/?xong=hang",
    )
    assert (seller.name, seller.status, owner.name, owner.pk == mai.pk) == (
        "Sùng Thị Mỷ",
        SellerStatus.DRAFT,
        "Sùng Thị Mỷ",
        False,
    )
    assert (listing.working.title, listing.working.on_behalf_of) == ("Chè Shan tuyết", seller.code)
    assert listing.variants.get().stock.available == 5


def test_each_screen_is_kept_and_the_desk_leads_back_to_it():
    client = signed_in(helper_in())
    seller = begun(client)

    page = client.get(f"/giup/ho/{seller.code}/").content.decode()
    early = client.get(f"/giup/mo/{seller.code}/hang/")
    again = client.post("/giup/mo/", WHO)

    assert f'href="/giup/mo/{seller.code}/dong-y/"' in page
    assert early["Location"] == f"/giup/mo/{seller.code}/dong-y/"
    assert (again["Location"], Seller.objects.count(), Mandate.objects.count()) == (
        f"/giup/mo/{seller.code}/dong-y/",
        1,
        1,
    )


def test_s02_a_household_without_a_phone_is_opened_too():
    client = signed_in(helper_in())

    seller = begun(client, phone="")

    [owner] = managers_of(seller, at=timezone.now())
    assert (owner.mobile, seller.phone, Mandate.objects.get().status) == ("", "", MandateStatus.ASKED)


def test_bad_answers_come_back_beside_their_fields_with_what_was_typed():
    helper = helper_in()
    client = signed_in(helper)

    own = client.post("/giup/mo/", {**WHO, "phone": helper.phone})
    elsewhere = client.post("/giup/mo/", {**WHO, "commune_code": "06463"})
    empty = client.post("/giup/mo/", {**WHO, "owner_name": "", "hamlet": ""})

    assert [page.status_code for page in (own, elsewhere, empty)] == [422, 422, 422]
    assert "Sùng Thị Mỷ" in own.content.decode()
    assert not Seller.objects.exists()


def test_a_photo_that_is_none_comes_back_with_the_rest_kept():
    client = signed_in(helper_in())
    seller = begun(client)
    Mandate.objects.update(status=MandateStatus.GIVEN, given_at=timezone.now())
    bad = SimpleUploadedFile("x.jpg", BytesIO(b"no picture").read(), content_type="image/jpeg")

    page = client.post(f"/giup/mo/{seller.code}/hang/", goods(photos=bad))

    assert page.status_code == 422
    assert "Chè Shan tuyết" in page.content.decode()
    assert not Listing.objects.exists()
