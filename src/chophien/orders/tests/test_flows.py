import pytest

from chophien.delivery.states import DELIVERY_FLOW, DeliveryStatus
from chophien.orders.states import ORDER_FLOW, PREORDER_FLOW, STEP_WORDS, Axis, OrderStatus, PreorderStatus
from chophien.payments.states import PAYMENT_FLOW, PaymentStatus


@pytest.mark.parametrize(
    ("flow", "statuses"),
    [
        (ORDER_FLOW, OrderStatus),
        (PREORDER_FLOW, PreorderStatus),
        (PAYMENT_FLOW, PaymentStatus),
        (DELIVERY_FLOW, DeliveryStatus),
    ],
)
def test_flows_speak_only_of_known_statuses_and_reach_all_of_them(flow, statuses):
    rows = flow.as_table()

    assert {row.before for row in rows} | {row.after for row in rows} == set(statuses.values)


def test_every_step_of_an_order_has_words():
    steps = {(Axis.ORDER, "place")}
    flows = {
        Axis.ORDER: ORDER_FLOW,
        Axis.HARVEST: PREORDER_FLOW,
        Axis.PAYMENT: PAYMENT_FLOW,
        Axis.DELIVERY: DELIVERY_FLOW,
    }
    for axis, flow in flows.items():
        steps |= {(axis, row.step) for row in flow.as_table()}

    assert set(STEP_WORDS) == steps
