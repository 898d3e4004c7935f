"""Goods and shops that wait for the office."""

from copy import copy
from html import unescape

from django.db.models.base import ModelState
from django.test import Client

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.catalog.actions.listings import save_working_version, start_listing, submit_version
from chophien.catalog.actions.texts import OfferText
from chophien.catalog.tests.factories import a_listing, a_text
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON
from chophien.sellers.tests.factories import a_seller


def waiting_goods(*, seller=None, at=NOON, **text):
    """New goods that were sent in. Keyword arguments are those of `a_text`."""
    listing = start_listing(seller=seller or a_seller(), text=a_text(**text), actor=SYSTEM, at=at)
    submit_version(listing=listing, actor=SYSTEM, at=at)
    return listing


def changed_goods(*, seller=None, at=NOON, **text):
    """Goods on sale of which a change was sent in; `text` says what is new."""
    listing = a_listing(seller=seller)
    offers = [stored_offer(listing)]
    save_working_version(listing=listing, text=a_text(offers=offers, **text), actor=SYSTEM, at=at)
    submit_version(listing=listing, actor=SYSTEM, at=at)
    return listing


def stored_offer(listing):
    return OfferText.from_json(listing.live.offers[0])


def mark_of(listing):
    """What ticks a listing in the queue: its code and the number of the version that waits."""
    listing.refresh_from_db()
    return f"{listing.code}:{listing.working.number}"


def officer(role=Role.PROVINCE_OFFICER, code="08"):
    return holder_of(role, Scope.COMMUNE if role == Role.COMMUNE_OFFICER else Scope.PROVINCE, code)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def text_of(response):
    return unescape(response.content.decode())


def copies(row, number, **made):
    """So many more rows like this one; each keyword names a field and makes its value from the row's place."""
    rows = []
    for place in range(number):
        one = copy(row)
        one.pk, one._state = None, ModelState()
        for name, value_at in made.items():
            setattr(one, name, value_at(place))
        rows.append(one)
    return type(row).objects.bulk_create(rows)
