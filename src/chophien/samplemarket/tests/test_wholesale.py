"""What the demonstration buys in bulk says of itself that it is an illustration."""

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON
from chophien.samplemarket.wholesale import BUYER, MANAGER, SHOP, ask_in_bulk_for_the_sample
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.wholesale.models import Contract, PurchaseRequest, Quote
from chophien.wholesale.tests.factories import rice

pytestmark = pytest.mark.django_db


def test_s04_a_request_with_a_quote_and_a_contracts_draft_are_marked_as_illustrations():
    shop = a_seller(name="Gian hàng mẫu Đồng Văn", code=SHOP)
    rice(seller=shop)
    PersonFactory(phone=BUYER)
    manager_of(shop, phone=MANAGER)

    for _time in range(2):
        ask_in_bulk_for_the_sample(loader=SYSTEM, at=NOON)

    contract = Contract.objects.get()
    assert [str(one.status) for one in PurchaseRequest.objects.order_by("pk")] == ["open", "agreed"]
    assert (Quote.objects.count(), contract.status, contract.deliveries.count()) == (2, "draft", 5)
    words = [one.goods + one.note for one in PurchaseRequest.objects.all()] + [contract.terms, contract.contact_name]
    assert not [one for one in words if "minh họa" not in one]
