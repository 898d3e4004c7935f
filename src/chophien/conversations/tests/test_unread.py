"""How much waits to be read stands on the tabs of every page of who has signed in, and costs no statement of its own."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.conversations.actions.talking import Words, open_about_goods, write_message
from chophien.messages.actions.telling import tell
from chophien.messages.models import Notice
from chophien.sellers.models import Mandate
from chophien.sellers.selectors.helping import sellers_answered_by
from chophien.sellers.states import Deed
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def badges(client, address):
    """What stands beside each tab of a page, by the tab's address."""
    page = client.get(address).content.decode()
    tabs = re.search(r'<nav class="tabs".*?</nav>', page, re.DOTALL)[0]
    links = re.findall(r'<a href="([^"]+)".*?</a>', tabs, re.DOTALL)
    counts = [re.search(r'class="count num">(\d+)<', one) for one in re.findall(r"<a .*?</a>", tabs, re.DOTALL)]
    return {link: int(found[1]) for link, found in zip(links, counts, strict=True) if found}


@pytest.fixture
def shop():
    return a_seller()


@pytest.fixture
def buyer():
    return PersonFactory(name="Lò Thị Mai")


def a_letter(buyer, shop, *, times=1):
    variant = a_variant(seller=shop)
    talk = open_about_goods(listing=variant.listing, title="Chè", person=buyer, at=timezone.now())
    for number in range(times):
        write_message(conversation=talk, words=Words(f"Còn không chị? {number}"), actor=buyer, at=timezone.now())
    return talk


@pytest.mark.parametrize("address", ["/ban-hang/", "/ban-hang/hang/", "/ban-hang/khuyen-mai/", "/ban-hang/don/"])
def test_what_buyers_wrote_stands_on_every_page_of_the_shops_people(shop, buyer, address):
    a_letter(buyer, shop, times=2)

    assert badges(signed_in(manager_of(shop)), address) == {"/ban-hang/": 2}
    assert badges(signed_in(manager_of(a_seller())), address) == {}


@pytest.mark.parametrize("address", ["/gio/", "/don/", "/toi/", "/tro-chuyen/"])
def test_what_shops_wrote_and_other_news_stand_on_a_buyers_pages(shop, buyer, address):
    talk = a_letter(buyer, shop)
    write_message(conversation=talk, words=Words("Còn em nhé"), actor=manager_of(shop), at=timezone.now())
    tell(kind="order.sent", person_code=buyer.code, text="Đã gửi", link="/don/", about="CP-1", at=timezone.now())

    assert badges(signed_in(buyer), address) == {"/toi/": 2}


def test_a_letter_counts_once_though_its_writer_was_told_of_too(shop, buyer, do_jobs):
    talk = a_letter(buyer, shop)
    write_message(conversation=talk, words=Words("Còn em nhé"), actor=manager_of(shop), at=timezone.now())
    do_jobs()

    assert badges(signed_in(buyer), "/gio/") == {"/toi/": 1}
    told = Notice.objects.get(person_code=buyer.code)
    signed_in(buyer).get(f"/tro-chuyen/{talk.code}/")
    told.refresh_from_db()
    assert badges(signed_in(buyer), "/gio/") == {}
    assert told.read_at is not None


def test_a_helper_has_the_number_of_the_households_whose_buyers_they_answer(shop, buyer):
    at = timezone.now()
    answering = a_mandate(seller=shop, helper=helper_in(), deeds=(Deed.ANSWER,), at=at)
    listing = a_mandate(seller=shop, helper=helper_in(), deeds=(Deed.LIST,), at=at)
    a_letter(buyer, shop)

    for mandate, number in ((answering, {"/ban-hang/": 1}), (listing, {})):
        assert badges(signed_in(mandate.helper), "/ban-hang/hang/") == number
        assert list(sellers_answered_by(mandate.helper, at=at)) == ([shop] if number else [])
    Mandate.objects.filter(pk=answering.pk).update(valid_from="2026-01-01", valid_until="2026-01-02")
    assert badges(signed_in(answering.helper), "/gio/") == {}


def test_who_does_not_answer_buyers_has_no_number(shop, buyer):
    a_letter(buyer, shop)
    accountant = holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, shop.code)

    assert badges(signed_in(accountant), "/ban-hang/") == {}


def test_a_role_that_has_ended_counts_nothing(shop, buyer):
    a_letter(buyer, shop)
    manager = manager_of(shop)
    manager.grants.update(ends_at=timezone.now() - timedelta(minutes=1))

    assert badges(signed_in(manager), "/gio/") == {}


def test_pages_that_guests_share_show_no_number(shop, buyer):
    talk = a_letter(buyer, shop)
    write_message(conversation=talk, words=Words("Còn em nhé"), actor=manager_of(shop), at=timezone.now())

    assert badges(signed_in(buyer), "/") == {}


def test_it_costs_no_statement_of_its_own(buyer):
    client = signed_in(buyer)

    with CaptureQueriesContext(connection) as asked:
        client.get("/gio/")

    counting = [one["sql"] for one in asked.captured_queries if "_unread" in one["sql"]]
    assert len(counting) == 1
    assert counting[0].startswith('SELECT "accounts_person"')
