"""Shops hear of new requests: who sells such goods there and deals in bulk, once, and never too much on one day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.actions.tiers import set_tiers
from chophien.catalog.tests.factories import a_category
from chophien.lib.errors import NotPermitted
from chophien.messages.models import Message
from chophien.orders.tests.factories import NOON
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.tests.factories import a_seller, manager_of, packer_of
from chophien.wholesale.actions.hearing import tell_shops_of, tell_waiting, want_requests
from chophien.wholesale.actions.requests import withdraw_request
from chophien.wholesale.models import RequestNotice
from chophien.wholesale.selectors.hearing import hears_of_requests, new_requests_of, shops_to_tell
from chophien.wholesale.tests.factories import FIRST, a_quote_for, a_request_for, rice

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
MORNING = NOON + timedelta(hours=20)


@pytest.fixture
def bound():
    def change(most):
        LegalParameter.objects.filter(key="wholesale.requests_told_a_day").update(value=most)
        forget()

    yield change
    forget()


def a_shop(*, wants=True, commune_code="00721", **facts):
    """A shop with rice noodles that said whether it wants to hear of requests, and its manager."""
    seller = a_seller(commune_code=commune_code)
    rice(seller=seller, **facts)
    manager = manager_of(seller)
    if wants is not None:
        want_requests(seller=seller, wants=wants, actor=manager, at=NOON)
    return seller, manager


def told(person):
    return Message.objects.filter(person_code=person.code, kind="wholesale.request").count()


def test_s04_a_shop_that_sells_such_goods_is_told_of_a_new_request_once():
    seller, manager = a_shop()
    request = a_request_for(buyer=PersonFactory(name="Cô Mai Hương"))

    for _again in range(2):
        tell_shops_of(request=request, at=NOON)

    message = Message.objects.get(kind="wholesale.request")
    assert (message.person_code, message.about) == (manager.code, request.code)
    assert "2 tấn = 2.000 kg" in message.text.replace("\u00a0", " ")
    assert "Mai" not in message.text
    assert message.link == f"/ban-hang/mua-si/{seller.code}/hoi-mua/{request.code}/"


def test_shops_of_other_goods_other_provinces_and_without_wholesale_hear_nothing():
    tea = a_category("che")
    a_shop(wants=None)
    a_shop(wants=False)
    other_goods, _manager = a_shop()
    other_goods.listings.get().live.__class__.objects.update(category=tea)
    here, _manager = a_shop(commune_code="00721")
    noodles = a_category("mien-dong", name_vi="Miến dong", parent=tea)
    here.listings.get().live.__class__.objects.filter(listing__seller=here).update(category=noodles)

    assert set(shops_to_tell(a_request_for(category=noodles))) == {here}
    assert set(shops_to_tell(a_request_for(category=tea))) == {here, other_goods}
    assert set(shops_to_tell(a_request_for(category=noodles, from_province_code="79"))) == set()
    home = here.commune.province.code
    assert set(shops_to_tell(a_request_for(category=noodles, from_province_code=home))) == {here}
    assert set(shops_to_tell(a_request_for(category=None))) == set()


def test_a_shop_with_wholesale_terms_hears_without_asking_for_it_until_it_says_no():
    seller, manager = a_shop(wants=None)
    before = hears_of_requests(seller)
    set_tiers(variant=seller.listings.get().variants.get(), tiers=[(Decimal(100), 55_000)], actor=manager, at=NOON)

    with_terms = hears_of_requests(seller)
    want_requests(seller=seller, wants=False, actor=manager, at=NOON)

    assert (before, with_terms, hears_of_requests(seller)) == (False, True, False)


def test_who_does_not_answer_for_the_shop_says_nothing_about_its_messages():
    seller, _manager = a_shop()

    with pytest.raises(NotPermitted):
        want_requests(seller=seller, wants=False, actor=PersonFactory(), at=NOON)
    want_requests(seller=seller, wants=False, actor=packer_of(seller), at=NOON)


def test_nobody_is_flooded_what_is_too_much_today_is_told_tomorrow(bound):
    bound(2)
    _seller, manager = a_shop()
    requests = [a_request_for() for _number in range(3)]

    for request in requests:
        tell_shops_of(request=request, at=NOON)
    today = told(manager)
    tell_waiting(at=NOON + timedelta(hours=1))
    still = told(manager)
    tell_waiting(at=MORNING)

    assert (today, still, told(manager)) == (2, 2, 3)


def test_what_was_withdrawn_meanwhile_is_not_told(bound):
    bound(1)
    _seller, manager = a_shop()
    for request in (a_request_for(), gone := a_request_for()):
        tell_shops_of(request=request, at=NOON)

    withdraw_request(request=gone, actor=gone.buyer, at=NOON)
    tell_waiting(at=MORNING)

    assert told(manager) == 1
    assert RequestNotice.objects.filter(told_at__isnull=True).count() == 1


def test_the_desk_counts_requests_that_were_heard_of_and_wait_for_a_first_quote():
    seller, _manager = a_shop()
    variant = seller.listings.get().variants.get()
    requests = [a_request_for() for _number in range(2)]
    for request in requests:
        tell_shops_of(request=request, at=NOON)

    before = new_requests_of(seller, on=TODAY)
    a_quote_for(requests[0], variant)

    assert (before, new_requests_of(seller, on=TODAY)) == (2, 1)
    assert new_requests_of(seller, on=FIRST + timedelta(days=15)) == 0


def test_the_desk_has_a_card_and_the_shops_page_a_button_that_ends_the_messages(client):
    seller, manager = a_shop()
    at = timezone.now()
    days = {"first_on": at.date() + timedelta(days=3), "last_on": at.date() + timedelta(days=3)}
    tell_shops_of(request=a_request_for(at=at, **days), at=at)
    client.force_login(manager)

    card = client.get("/ban-hang/").content.decode()
    page = f"/ban-hang/mua-si/{seller.code}/"
    ended = client.post(f"{page}bao-tin/", {"muon": "0"})

    assert f'href="{page}"' in card
    assert "1 yêu cầu mua mới" in card
    assert (ended.status_code, hears_of_requests(seller)) == (302, False)
    assert client.get(page).status_code == 200
