"""The bank's messages about transfers: how long one waits until its orders are paid, 8 clients at once.

Granian with two workers as `make run` starts it, without rate limits, on the sample market; the job worker has its
share of the machine. Each message is told thrice. At the end every order is paid once, and every đồng has its place.
"""

import http.client
import json
import random
import time
from collections.abc import Callable

import django

django.setup()

import psycopg
from tests.market.buyers import BODY, ApiBuyer, at_once
from tests.market.running import Market, open_market

from bench.buying import stock_up
from bench.telling import percentile, tell
from chophien.reconciliation.tests.factories import a_message

CLIENTS, ORDERS_EACH, TIMES = 8, 20, 3
KEY = "a key for measuring"
BODY_BY_TRANSFER = {**BODY, "payment": "vietqr"}
TO_THE_MARKET = "UPDATE sellers_payoutaccount SET confirmed_at = NULL"
"""What goes to a shop's own account is not on the market's."""
TAKEN = "SELECT count(*), sum(used_vnd), sum(amount_vnd) FROM reconciliation_bankline WHERE text LIKE 'DO %%'"


def main() -> None:
    with open_market("webhooks", CHOPHIEN_LOG="json", CHOPHIEN_PAYOS_KEY=KEY, CHOPHIEN_RATE_LIMITS="off") as market:
        variants = stock_up(market)
        with psycopg.connect(market.environment["DATABASE_URL"], autocommit=True) as database:
            database.execute(TO_THE_MARKET)
        rng = random.Random(8)
        works = [[order(market, rng.choice(variants)) for _order in range(ORDERS_EACH)] for _client in range(CLIENTS)]
        messages = [[a_message(f"DO {group}", total, key=KEY) for group, total in work] for work in works]
        took = [seconds for part in at_once([client(market, told) for told in messages]) for seconds in part]
        require_all_once(market, [total for work in works for _group, total in work])
        facts = {"clients": CLIENTS, "orders": CLIENTS * ORDERS_EACH, "told": TIMES}
        tell("webhook_p95_ms", percentile(took, 0.95) * 1000, "ms", n=len(took), **facts)


def order(market: Market, variant: str) -> tuple[str, int]:
    """An order that awaits its transfer: the code in its words, and its sum."""
    buyer = ApiBuyer(market.port)
    buyer.fill_cart([variant])
    placed = buyer.ask("POST", f"/carts/{buyer.cart}/checkout", BODY_BY_TRANSFER, **{"Idempotency-Key": buyer.cart})
    buyer.close()
    if placed.status != 201:
        raise RuntimeError(str(placed))
    return placed.body["group_code"], placed.body["total_vnd"]


def client(market: Market, messages: list[str]) -> Callable[[], list[float]]:
    """Tell each message over a connection that stays open, and again after all others; how long the first ones took."""

    def work() -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", market.port, timeout=60)
        took = []
        for time_told in range(TIMES):
            for body in messages:
                began = time.perf_counter()
                connection.request("POST", "/webhooks/bank/payos", body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                told = json.loads(answer.read())
                if (answer.status, told) != (200, {"success": True}):
                    raise RuntimeError(f"{answer.status} {told}")
                if time_told == 0:
                    took.append(time.perf_counter() - began)
        connection.close()
        return took

    return work


def require_all_once(market: Market, totals: list[int]) -> None:
    with psycopg.connect(market.environment["DATABASE_URL"]) as database:
        found = database.execute(TAKEN).fetchone()
    if found != (len(totals), sum(totals), sum(totals)):
        raise RuntimeError(f"{found} of {len(totals)} transfers, {sum(totals)} đồng")


if __name__ == "__main__":
    main()
