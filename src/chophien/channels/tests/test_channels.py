import csv
import io
from decimal import Decimal

import pytest

from chophien.catalog.actions.listings import pause_listing
from chophien.channels.actions.channels import (
    ask_for_sync,
    change_channel,
    link_listing,
    open_channel,
    price_there,
    sync_channel,
)
from chophien.channels.connectors import Pushed
from chophien.channels.errors import ChannelNameTaken, OutsideIdTaken, PercentTooFar
from chophien.channels.models import Channel, SyncError
from chophien.channels.selectors.channels import open_errors
from chophien.jobs.testing import run_jobs
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.orders.tests.factories import NOON, an_order
from chophien.sellers.tests.factories import a_seller, manager_of, packer_of
from chophien.supply.tests.factories import a_variant
from chophien.uploads.actions.papers import read_table

pytestmark = pytest.mark.django_db


def a_channel(seller, *, name="C-ThaiNguyen", percent=0):
    return open_channel(
        seller=seller, name=name, connector="table", price_percent=percent, actor=manager_of(seller), at=NOON
    )


def linked(channel, variant, **facts):
    return link_listing(channel=channel, listing=variant.listing, actor=SYSTEM, at=NOON, **facts)


def table_of(channel):
    text = read_table(code=channel.file_code, kind="channel_goods").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def synced(channel, **facts):
    failed = sync_channel(channel=channel, site="https://cho.example", actor=SYSTEM, at=NOON, **facts)
    return failed, Channel.objects.get(pk=channel.pk)


class Broken:
    def push(self, items):
        raise OSError


class Takes:
    def __init__(self):
        self.items = []

    def push(self, items):
        self.items = list(items)
        return Pushed()


def test_s23_one_product_many_channels_one_stock():
    seller = a_seller()
    variant = a_variant(seller=seller, available=10)
    dear, cheap = a_channel(seller, percent=15), a_channel(seller, name="Sendo", percent=-10)
    linked(dear, variant, outside_id="TN-1")
    linked(cheap, variant, outside_id="S-1")
    an_order(variant=variant, quantity=4)

    rows = [table_of(synced(channel)[1])[0] for channel in (dear, cheap)]

    assert [(row["outside_id"], row["price_vnd"], row["available"]) for row in rows] == [
        ("TN-1", "212800", "6"), ("S-1", "166500", "6"),
    ]  # fmt: skip


def test_s23_a_price_rule_of_the_goods_goes_before_that_of_the_channel():
    seller = a_seller()
    channel = a_channel(seller, percent=15)
    linked(channel, a_variant(seller=seller), outside_id="1", price_percent=0)

    _failed, after = synced(channel)

    assert table_of(after)[0]["price_vnd"] == "185000"


@pytest.mark.parametrize(
    ("price", "percent", "there"), [(185_000, 15, 212_800), (1, 0, 100), (185_000, -90, 18_500), (99_950, 1, 101_000)]
)
def test_prices_there_are_whole_hundreds_never_below_the_rule(price, percent, there):
    assert price_there(price, percent) == there


def test_s23_what_could_not_be_told_stands_in_a_list_until_it_works():
    seller = a_seller()
    channel = a_channel(seller)
    good, bad = a_variant(seller=seller), a_variant(seller=seller, title="Mật ong bạc hà")
    linked(channel, good, outside_id="1")
    linked(channel, bad)

    first, _after = synced(channel)
    second, after = synced(channel)
    [error] = open_errors(after)
    linked(channel, bad, outside_id="2")
    third, _after = synced(channel)

    assert (first, second, third) == (1, 1, 0)
    assert (error.link.listing, error.tries) == (bad.listing, 2)
    assert (SyncError.objects.get().status, open_errors(channel)) == ("solved", [])
    assert [row["outside_id"] for row in table_of(after)] == ["1"]


def test_a_channel_that_cannot_be_reached_leaves_an_error_for_each_of_its_goods():
    seller = a_seller()
    channel = a_channel(seller)
    for number in range(2):
        linked(channel, a_variant(seller=seller, title=f"Chè Shan tuyết số {number}"), outside_id=str(number))

    failed, _after = synced(channel, connectors={"table": Broken()})

    assert failed == 2
    assert len(open_errors(channel)) == 2


def test_any_connector_that_keeps_the_promise_can_be_used():
    seller = a_seller()
    channel = a_channel(seller)
    variant = a_variant(seller=seller, available=Decimal(3))
    linked(channel, variant, outside_id="1")
    theirs = Takes()

    synced(channel, connectors={"table": theirs})

    assert [(item.listing_code, item.available) for item in theirs.items] == [(variant.listing.code, "3")]


def test_goods_that_rest_are_told_as_none_left_and_what_is_turned_off_is_not_told():
    seller = a_seller()
    channel = a_channel(seller)
    resting, off = a_variant(seller=seller), a_variant(seller=seller, title="Mật ong bạc hà")
    linked(channel, resting, outside_id="1")
    linked(channel, off, outside_id="2", is_enabled=False)
    pause_listing(listing=resting.listing, actor=SYSTEM, at=NOON)

    _failed, after = synced(channel)

    assert [(row["outside_id"], row["available"]) for row in table_of(after)] == [("1", "0")]
    change_channel(channel=after, price_percent=0, is_enabled=False, actor=SYSTEM, at=NOON)
    assert synced(after, connectors={"table": Broken()})[0] == 0


def test_asking_has_a_job_do_it():
    seller = a_seller()
    channel = a_channel(seller)
    linked(channel, a_variant(seller=seller), outside_id="1")

    ask_for_sync(channel=channel, actor=manager_of(seller), at=NOON)
    run_jobs()

    assert len(table_of(Channel.objects.get())) == 1


def test_only_the_shops_manager_connects_it():
    seller = a_seller()
    channel = a_channel(seller)
    variant = a_variant(seller=seller)

    for stranger in (packer_of(seller), manager_of(a_seller())):
        with pytest.raises(NotPermitted):
            open_channel(seller=seller, name="x", connector="table", price_percent=0, actor=stranger, at=NOON)
        with pytest.raises(NotPermitted):
            link_listing(channel=channel, listing=variant.listing, actor=stranger, at=NOON)
        with pytest.raises(NotPermitted):
            ask_for_sync(channel=channel, actor=stranger, at=NOON)


def test_names_and_numbers_are_there_once_and_percents_have_bounds():
    seller = a_seller()
    channel = a_channel(seller)
    linked(channel, a_variant(seller=seller), outside_id="1")

    with pytest.raises(ChannelNameTaken):
        a_channel(seller)
    with pytest.raises(OutsideIdTaken):
        linked(channel, a_variant(seller=seller, title="Mật ong bạc hà"), outside_id="1")
    with pytest.raises(PercentTooFar):
        a_channel(seller, name="x", percent=401)


def test_an_address_over_there_is_one_of_the_web_or_none():
    seller = a_seller()
    channel = a_channel(seller)

    link = linked(channel, a_variant(seller=seller), outside_url="javascript:alert(1)")

    assert link.outside_url == ""
