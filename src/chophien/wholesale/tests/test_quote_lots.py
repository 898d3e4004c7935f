"""A purchase request that is filled by what many households brought together."""

import pytest

from chophien.lib.errors import Invalid
from chophien.lots.tests.factories import a_brought_lot
from chophien.sellers.tests.factories import manager_of
from chophien.wholesale.models import Quote
from chophien.wholesale.tests.factories import a_quote_for, a_request_for, rice
from chophien.wholesale.tests.test_pages import soon

pytestmark = pytest.mark.django_db


def test_s04_a_shop_quotes_from_its_lot_and_the_buyer_sees_what_came_together(client):
    request, variant = a_request_for(), rice()
    seller = variant.listing.seller
    lot, _growers = a_brought_lot(seller, "1500", "700", product="Gạo nếp nương")
    client.force_login(manager_of(seller))
    desk = f"/ban-hang/mua-si/{seller.code}/hoi-mua/{request.code}/"

    assert lot.code in client.get(desk).content.decode()
    client.post(
        desk, {"variant_code": variant.code, "price_vnd": "50.000", "valid_until": soon(), "lot_code": lot.code}
    )

    assert Quote.objects.get().lot == lot
    client.force_login(request.buyer)
    page = client.get(f"/mua-si/hoi-mua/{request.code}/").content.decode().replace("\xa0", " ")
    assert "Gạo nếp nương: 2.200 kg" in page


def test_a_lot_of_another_shop_fills_nothing():
    lot, _growers = a_brought_lot(None, "10")

    with pytest.raises(Invalid) as refusal:
        a_quote_for(lot_code=lot.code)

    assert (list(refusal.value.field_errors), Quote.objects.count()) == (["lot_code"], 0)
