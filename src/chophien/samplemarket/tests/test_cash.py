"""The demonstration's cash points: trials, marked as made up, with one thing of each sort that the pages show."""

from datetime import UTC, datetime, timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.cashpoints.models import AgentPost, CashOrder, DayClose, FloatMove, Point, Till
from chophien.cashpoints.selectors.checks import checked_receipt
from chophien.cashpoints.selectors.contracts import is_real
from chophien.cashpoints.selectors.coverage import serving_points
from chophien.cashpoints.selectors.tills import float_of
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.payments import chart
from chophien.samplemarket.cash import AGENT, HOUSEHOLD, open_sample_cash_points
from chophien.samplemarket.money import earn_in_the_sample
from chophien.samplemarket.tests.test_money import AT, a_small_sample

pytestmark = pytest.mark.django_db


def the_sample():
    a_small_sample()
    agent = PersonFactory(phone=AGENT, name="Chị Nhung (mẫu)")
    for _time in range(2):
        open_sample_cash_points(loader=SYSTEM, at=AT)
        earn_in_the_sample(loader=SYSTEM, at=AT)
    return agent


def test_three_points_serve_on_trial_with_one_agent_and_names_that_say_that_they_are_made_up():
    agent = the_sample()

    points = list(Point.objects.order_by("pk"))
    assert [point.commune.code for point in points] == ["00721", "00763", "01654"]
    assert [point for point in points if is_real(point, at=AT)] == []
    assert [point for point in points if "mẫu" not in point.name or "minh họa" not in point.address] == []
    assert serving_points(at=AT).count() == 3
    assert set(AgentPost.objects.values_list("person", flat=True)) == {agent.pk}


def test_a_household_got_cash_and_another_ask_was_called_off_and_none_of_its_money_moved():
    the_sample()

    orders = CashOrder.objects.order_by("pk").values_list("status", "amount_vnd", "simulated", "confirmed_way")
    assert list(orders) == [("paid", 200_000, True, "desk"), ("refused", 50_000, True, "")]
    till = Till.objects.get(point__commune__code="00721")
    now = float_of(till, simulated=True, at=AT)
    assert (now.held_vnd, now.set_aside_vnd) == (29_800_000, 0)
    assert float_of(till, simulated=False, at=AT).held_vnd == 0
    due = balance_of(chart.due(HOUSEHOLD))
    assert due.debits_pending == due.credits_posted - due.debits_posted == 272_968
    assert checked_receipt(CashOrder.objects.earliest("pk").code).simulated
    assert prove(at=AT).right


def test_yesterday_cash_was_brought_and_the_count_agreed():
    the_sample()

    close, move = DayClose.objects.get(), FloatMove.objects.get()
    assert (close.day, close.counted_vnd, close.difference_vnd) == (
        datetime(2026, 11, 21, tzinfo=UTC).date(),
        30_000_000,
        0,
    )
    assert (move.amount_vnd, move.at, move.simulated) == (30_000_000, AT - timedelta(days=1), True)


def test_where_somebody_opened_a_point_of_their_own_none_is_added():
    the_sample()
    Point.objects.exclude(commune__code="00721").update(closed_at=AT)

    open_sample_cash_points(loader=SYSTEM, at=AT)

    assert Point.objects.count() == 3
