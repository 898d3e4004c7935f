"""What runs in the demonstration says of itself that it is an illustration."""

import pytest

from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON
from chophien.promotions.models import Combo, GroupPurchase, Voucher
from chophien.samplemarket.promotions import SHOP, promise_sample_promotions
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def test_a_voucher_a_set_and_a_group_purchase_are_marked_as_illustrations():
    shop = a_seller(name="Gian hàng mẫu Đồng Văn", code=SHOP)
    for price_vnd in (100_000, 60_000):
        a_variant(seller=shop, offers=[an_offer(price_vnd=price_vnd)])

    for _time in range(2):
        promise_sample_promotions(loader=SYSTEM, at=NOON)

    combo = Combo.objects.get()
    assert (combo.price_vnd, combo.parts.count(), combo.seller) == (144_000, 2, shop)
    names = [one.name for one in (combo, *Voucher.objects.all(), GroupPurchase.objects.get())]
    assert len(names) == 4
    assert not [name for name in names if "minh họa" not in name]
