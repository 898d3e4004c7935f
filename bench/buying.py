"""Orders over the API: 32 clients at once, each with carts that are full already; and a hundred who race for twenty.

Granian with two workers as `make run` starts it, without rate limits, on the sample market. Carts are filled before the
clock starts; every order is one line of one unit.
"""

import random
import time
from collections import Counter

import django

django.setup()

import psycopg
from tests.market.buyers import Answer, ApiBuyer, at_once, race
from tests.market.running import Market, open_market

from bench.processes import cpu_seconds, postmaster
from bench.telling import percentile, tell

CLIENTS, ORDERS_EACH, WARMING = 32, 40, 4
RACERS, LEFT = 100, 20
PLENTY = 100_000
ALL_YEAR = """
SELECT variant.code FROM catalog_variant variant
JOIN catalog_listing listing ON listing.id = variant.listing_id
JOIN catalog_listingversion version ON version.id = listing.live_id
WHERE listing.status = 'published' AND version.season_from = '' AND variant.is_active ORDER BY variant.id
"""


def main() -> None:
    with open_market("buying", CHOPHIEN_LOG="json") as market:
        variants = stock_up(market)
        measure_checkouts(market, variants)
        measure_race(market, variants[0])


def stock_up(market: Market) -> list[str]:
    """Enough of everything that is sold all year round; the codes of what can be bought."""
    with psycopg.connect(market.environment["DATABASE_URL"], autocommit=True) as database:
        database.execute("UPDATE supply_stock SET available = %s", [PLENTY])
        return [code for (code,) in database.execute(ALL_YEAR).fetchall()]


def measure_checkouts(market: Market, variants: list[str]) -> None:
    rng = random.Random(32)
    clients = [[filled(market, rng.choice(variants)) for _order in range(ORDERS_EACH)] for _client in range(CLIENTS)]
    at_once([lambda buyers=buyers: check_out_all(buyers[:WARMING]) for buyers in clients])
    processes = {"web": market.pid, "postgres": postmaster()}
    before = {name: cpu_seconds(pid) for name, pid in processes.items()}
    began = time.perf_counter()
    answered = at_once([lambda buyers=buyers: check_out_all(buyers[WARMING:]) for buyers in clients])
    took = time.perf_counter() - began
    answers = [answer for answers in answered for answer in answers]
    used = {f"{name}_ms": (cpu_seconds(pid) - before[name]) * 1000 / len(answers) for name, pid in processes.items()}
    outcomes = Counter(answer.outcome for answer in answers)
    if set(outcomes) != {"201"}:
        raise RuntimeError(str(outcomes))
    facts = {"clients": CLIENTS, "workers": 2, "products": len(variants)}
    tell(
        "checkout_rps",
        len(answers) / took,
        "1/s",
        n=len(answers),
        **facts,
        **{name: round(ms, 2) for name, ms in used.items()},
    )
    p95 = percentile([answer.seconds for answer in answers], 0.95)
    tell("checkout_p95_ms", p95 * 1000, "ms", n=len(answers), **facts)


def check_out_all(buyers: list[ApiBuyer]) -> list[Answer]:
    answers = []
    for buyer in buyers:
        answers.append(buyer.check_out())
        buyer.close()
    return answers


def filled(market: Market, variant: str) -> ApiBuyer:
    buyer = ApiBuyer(market.port)
    buyer.fill_cart([variant])
    buyer.close()
    return buyer


def measure_race(market: Market, variant: str) -> None:
    with psycopg.connect(market.environment["DATABASE_URL"], autocommit=True) as database:
        database.execute("UPDATE supply_stock SET available = %s", [LEFT])
    began = time.perf_counter()
    answers = race(market.port, variant, buyers=RACERS)
    took = time.perf_counter() - began
    outcomes = Counter(answer.outcome for answer in answers)
    facts = {"buyers": RACERS, "left": LEFT, "outcomes": dict(outcomes)}
    tell("race_orders", outcomes["201"], "orders", n=RACERS, **facts)
    tell("race_refusals", outcomes["409 out_of_stock"], "refusals", n=RACERS, **facts)
    tell("race_s", took, "s", n=RACERS, **facts)


if __name__ == "__main__":
    main()
