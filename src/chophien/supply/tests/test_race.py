"""Real threads on real connections: what is proved here cannot be proved inside one transaction."""

from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest

from chophien.lib.actor import SYSTEM
from chophien.lib.tests.racing import race
from chophien.supply.actions import give_back, set_stock, take
from chophien.supply.models import StockMovement
from chophien.supply.selectors import available, moved_in_all
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def counted(quantity):
    variant = a_variant(available=0)
    set_stock(variant_id=variant.pk, quantity=Decimal(quantity), actor=SYSTEM, at=NOON)
    return variant


def taking(number, demand):
    return lambda: take(demand=demand, subject_code=f"CP-{number}", actor=SYSTEM, at=NOON)


def test_a_hundred_who_want_the_last_ten_get_exactly_ten():
    tea = counted(10)

    outcomes = race([taking(number, {tea.pk: Decimal(1)}) for number in range(100)], at_once=32)

    assert outcomes == {"done": 10, "out_of_stock": 90}
    assert available([tea.pk]) == {tea.pk: 0}


def test_goods_in_another_order_never_lock_crosswise():
    tea, honey = counted(1_000), counted(1_000)
    forth, back = {tea.pk: Decimal(1), honey.pk: Decimal(1)}, {honey.pk: Decimal(1), tea.pk: Decimal(1)}

    outcomes = race([taking(number, forth if number % 2 else back) for number in range(200)], at_once=16)

    assert outcomes == {"done": 200}
    assert available([tea.pk, honey.pk]) == {tea.pk: 800, honey.pk: 800}


def test_taking_giving_back_and_counting_at_once_keep_the_books():
    goods = [counted(500) for _ in range(4)]
    draw = Random(7)

    def mixed(number):
        chosen = draw.sample(goods, k=draw.randint(1, 4))
        demand = {one.pk: Decimal(draw.randint(1, 9)) for one in chosen}

        def act():
            take(demand=demand, subject_code=f"CP-{number}", actor=SYSTEM, at=NOON)
            if number % 2:
                give_back(subject_codes=[f"CP-{number}"], actor=SYSTEM, at=NOON)
            if number % 10 == 0:
                set_stock(variant_id=chosen[0].pk, quantity=Decimal(500), actor=SYSTEM, at=NOON)

        return act

    outcomes = race([mixed(number) for number in range(120)], at_once=16)

    keys = [one.pk for one in goods]
    assert outcomes == {"done": 120}
    assert available(keys) == moved_in_all(keys)


def test_giving_back_from_eight_threads_restores_once():
    tea = counted(10)
    take(demand={tea.pk: Decimal(4)}, subject_code="CP-1", actor=SYSTEM, at=NOON)

    outcomes = race([lambda: give_back(subject_codes=["CP-1"], actor=SYSTEM, at=NOON)] * 8, at_once=8)

    assert outcomes == {"done": 8}
    assert available([tea.pk]) == {tea.pk: 10}
    assert StockMovement.objects.filter(reason="restored").count() == 1
