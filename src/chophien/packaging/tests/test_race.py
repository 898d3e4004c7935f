"""Real threads on real connections: shops join while the order is closed."""

from datetime import timedelta

import pytest

from chophien.lib.actor import SYSTEM
from chophien.lib.tests.racing import race
from chophien.packaging.actions.closing import close_group
from chophien.packaging.actions.ordering import join
from chophien.packaging.models import Part
from chophien.packaging.states import GroupStatus
from chophien.packaging.tests.factories import NOON, a_group, an_item
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_joins_while_it_closes_is_in_with_a_sum_or_is_told_that_it_is_closed():
    group = a_group(an_item(), a_seller(), 200)
    shops = [a_seller() for _number in range(4)]
    late = NOON + timedelta(days=8)
    joining = [lambda shop=shop: join(group=group, seller=shop, quantity=100, actor=SYSTEM, at=NOON) for shop in shops]

    def closing():
        close_group(group=group, actor=SYSTEM, at=late)

    outcomes = race([*joining[:2], closing, *joining[2:], closing], at_once=3)

    group.refresh_from_db()
    parts = list(Part.objects.filter(group=group))
    assert group.status == GroupStatus.PLACED
    assert outcomes["done"] == len(parts) - 1 + 2
    assert outcomes["packaging_group_closed"] == 5 - len(parts)
    assert all(one.goods_vnd == one.quantity * group.price_vnd for one in parts)
    assert sum(one.delivery_vnd for one in parts) == 50_000
