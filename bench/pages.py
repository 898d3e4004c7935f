"""What a page costs at 152,000 goods: processor time of the web worker and of PostgreSQL together, no cache.

One client, one connection, Brotli as browsers ask for it. Lists are full (24 cards, facets, pager).
"""

import http.client
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings

from bench.databases import bench_database
from bench.processes import cpu_seconds, postmaster
from bench.search import PRODUCTS, prepare
from bench.serving import Served, collect_static, serve
from bench.telling import percentile, tell
from chophien.catalog.models import Listing

WORDS = ("chè", "mật ong", "che shan tuyet", "ca phe", "thịt trâu gác bếp", "gạo", "rượu", "miến dong")
CATEGORIES = ("che", "mat-ong", "ca-phe", "trai-cay", "tho-cam", "ruou")
ROUNDS = 25
PRODUCTS_VISITED = 400
WARMING = 40
HEADERS = {"Accept-Encoding": "br, gzip", "Accept": "text/html", "User-Agent": "bench"}


def main() -> None:
    with bench_database("search", keep=True):
        prepare(PRODUCTS)
        goods = list(Listing.objects.order_by("code").values_list("slug", "code")[:: PRODUCTS // PRODUCTS_VISITED])
    folder = Path(settings.DATA_DIR)
    collect_static(folder)
    lists = [f"/tim/?{urlencode({'q': word})}" for word in WORDS] + [f"/nhom/{slug}/" for slug in CATEGORIES]
    products = [f"/hang/{slug}-{code}/" for slug, code in goods]
    with serve("bench_search", folder, workers=1, CHOPHIEN_MICROCACHE_SECONDS="0") as served:
        visit(served, [*lists, *products][-WARMING:] + lists)
        measure("list_page", served, lists * ROUNDS)
        measure("product_page", served, products)


def measure(name: str, served: Served, addresses: Sequence[str]) -> None:
    server = postmaster()
    before = cpu_seconds(served.pid), cpu_seconds(server)
    times = visit(served, addresses)
    web, database = cpu_seconds(served.pid) - before[0], cpu_seconds(server) - before[1]
    count, facts = len(addresses), {"products": PRODUCTS, "clients": 1, "microcache": False}
    tell(
        f"{name}_cpu_ms",
        (web + database) * 1000 / count,
        "ms",
        n=count,
        web_ms=round(web * 1000 / count, 2),
        postgres_ms=round(database * 1000 / count, 2),
        **facts,
    )
    tell(f"{name}_p95_ms", percentile(times, 0.95) * 1000, "ms", n=count, **facts)


def visit(served: Served, addresses: Sequence[str]) -> list[float]:
    """Get every page over one connection; the seconds that each took."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    times = []
    for address in addresses:
        began = time.perf_counter()
        connection.request("GET", address, headers=HEADERS)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
    connection.close()
    return times


if __name__ == "__main__":
    main()
