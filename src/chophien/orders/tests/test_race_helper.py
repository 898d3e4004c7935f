"""A household takes its mandate back while its helper acts: one of the two comes first, and it shows."""

from datetime import timedelta

import pytest

from chophien.lib.errors import NotPermitted
from chophien.lib.tests.racing import race
from chophien.orders.actions.answers import confirm_order
from chophien.orders.models import OrderStep
from chophien.orders.states import OrderStatus
from chophien.orders.tests.factories import NOON, an_order, fresh
from chophien.sellers.actions.mandates import revoke_mandate
from chophien.sellers.states import MandateStatus
from chophien.sellers.tests.factories import a_mandate, helper_in, manager_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_revoke_while_acting():
    orders = [an_order() for _ in range(6)]
    worlds = []
    for order in orders:
        pao = helper_in(order.seller.commune.code)
        mandate = a_mandate(seller=order.seller, helper=pao, at=NOON)
        worlds.append((order, pao, mandate, manager_of(order.seller)))

    later = NOON + timedelta(minutes=1)
    acts = []
    for order, pao, mandate, sung in worlds:
        acts.append(lambda order=order, pao=pao: confirm_order(order=order, actor=pao, at=later))
        acts.append(lambda mandate=mandate, sung=sung: revoke_mandate(mandate=mandate, actor=sung, at=later))
    outcomes = race(acts, at_once=12)

    assert {type(one) for one in outcomes if isinstance(one, Exception)} <= {NotPermitted}
    for order, pao, mandate, _sung in worlds:
        mandate.refresh_from_db()
        assert mandate.status == MandateStatus.REVOKED
        steps = list(OrderStep.objects.filter(order=order, step="confirm").values_list("actor_code", "on_behalf_of"))
        accepted = fresh(order).status == OrderStatus.CONFIRMED
        assert steps == ([(pao.code, order.seller.code)] if accepted else [])
