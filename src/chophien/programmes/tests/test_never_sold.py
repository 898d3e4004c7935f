"""Shops that have never sold: the list, its figure, and giving one to a helper at once."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import operator
from chophien.lib.dates import local_date
from chophien.lib.errors import NotPermitted
from chophien.orders.tests.factories import NOON
from chophien.programmes.actions.tasks import assign_fact, finish_task
from chophien.programmes.models import Task
from chophien.programmes.selectors.never_sold import ever_sold, fact_about, never_sold, shops_overseen_by, within
from chophien.programmes.tests.factories import ELSEWHERE, a_household, a_sale, an_officer
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import helper_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def listed(person, **where):
    return list(never_sold(within(shops_overseen_by(person, at=NOON), province="", commune="", **where), at=NOON))


def test_s01_the_operator_sees_the_shops_that_never_sold_and_gives_each_to_a_helper():
    old = a_household(approved_at=NOON - 60 * DAY)
    oldest = a_household(approved_at=NOON - 90 * DAY)
    a_household(approved_at=NOON - 10 * DAY)
    a_household(status=SellerStatus.SUSPENDED)
    a_sale(a_household(approved_at=NOON - 90 * DAY))
    helper, thu = helper_in(), operator()

    shops = listed(thu)
    task = assign_fact(fact=fact_about(old, at=NOON), seller=old, helper=helper, actor=thu, at=NOON)

    assert shops == [oldest, old]
    assert (task.kind, task.assigned_to, task.by_facts) == ("never_sold", helper, True)


def test_officers_see_their_own_area():
    here = a_household(approved_at=NOON - 60 * DAY)
    there = a_household(approved_at=NOON - 60 * DAY, commune_code=ELSEWHERE)

    assert [listed(an_officer()), listed(an_officer(ELSEWHERE))] == [[here], [there]]
    with pytest.raises(NotPermitted):
        assign_fact(fact=fact_about(there, at=NOON), seller=there, helper=helper_in(), actor=an_officer(), at=NOON)


def test_the_figure_counts_open_shops_and_says_of_which_day_it_is():
    a_sale(a_household())
    for _number in range(3):
        a_household()

    figure = ever_sold(shops_overseen_by(operator(), at=NOON), at=NOON)

    assert (figure.shops, figure.sold, figure.percent, figure.as_of) == (4, 1, 25, local_date(NOON))


def test_there_is_no_share_of_nothing():
    assert ever_sold(shops_overseen_by(operator(), at=NOON), at=NOON).percent is None


def test_giving_it_again_opens_the_same_task_again():
    shop, helper, officer = a_household(approved_at=NOON - 60 * DAY), helper_in(), an_officer()
    said = {"fact": fact_about(shop, at=NOON), "seller": shop, "helper": helper, "actor": officer, "at": NOON}
    first = assign_fact(**said)
    finish_task(task=first, actor=helper, at=NOON)

    second = assign_fact(**said)

    assert (second.pk, second.status, Task.objects.count()) == (first.pk, "open", 1)
