"""Cash brought and taken, the word when little is left, and the count at the end of the day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.cashpoints.actions.closing import close_day
from chophien.cashpoints.actions.floats import bring_float, take_float
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.actions.places import appoint_agent, close_point, end_post
from chophien.cashpoints.errors import (
    AlreadyClosed,
    AskedDifferently,
    DayOpen,
    FloatTooLow,
    NoteMissing,
    OwnAppointment,
    PointClosed,
    ReferenceMissing,
    ReferenceUsed,
    SecondPersonMissing,
    StillOpen,
    TillNotEmpty,
)
from chophien.cashpoints.models import DayClose, FloatMove, Till
from chophien.cashpoints.selectors.tills import float_of
from chophien.cashpoints.tests.factories import (
    NOON,
    a_household,
    a_point,
    a_till,
    an_agent,
    asked,
    confirmed,
    fills,
    real_money,
)
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotPermitted
from chophien.messages.models import Notice
from chophien.payments import chart

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield


@pytest.fixture
def till():
    return a_till(holds=10_000_000)


@pytest.fixture
def agent(till):
    return an_agent(till.point)


def held(till):
    return float_of(till, simulated=False, at=NOON).held_vnd


def closes(till, agent, lies, *, day=TODAY, at=NOON, **facts):
    """The day is closed with so much cash counted, in notes of 1,000."""
    return close_day(till=till, day=day, notes={1_000: lies // 1_000}, actor=agent, at=at, **facts)


def test_cash_comes_from_the_partner_and_goes_back_by_its_number(till, agent):
    move = take_float(till=till, amount_vnd=4_000_000, reference=" VC 17 ", key="k", actor=agent, at=NOON)

    assert (held(till), move.reference) == (6_000_000, "VC 17")
    assert balance_of(chart.held()).owed == 6_000_000
    assert take_float(till=till, amount_vnd=4_000_000, reference="VC 17", key="k", actor=agent, at=NOON).pk == move.pk
    with pytest.raises(AskedDifferently):
        take_float(till=till, amount_vnd=1, reference="VC 17", key="k", actor=agent, at=NOON)
    with pytest.raises(ReferenceUsed, match="VC 17"):
        take_float(till=till, amount_vnd=1_000, reference="VC  17", key="other", actor=agent, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        FloatMove.objects.create(
            code="TQ-X",
            till=till,
            kind=move.kind,
            amount_vnd=1,
            reference="VC 17",
            key="x",
            simulated=False,
            by="x",
            at=NOON,
        )
    with pytest.raises(ReferenceMissing):
        bring_float(till=till, amount_vnd=1_000, reference=" ", key="k2", actor=agent, at=NOON)
    with pytest.raises(NotPermitted):
        bring_float(till=till, amount_vnd=1_000, reference="VC-k3", key="k3", actor=PersonFactory(), at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        FloatMove.objects.filter(pk=move.pk).update(amount_vnd=1)


def test_what_is_set_aside_for_customers_is_not_taken_away(till, agent):
    asked(a_household(9_000_000), till, 8_000_000, agent)

    with pytest.raises(FloatTooLow, match=r"2\.000\.000"):
        take_float(till=till, amount_vnd=2_001_000, reference="VC-k", key="k", actor=agent, at=NOON)


def test_s08_little_cash_is_told_once_until_it_is_refilled(till, agent):
    boss = operator()

    take_float(till=till, amount_vnd=5_000_000, reference="VC-1", key="1", actor=agent, at=NOON)
    assert Notice.objects.filter(about=till.code).count() == 0
    take_float(till=till, amount_vnd=1_000, reference="VC-2", key="2", actor=agent, at=NOON)
    take_float(till=till, amount_vnd=1_000, reference="VC-3", key="3", actor=agent, at=NOON)
    assert sorted(Notice.objects.filter(about=till.code).values_list("person_code", flat=True)) == sorted(
        [agent.code, boss.code]
    )
    fills(till, 5_000_000)
    assert Till.objects.get(pk=till.pk).low_since is None
    take_float(till=till, amount_vnd=5_000_000, reference="VC-4", key="4", actor=agent, at=NOON)
    assert Notice.objects.filter(about=till.code, person_code=agent.code).count() == 2


def test_s08_a_day_is_closed_with_every_way_that_cash_went(till, agent):
    pay_out_cash(order=confirmed(a_household(), till, 3_000_000, agent), actor=agent, at=NOON)
    take_float(till=till, amount_vnd=2_000_000, reference="VC-k", key="k", actor=agent, at=NOON)

    close = closes(till, agent, 5_000_000)

    row = (close.opening_vnd, close.cash_in_vnd, close.cash_out_vnd, close.float_in_vnd, close.float_out_vnd)
    assert row == (0, 0, 3_000_000, 10_000_000, 2_000_000)
    assert (close.expected_vnd, close.counted_vnd, close.difference_vnd) == (5_000_000, 5_000_000, 0)
    with pytest.raises(AlreadyClosed):
        closes(till, agent, 5_000_000)
    with pytest.raises(PointClosed):
        asked(a_household(), till, 100_000, agent)
    with pytest.raises(IntegrityError), transaction.atomic():
        DayClose.objects.update(counted_vnd=1)
    tomorrow = NOON + timedelta(days=1)
    asked(a_household(), till, 100_000, agent, at=tomorrow)


@pytest.mark.parametrize("difference", [-50_000, 50_000])
def test_a_small_difference_wants_a_word_and_is_posted(till, agent, difference):
    lies = 10_000_000 + difference

    with pytest.raises(NoteMissing):
        closes(till, agent, lies)
    boss = operator()
    close = closes(till, agent, lies, note="Trả nhầm tiền lẻ")

    assert not Notice.objects.filter(person_code=boss.code).exists()
    assert close.difference_vnd == difference
    assert held(till) == lies
    assert balance_of(chart.CASH_DIFFERENCES).owed == difference
    assert prove(at=NOON).right


def test_a_large_difference_wants_somebody_else_who_counted(till, agent):
    lies = 10_000_000 - 51_000
    for second in (None, agent, PersonFactory()):
        with pytest.raises(SecondPersonMissing):
            closes(till, agent, lies, note="Không rõ", counted_with=second)


def test_a_day_that_nobody_closed_is_asked_for_first(till, agent):
    tomorrow = NOON + timedelta(days=1)

    with pytest.raises(DayOpen, match="24/11/2026"):
        asked(a_household(), till, 100_000, agent, at=tomorrow)
    with pytest.raises(DayOpen):
        closes(till, agent, 10_000_000, day=tomorrow.date(), at=tomorrow)
    closes(till, agent, 10_000_000, at=tomorrow)

    asked(a_household(), till, 100_000, agent, at=tomorrow)


def test_nothing_is_closed_while_customers_wait_or_with_notes_that_are_none(till, agent):
    asked(a_household(), till, 100_000, agent)

    with pytest.raises(StillOpen):
        closes(till, agent, 10_000_000)
    for notes in ({3_000: 1}, {1_000: -1}):
        with pytest.raises(Invalid):
            close_day(till=till, day=TODAY, notes=notes, actor=agent, at=NOON + timedelta(hours=1))
    with pytest.raises(Invalid):
        closes(till, agent, 0, day=TODAY + timedelta(days=1))
    with pytest.raises(NotPermitted):
        closes(till, operator(), 10_000_000)


def test_a_point_closes_only_empty_and_takes_its_agents_and_tills_along(till, agent):
    boss = operator()
    with pytest.raises(TillNotEmpty):
        close_point(point=till.point, actor=boss, at=NOON)
    take_float(till=till, amount_vnd=10_000_000, reference="VC-k", key="k", actor=boss, at=NOON)
    with pytest.raises(NotPermitted):
        close_point(point=till.point, actor=agent, at=NOON)

    close_point(point=till.point, actor=boss, at=NOON)

    with pytest.raises(NotPermitted):
        asked(a_household(), till, 100_000, agent)


def test_operators_appoint_others_and_an_agent_can_lay_the_post_down():
    point, boss = a_point(), operator()
    with pytest.raises(OwnAppointment):
        appoint_agent(point=point, person=boss, actor=boss, at=NOON)
    agent = PersonFactory()
    post = appoint_agent(point=point, person=agent, actor=boss, at=NOON)
    assert appoint_agent(point=point, person=agent, actor=boss, at=NOON).pk == post.pk
    with pytest.raises(NotPermitted):
        end_post(post=post, actor=an_agent(point), at=NOON)

    assert end_post(post=post, actor=agent, at=NOON).ends_at == NOON
    assert appoint_agent(point=point, person=agent, actor=SYSTEM, at=NOON).pk != post.pk


@pytest.mark.parametrize(
    "fault",
    [{"name": " "}, {"address": ""}, {"lat": 21.0}, {"lat": 210.0, "lon": 105.0}, {"phone": "123"}],
)
def test_a_point_says_where_it_is(fault):
    with pytest.raises(Invalid):
        a_point(**fault)
