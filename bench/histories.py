"""The history of a lot with a long chain behind it, and the pages that tell it, as people get them.

12 levels of lots made of lots, 10,000 events, households that brought to every lot of the last level; asked from the
lot at the end, where all events are steps on the way there. The tables were analysed as the server does by itself at
night. `history_of` runs in a process that keeps what it loaded as the web server's do; pages come over one connection
from granian with one worker, the public page drawn anew each time. Where the machine has other work, their processor
time (`web_ms`, `postgres_ms`) says more than how long they took.
"""

import http.client
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client

from bench.databases import bench_database
from bench.processes import cpu_seconds, postmaster
from bench.serving import Served, collect_static, serve
from bench.telling import tell
from bench.tracing import BATCH, BEGAN, LEVELS, LOTS, OF_EACH, chain_of_lots
from chophien.accounts.models import Person
from chophien.catalog.tests.factories import a_category
from chophien.lib.gs1.epcis_context import Json
from chophien.lib.memory import keep_what_is_loaded
from chophien.lots.models import Contribution, Grade, Grower, Lot, LotLink, Pack, Transformation
from chophien.lots.tests.factories import a_cooperative, goods_of
from chophien.samplemarket.actions import load_reference_data
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import manager_of
from chophien.traceability.actions.keeping import OfLots, keep
from chophien.traceability.reading import draft_of
from chophien.traceability.selectors.chain import history_of
from chophien.traceability.selectors.codes import (
    act_of,
    bulk_link_of,
    digital_link_of,
    location_of,
    party_of,
    party_of_grower,
)
from chophien.traceability.selectors.owners import owner_of
from chophien.traceability.wording import (
    KILOGRAM,
    Goods,
    entries,
    object_event,
    owners,
    place,
    reference,
    transformation_event,
)

HOUSEHOLDS, AGAIN = 300, 7
HEADERS = {"Accept-Encoding": "br, gzip", "Accept": "text/html", "User-Agent": "bench"}


def main() -> None:
    with bench_database("histories", keep=False):
        load_reference_data(at=datetime.now(UTC))
        lot, events = a_long_chain()
        manager, path = manager_of(lot.seller), urlsplit(digital_link_of(lot)).path
        facts = {"levels": LEVELS, "lots": LOTS, "events": events}
        tell_history(lot, facts)
        folder = Path(settings.DATA_DIR)
        collect_static(folder)
        own = {"CHOPHIEN_RATE_LIMITS": "off", "CHOPHIEN_SECRET_KEY": settings.SECRET_KEY}
        with serve("bench_histories", folder, workers=1, **own) as served:
            measure("desk_chain_12x10k_ms", served, f"/truy-xuat/lo/{lot.code}/", signed_in(manager), facts)
            measure("trace_page_12x10k_ms", served, path, HEADERS, facts)


def tell_history(lot: Lot, facts: dict[str, int]) -> None:
    """The history as the pages of a lot and of a code ask for it."""
    keep_what_is_loaded()
    took = []
    for _time in range(AGAIN):
        began = time.perf_counter()
        history = history_of(lot)
        took.append((time.perf_counter() - began) * 1000)
    if (len(history.sources), sum(one.count for one in history.steps)) != (LOTS - 1, facts["events"]):
        raise RuntimeError(f"{len(history.sources)} {sum(one.count for one in history.steps)}")
    tell("history_12x10k_ms", median(took), "ms", n=AGAIN, **facts)


def measure(name: str, served: Served, path: str, headers: dict[str, str], facts: dict[str, int]) -> None:
    """How long a page takes, and what processor time of web worker and PostgreSQL; twice before it counts."""
    visit(served, [path, path], headers)
    server = postmaster()
    before = cpu_seconds(served.pid), cpu_seconds(server)
    # Whoever asks with a query is no stranger who gets what was drawn a moment ago.
    took, weight = visit(served, [f"{path}?lan={number}" for number in range(AGAIN)], headers)
    web, database = cpu_seconds(served.pid) - before[0], cpu_seconds(server) - before[1]
    parts = {"web_ms": round(web * 1000 / AGAIN), "postgres_ms": round(database * 1000 / AGAIN), "bytes": weight}
    tell(name, median(took) * 1000, "ms", n=AGAIN, **parts, **facts)


def visit(served: Served, paths: Sequence[str], headers: dict[str, str]) -> tuple[list[float], int]:
    """Get pages over one connection: the seconds that each took, and what the last weighed."""
    line, took, weight = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60), [], 0
    for path in paths:
        began = time.perf_counter()
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        weight = len(answer.read())
        took.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    line.close()
    return took, weight


def signed_in(person: Person) -> dict[str, str]:
    """Headers by which a browser is somebody's."""
    client = Client()
    client.force_login(person)
    return {**HEADERS, "Cookie": "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())}


def a_long_chain() -> tuple[Lot, int]:
    """The lot at the end, packed as goods of its shop that are on sale, and how many events lead to it."""
    seller = a_cooperative()
    levels = [
        Lot.objects.bulk_create(
            Lot(code=code.rpartition("/")[2], seller=seller, product="Chè", opened_by="bench", opened_at=BEGAN)
            for code in level
        )
        for level in chain_of_lots()
    ]
    growers = households_of(seller, levels[-1])
    bodies = list(steps_of(levels, [party_of_grower(one) for one in growers]))
    for start in range(0, len(bodies), BATCH):
        events = [OfLots(draft_of(body), lots) for body, lots in bodies[start : start + BATCH]]
        keep(events, owner=owner_of(seller), at=datetime.now(UTC))
    lot = levels[0][0]
    variant = goods_of(seller, category=a_category("bench"))
    Pack.objects.create(
        code="DG-BENCH", lot=lot, variant=variant, units=10, remaining=10, unit_g=100, packed_by="bench",
        packed_at=BEGAN,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return lot, len(bodies)


def households_of(seller: Seller, lots: Sequence[Lot]) -> list[Grower]:
    """Households that bring to every one of the lots."""
    growers = Grower.objects.bulk_create(
        Grower(code=f"HO-{number}", seller=seller, name=f"Hộ {number}", hamlet=f"Bản {number % 20}", joined_at=BEGAN)
        for number in range(HOUSEHOLDS)
    )
    grades = Grade.objects.bulk_create(Grade(lot=lot, name="Loại 1", price_vnd=30_000, place=1) for lot in lots)
    Contribution.objects.bulk_create(
        Contribution(
            client_id=f"bench-{number}-{time}", lot=lot, grower=growers[(number * 3 + time) % HOUSEHOLDS],
            grade=grades[number], grams=1_000, recorded_at=BEGAN, received_at=BEGAN, entered_by="bench",
        )
        for number, lot in enumerate(lots)
        for time in range(OF_EACH - 1)
    )  # fmt: skip
    return growers


def steps_of(levels: list[list[Lot]], parties: Sequence[str]) -> Iterator[tuple[dict[str, Json], tuple[int, ...]]]:
    """Each lot is opened, weighed into and made of lots of the next level, as the market writes it down."""
    seller = levels[0][0].seller
    here, owner, numbers = place(location_of(seller)), owners("destination", party_of(seller)), count(1)
    for level, (lots, behind) in enumerate(zip(levels, [*levels[1:], []], strict=True)):
        at = BEGAN - timedelta(days=level)
        for number, lot in enumerate(lots):
            used = behind[number :: len(lots)]
            link = bulk_link_of(lot)

            def step(word: str, *goods: Goods, at: datetime = at, **more: Json) -> dict[str, Json]:
                at_scales = {"readPoint": here, "bizLocation": here, **more}
                return object_event(at=at, action="ADD", step=word, goods=goods, disposition="active", **at_scales)

            yield step("commissioning", Goods(link, None, KILOGRAM), ilmd={"cbvmda:lotNumber": lot.code}), (lot.pk,)
            for weighed in range(1, 3 if used else OF_EACH):
                entry = entries(reference(settings.SITE, "can", str(next(numbers))))
                source = owners("source", parties[(number * 3 + weighed) % len(parties)])
                part = Goods(link, Decimal(weighed), KILOGRAM)
                event = step(
                    "creating_class_instance", part, bizTransactionList=entry, sourceList=source, destinationList=owner
                )
                yield event, (lot.pk,)
            if used:
                act = Transformation.objects.create(
                    code=f"CB-{lot.pk}", seller=seller, used_g=1000, made_g=1000, done_by="bench", at=at
                )
                links = [LotLink(transformation=act, lot=one, is_output=False, grams=1000) for one in used]
                LotLink.objects.bulk_create([*links, LotLink(transformation=act, lot=lot, is_output=True, grams=1000)])
                event = transformation_event(
                    at=at, step="creating_class_instance", disposition="in_progress", readPoint=here, bizLocation=here,
                    used=[Goods(bulk_link_of(one), Decimal(1), KILOGRAM) for one in used],
                    made=[Goods(link, Decimal(1), KILOGRAM)], transformationID=act_of(act.code),
                )  # fmt: skip
                yield event, (lot.pk, *(one.pk for one in used))


if __name__ == "__main__":
    main()
