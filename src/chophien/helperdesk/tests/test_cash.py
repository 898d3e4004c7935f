"""A helper's cash on the desk: taken at the door, handed over, answered by the household on its own page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chophien.accounts.tests.factories import PersonFactory
from chophien.collecting.models import Cash, HandOver
from chophien.collecting.selectors.cash import in_hand_of
from chophien.collecting.states import Holder, HolderKind
from chophien.orders.actions.doorstep import take_cash
from chophien.orders.tests.factories import NOON, a_sent_order, fresh
from chophien.sellers.tests.factories import a_mandate, helper_in, manager_of

pytestmark = pytest.mark.django_db
CASH = reverse("helperdesk:cash")


@pytest.fixture
def order():
    return a_sent_order()


@pytest.fixture
def helper(order):
    helper = helper_in(order.seller.commune.code)
    a_mandate(seller=order.seller, helper=helper)
    return helper


def in_hand(helper):
    return in_hand_of(Holder(HolderKind.HELPER, helper.code))


def text_of(client, address):
    return client.get(address).content.decode()


def test_s06_cash_goes_from_the_door_to_the_household_by_two_presses_of_two_people(client, order, helper):
    client.force_login(helper)
    assert order.code in text_of(client, CASH)
    taken = client.post(reverse("helperdesk:take-cash", args=[order.code]))
    assert (taken.status_code, in_hand(helper)) == (302, order.total_vnd)

    given = client.post(reverse("helperdesk:give-cash"), {"order": order.code, "to": f"shop:{order.seller.code}"})
    receipt = HandOver.objects.get()
    assert given["Location"] == reverse("helperdesk:cash-receipt", args=[receipt.code])
    assert receipt.code in text_of(client, given["Location"])
    assert client.get(reverse("collecting:receipt", args=[receipt.code])).content.startswith(b"%PDF")

    client.force_login(manager_of(order.seller))
    money = text_of(client, reverse("sellerdesk:money"))
    assert receipt.code in money
    assert helper.name in money
    answered = client.post(reverse("sellerdesk:answer-cash", args=[receipt.code, "da-nhan"]))
    assert (answered.status_code, in_hand(helper), Cash.objects.get().status) == (302, 0, "own")


def test_a_no_needs_a_reason_and_the_helper_takes_the_receipt_back(client, order, helper):
    take_cash(order=order, actor=helper, at=NOON)
    client.force_login(helper)
    client.post(reverse("helperdesk:give-cash"), {"order": order.code, "to": f"shop:{order.seller.code}"})
    receipt = HandOver.objects.get()
    no = reverse("sellerdesk:answer-cash", args=[receipt.code, "chua-nhan"])

    client.force_login(manager_of(order.seller))
    assert client.post(no).status_code == 409
    assert client.post(no, {"reason": "thiếu 20 nghìn"}).status_code == 302

    client.force_login(helper)
    address = reverse("helperdesk:cash-receipt", args=[receipt.code])
    assert "thiếu 20 nghìn" in text_of(client, address)
    assert client.post(reverse("helperdesk:take-back-cash", args=[receipt.code])).status_code == 302
    assert Cash.objects.get().status == "in_hand"


def test_a_transfer_to_the_market_shows_its_code_to_scan(client, order, helper):
    take_cash(order=order, actor=helper, at=NOON)
    client.force_login(helper)

    given = client.post(reverse("helperdesk:give-cash"), {"order": order.code, "to": "market"})

    page = text_of(client, given["Location"])
    assert HandOver.objects.get().code in page
    assert "<svg" in page


@pytest.mark.parametrize("sent", [{}, {"to": "nobody"}, {"to": "market"}, {"to": "shop:GH-0", "order": "CP-0"}])
def test_what_names_nothing_to_hand_over_gets_a_sentence(client, helper, order, sent):
    client.force_login(helper)

    answer = client.post(reverse("helperdesk:give-cash"), sent)

    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()


def test_who_still_holds_cash_hands_it_over_after_helping_has_ended(client, order, helper):
    take_cash(order=order, actor=helper, at=NOON)
    helper.grants.update(ends_at=NOON)

    client.force_login(helper)

    assert client.get(CASH).status_code == 200
    client.force_login(PersonFactory())
    assert client.get(CASH).status_code == 404


def test_the_page_takes_the_same_statements_for_any_number_of_households(client, helper, order):
    take_cash(order=order, actor=helper, at=NOON)
    a_mandate(seller=a_sent_order().seller, helper=helper)
    client.force_login(helper)
    counts = []
    for number in (1, 2):
        client.get(CASH)
        with CaptureQueriesContext(connection) as asked:
            client.get(CASH)
        counts.append(len(asked))
        for _ in range(2):
            another = a_sent_order()
            a_mandate(seller=another.seller, helper=helper)
            a_mandate(seller=a_sent_order().seller, helper=helper)
            take_cash(order=fresh(another), actor=helper, at=NOON)
        del number

    assert counts[0] == counts[1]
