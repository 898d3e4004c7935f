"""The second person of a counted day says so themselves, signed in: the day is closed by that, and by nothing else."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from chophien.accounts.tests.factories import operator
from chophien.cashpoints.actions.closing import close_day
from chophien.cashpoints.actions.counting import confirm_count, deny_count, tell_unanswered, withdraw_count
from chophien.cashpoints.actions.floats import take_float
from chophien.cashpoints.actions.places import end_post
from chophien.cashpoints.errors import CountOver, CountStale, DayOpen, PointClosed
from chophien.cashpoints.models import AgentPost, CashOrder, DayClose, DayCount
from chophien.cashpoints.selectors.tills import float_of
from chophien.cashpoints.tests.factories import NOON, a_household, a_till, an_agent, asked, real_money
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.dates import local_date
from chophien.lib.errors import NotPermitted
from chophien.messages.models import Notice
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.books import enter

pytestmark = pytest.mark.django_db
TODAY, LATER = NOON.date(), NOON + timedelta(minutes=30)
LIES = 9_949_000


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield


@pytest.fixture
def till():
    return a_till(holds=10_000_000)


@pytest.fixture
def pair(till):
    return an_agent(till.point), an_agent(till.point)


def counts(till, first, second, lies=LIES, **facts):
    """Counted in notes of 1,000, with a second person named."""
    facts = {"day": TODAY, "at": NOON, "note": "Không rõ", **facts}
    return close_day(till=till, notes={1_000: lies // 1_000}, counted_with=second, actor=first, **facts)


def told(person, about):
    return list(Notice.objects.filter(person_code=person.code, about=about).values_list("text", flat=True))


def missed():
    return -balance_of(chart.CASH_DIFFERENCES).owed


def test_nothing_is_closed_posted_or_moved_before_the_second_person_says_yes(till, pair):
    first, second = pair
    boss = operator()

    count = counts(till, first, second)

    assert isinstance(count, DayCount)
    assert (DayClose.objects.count(), missed()) == (0, 0)
    assert "51.000" in told(second, count.code)[0]
    with pytest.raises(PointClosed):
        asked(a_household(), till, 100_000, first)
    with pytest.raises(PointClosed):
        take_float(till=till, amount_vnd=1_000, reference="VC-9", key="9", actor=first, at=NOON)
    with pytest.raises(DayOpen):
        asked(a_household(), till, 100_000, first, at=NOON + timedelta(days=1))

    close = confirm_count(count=count, actor=second, at=LATER)

    assert (close.closed_by, close.counted_with, close.counted_with_at) == (first.code, second.code, LATER)
    assert (close.difference_vnd, missed(), float_of(till, simulated=False, at=LATER).held_vnd) == (
        -51_000,
        51_000,
        LIES,
    )
    assert "51.000" in told(boss, close.code)[0]
    assert prove(at=LATER).right
    with pytest.raises(CountOver):
        confirm_count(count=count, actor=second, at=LATER)


def test_nobody_but_the_second_person_says_yes_or_no(till, pair):
    first, second = pair
    count = counts(till, first, second)

    for act in (confirm_count, deny_count):
        for somebody in (first, an_agent(till.point), operator()):
            with pytest.raises(NotPermitted):
                act(count=count, actor=somebody, at=LATER)
    with pytest.raises(NotPermitted):
        withdraw_count(count=count, actor=second, at=LATER)
    end_post(post=AgentPost.objects.get(person=second), actor=operator(), at=NOON)
    with pytest.raises(NotPermitted):
        confirm_count(count=count, actor=second, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        DayCount.objects.update(end="confirmed", ended_at=LATER, ended_by=first.code)
    assert not DayClose.objects.exists()


def test_a_no_opens_the_till_again_and_the_operators_hear_of_it(till, pair):
    first, second = pair
    boss = operator()
    count = counts(till, first, second)

    deny_count(count=count, actor=second, at=LATER)

    assert [len(told(one, count.code)) for one in (first, boss)] == [1, 1]
    assert asked(a_household(), till, 100_000, first).status == "asked"
    assert (missed(), DayClose.objects.count()) == (0, 0)


def test_without_an_answer_the_operators_hear_of_it_once_and_it_is_counted_with_somebody_else(till, pair):
    first, second = pair
    boss, third = operator(), an_agent(till.point)
    count = counts(till, first, second)

    office = text_of(as_person(boss).get(f"/dieu-hanh/diem-tien-mat/{till.point.code}/"))
    assert "Chờ Vàng Thị Dợ xác nhận" in office
    early = tell_unanswered(at=NOON + timedelta(minutes=59))
    found = [tell_unanswered(at=NOON + timedelta(minutes=minutes)) for minutes in (60, 61)]

    assert (early, found, len(told(boss, count.code))) == (0, [1, 0], 1)
    anew = counts(till, first, third, at=LATER)
    count.refresh_from_db()
    assert (count.end, count.ended_by) == ("withdrawn", first.code)
    with pytest.raises(CountOver):
        confirm_count(count=count, actor=second, at=LATER)
    confirm_count(count=anew, actor=third, at=LATER)
    assert (DayClose.objects.get().counted_with, missed()) == (third.code, 51_000)


def test_taken_back_cash_moves_again_and_alone_a_small_difference_closes_the_day(till, pair):
    first, second = pair
    withdraw_count(count=counts(till, first, second), actor=first, at=NOON)
    take_float(till=till, amount_vnd=1_000_000, reference="VC-9", key="9", actor=first, at=NOON)
    counts(till, first, second)

    close = counts(till, first, None, 9_000_000)

    assert (close.difference_vnd, close.counted_with) == (0, "")
    assert list(DayCount.objects.order_by("pk").values_list("end", flat=True)) == ["withdrawn", "withdrawn"]


def test_money_that_moved_between_by_another_way_has_the_till_counted_anew(till, pair):
    first, second = pair
    count = counts(till, first, second)
    enter([Wish("x", chart.held(), chart.cash(chart.AGENT, till.code), 1_000, kind="x")], at=NOON)

    with pytest.raises(CountStale):
        confirm_count(count=count, actor=second, at=LATER)


def test_on_the_page_the_second_person_sees_what_was_counted_and_says_yes(till, pair):
    first, second = pair
    address = f"/diem-tien-mat/quay/{till.code}/chot/"
    now = timezone.now()
    count = counts(till, first, second, day=local_date(now), at=now)

    of_first, of_second = (text_of(as_person(person).get(address)) for person in pair)
    wrong = as_person(first).post(address, {"step": "dung", "count": count.code})
    over = as_person(second).post(address, {"step": "dung", "count": "KQ-X"})
    yes = as_person(second).post(address, {"step": "dung", "count": count.code})

    assert "Tôi đã cùng đếm, đúng như vậy" in of_second
    assert "Tôi đã cùng đếm, đúng như vậy" not in of_first
    assert "Rút lại lần đếm" in of_first
    assert (wrong.status_code, over.status_code, yes.status_code) == (409, 409, 302)
    assert DayClose.objects.get().counted_with == second.code


@pytest.mark.django_db(transaction=True)
def test_yes_pressed_twice_at_once_while_the_first_takes_it_back_closes_the_day_at_most_once():
    with real_money():
        till = a_till(holds=10_000_000)
        first, second = an_agent(till.point), an_agent(till.point)
        count = counts(till, first, second)
        seen = []

        def press(act, who):
            try:
                act(count=count, actor=who, at=LATER)
                seen.append(act.__name__)
            except CountOver:
                pass
            finally:
                connection.close()

        acts = [(confirm_count, second), (confirm_count, second), (withdraw_count, first)]
        threads = [threading.Thread(target=press, args=act) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    closed = seen == ["confirm_count"]
    assert len(seen) == 1
    assert (DayClose.objects.count(), missed()) == ((1, 51_000) if closed else (0, 0))
    assert not CashOrder.objects.exists()
