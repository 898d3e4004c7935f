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
from chophien.lib.tests.racing import race
from chophien.lots.actions.making import Made, transform
from chophien.lots.errors import LotShort, LotStopped
from chophien.lots.tests.factories import NOON, a_brought_lot
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
from chophien.traceability.selectors.recalls import progress_of, recall_of, recall_that_holds
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

    def asked(kilos, orders):
        _leaves, tea, variant, _growers = a_tea(kilos)
        client.force_login(manager_of(tea.seller), backend="django.contrib.auth.backends.ModelBackend")
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


def test_to_call_back_takes_the_same_statements_for_three_lots_made_of_it_as_for_one():
    def asked(*made):
        leaves, _growers = a_brought_lot(None, "30", "12")
        used, parts = {leaves.pk: 42_000}, [Made(name, 2_000) for name in made]
        act = transform(seller=leaves.seller, used=used, made=parts, actor=SYSTEM, at=NOON)
        with CaptureQueriesContext(connection) as seen:
            start_recall(lot=leaves, notice=NOTICE, actor=SYSTEM, at=NOON)
        return len(seen), [events_of(one.lot)[-1].disposition for one in act.links.all()]

    asked("Chè khô")
    one, _held = asked("Chè khô")
    three, held = asked("Chè khô", "Chè vụn", "Chè cám")

    assert three == one
    assert held == ["recalled"] * 4


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


@pytest.mark.parametrize("first_is_bad", [True, False])
def test_of_two_recalls_the_last_that_finds_nothing_lets_go_and_one_that_found_something_never(sold, first_is_bad):
    leaves, tea, variant, *_orders = sold
    before, manager = available([variant.pk]), manager_of(leaves.seller)
    of_leaves = start_recall(lot=leaves, notice=NOTICE, actor=manager, at=NOON)
    of_tea = start_recall(lot=tea, notice=Notice("Có mốc", "Đừng dùng."), actor=manager, at=NOON)

    def ended(recall, *, was_harmless):
        end_recall(recall=recall, was_harmless=was_harmless, actor=manager, at=NOON)
        leaves.refresh_from_db()
        tea.refresh_from_db()
        return leaves.stopped_at is None, tea.stopped_at is None, available([variant.pk]) == before

    assert ended(of_leaves, was_harmless=True) == (True, False, False)
    assert recall_that_holds(tea) == of_tea
    assert ended(of_tea, was_harmless=not first_is_bad) == (True, not first_is_bad, not first_is_bad)
    again = start_recall(lot=leaves, notice=NOTICE, actor=manager, at=NOON)
    assert ended(again, was_harmless=True) == (True, not first_is_bad, not first_is_bad)
    assert recall_that_holds(tea) == (of_tea if first_is_bad else None)


def test_what_a_second_recall_found_stays_when_the_first_one_ends_well_after_it(sold):
    leaves, tea, variant, *_orders = sold
    manager = manager_of(leaves.seller)
    of_leaves = start_recall(lot=leaves, notice=NOTICE, actor=manager, at=NOON)
    of_tea = start_recall(lot=tea, notice=Notice("Có mốc", "Đừng dùng."), actor=manager, at=NOON)

    end_recall(recall=of_tea, was_harmless=False, actor=manager, at=NOON)
    end_recall(recall=of_leaves, was_harmless=True, actor=manager, at=NOON)

    tea.refresh_from_db()
    assert (tea.stopped_at is not None, available([variant.pk])) == (True, {variant.pk: Decimal(0)})
    assert recall_that_holds(tea).why == "Có mốc"
    client = Client()
    client.force_login(manager)
    assert "Có mốc" in client.get(f"/truy-xuat/lo/{tea.code}/").content.decode()
    page = client.get(f"/truy-xuat/lo/{leaves.code}/thu-hoi/").content.decode()
    assert "Có mốc" not in page


@pytest.mark.django_db(transaction=True)
def test_recalls_that_begin_and_end_at_once_leave_a_lot_stopped_while_one_holds_it():
    leaves, tea, variant, _growers = a_tea()
    before, manager = available([variant.pk]), manager_of(leaves.seller)

    def ending(recall, *, well=True):
        return lambda: end_recall(recall=recall, was_harmless=well, actor=manager, at=NOON)

    def begun(lot):
        return start_recall(lot=lot, notice=NOTICE, actor=manager, at=NOON)

    of_leaves, of_tea = begun(leaves), begun(tea)
    assert race([ending(of_leaves), ending(of_tea)], at_once=2) == {"done": 2}
    tea.refresh_from_db()
    assert (tea.stopped_at, available([variant.pk])) == (None, before)
    of_leaves = begun(leaves)
    assert race([ending(of_leaves), lambda: begun(tea)], at_once=2) == {"done": 2}
    tea.refresh_from_db()
    assert (tea.stopped_at is not None, available([variant.pk])) == (True, {variant.pk: Decimal(0)})
    assert race([ending(recall_of(tea)), ending(begun(leaves), well=False)], at_once=2) == {"done": 2}
    tea.refresh_from_db()
    assert (tea.stopped_at is not None, available([variant.pk])) == (True, {variant.pk: Decimal(0)})


def test_the_pages_show_both_ways_to_shop_and_officer_and_nothing_to_a_stranger(sold):
    leaves, tea, _variant, received, _packed = sold
    office, stranger = operator(), manager_of(a_seller())
    manager = manager_of(leaves.seller)

    def page(who, path):
        client = Client()
        client.force_login(who)
        if who == office:
            client.post(f"/truy-xuat/lo/{leaves.code}/", {"purpose": "Kiểm tra"})
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
