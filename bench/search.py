"""How long a search takes at 152,000 goods: with its counts, with typing errors, one client, SQL and Python together.

Builds its market once in a database of its own on the project's server (`--keep` leaves it there for the next run).
"""

import argparse
import gc
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import django

django.setup()

from django.db import connection

from bench.databases import bench_database
from bench.search_world import build_world
from bench.telling import middle, percentile, tell
from chophien.catalog.models import SearchEntry
from chophien.catalog.search.find import search
from chophien.catalog.search.query import SearchQuery, read_query
from chophien.catalog.search.rebuild import start_day
from chophien.catalog.search.refresh import refresh_search
from chophien.samplemarket.actions import load_reference_data

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
PRODUCTS = 152_000

BROAD = ("che", "chè", "trà", "mat ong", "mật ong", "ca phe", "rượu", "hạt điều", "ha giang", "thịt", "nam", "gạo")
NARROW = ("chè shan tuyết suối giàng", "mat ong bac ha", "thịt trâu gác bếp", "miến dong bình lư", "tinh dau que",
          "cà phê khe sanh", "đông trùng hạ thảo", "rượu men lá bằng phúc", "khau nhuc", "quyt vang bac son",
          "gao seng cu", "bánh chưng cẩm", "trà hoa vàng ba chẽ", "nước mắm phan thiết")  # fmt: skip
MISSPELT = ("che shan tuyt", "matong rung", "mat oong bac ha", "caphe hoa tan", "tinh dau quee", "ruou nep camm",
            "dong trung ha thaao", "thit trau gac bepp", "cam sanh ham yenn", "nuoc mamm phan thiet",
            "giao co lamm")  # fmt: skip
PLACES = ("chè yên bái", "mật ong hà giang", "bac kan", "rượu cao bằng", "hoàng su phì", "lai chau", "gia lai hạt điều",
          "đặc sản sơn la", "mường khương", "kon tum cà phê")  # fmt: skip
SYNONYMS = (
    "rượu bắp",
    "macadamia",
    "heo gác bếp",
    "đảng sâm",
    "sâm dây",
    "lạp xưởng",
    "tra den",
    "dau phong",
    "trà xanh",
)
BEGUN = ("che s", "mat o", "cà ph", "thit tr", "ruou n", "gao n", "macc", "tinh dau q")
NOTHING = ("xyzzy", "máy tính xách tay", "iphone", "zzz che")
CATEGORIES = ("che", "mat-ong", "ca-phe", "thuc-pham", "do-uong", "ruou", "tho-cam", "duoc-lieu", "mac-ca", "trai-cay")
PROVINCES = ("08", "15", "04", "11", "12", "14", "19", "66", "68", "52")
FILTERS = (
    {"province": "08"}, {"province": "15", "in_season": "1"}, {"ocop_min": "4"}, {"price_max": "200000"},
    {"price_min": "100000", "price_max": "500000"}, {"seller_kind": "cooperative"}, {"cert": "vietgap"},
    {"category": "thuc-pham"}, {"ocop_min": "3", "province": "12"}, {"in_season": "1"},
)  # fmt: skip
"""What people ask, by kind. Each kind is drawn as often as its weight says."""

MIX = {
    "broad": 14, "narrow": 20, "misspelt": 14, "place": 12, "synonym": 8, "begun": 8, "filtered": 10, "browse": 8,
    "sorted": 3, "deep": 2, "nothing": 1,
}  # fmt: skip


def draw(rng: random.Random, kind: str) -> SearchQuery:
    """One question of a kind."""
    words = {"broad": BROAD, "narrow": NARROW, "misspelt": MISSPELT, "place": PLACES, "synonym": SYNONYMS,
             "begun": BEGUN, "nothing": NOTHING}  # fmt: skip
    if kind in words:
        return read_query({"q": rng.choice(words[kind])})
    if kind == "browse":
        place = {"province": rng.choice(PROVINCES)} if rng.random() < 0.5 else {}
        return read_query({"category": rng.choice(CATEGORIES), **place} if rng.random() < 0.9 else {})
    filters = rng.choice(FILTERS)
    if kind == "filtered":
        return read_query({"q": rng.choice((*BROAD, *NARROW)), **filters})
    sort = rng.choice(("price_asc", "price_desc", "newest"))
    if kind == "sorted":
        return read_query({"q": rng.choice((*BROAD, *NARROW)), "sort": sort})
    start = read_query(
        {"q": rng.choice(BROAD)} if rng.random() < 0.5 else {"category": rng.choice(CATEGORIES), "sort": sort}
    )
    return _turned(start, pages=rng.randrange(2, 12))


def _turned(query: SearchQuery, *, pages: int) -> SearchQuery:
    for _page in range(pages):
        following = search(query, at=AT).next_query
        if following is None:
            break
        query = following
    return query


def questions(count: int, seed: int = 7) -> Iterator[tuple[str, SearchQuery]]:
    """So many questions in the proportions of `MIX`."""
    rng = random.Random(seed)
    kinds = rng.choices(list(MIX), weights=list(MIX.values()), k=count)
    return ((kind, draw(rng, kind)) for kind in kinds)


def measure(asked: Sequence[tuple[str, SearchQuery]]) -> dict[str, list[float]]:
    """Milliseconds for each question, by kind."""
    took: dict[str, list[float]] = defaultdict(list)
    gc.collect()
    gc.freeze()
    for kind, query in asked:
        began = time.perf_counter()
        search(query, at=AT)
        took[kind].append((time.perf_counter() - began) * 1_000)
    return took


def prepare(products: int) -> None:
    """Fill the market unless it is full already."""
    if SearchEntry.objects.count() == products:
        return
    load_reference_data(at=AT)
    ids = build_world(products=products)
    began = time.perf_counter()
    refresh_search(ids, at=AT)
    per_20k = (time.perf_counter() - began) / len(ids) * 20_000
    tell("search_refresh_20k_s", per_20k, "s", n=len(ids), products=products)
    began = time.perf_counter()
    start_day(at=AT)
    tell("search_rebuild_s", time.perf_counter() - began, "s", n=1, products=products)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) catalog_searchentry")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=PRODUCTS)
    parser.add_argument("--questions", type=int, default=3_000)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    with bench_database("search", keep=options.keep):
        prepare(options.products)
        asked = list(questions(options.questions))
        measure(asked[:300])
        took = measure(asked)
        every = [one for times in took.values() for one in times]
        for kind, times in sorted(took.items()):
            tell(f"search_{kind}_p95_ms", percentile(times, 0.95), "ms", n=len(times), products=options.products)
        tell("search_152k_p50_ms", middle(every), "ms", n=len(every), products=options.products)
        tell("search_152k_p95_ms", percentile(every, 0.95), "ms", n=len(every), products=options.products)


if __name__ == "__main__":
    main()
