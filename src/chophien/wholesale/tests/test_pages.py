"""The pages of buying in bulk, without scripts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.models import PriceTier
from chophien.lib.dates import local_date
from chophien.orders.selectors.orders import regulations_in_force
from chophien.orders.tests.factories import a_cart
from chophien.sellers.tests.factories import manager_of, packer_of
from chophien.wholesale.models import Contract, PurchaseRequest, Quote, StandingOrder
from chophien.wholesale.tests.factories import a_contract_in_force, a_draft_contract, a_quote_for, a_request_for, rice

pytestmark = pytest.mark.django_db


def soon(days=3):
    return (local_date(timezone.now()) + timedelta(days=days)).isoformat()


def asked(**facts):
    first = local_date(timezone.now()) + timedelta(days=3)
    return a_request_for(at=timezone.now(), first_on=first, last_on=first + timedelta(days=14), **facts)


ASKING = {
    "goods": "Miến dong",
    "quantity": "2",
    "unit": "tonne",
    "rhythm": "weekly",
    "least_vnd": "40.000",
    "most_vnd": "60.000",
    "place": "Ba Đình, Hà Nội",
}


def test_s04_a_buyer_asks_a_shop_quotes_and_one_tap_makes_the_draft(client):
    buyer, variant = PersonFactory(name="Cô Mai Hương"), rice()
    seller = variant.listing.seller
    client.force_login(buyer)
    sent = client.post("/mua-si/hoi-mua/", {**ASKING, "first_on": soon(), "last_on": soon(20)})
    request = PurchaseRequest.objects.get()
    page = client.get(sent["Location"]).content.decode().replace("\u00a0", " ")
    assert "2 tấn = 2.000 kg" in page

    client.force_login(manager_of(seller))
    listed = client.get(f"/ban-hang/mua-si/{seller.code}/").content.decode()
    desk = f"/ban-hang/mua-si/{seller.code}/hoi-mua/{request.code}/"
    assert request.goods in listed
    assert buyer.name not in client.get(desk).content.decode()
    quoted = client.post(desk, {"variant_code": variant.code, "price_vnd": "50.000", "valid_until": soon()})
    assert quoted.status_code == 302

    client.force_login(buyer)
    tapped = client.post(f"/mua-si/bao-gia/{Quote.objects.get().code}/nhan/")

    contract = Contract.objects.get()
    assert tapped["Location"] == f"/mua-si/hop-dong/{contract.code}/"
    assert client.get(tapped["Location"]).status_code == 200


@pytest.mark.parametrize(
    "bad",
    [
        {"quantity": "-1"},
        {"quantity": "1.000"},
        {"unit": "thúng"},
        {"place": "Không Có Nơi Này"},
        {"rhythm": "hằng giờ"},
        {"first_on": "31/02/2027"},
        {"most_vnd": "1"},
        {"category": "1 OR 1=1"},
        {"goods": ""},
        {"certificates": "x"},
        {"from_province_code": "999"},
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(client, bad):
    client.force_login(PersonFactory())

    answer = client.post("/mua-si/hoi-mua/", {**ASKING, "first_on": soon(), "last_on": soon(20), **bad})

    assert (answer.status_code, PurchaseRequest.objects.count()) == (422, 0)
    assert "40.000" in answer.content.decode()


def test_lists_take_as_many_statements_for_one_as_for_three(client):
    seller, buyer = rice().listing.seller, PersonFactory()
    variant = seller.listings.get().variants.get()
    counts = []
    for _round in range(2):
        for _one in range(1 if not counts else 2):
            a_draft_contract(quote=a_quote_for(asked(buyer=buyer), variant, at=timezone.now()), at=timezone.now())
            asked(buyer=buyer)
        row = []
        for person, page in ((buyer, "/mua-si/"), (manager_of(seller), f"/ban-hang/mua-si/{seller.code}/")):
            client.force_login(person)
            client.get(page)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(page).status_code == 200
            row.append(len(seen))
        counts.append(row)

    assert counts[0] == counts[1]


def test_s04_a_contract_is_one_page_for_both_and_a_file(client):
    contract = a_contract_in_force(at=timezone.now(), request=asked())
    for person in (contract.buyer, manager_of(contract.seller)):
        client.force_login(person)
        page = client.get(f"/mua-si/hop-dong/{contract.code}/").content.decode()
        file = client.get(f"/mua-si/hop-dong/{contract.code}/hop-dong.pdf")
        assert "Bếp ăn Hoa Ban" in page
        assert file.content.startswith(b"%PDF")


@pytest.mark.parametrize("quantity", ["", "-1", "9" * 30, "NaN", "0"])
def test_a_delivery_that_cannot_be_is_refused_in_words(client, quantity):
    contract = a_contract_in_force(at=timezone.now(), request=asked())
    client.force_login(manager_of(contract.seller))

    answer = client.post(f"/mua-si/hop-dong/{contract.code}/giao/1/", {"quantity": quantity})

    assert answer.status_code in {409, 422}


def test_a_manager_sets_prices_for_much_and_a_packer_does_not(client):
    variant = rice()
    seller = variant.listing.seller
    page = f"/ban-hang/mua-si/{seller.code}/gia/"
    sent = {"variant_code": variant.code, "tiers": "100: 55.000\n500: 50.000"}

    client.force_login(packer_of(seller))
    shut = client.post(page, sent).status_code
    client.force_login(manager_of(seller))
    kept = client.post(page, sent).status_code
    refused = client.post(page, {**sent, "tiers": "100 mua nhiều"}).status_code

    assert (shut, kept, refused) == (404, 302, 422)
    assert list(PriceTier.objects.values_list("price_vnd", flat=True)) == [55_000, 50_000]


def test_s04_the_goods_of_the_cart_come_again(client):
    buyer, variant = PersonFactory(), rice()
    a_cart((variant, 10), person=buyer)
    client.force_login(buyer)
    sheet = {
        "name": "Bếp ăn",
        "weekdays": ["1", "3"],
        "first_on": soon(),
        "last_on": soon(30),
        "contact_name": "Cô Mai",
        "contact_phone": "0912345678",
        "place": "Ba Đình, Hà Nội",
        "consent": "on",
        "seen_regulation": regulations_in_force(at=timezone.now()).version,
    }

    sent = client.post("/mua-si/dinh-ky/", sheet)

    standing = StandingOrder.objects.get()
    assert (sent["Location"], standing.items.get().quantity) == (f"/mua-si/dinh-ky/{standing.code}/", 10)
    assert client.get(sent["Location"]).status_code == 200
    assert client.post(f"{sent['Location']}tam-ngung/").status_code == 302
    assert client.post(f"{sent['Location']}bo-ngay/", {"on": "hôm qua"}).status_code == 422
    assert client.get("/mua-si/").status_code == 200
