"""What the office hears of cash points."""

import pytest

from chophien.accounts.tests.factories import operator
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.models import Till
from chophien.cashpoints.tests.factories import NOON, a_household, a_till, an_agent, confirmed, fills, real_money
from chophien.messages.models import Notice

pytestmark = pytest.mark.django_db


def links(person):
    return list(
        Notice.objects.filter(person_code=person.code, link__contains="diem-tien-mat").values_list("link", flat=True)
    )


def test_s08_little_cash_is_told_once_to_the_agent_and_to_the_operator_each_with_a_page_that_they_may_open():
    boss = operator()
    with real_money():
        till = a_till(holds=6_000_000)
        agent = an_agent(till.point)
        before = links(agent)
        for amount in (1_500_000, 100_000):
            pay_out_cash(order=confirmed(a_household(), till, amount, agent), actor=agent, at=NOON)

        assert links(agent)[len(before) :] == ["/diem-tien-mat/"]
        assert links(boss) == [f"/dieu-hanh/diem-tien-mat/{till.point.code}/"]
        assert Till.objects.get().low_since == NOON
        fills(till, 5_000_000)
        assert Till.objects.get().low_since is None
