"""What the map weighs and how long a view of it takes with 20,000 growing areas, and with nothing kept of it; and how
long it takes to look at a new border among theirs.

Each area has a border of its own, as people walk them: 12 to 60 corners, of a tenth of a hectare to twenty.

A view of the interactive map is the tiles of a phone's screen, 360 × 640 points, as a browser fetches them: Brotli, one
connection. Each view moves the map on, so that no tile was asked for before; the micro-cache is off.
"""

import argparse
import http.client
import json
import math
import random
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.db.models import Count

from bench.databases import bench_database
from bench.search_world import build_world
from bench.serving import Served, collect_static, serve
from bench.telling import middle, percentile, tell
from chophien.catalog.search.refresh import refresh_search
from chophien.growing.models import AreaShape, GrowingArea
from chophien.growing.selectors.exact import is_near_others, worst_overlap
from chophien.lib.geo.ground import box, coarse, hectares, inside
from chophien.places.models import TODAY, Commune
from chophien.samplemarket.actions import load_reference_data
from chophien.sellers.models import Seller

AREAS, GOODS, VIEWS, BORDERS = 20_000, 4_000, 150, 300
METRES = 111_320
"""In a degree of latitude."""
WIDE, HIGH, SIZE = 360, 640, 256
ZOOMS = (5, 6, 7, 8, 9, 10, 11, 12)
AT = datetime(2026, 11, 24, 5, tzinfo=UTC)
CROPS = ("che", "ca-phe", "mat-ong", "trai-cay", "que-hoi", "gao-nep")
STANDARDS = ("", "", "", "vietgap", "organic", "globalgap")
HEADERS = {"Accept-Encoding": "br, gzip", "User-Agent": "bench"}


def fill(areas: int) -> None:
    """Growing areas around the communes of the highlands, and goods of their shops."""
    if GrowingArea.objects.count() == areas:
        return
    load_reference_data(at=AT)
    refresh_search(build_world(products=GOODS, sellers=2_000), at=AT)
    rng = random.Random(11)
    communes = {one.pk: one for one in Commune.objects.filter(vintage=TODAY, lat__isnull=False)}
    shops = [one for one in Seller.objects.order_by("pk") if one.commune_id in communes]
    rows, lands = [], []
    for number in range(areas):
        shop = rng.choice(shops)
        place = communes[shop.commune_id]
        land = a_border(rng, place.lon + rng.gauss(0, 0.04), place.lat + rng.gauss(0, 0.04))
        lon, lat = coarse(inside(land))
        size = Decimal(hectares(land)).quantize(Decimal("0.0001"))
        lands.append(land)
        rows.append(
            GrowingArea(
                code=f"VT-BENCH-{number:06}", seller=shop, commune=place, name=f"Nương {number}",
                crop=rng.choice(CROPS), standard=rng.choice(STANDARDS), hectares=size,
                cell_lon=lon, cell_lat=lat, added_by="bench", added_at=AT,
            )
        )  # fmt: skip
    GrowingArea.objects.bulk_create(rows, batch_size=2_000)
    AreaShape.objects.bulk_create(
        (a_shape(area, land) for area, land in zip(rows, lands, strict=True)), batch_size=2_000
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) growing_growingarea, growing_areashape")


def a_border(rng: random.Random, lon: float, lat: float) -> dict[str, Any]:
    """A border that does not cross itself, against the clock, of a tenth of a hectare to twenty."""
    corners, across = rng.randrange(12, 61), math.sqrt(rng.uniform(1_000, 200_000) / math.pi)
    narrow = math.cos(math.radians(lat))
    ring = []
    for corner in range(corners):
        angle, far = 2 * math.pi * corner / corners, across * rng.uniform(0.75, 1.25) / METRES
        ring.append([round(lon + far * math.cos(angle) / narrow, 7), round(lat + far * math.sin(angle), 7)])
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def a_shape(area: GrowingArea, land: dict[str, Any]) -> AreaShape:
    west, south, east, north = box(land)
    return AreaShape(
        area=area, land=land, west=west, south=south, east=east, north=north, drawn_by="walk",
        client_id=f"bench:{area.code}", recorded_at=AT, received_at=AT, entered_by="bench",
    )  # fmt: skip


def measure_borders(areas: int) -> None:
    """How long it takes to look at a new border among all: how large it is, and what lies on it or near it."""
    rng, times, near = random.Random(5), [], 0
    cells = list(GrowingArea.objects.order_by("pk").values_list("cell_lon", "cell_lat"))
    seller = Seller.objects.order_by("pk")[0].pk
    for _number in range(BORDERS):
        lon, lat = rng.choice(cells)
        land = a_border(rng, lon + rng.gauss(0, 0.01), lat + rng.gauss(0, 0.01))
        began = time.perf_counter()
        worst_overlap(land, of=seller)
        near += is_near_others(land, of=seller, metres=100)
        times.append((time.perf_counter() - began) * 1_000)
    tell(
        "map_border_ms",
        percentile(times, 0.95),
        "ms",
        n=BORDERS,
        middle=round(middle(times), 1),
        areas=areas,
        near=near,
    )


def view(lon: float, lat: float, zoom: int) -> list[str]:
    """The addresses of the tiles that a phone's screen around a place touches."""
    side = 1 << zoom
    x = (lon + 180) / 360 * side * SIZE
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side * SIZE
    columns = range(int((x - WIDE / 2) // SIZE), int((x + WIDE / 2) // SIZE) + 1)
    rows = range(int((y - HIGH / 2) // SIZE), int((y + HIGH / 2) // SIZE) + 1)
    return [f"/ban-do/o/{zoom}/{one}/{two}.json?lop=vung-trong" for one in columns for two in rows]


def fetch(wire: http.client.HTTPConnection, address: str) -> tuple[int, bytes]:
    """How many bytes came, headers left out, and the body as it came."""
    wire.request("GET", address, headers=HEADERS)
    answer = wire.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return len(body), body


def measure(served: Served, areas: int, folder: Path) -> None:
    wire = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    fetch(wire, "/ban-do/")
    rng, weights, times = random.Random(7), [], []
    cells = list(GrowingArea.objects.order_by("pk").values_list("cell_lon", "cell_lat"))
    for number in range(VIEWS):
        lon, lat = rng.choice(cells)
        tiles = view(lon, lat, ZOOMS[number % len(ZOOMS)])
        began = time.perf_counter()
        weights.append(sum(fetch(wire, tile)[0] for tile in tiles))
        times.append((time.perf_counter() - began) * 1_000)
    facts = {"areas": areas, "microcache": False}
    tell("map_view_bytes", max(weights), "bytes", n=len(weights), middle=round(middle(weights)), **facts)
    tell("map_view_ms", percentile(times, 0.95), "ms", n=len(times), middle=round(middle(times), 1), **facts)
    drawn, took = [], []
    busiest = _busiest()
    for address in (*(f"/ban-do/?lop=vung-trong{where}" for where in ("", "&tinh=08", "&tinh=66")), busiest):
        began = time.perf_counter()
        drawn.append(fetch(wire, address)[0])
        took.append((time.perf_counter() - began) * 1_000)
    names = json.loads((folder / "static" / "staticfiles.json").read_text())["paths"]
    styles = sum(fetch(wire, f"/tinh/{names[name]}")[0] for name in ("web/base.css", "atlas/atlas.css"))
    tell("map_drawn_bytes", max(drawn) + styles, "bytes", n=len(drawn), page=max(drawn), styles=styles, **facts)
    tell("map_drawn_ms", max(took), "ms", n=len(took), **facts)
    wire.close()


def _busiest() -> str:
    """The drawing of the 60 communes with most areas, square by square: the fullest that can be asked for."""
    counted = GrowingArea.objects.values_list("commune__code").annotate(Count("pk")).order_by("-pk__count")
    return "/ban-do/?lop=vung-trong&xa=" + ",".join(code for code, _number in counted[:60])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, default=AREAS)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    folder = Path(settings.DATA_DIR)
    collect_static(folder)
    with bench_database("map", keep=options.keep):
        fill(options.areas)
        with serve("bench_map", folder, workers=1, CHOPHIEN_MICROCACHE_SECONDS="0") as served:
            measure(served, options.areas, folder)
        measure_borders(options.areas)


if __name__ == "__main__":
    main()
