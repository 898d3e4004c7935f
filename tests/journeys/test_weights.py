"""The weight table of the interface, measured on a slow phone at the end of a slow line: bytes and requests.

Seconds belong to `make bench` (`lcp_*`), where nothing else runs beside them.
"""

import pytest

from tests.journeys.slow_link import slow_link
from tests.journeys.visits import SECOND_VISIT, WEIGHED, budget_of, slow_phone

KB = 1000


@pytest.mark.browser
@pytest.mark.parametrize("page", WEIGHED, ids=lambda page: page.name)
def test_a_first_and_a_second_visit_stay_within_the_budget(page, chromium, market):
    budget = budget_of(page)
    # Weight does not depend on speed: a quicker line and phone keep the test short.
    with slow_link(market.port, kbit_per_second=4_000, round_trip=0.04) as link, slow_phone(chromium, link, 1) as phone:
        page.prepare(phone.context, market)
        first = phone.visit(page.address(market.facts))
        phone.leave()
        second = phone.visit(page.address(market.facts))

    weights = {"first": (first.bytes / KB, first.requests), "second": (second.bytes / KB, second.requests)}
    within = [first.bytes <= budget.kb * KB, first.requests <= budget.requests]
    within += [second.bytes <= SECOND_VISIT.kb * KB, second.requests <= SECOND_VISIT.requests]
    assert all(within), (weights, first.fetched, second.fetched)
