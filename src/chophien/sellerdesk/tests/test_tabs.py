"""No page of a shop offers a tab that is closed to its reader."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory
from chophien.complaints.tests.factories import a_complaint
from chophien.sellers.states import Deed
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in

pytestmark = pytest.mark.django_db
MANAGER, ACCOUNTANT, PACKER = Role.SELLER_MANAGER, Role.SELLER_ACCOUNTANT, Role.SELLER_PACKER
ALL = ["today", "goods", "orders", "money", "me"]
NO_MONEY = ["today", "goods", "orders", "me"]


def works(person, seller, role):
    GrantFactory(person=person, role=role, scope_kind=Scope.SELLER, scope_code=seller.code)


def pages_of(listing, order, complaint):
    """Every page of a shop that is drawn with its tabs, whichever app it belongs to."""
    return [
        reverse("sellerdesk:today"),
        reverse("sellerdesk:goods"),
        reverse("sellerdesk:item", args=[listing.code]),
        reverse("sellerdesk:history", args=[listing.code]),
        reverse("orders:seller-list"),
        reverse("orders:seller-order", args=[order.code]),
        reverse("conversations:seller-talks"),
        reverse("reviews:seller-reviews"),
        reverse("reviews:seller-questions"),
        reverse("complaints:seller-list"),
        reverse("complaints:seller-complaint", args=[complaint.code]),
        reverse("wholesale:shop", args=[order.seller.code]),
        reverse("sellers:helpers", args=[order.seller.code]),
        reverse("helperdesk:pairs"),
    ]


def tabs_of(page):
    [drawn] = re.findall(r'<nav class="tabs".*?</nav>', page.content.decode(), re.DOTALL)
    return re.findall(r'href="([^"]+)"', drawn)


@pytest.fixture
def world():
    complaint = a_complaint()
    return complaint.order, complaint.order.seller.listings.get(), complaint


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        (MANAGER, ALL),
        (ACCOUNTANT, ALL),
        (PACKER, NO_MONEY),
        (tuple(Deed), NO_MONEY),
        ((Deed.LIST,), ["today", "goods", "me"]),
        ((Deed.ANSWER,), ["today", "goods", "me"]),
        ((Deed.ACCEPT,), NO_MONEY),
        ((Deed.HAND_OVER,), NO_MONEY),
    ],
    ids=str,
)
def test_every_tab_of_every_page_opens_for_every_role_of_a_shop(world, role, tabs):
    order, listing, complaint = world
    if isinstance(role, tuple):
        person = helper_in(order.seller.commune.code)
        now = timezone.now()
        a_mandate(seller=order.seller, helper=person, deeds=list(role), at=now - timedelta(days=1))
    else:
        person = PersonFactory()
        works(person, order.seller, role)
    client = Client()
    client.force_login(person)
    said = {"today": "sellerdesk:today", "goods": "sellerdesk:goods", "orders": "sellerdesk:orders"}
    said |= {"money": "sellerdesk:money", "me": "accounts:me"}
    expected = [reverse(said[tab]) for tab in tabs]

    found = {path: client.get(path) for path in pages_of(listing, order, complaint)}
    opened = {path: tabs_of(page) for path, page in found.items() if page.status_code == 200}

    assert len(opened) >= 5
    assert opened == dict.fromkeys(opened, expected)
    assert {tab: client.get(tab, follow=True).status_code for tab in expected} == dict.fromkeys(expected, 200)


def test_who_packs_for_one_shop_and_manages_another_is_led_to_the_money_that_is_theirs(client):
    packed, managed = a_seller(name="An"), a_seller(name="Bình")
    person = PersonFactory()
    works(person, packed, PACKER)
    works(person, managed, MANAGER)
    client.force_login(person)
    client.get(reverse("sellerdesk:today"), {"gian": packed.code})

    page = client.get(reverse("sellerdesk:money"))

    assert page.status_code == 200
    assert "Bình" in page.content.decode()
    assert client.get(reverse("sellerdesk:money"), {"gian": packed.code}).status_code == 404
