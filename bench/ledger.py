"""Transfers a second: 32 clients in two processes, each transfer a transaction of its own, one in five at one account.

In a database of its own on the project's server. At the end the books are proved.
"""

import multiprocessing
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import django

django.setup()

from django.db import connection, connections, transaction

from bench.databases import bench_database
from bench.telling import percentile, tell
from chophien.ledger.actions.accounts import NewAccount, open_accounts
from chophien.ledger.actions.posting import Wish, post
from chophien.ledger.actions.proving import prove

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
PROCESSES, THREADS, SECONDS = 2, 16, 10.0
SELLERS = 1000
HOT, HOT_SHARE = "market:fee", 0.2


def main() -> None:
    with bench_database("ledger", keep=False):
        sellers = [NewAccount(f"seller:{number}:due", kind="due", debits_capped=True) for number in range(SELLERS)]
        with transaction.atomic():
            open_accounts([NewAccount("bank", kind="bank", hot=True), NewAccount(HOT, kind="fee", hot=True)], at=AT)
            open_accounts(sellers, at=AT)
            post([Wish(f"open-{one.code}", "bank", one.code, 10**9, "VND", "sale") for one in sellers], at=AT)
        database = connection.settings_dict["NAME"]
        connection.close()
        spawn = multiprocessing.get_context("spawn")
        with spawn.Pool(PROCESSES) as pool:
            parts = pool.starmap(transfer_for_a_while, [(database, number) for number in range(PROCESSES)])
        took = [seconds for part in parts for seconds in part]
        proof = prove(at=AT)
        if not proof.right or proof.transfers != len(took) + SELLERS:
            raise RuntimeError(f"the books are wrong: {proof.transfers} transfers, {len(took)} answers")
        clients = PROCESSES * THREADS
        facts = {"clients": clients, "accounts": SELLERS + 2, "hot_share": HOT_SHARE, "seconds": SECONDS}
        tell("ledger_transfers_per_s", len(took) / SECONDS, "1/s", n=len(took), **facts)
        tell("ledger_transfer_p95_ms", percentile(took, 0.95) * 1000, "ms", n=len(took), **facts)


def transfer_for_a_while(database: str, process: int) -> list[float]:
    """How long each transfer of this process's clients took, in seconds."""
    connections["default"].settings_dict["NAME"] = database
    with ThreadPoolExecutor(THREADS) as pool:
        until = time.perf_counter() + SECONDS
        parts = pool.map(lambda client: one_client(f"{process}-{client}", until), range(THREADS))
        return [seconds for part in parts for seconds in part]


def one_client(name: str, until: float) -> list[float]:
    draw = random.Random(name)
    took: list[float] = []
    while (began := time.perf_counter()) < until:
        payer = f"seller:{draw.randrange(SELLERS)}:due"
        other = HOT if draw.random() < HOT_SHARE else f"seller:{draw.randrange(SELLERS)}:due"
        if other == payer:
            continue
        with transaction.atomic():
            post([Wish(f"{name}-{len(took)}", payer, other, 100, "VND", "sale")], at=AT)
        took.append(time.perf_counter() - began)
    connections.close_all()
    return took


if __name__ == "__main__":
    main()
