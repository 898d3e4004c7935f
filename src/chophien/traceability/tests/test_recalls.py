"""A lot is called back: all that was made of it stops, each buyer is told and answers."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chophien.accounts.tests.factories import operator
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.lots.actions.making import Made, transform
from chophien.lots.errors import LotShort, LotStopped
from chophien.lots.tests.factories import NOON
from chophien.messages.models import Message
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.tests.factories import NOON as ORDERED
from chophien.orders.tests.factories import a_confirmed_order, a_packed_order
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.supply.selectors import available
from chophien.traceability.actions.recalling import Notice, end_recall, start_recall
from chophien.traceability.errors import RecallRuns, RecallUnclear
from chophien.traceability.models import RecallNotice
from chophien.traceability.selectors.chain import history_of
from chophien.traceability.selectors.recalls import progress_of, recall_of
from chophien.traceability.tests.test_lot_steps import a_tea, events_of, steps_of

pytestmark = pytest.mark.django_db
NOTICE = Notice("Có dư lượng thuốc trừ sâu", "Đừng dùng. Gian hàng trả lại tiền.")


@pytest.fixture
def sold():
    """Tea of which one order is with its buyer, one is packed, one is accepted."""
    leaves, tea, variant, _growers = a_tea()
    received = a_packed_order(variant=variant, quantity=5)
    received = hand_over_order(order=received, actor=SYSTEM, at=ORDERED)
    receive_order(order=received, actor=SYSTEM, at=ORDERED)
    return leaves, tea, variant, received, a_packed_order(variant=variant, quantity=3)


def test_the_page_of_a_chain_takes_the_same_statements_for_any_number_of_households_and_orders():
    client = Client()
    client.force_login(operator(), backend="django.contrib.auth.backends.ModelBackend")

    def asked(kilos, orders):
        _leaves, tea, variant, _growers = a_tea(kilos)
        for _one in range(orders):
            a_packed_order(variant=variant, quantity=3)
        with CaptureQueriesContext(connection) as seen:
            body = client.get(reverse("traceability:chain", args=[tea.code])).content
        return len(seen), body.count(b"<")

    asked(("30", "12"), 1)
    statements, marks = asked(("30", "12"), 1)
    again, more = asked(("10", "10", "10", "12"), 3)

    assert again == statements
    assert more > marks


def test_an_order_leaves_its_events_in_the_chain_of_the_lot_that_it_was_packed_of(sold):
    _leaves, tea, _variant, received, packed = sold

    assert steps_of(tea)[2:] == ["packing", "shipping", "receiving", "retail_selling", "packing"]
    named = [order.code in event.body for order in (received, packed) for event in events_of(tea)[2:]]
    assert named == [True, True, True, True, False, False, False, False, False, True]
    assert {step.count for step in history_of(tea).steps if step.biz_step == "packing"} <= {1, 3}


def test_a_lot_that_is_called_back_stops_everything_made_of_it_and_every_buyer_is_asked(sold, do_jobs):
    leaves, tea, variant, received, packed = sold
    waiting = a_confirmed_order(variant=variant, quantity=2)

    recall = start_recall(lot=leaves, notice=NOTICE, actor=manager_of(leaves.seller), at=NOON)
    do_jobs()

    assert [recall_of(one) for one in (leaves, tea)] == [recall, recall]
    assert available([variant.pk]) == {variant.pk: Decimal(0)}
    with pytest.raises(LotShort):
        pack_order(order=waiting, actor=SYSTEM, at=NOON)
    with pytest.raises(LotStopped):
        transform(seller=tea.seller, used={tea.pk: 100}, made=[Made("Chè vụn", 50)], actor=SYSTEM, at=NOON)
    assert set(RecallNotice.objects.values_list("order__code", flat=True)) == {received.code, packed.code}
    assert events_of(tea)[-1].disposition == events_of(leaves)[-1].disposition == "recalled"
    assert (progress_of(recall).orders, progress_of(recall).told, progress_of(recall).known) == (2, 2, 0)
    [link] = {
        found[0]
        for one in Message.objects.filter(about=recall.code)
        if (found := re.findall(r"/thu-hoi-lo/[^/]+/", one.text)) and received.code in one.text
    }
    page = Client().get(link)
    assert page.status_code == 200
    assert tea.code in page.content.decode()
    assert Client().post(link).status_code == Client().post(link).status_code == 302
    assert progress_of(recall).known == 1
    assert Client().get("/thu-hoi-lo/TB-2222-2222/").status_code == 404


def test_only_a_clear_notice_of_who_may_begins_a_recall_and_once(sold):
    leaves = sold[0]
    manager, stranger = manager_of(leaves.seller), manager_of(a_seller())

    with pytest.raises(NotPermitted):
        start_recall(lot=leaves, notice=NOTICE, actor=stranger, at=NOON)
    with pytest.raises(RecallUnclear):
        start_recall(lot=leaves, notice=Notice("…", "x"), actor=manager, at=NOON)
    recall = start_recall(lot=leaves, notice=NOTICE, actor=operator(), at=NOON)
    with pytest.raises(RecallRuns):
        start_recall(lot=leaves, notice=NOTICE, actor=manager, at=NOON)
    with pytest.raises(NotPermitted):
        end_recall(recall=recall, was_harmless=True, actor=manager, at=NOON)


def test_when_nothing_was_wrong_what_was_out_of_stock_is_back(sold):
    leaves, tea, variant, *_orders = sold
    before = available([variant.pk])
    manager = manager_of(leaves.seller)
    recall = start_recall(lot=leaves, notice=NOTICE, actor=manager, at=NOON)

    end_recall(recall=recall, was_harmless=True, actor=manager, at=NOON)

    tea.refresh_from_db()
    assert (available([variant.pk]), tea.stopped_at, recall_of(tea)) == (before, None, None)


def test_the_pages_show_both_ways_to_shop_and_officer_and_nothing_to_a_stranger(sold):
    leaves, tea, _variant, received, _packed = sold
    office, stranger = operator(), manager_of(a_seller())
    manager = manager_of(leaves.seller)

    def page(who, path):
        client = Client()
        client.force_login(who)
        return client.get(f"/truy-xuat/lo/{path}/")

    for who in (manager, office):
        back, forward = page(who, leaves.code), page(who, tea.code)
        assert (back.status_code, forward.status_code) == (200, 200)
        assert tea.code in back.content.decode()
        assert leaves.code in forward.content.decode()
        assert received.code in forward.content.decode()
        assert page(who, f"{leaves.code}/thu-hoi").status_code == 200
    assert {page(stranger, path).status_code for path in (leaves.code, f"{leaves.code}/thu-hoi")} == {404}
    client = Client()
    client.force_login(manager)
    refused = client.post(f"/truy-xuat/lo/{leaves.code}/thu-hoi/", {"why": "", "what_to_do": ""})
    begun = client.post(f"/truy-xuat/lo/{leaves.code}/thu-hoi/", {"why": NOTICE.why, "what_to_do": NOTICE.what_to_do})
    assert (refused.status_code, begun.status_code) == (422, 302)
    assert NOTICE.why in client.get(begun["Location"]).content.decode()
    assert client.post(f"/truy-xuat/lo/{leaves.code}/thu-hoi/xong/").status_code == 302
