import pytest

from chophien.lib.errors import StepNotAllowed
from chophien.lib.flow import Flow

FLOW = Flow(
    confirm={"placed": "confirmed"},
    ship={"confirmed": "shipped"},
    cancel={"placed": "cancelled", "confirmed": "cancelled"},
)


def test_a_step_leads_to_the_next_status():
    assert FLOW.next("confirm", "placed") == "confirmed"


def test_a_step_from_the_wrong_status_is_refused():
    with pytest.raises(StepNotAllowed) as refusal:
        FLOW.next("ship", "placed")

    assert (refusal.value.step, refusal.value.status) == ("ship", "placed")


def test_a_step_that_does_not_exist_is_a_bug_and_no_refusal():
    with pytest.raises(KeyError):
        FLOW.next("teleport", "placed")
    with pytest.raises(KeyError):
        FLOW.allows("teleport", "placed")


@pytest.mark.parametrize(
    ("status", "steps"),
    [("placed", ["confirm", "cancel"]), ("confirmed", ["ship", "cancel"]), ("shipped", []), ("unknown", [])],
)
def test_the_steps_from_a_status_come_in_the_order_of_the_table(status, steps):
    assert FLOW.steps_from(status) == steps
    assert [step for step in FLOW.steps if FLOW.allows(step, status)] == steps


def test_the_flow_prints_itself_as_rows():
    assert FLOW.as_table() == [
        ("confirm", "placed", "confirmed"),
        ("ship", "confirmed", "shipped"),
        ("cancel", "placed", "cancelled"),
        ("cancel", "confirmed", "cancelled"),
    ]


def test_the_flow_draws_itself():
    assert FLOW.as_mermaid() == (
        "stateDiagram-v2\n"
        "    placed --> confirmed: confirm\n"
        "    confirmed --> shipped: ship\n"
        "    placed --> cancelled: cancel\n"
        "    confirmed --> cancelled: cancel"
    )
