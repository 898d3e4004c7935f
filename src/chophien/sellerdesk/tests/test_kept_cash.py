"""What a cooperative keeps in cash for its households, and hands on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chophien.collecting.actions.handing import confirm, offer
from chophien.collecting.models import HandOver
from chophien.collecting.states import Holder, HolderKind, Receiver
from chophien.orders.actions.doorstep import take_cash
from chophien.orders.tests.factories import NOON, a_sent_order
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of

pytestmark = pytest.mark.django_db
KEPT = reverse("sellerdesk:kept-cash")


def keeps(cooperative, keeper):
    """The cooperative has the cash of one more household's order."""
    order = a_sent_order()
    helper = helper_in(order.seller.commune.code)
    a_mandate(seller=order.seller, helper=helper)
    take_cash(order=order, actor=helper, at=NOON)
    receipt = offer(
        giver=Holder(HolderKind.HELPER, helper.code),
        order_codes=[order.code],
        receiver=Receiver.COOPERATIVE,
        receiver_code=cooperative.code,
        actor=helper,
        at=NOON,
    )
    confirm(hand_over=receipt, actor=keeper, at=NOON)
    return order


def test_it_hands_on_what_it_keeps_and_asks_the_same_for_any_number_of_households(client):
    cooperative = a_seller()
    keeper = manager_of(cooperative)
    first = keeps(cooperative, keeper)
    client.force_login(keeper)
    assert client.post(KEPT, {"order": first.code}).status_code == 409
    given = client.post(KEPT, {"order": first.code, "to": f"shop:{first.seller.code}"})
    assert (given.status_code, HandOver.objects.filter(receiver_code=first.seller.code).count()) == (302, 1)

    counts = []
    for _ in range(2):
        client.get(KEPT)
        with CaptureQueriesContext(connection) as asked:
            client.get(KEPT)
        counts.append(len(asked))
        others = [keeps(cooperative, keeper) for _ in range(2)]

    assert counts[0] == counts[1]
    assert others[0].seller.name in client.get(KEPT).content.decode()
