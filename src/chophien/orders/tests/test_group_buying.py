"""Buying together: nothing before enough have joined, an order for each once they have, nothing owed otherwise."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.lib.actor import SYSTEM, GuestActor
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.lib.tests.racing import race
from chophien.messages.models import Message
from chophien.orders.actions.group_buying import call_off_group_purchase, end_group_purchase, join, order_pledges
from chophien.orders.errors import TotalChanged
from chophien.orders.models import Order, OrderLine
from chophien.orders.states import Origin
from chophien.orders.tests.factories import NOON, SOMEBODY, a_wish
from chophien.payments.models import Payment
from chophien.promotions.actions.purchases import withdraw
from chophien.promotions.errors import PurchaseFull, PurchaseOver
from chophien.promotions.models import Pledge
from chophien.promotions.tests.factories import a_good, a_purchase
from chophien.supply.models import Stock

AFTER = datetime(2026, 11, 24, 17, 6, tzinfo=UTC)  # the 25th, 0:06 in Vietnam


def joining(purchase, quantity=5, *, person=None, number=1, **wish):
    return join(
        purchase=purchase,
        quantity=Decimal(quantity),
        wish=a_wish(contact_phone=f"0912 {number:06}", **wish),
        actor=person or SOMEBODY,
        person=person,
        at=NOON,
    )


def statuses():
    return list(Pledge.objects.order_by("pk").values_list("status", flat=True))


@pytest.mark.django_db
def test_before_the_goal_nothing_is_ordered_and_no_stock_is_taken(do_jobs):
    purchase = a_purchase(a_good(100_000, available=50))

    joining(purchase, 9)
    do_jobs()

    purchase.refresh_from_db()
    assert (purchase.status, purchase.pledged, statuses()) == ("open", 9, ["waiting"])
    assert (Order.objects.count(), Stock.objects.get().available) == (0, 50)


@pytest.mark.django_db
def test_f73_with_the_last_one_who_joins_everybody_has_an_order_at_the_lower_price(do_jobs):
    lan = PersonFactory()
    purchase = a_purchase(a_good(100_000, available=50))
    joining(purchase, 4, person=lan)
    joining(purchase, 6, number=2, payment="vietqr")

    do_jobs()

    first, second = Order.objects.select_related("group").order_by("pk")
    assert (first.origin, first.goods_vnd, first.group.person) == (Origin.GROUP_BUY, 320_000, lan)
    assert (second.origin, second.goods_vnd, second.group.person) == (Origin.GROUP_BUY, 480_000, None)
    assert set(OrderLine.objects.values_list("price_vnd", flat=True)) == {80_000}
    assert set(Payment.objects.values_list("amount_vnd", flat=True)) == {first.total_vnd, second.total_vnd}
    assert {one.group.consent_at for one in (first, second)} == {NOON}  # on joining, not when the order was made
    assert first.placed_at > NOON
    assert (second.held_until - second.placed_at).total_seconds() == 24 * 3600
    assert Stock.objects.get().available == 40
    assert statuses() == ["ordered", "ordered"]
    assert list(Pledge.objects.order_by("pk").values_list("group_code", flat=True)) == [
        first.group.code,
        second.group.code,
    ]


@pytest.mark.django_db
def test_who_joins_after_the_goal_has_an_order_too_and_the_most_is_the_most(do_jobs):
    purchase = a_purchase(a_good(100_000, available=50))
    joining(purchase, 10)
    joining(purchase, 10, number=2)

    with pytest.raises(PurchaseFull):
        joining(purchase, 1, number=3)
    do_jobs()

    assert (Order.objects.count(), Stock.objects.get().available) == (2, 30)


@pytest.mark.django_db
def test_f73_when_the_date_is_missed_everybody_is_told_and_nothing_is_owed():
    purchase = a_purchase(a_good(100_000))
    lan = PersonFactory()
    joining(purchase, 4, person=lan)
    joining(purchase, 5, number=2)

    end_group_purchase(purchase=purchase, actor=SYSTEM, at=AFTER)
    end_group_purchase(purchase=purchase, actor=SYSTEM, at=AFTER)

    purchase.refresh_from_db()
    assert (purchase.status, statuses()) == ("missed", ["released", "released"])
    assert (Order.objects.count(), Payment.objects.count()) == (0, 0)
    told = Message.objects.filter(kind="purchase.news")
    assert sorted(told.values_list("person_code", flat=True)) == sorted(["", lan.code])
    assert all("chưa đủ người" in text for text in told.values_list("text", flat=True))


@pytest.mark.django_db
def test_on_the_last_day_one_can_still_join_and_the_day_after_not():
    purchase = a_purchase(a_good(100_000))
    end_group_purchase(purchase=purchase, actor=SYSTEM, at=datetime(2026, 11, 24, 16, 59, tzinfo=UTC))
    joining(purchase, 1)

    end_group_purchase(purchase=purchase, actor=SYSTEM, at=AFTER)

    with pytest.raises(PurchaseOver):
        joining(purchase, 1)


@pytest.mark.django_db
def test_a_buyer_withdraws_while_others_gather_and_not_after():
    purchase = a_purchase(a_good(100_000, available=50))
    first = joining(purchase, 4)

    with pytest.raises(NotPermitted):
        withdraw(pledge=first, actor=PersonFactory(), at=NOON)
    withdraw(pledge=first, actor=GuestActor(f"pledge:{first.pk}"), at=NOON)
    purchase.refresh_from_db()
    second = joining(purchase, 10, number=2)

    assert (purchase.pledged, statuses()) == (0, ["withdrawn", "waiting"])
    with pytest.raises(PurchaseOver):
        withdraw(pledge=second, actor=GuestActor(f"pledge:{second.pk}"), at=NOON)


@pytest.mark.django_db
def test_the_shop_calls_it_off_only_while_buyers_gather():
    tea = a_good(100_000, available=50)
    gathering, reached = a_purchase(tea), a_purchase(tea)
    joining(gathering, 4)
    joining(reached, 10, number=2)

    call_off_group_purchase(purchase=gathering, actor=SYSTEM, at=NOON)
    with pytest.raises(StepNotAllowed):
        call_off_group_purchase(purchase=reached, actor=SYSTEM, at=NOON)

    assert statuses() == ["released", "waiting"]
    assert Message.objects.filter(kind="purchase.news").count() == 1


@pytest.mark.django_db
def test_one_for_whom_nothing_is_left_is_told_and_the_others_have_their_orders():
    purchase = a_purchase(a_good(100_000, available=6))
    for number in (1, 2):
        joining(purchase, 5, number=number)

    assert order_pledges(purchase_id=purchase.pk, at=NOON) == 1

    purchase.refresh_from_db()
    assert (statuses(), purchase.pledged, Stock.objects.get().available) == (["ordered", "refused"], 5, 1)
    assert Message.objects.get(kind="purchase.news").phone == "+84912000002"


@pytest.mark.django_db
def test_a_total_that_was_not_seen_is_refused_before_anything_is_kept():
    purchase = a_purchase(a_good(100_000))

    with pytest.raises(TotalChanged):
        joining(purchase, 5, seen_total_vnd=1)

    assert not Pledge.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_thirty_join_at_once_and_exactly_the_most_get_in():
    purchase = a_purchase(a_good(100_000, available=50))

    outcomes = race([lambda number=number: joining(purchase, 1, number=number) for number in range(30)], at_once=16)

    purchase.refresh_from_db()
    assert outcomes == {"done": 20, "purchase_full": 10}
    assert (purchase.pledged, purchase.status, Pledge.objects.count()) == (20, "reached", 20)


@pytest.mark.django_db(transaction=True)
def test_jobs_at_once_order_everybody_once():
    purchase = a_purchase(a_good(100_000, available=50))
    for number in range(4):
        joining(purchase, 5, number=number)

    outcomes = race([lambda: order_pledges(purchase_id=purchase.pk, at=NOON)] * 4, at_once=4)

    assert outcomes == {"done": 4}
    assert (Order.objects.count(), Stock.objects.get().available, set(statuses())) == (4, 30, {"ordered"})


@pytest.mark.django_db(transaction=True)
def test_the_last_who_joins_and_one_who_withdraws_at_once_follow_each_other():
    purchase = a_purchase(a_good(100_000, available=50))
    first = joining(purchase, 5)
    leaving = GuestActor(f"pledge:{first.pk}")

    race([lambda: joining(purchase, 5, number=2), lambda: withdraw(pledge=first, actor=leaving, at=NOON)], at_once=2)

    purchase.refresh_from_db()
    assert (purchase.status, purchase.pledged, statuses()) in [
        ("reached", 10, ["waiting", "waiting"]),
        ("open", 5, ["withdrawn", "waiting"]),
    ]
