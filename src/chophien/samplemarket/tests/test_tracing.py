"""The demonstration's lot with stamps: a page behind a code that says of itself that it is made up."""

import pytest

from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM
from chophien.lots.models import Grower
from chophien.samplemarket.tests.test_money import AT
from chophien.samplemarket.tracing import SHOP, SKU, trace_a_sample_lot
from chophien.scans.models import Stamp, StampBatch
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def test_the_sample_lot_has_stamps_on_its_bags_once_and_households_that_say_they_are_made_up(client):
    variant = a_variant(seller=a_seller(code=SHOP), available=5, offers=[an_offer(unit="tui", pack="5 kg")])
    variant.listing.sku = SKU
    variant.listing.save()

    for _time in range(2):
        trace_a_sample_lot(loader=SYSTEM, at=AT)

    batch = StampBatch.objects.get()
    stamps = list(Stamp.objects.order_by("number").values_list("status", flat=True))
    assert stamps == ["active"] * 120 + ["new"] * 10
    assert all("mẫu" in one.name for one in Grower.objects.filter(is_shop=False))
    page = client.get(f"/01/{batch.gtin}/21/{Stamp.objects.get(number=7).serial}").content.decode()
    assert "5 hộ, thôn mẫu (minh họa)" in page
    assert "Người trồng nhận được" in page
