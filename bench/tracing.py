"""Events of EPCIS: how many are taken in a second, and how long the whole chain of one lot takes.

Taking in: granian with two workers as `make run` starts it on the sample market, two senders with a key each, batches
of 500 events of this market's kind with seven codes in each, none seen before. Tracing: 12 levels of lots made of
lots, 10,000 events, asked over events from the lot at the end; pages ask otherwise (`bench.histories`). The tables were
analysed as the server does by itself at night.
"""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median

import django

django.setup()

from django.db import connection
from tests.market.buyers import at_once
from tests.market.running import Market, open_market

from bench.databases import bench_database
from bench.telling import tell
from chophien.lib.gs1.epcis_context import Json
from chophien.lib.gs1.keys import gtin14, restricted_gtin
from chophien.traceability.actions.keeping import OfLots, keep
from chophien.traceability.reading import draft_of
from chophien.traceability.selectors.graph import back
from chophien.traceability.telling import CONTEXT
from chophien.traceability.wording import KILOGRAM, Goods, object_event, transformation_event

SENDERS, BATCHES, BATCH, CODES = 2, 8, 500, 7
LEVELS, LOTS, OF_EACH, AGAIN = 12, 2_500, 4, 7
BEGAN = datetime(2026, 11, 1, 5, tzinfo=UTC)
HERE = "https://chophien.example"
OWNER = "organisation:bench"


def main() -> None:
    with bench_database("tracing", keep=False):
        trace()
    with open_market("tracing", CHOPHIEN_LOG="json", CHOPHIEN_RATE_LIMITS="off") as market:
        take_in(market)


def trace() -> None:
    """Keep a chain of lots and ask for all of it, from its end back."""
    at = datetime.now(UTC)
    levels = chain_of_lots()
    bodies = list(events_of(levels))
    for start in range(0, len(bodies), BATCH):
        keep([OfLots(draft_of(body)) for body in bodies[start : start + BATCH]], owner=OWNER, at=at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE traceability_event, traceability_eventepc")
    took = []
    for _time in range(AGAIN):
        began = time.perf_counter()
        chain = back([levels[0][0]], owners=[OWNER])
        took.append((time.perf_counter() - began) * 1000)
    if (chain.depth, len(chain.levels), len(chain.events)) != (LEVELS - 1, LOTS, len(bodies)):
        raise RuntimeError(f"{chain.depth} {len(chain.levels)} {len(chain.events)}")
    tell("trace_back_12x10k_ms", median(took), "ms", levels=LEVELS, lots=LOTS, events=len(bodies), n=AGAIN)


def chain_of_lots() -> list[list[str]]:
    """The lots of each level, one in the first, many in the last."""
    lots = [f"{HERE}/01/{gtin14(restricted_gtin(number))}/10/LO-{number}" for number in range(LOTS)]
    levels, start = [], 0
    for level in range(LEVELS):
        size = 1 if level == 0 else 2 * (LOTS - 1) * level // (LEVELS * (LEVELS - 1))
        end = LOTS if level == LEVELS - 1 else start + size
        levels.append(lots[start:end])
        start = end
    return levels


def events_of(levels: list[list[str]]) -> list[dict[str, Json]]:
    """Each lot is opened, kept and looked at; each but the last ones was made of lots of the next level."""
    events, kilo = [], Decimal(1)
    for level, (lots, behind) in enumerate(zip(levels, [*levels[1:], []], strict=True)):
        at = BEGAN - timedelta(days=level)
        for number, lot in enumerate(lots):
            goods = Goods(lot, kilo, KILOGRAM)
            steps = (
                ["storing", "inspecting", "stock_taking"]
                if behind
                else ["commissioning", "storing", "inspecting", "stock_taking"]
            )
            events += [object_event(at=at, action="OBSERVE", step=step, goods=[goods]) for step in steps]
            if behind:
                used = [Goods(one, kilo, KILOGRAM) for one in behind[number :: len(lots)]]
                events.append(transformation_event(at=at, step="commissioning", used=used, made=[goods]))
    return events


def take_in(market: Market) -> None:
    """Send batches from several senders at once, and count them at the end."""
    keys = [a_key(market, f"bench {number}") for number in range(SENDERS)]
    works = [[a_batch(sender, batch) for batch in range(BATCHES)] for sender in range(SENDERS)]
    send(market, keys[0], [a_batch(SENDERS, 0)])()
    began = time.perf_counter()
    at_once([send(market, key, work) for key, work in zip(keys, works, strict=True)])
    took = time.perf_counter() - began
    count = SENDERS * BATCHES * BATCH
    tell("epcis_capture_events_per_s", count / took, "events/s", n=count, batch=BATCH, codes=CODES, senders=SENDERS)


def a_key(market: Market, name: str) -> str:
    """A key as the command prints it last."""
    command = [sys.executable, "manage.py", "create_api_key", "--name", name, "--scopes", "epcis:capture,epcis:query"]
    told = subprocess.run(command, env=market.environment, capture_output=True, text=True, check=True)
    return told.stdout.split()[-1]


def a_batch(sender: int, batch: int) -> bytes:
    """A document of events that nobody has seen: seven boxes of one lot sent off."""
    events = []
    for number in range(BATCH):
        serials = [f"{sender}.{batch}.{number}.{code}" for code in range(CODES)]
        event = object_event(
            at=BEGAN + timedelta(seconds=number), action="OBSERVE", step="shipping", goods=[], disposition="in_transit"
        )
        del event["quantityList"]
        gtin = gtin14(restricted_gtin(number))
        event["epcList"] = [f"https://id.gs1.org/01/{gtin}/21/{serial}" for serial in serials]
        event["readPoint"] = {"id": f"{HERE}/noi/gian/{sender}"}
        events.append(event)
    document = {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-22T05:00:00Z",
        "epcisBody": {"eventList": events},
    }
    return json.dumps(document).encode()


def send(market: Market, key: str, batches: list[bytes]) -> Callable[[], None]:
    """Send documents one after another over a connection that stays open; each is taken in whole."""

    def work() -> None:
        line = http.client.HTTPConnection("127.0.0.1", market.port, timeout=120)
        headers = {"Content-Type": "application/ld+json", "Authorization": f"Bearer {key}"}
        for body in batches:
            line.request("POST", "/epcis/v2/capture", body, headers)
            answer = line.getresponse()
            told = answer.read()
            if answer.status != 202:
                raise RuntimeError(f"{answer.status} {told[:300]!r}")
        line.close()

    return work


if __name__ == "__main__":
    main()
