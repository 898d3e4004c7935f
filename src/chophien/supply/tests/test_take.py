from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from chophien.lib.actor import SYSTEM
from chophien.supply.actions import give_back, set_stock, take, take_for_many
from chophien.supply.errors import OutOfStock, Shortage
from chophien.supply.models import Stock, StockMovement
from chophien.supply.selectors import available, moved_in_all
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def counted(quantity, **listing):
    """A variant whose stock was counted, so that its movements tell the whole story."""
    variant = a_variant(available=0, **listing)
    set_stock(variant_id=variant.pk, quantity=Decimal(quantity), actor=SYSTEM, at=NOON)
    return variant


def left(variant):
    return available([variant.pk])[variant.pk]


def test_what_is_taken_is_gone_and_written_down():
    tea = counted(10)

    take(demand={tea.pk: Decimal("2.5")}, subject_code="CP-1", actor=SYSTEM, at=NOON)

    assert left(tea) == Decimal("7.5")
    moves = StockMovement.objects.filter(variant=tea).order_by("pk").values_list("delta", "reason", "subject_code")
    assert list(moves) == [(10, "counted", ""), (Decimal("-2.5"), "sold", "CP-1")]


def test_the_last_one_can_be_taken():
    tea = counted(1)

    take(demand={tea.pk: Decimal(1)}, subject_code="CP-1", actor=SYSTEM, at=NOON)

    assert left(tea) == 0


def test_every_short_variant_is_named_and_nothing_is_taken():
    tea, honey, corn = counted(10), counted(1), counted(0)
    never_counted = a_variant(available=0)
    Stock.objects.filter(variant=never_counted).delete()
    demand = {tea.pk: Decimal(3), honey.pk: Decimal(2), corn.pk: Decimal(1), never_counted.pk: Decimal(1)}

    with pytest.raises(OutOfStock) as refusal:
        take(demand=demand, subject_code="CP-1", actor=SYSTEM, at=NOON)

    assert refusal.value.shortages == (
        Shortage(honey.pk, Decimal(2), Decimal(1)),
        Shortage(corn.pk, Decimal(1), Decimal(0)),
        Shortage(never_counted.pk, Decimal(1), Decimal(0)),
    )
    assert (left(tea), left(honey)) == (10, 1)
    assert not StockMovement.objects.filter(reason="sold").exists()


def test_the_orders_of_one_cart_are_taken_together():
    tea, honey = counted(10), counted(5)

    demands = {"CP-1": {tea.pk: Decimal(3)}, "CP-2": {honey.pk: Decimal(5)}}
    take_for_many(demands=demands, actor=SYSTEM, at=NOON)

    assert (left(tea), left(honey)) == (7, 0)
    sold = StockMovement.objects.filter(reason="sold").order_by("pk").values_list("variant_id", "subject_code")
    assert list(sold) == [(tea.pk, "CP-1"), (honey.pk, "CP-2")]


def test_one_variant_in_two_orders_of_a_cart_is_a_bug():
    tea = counted(10)

    with pytest.raises(ValueError, match="one seller"):
        take_for_many(demands={"CP-1": {tea.pk: Decimal(3)}, "CP-2": {tea.pk: Decimal(3)}}, actor=SYSTEM, at=NOON)

    assert left(tea) == 10


def test_an_order_takes_a_variant_only_once():
    tea = counted(10)
    take(demand={tea.pk: Decimal(3)}, subject_code="CP-1", actor=SYSTEM, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        take(demand={tea.pk: Decimal(3)}, subject_code="CP-1", actor=SYSTEM, at=NOON)

    assert left(tea) == 7


@pytest.mark.parametrize("quantity", [Decimal(0), Decimal(-1)])
def test_taking_nothing_or_less_is_a_bug(quantity):
    tea = counted(10)

    with pytest.raises(ValueError, match="above zero"):
        take(demand={tea.pk: quantity}, subject_code="CP-1", actor=SYSTEM, at=NOON)

    assert left(tea) == 10


def test_the_database_itself_refuses_stock_below_zero():
    tea = counted(1)

    with pytest.raises(IntegrityError, match="supply_stock_not_negative"), transaction.atomic():
        Stock.objects.filter(variant=tea).update(available=-1)

    assert left(tea) == 1


def test_giving_back_restores_once_however_often_it_is_asked():
    tea, honey = counted(10), counted(5)
    take(demand={tea.pk: Decimal(3), honey.pk: Decimal(1)}, subject_code="CP-1", actor=SYSTEM, at=NOON)

    first = give_back(subject_codes=["CP-1"], actor=SYSTEM, at=NOON)
    second = give_back(subject_codes=["CP-1"], actor=SYSTEM, at=NOON)

    assert (first, second) == ({tea.pk: 3, honey.pk: 1}, {})
    assert (left(tea), left(honey)) == (10, 5)


def test_orders_that_share_a_variant_are_given_back_together():
    tea = counted(10)
    take(demand={tea.pk: Decimal(3)}, subject_code="CP-1", actor=SYSTEM, at=NOON)
    take(demand={tea.pk: Decimal(4)}, subject_code="CP-2", actor=SYSTEM, at=NOON)

    back = give_back(subject_codes=["CP-1", "CP-2"], actor=SYSTEM, at=NOON)

    assert back == {tea.pk: 7}
    assert left(tea) == 10


def test_giving_back_what_was_never_taken_gives_nothing():
    tea = counted(10)

    back = give_back(subject_codes=["CP-9"], actor=SYSTEM, at=NOON)

    assert back == {}
    assert left(tea) == 10


def test_the_movements_sum_up_to_what_is_left():
    tea = counted(10)
    take(demand={tea.pk: Decimal("2.125")}, subject_code="CP-1", actor=SYSTEM, at=NOON)
    set_stock(variant_id=tea.pk, quantity=Decimal(20), actor=SYSTEM, at=NOON)
    give_back(subject_codes=["CP-1"], actor=SYSTEM, at=NOON)

    assert left(tea) == Decimal("22.125")
    assert moved_in_all([tea.pk]) == {tea.pk: Decimal("22.125")}


@pytest.mark.parametrize("variants", [1, 3])
def test_taking_is_one_statement_for_any_number_of_goods(variants, django_assert_num_queries):
    goods = [counted(10) for _ in range(variants)]

    with django_assert_num_queries(3):  # SAVEPOINT, take, RELEASE
        take(demand={one.pk: Decimal(1) for one in goods}, subject_code="CP-1", actor=SYSTEM, at=NOON)


def test_a_movement_is_never_changed_or_deleted():
    tea = counted(10)

    for statement in ("UPDATE supply_stockmovement SET delta = 99", "DELETE FROM supply_stockmovement"):
        with (
            pytest.raises(Exception, match="supply_stockmovement"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    assert moved_in_all([tea.pk]) == {tea.pk: 10}
