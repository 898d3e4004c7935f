"""Tasks: made from facts and by hand, given out, taken up, done, dropped, and back again while their cause stays."""

from datetime import timedelta

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.catalog.models import Certificate, Listing
from chophien.lib.actor import NIGHTLY
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.orders.tests.factories import NOON, a_checkout, a_confirmed_order
from chophien.programmes.actions.nightly import match_tasks
from chophien.programmes.actions.tasks import (
    assign_task,
    assign_tasks,
    drop_task,
    finish_task,
    make_task,
    put_back_task,
    take_task,
)
from chophien.programmes.errors import NobodyToGiveIt, ReasonMissing
from chophien.programmes.facts import facts_of
from chophien.programmes.models import Task, TaskStep
from chophien.programmes.states import TaskKind, TaskStatus
from chophien.programmes.tests.factories import (
    ELSEWHERE,
    a_helped,
    a_household,
    a_member,
    a_sale,
    a_team,
    an_officer,
)
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_mandate, helper_in
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def night(at=NOON):
    return match_tasks(actor=NIGHTLY, at=at)


def kinds(*sellers, at=NOON):
    return sorted(str(fact.kind) for fact in facts_of(sellers, at=at))


def fresh(task):
    return Task.objects.get(pk=task.pk)


def a_task(seller, **facts):
    said = {"kind": TaskKind.VISIT, "note": "Hỏi thăm vụ chè", "due_on": local_date(NOON), "actor": an_officer()}
    return make_task(seller=seller, at=NOON, **{**said, **facts})


def test_s24_tasks_come_from_the_facts_of_a_household():
    seller = a_household(approved_at=NOON - 40 * DAY)
    goods = a_variant(seller=seller, available=20)
    Listing.objects.filter(pk=goods.listing_id).update(score=41)
    a_checkout((goods, 1))
    Certificate.objects.create(
        code="GC-1",
        seller=seller,
        kind="vietgap",
        number="1",
        verified_at=NOON,
        valid_to=local_date(NOON) + 30 * DAY,
    )
    a_mandate(seller=seller, helper=helper_in(), valid_until=local_date(NOON) + 3 * DAY)

    found = kinds(seller)

    assert found == ["certificate_expiring", "mandate_expiring", "never_sold", "order_waiting", "thin_listing"]


def test_an_order_that_should_be_on_its_way_is_a_task_near_the_promised_day():
    order = a_confirmed_order()
    seller = order.seller

    assert "order_unsent" not in kinds(seller, at=NOON - 30 * DAY)
    assert "order_unsent" in kinds(seller, at=NOON + 30 * DAY)


def test_a_shop_that_sold_long_ago_is_idle_and_one_that_sleeps_is_left_alone():
    idle, asleep, begun = a_household(), a_household(), a_household(status=SellerStatus.DRAFT)
    a_sale(idle, at=NOON - 100 * DAY)
    type(asleep).objects.filter(pk=asleep.pk).update(
        asleep_since=local_date(NOON), wakes_on=local_date(NOON) + 90 * DAY
    )
    asleep.refresh_from_db()

    Listing.objects.update(score=90)

    assert [kinds(one) for one in (idle, asleep, begun)] == [["idle_shop"], [], ["shop_unfinished"]]


@pytest.mark.parametrize("households", [1, 3])
def test_facts_take_the_same_queries_for_any_number_of_households(households, django_assert_num_queries):
    sellers = [a_household() for _number in range(households)]

    with django_assert_num_queries(7):
        facts_of(sellers, at=NOON)


def test_the_night_makes_each_task_once_and_gives_it_to_the_households_helper():
    seller, helper = a_helped(at=NOON - 20 * DAY, approved_at=NOON - 40 * DAY)

    first, second = night(), night(NOON + DAY)

    task = Task.objects.get()
    assert (first.made, second) == (1, type(second)(0, 0, 0))
    assert (task.kind, task.seller, task.assigned_to, task.status) == ("never_sold", seller, helper, "open")
    assert Notice.objects.filter(person_code=helper.code).count() == 1


def test_without_a_mandate_the_task_goes_to_who_looks_after_the_village():
    helper = a_member(a_team(), villages=("Sủng Là",))
    near, far = a_household(hamlet="sủng là"), a_household(hamlet="Lũng Cẩm")

    night()

    given = dict(Task.objects.values_list("seller", "assigned_to"))
    assert given == {near.pk: helper.pk, far.pk: None}


def test_a_task_closes_by_itself_when_its_cause_is_gone_and_opens_again_when_it_returns():
    seller = a_household()
    goods = a_variant(seller=seller)
    Listing.objects.filter(pk=goods.listing_id).update(score=30)
    a_sale(seller)
    night()
    task = Task.objects.get()

    Listing.objects.filter(seller=seller).update(score=80)
    gone = night(NOON + DAY)
    closed = fresh(task)
    Listing.objects.filter(pk=goods.listing_id).update(score=20)
    back = night(NOON + 2 * DAY)

    assert (gone.settled, closed.status, closed.is_settled, closed.closed_by) == (1, "done", True, NIGHTLY.code)
    assert (back.reopened, fresh(task).status, fresh(task).facts["score"]) == (1, "open", 20)
    assert list(TaskStep.objects.values_list("step", flat=True)) == ["make", "settle", "reopen"]


@pytest.mark.parametrize(("how", "days"), [("done", 7), ("dropped", 30)])
def test_what_was_closed_by_hand_opens_again_when_its_cause_outlives_the_days(how, days):
    _seller, helper = a_helped(at=NOON - 20 * DAY, approved_at=NOON - 40 * DAY)
    night()
    task = Task.objects.get()
    if how == "done":
        finish_task(task=task, actor=helper, at=NOON)
    else:
        drop_task(task=task, reason="Hộ đi xa", actor=helper, at=NOON)

    early, due = night(NOON + (days - 1) * DAY), night(NOON + days * DAY)

    assert (early.reopened, due.reopened, fresh(task).status, fresh(task).reason) == (0, 1, "open", "")


def test_an_officer_writes_a_task_by_hand_and_gives_it_to_a_helper():
    seller, helper = a_household(), helper_in()

    task = a_task(seller, helper=helper)

    assert (task.by_facts, task.assigned_to, task.note) == (False, helper, "Hỏi thăm vụ chè")
    assert Notice.objects.get(person_code=helper.code).link == f"/giup/viec/{task.code}/"


def test_a_task_by_hand_says_what_is_to_be_done_and_when():
    with pytest.raises(Invalid) as refused:
        a_task(a_household(), kind=TaskKind.NEVER_SOLD, note=" ", due_on=local_date(NOON) - DAY)

    assert sorted(refused.value.field_errors) == ["due_on", "kind", "note"]
    assert not Task.objects.exists()


def test_tasks_are_given_out_by_the_officers_of_the_area_to_helpers_of_the_commune():
    here, helper, stranger = a_household(), helper_in(), helper_in(ELSEWHERE)
    task = a_task(here)

    with pytest.raises(NotPermitted):
        assign_task(task=task, helper=helper, actor=an_officer(ELSEWHERE), at=NOON)
    with pytest.raises(NobodyToGiveIt):
        assign_task(task=task, helper=stranger, actor=an_officer(), at=NOON)
    assign_task(task=task, helper=helper, actor=holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "08"), at=NOON)

    assert fresh(task).assigned_to == helper


def test_many_are_given_at_once_and_what_cannot_be_is_named():
    helper = helper_in()
    open_one, done_one = a_task(a_household()), a_task(a_household())
    finish_task(task=done_one, actor=an_officer(), at=NOON)

    became = assign_tasks(tasks=[open_one, done_one], helper=helper, actor=an_officer(), at=NOON)

    assert (became.given, [name for name, _why in became.refused]) == (1, [done_one.seller.name])


def test_a_helper_takes_a_task_up_puts_it_back_and_finishes_it():
    seller, helper = a_helped(at=NOON - DAY)
    task = a_task(seller)

    take_task(task=task, actor=helper, at=NOON)
    taken = fresh(task).status
    put_back_task(task=task, actor=helper, at=NOON)
    take_task(task=task, actor=helper, at=NOON)
    finish_task(task=task, actor=helper, at=NOON)

    assert (taken, fresh(task).status, fresh(task).closed_by) == (TaskStatus.TAKEN, TaskStatus.DONE, helper.code)
    with pytest.raises(StepNotAllowed):
        take_task(task=task, actor=helper, at=NOON)


def test_a_helper_touches_no_task_of_somebody_elses_household():
    task = a_task(a_household())
    given = a_task(a_household(), helper=helper_in())
    other = helper_in()

    for one in (task, given):
        with pytest.raises(NotPermitted):
            take_task(task=one, actor=other, at=NOON)
        with pytest.raises(NotPermitted):
            finish_task(task=one, actor=other, at=NOON)

    assert list(Task.objects.values_list("status", flat=True)) == ["open", "open"]


def test_dropping_needs_a_reason():
    seller, helper = a_helped(at=NOON - DAY)
    task = a_task(seller, helper=helper)

    with pytest.raises(ReasonMissing):
        drop_task(task=task, reason=" ", actor=helper, at=NOON)

    assert fresh(task).status == TaskStatus.OPEN
