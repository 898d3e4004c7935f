"""What other sites fetch at 152,000 goods: the feed of the province with most goods, and the lists for search engines.

One client, no cache, Brotli; each fetch until its last byte. Memory is what the web worker's peak grew by meanwhile.
"""

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import django

django.setup()

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from bench.databases import bench_database
from bench.processes import peak_megabytes
from bench.search import PRODUCTS, prepare
from bench.serving import Served, collect_static, serve
from bench.telling import middle, tell
from chophien.channels.selectors.feeds import area_of, fingerprint
from chophien.channels.states import AreaKind, FeedFormat
from chophien.sellers.models import Seller

ROUNDS = 5
CHECKS = 20
HEADERS = {"Accept-Encoding": "br", "User-Agent": "bench"}


@dataclass(frozen=True)
class Fetched:
    seconds: float
    first_byte_s: float
    body: bytes
    tag: str


def main() -> None:
    with bench_database("search", keep=True):
        prepare(PRODUCTS)
        code, goods = largest_province()
        check_feed(code, goods)
    folder = Path(settings.DATA_DIR)
    collect_static(folder)
    with serve("bench_search", folder, workers=1, CHOPHIEN_MICROCACHE_SECONDS="0") as served:
        warm_up(served)
        before = peak_megabytes(served.pid)
        feeds(served, code, goods)
        told = {"products": PRODUCTS, "goods": goods}
        tell("feed_province_mb", peak_megabytes(served.pid) - before, "MB", n=ROUNDS * len(FeedFormat), **told)
        lists_for_search_engines(served)


def largest_province() -> tuple[str, int]:
    """The province with most goods on sale, and how many."""
    by_province = Seller.objects.values_list("commune__province__code").annotate(goods=Count("listings__search_entry"))
    code, goods = max(by_province, key=lambda row: row[1])
    return code, goods


def check_feed(code: str, goods: int) -> None:
    """How long it takes to see whether the feed would say something else."""
    area = area_of(AreaKind.PROVINCE, code)
    assert area is not None
    times = []
    for _check in range(CHECKS):
        began = time.perf_counter()
        fingerprint(area, at=timezone.now())
        times.append(time.perf_counter() - began)
    tell("feed_check_ms", middle(times) * 1000, "ms", n=CHECKS, products=PRODUCTS, goods=goods)


def feeds(served: Served, code: str, goods: int) -> None:
    """All four formats; the slowest is told. Who has it already is only told so."""
    seconds, first, sizes = {}, {}, {}
    for ending in FeedFormat:
        address = f"/nguon/tinh/{code}.{ending.value}"
        rounds = [fetch(served, address) for _round in range(ROUNDS)]
        seconds[ending.value] = middle([one.seconds for one in rounds])
        first[ending.value] = middle([one.first_byte_s for one in rounds])
        sizes[ending.value] = len(rounds[0].body)
    slowest = max(seconds, key=lambda ending: seconds[ending])
    facts = {"products": PRODUCTS, "goods": goods, "format": slowest}
    tell("feed_province_s", seconds[slowest], "s", n=ROUNDS, bytes=sizes[slowest], **facts)
    tell("feed_first_byte_ms", max(first.values()) * 1000, "ms", n=ROUNDS, **facts)
    address = f"/nguon/tinh/{code}.json"
    tag = fetch(served, address).tag
    unchanged = [fetch(served, address, status=304, more={"If-None-Match": tag}) for _round in range(CHECKS)]
    tell("feed_unchanged_ms", middle([one.seconds for one in unchanged]) * 1000, "ms", n=CHECKS, **facts)


def lists_for_search_engines(served: Served) -> None:
    """The list of lists, and every part of it once."""
    index = [fetch(served, "/sitemap.xml", encoding="identity") for _round in range(ROUNDS)]
    tell("sitemap_index_ms", middle([one.seconds for one in index]) * 1000, "ms", n=ROUNDS, products=PRODUCTS)
    parts = re.findall(r"<loc>https?://[^/]+(/sitemap-hang-.*?)</loc>", index[0].body.decode())
    fetched = [fetch(served, part) for part in parts]
    tell("sitemap_part_ms", max(one.seconds for one in fetched) * 1000, "ms", n=len(parts), products=PRODUCTS)
    tell("sitemap_all_s", sum(one.seconds for one in fetched), "s", n=len(parts), products=PRODUCTS)


def warm_up(served: Served) -> None:
    """What a worker does at its first requests is not counted."""
    for address in ("/", "/sitemap.xml", "/nhom/che/", "/nguon/tinh/01.json"):
        fetch(served, address)


def fetch(
    served: Served, address: str, *, status: int = 200, encoding: str = "br", more: Mapping[str, str] | None = None
) -> Fetched:
    """Get an address over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    began = time.perf_counter()
    connection.request("GET", address, headers={**HEADERS, "Accept-Encoding": encoding, **(more or {})})
    answer = connection.getresponse()
    begin = answer.read(1)
    first = time.perf_counter() - began
    body = begin + answer.read()
    seconds = time.perf_counter() - began
    connection.close()
    if answer.status != status:
        raise RuntimeError(f"{address} answered {answer.status}")
    return Fetched(seconds, first, body, answer.getheader("ETag", ""))


if __name__ == "__main__":
    main()
