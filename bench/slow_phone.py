"""When the largest part of a page is painted on a slow phone: 400 kbit/s, 400 ms there and back, a processor 4× slower.

Also what a first and a second visit weigh, as `tests/journeys/test_weights.py` holds it.
"""

import django

django.setup()

from tests.journeys.slow_link import slow_link
from tests.journeys.visits import SECOND_VISIT, WEIGHED, Visit, budget_of, slow_phone
from tests.market.browser import chromium, launched
from tests.market.running import open_market

from bench.telling import middle, skip, tell

ROUNDS = 3
KBIT, ROUND_TRIP_MS = 400, 400


def main() -> None:
    if chromium() is None:
        skip("lcp_home_ms", "not installed: chromium (Debian package of this name)")
        return
    with open_market("slow") as market, launched() as browser, slow_link(market.port) as link:
        with slow_phone(browser, link) as phone:
            phone.visit("/")  # the first tab of a browser is slow for reasons of its own
        for page in WEIGHED:
            firsts: list[Visit] = []
            seconds: list[Visit] = []
            for _round in range(ROUNDS):
                with slow_phone(browser, link) as phone:
                    page.prepare(phone.context, market)
                    firsts.append(phone.visit(page.address(market.facts)))
                    phone.leave()
                    seconds.append(phone.visit(page.address(market.facts)))
            report(page.name, firsts, budget_s=budget_of(page).lcp_s)
            report(f"{page.name}_again", seconds, budget_s=SECOND_VISIT.lcp_s)


def report(page: str, visits: list[Visit], *, budget_s: float) -> None:
    tell(
        f"lcp_{page.replace('-', '_')}_ms",
        middle([visit.lcp_ms for visit in visits]),
        "ms",
        n=len(visits),
        budget_ms=round(budget_s * 1000),
        bytes=max(visit.bytes for visit in visits),
        requests=max(visit.requests for visit in visits),
        kbit_per_second=KBIT,
        round_trip_ms=ROUND_TRIP_MS,
    )


if __name__ == "__main__":
    main()
