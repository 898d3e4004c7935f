"""A printed card opens one shop or one household, and nothing else of the person to whom it belongs."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from chophien.accounts.actions.roles import give_role
from chophien.accounts.reach import opened_by_card
from chophien.accounts.states import Role, Scope
from chophien.catalog.tests.factories import a_listing
from chophien.lib.actor import SYSTEM
from chophien.lots.actions.cards import print_grower_card
from chophien.lots.tests.factories import NAMES, a_grower
from chophien.orders.tests.factories import an_order
from chophien.sellerdesk.tests.factories import a_shop, signed_in
from chophien.sellers.actions.cards import print_card
from chophien.sellers.states import Deed
from chophien.sellers.tests.factories import a_mandate, a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
MINE = "/ban-hang/phan-cua-toi/"
OF_NO_SHOP = {"accounts:card-stay", "accounts:sign-out", "messages:read-announcement"}


def come_in(token, pin, **said):
    client = Client()
    answer = client.post(f"/the/{token}/", {"pin": pin, **said})
    assert answer.status_code == 302
    return client


def manage(person, seller):
    give_role(
        person=person,
        role=Role.SELLER_MANAGER,
        scope_kind=Scope.SELLER,
        scope_code=seller.code,
        actor=SYSTEM,
        at=timezone.now() - timedelta(hours=2),
    )


@pytest.fixture
def two_shops():
    """A card of one shop, in the session of its manager, who manages another shop too."""
    (one, person), other = a_shop(name="Nhà Mỷ"), a_seller(name="Nhà khác của Mỷ")
    manage(person, other)
    printed = print_card(seller=one, actor=person, at=timezone.now() - timedelta(hours=1))
    return come_in(printed.token, printed.pin), one, other, person


def doors_of(seller):
    """Every door that a card opens, with a thing of `seller` behind it."""
    variant = a_variant(available=10, seller=seller)
    order = an_order(variant=variant)
    of = {"sellerdesk": variant.listing.code, "orders": order.code, "sellers": seller.code}
    more = [{}, {"code": 1}, {"code": 1, "variant": variant.code}, {"code": 1, "photo_code": "P"}]
    more += [{"code": 1, "step": "nhan"}, {"code": 1, "mandate_code": "M"}, {"code": 1, "file_code": "T"}]
    for door in sorted(settings.CARD_DOORS - OF_NO_SHOP):
        yield (
            door,
            _address(door, [{k: of[door.split(":")[0]] if v == 1 else v for k, v in one.items()} for one in more]),
        )


def _address(door, tried):
    for kwargs in tried:
        try:
            return reverse(door, kwargs=kwargs)
        except NoReverseMatch:
            continue
    raise AssertionError(f"say what stands in the address of {door}")


def test_no_door_of_a_card_opens_another_shop_of_the_same_person(two_shops):
    client, one, other, person = two_shops
    by_phone = signed_in(person)

    for door, address in doors_of(other):
        there = f"{address}?gian={other.code}"
        answers = {client.get(there, follow=True).status_code, client.post(there).status_code}
        assert answers <= {404, 405}, (door, answers)
        assert 404 in answers, door
    assert client.get(f"/ban-hang/?gian={one.code}").status_code == 200
    assert b"gian=" + other.code.encode() not in client.get("/ban-hang/").content
    assert by_phone.get(f"/ban-hang/?gian={other.code}").status_code == 200
    assert opened_by_card(person.code) is None


def test_nor_a_household_that_its_owner_helps_or_is(two_shops):
    client, _one, _other, person = two_shops
    helped = a_seller(name="Nhà được giúp")
    give_role(
        person=person,
        role=Role.HELPER,
        scope_kind=Scope.COMMUNE,
        scope_code=helped.commune.code,
        actor=SYSTEM,
        at=timezone.now() - timedelta(hours=2),
    )
    a_mandate(seller=helped, helper=person, deeds=list(Deed), at=timezone.now() - timedelta(hours=1))

    assert signed_in(person).get(f"/ban-hang/?gian={helped.code}").status_code == 200
    assert client.get(f"/ban-hang/?gian={helped.code}").status_code == 404
    assert client.get(reverse("sellerdesk:item", args=[a_listing(seller=helped).code])).status_code == 404
    assert client.get(MINE).status_code == 403


def test_a_households_card_opens_its_shares_with_one_cooperative_and_no_shop_at_all():
    (seller, manager), (elsewhere, _manager) = a_shop(), a_shop(name="HTX khác")
    grower, at = a_grower(seller, NAMES[0]), timezone.now() - timedelta(hours=1)
    printed = print_grower_card(grower=grower, actor=manager, at=at)
    person = printed.card.person
    manage(person, elsewhere)
    another = a_grower(elsewhere, NAMES[1])
    another.person = person
    another.save()
    client = come_in(printed.token, printed.pin, own_pin="739164", own_pin_again="739164")

    page = client.get(MINE)

    assert page.status_code == 200
    assert another.code not in page.content.decode()
    assert client.get(f"{MINE}?ho={another.code}").status_code == 404
    for door, address in doors_of(elsewhere):
        assert client.get(f"{address}?gian={elsewhere.code}", follow=True).status_code in {403, 405}, door
    assert client.get("/toi/").status_code == 403
