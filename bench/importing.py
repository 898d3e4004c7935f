"""20,000 rows of goods from a file, as an operator imports them at a terminal; and the same file once more."""

import csv
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import django

django.setup()

from tests.market import template
from tests.market.running import Market, open_market

from bench.telling import tell

ROWS, SHOPS = 20_000, 400
SOURCE = template.PROJECT / "src" / "chophien" / "samplemarket" / "data" / "goods.csv"


def main() -> None:
    with open_market("importing", CHOPHIEN_LOG="json") as market:
        path = market.folder / "goods.csv"
        write_goods(path)
        first, told = imported(market, path)
        require(told, created=ROWS, unchanged=0)
        again, told = imported(market, path)
        require(told, created=0, unchanged=ROWS)
    facts = {"rows": ROWS, "sellers": SHOPS, "published": True}
    tell("import_rows_per_s", ROWS / first, "1/s", n=1, **facts)
    tell("import_20k_s", first, "s", n=1, **facts)
    tell("import_again_s", again, "s", n=1, **facts)


def write_goods(path: Path) -> None:
    """Real goods under other names and prices, sold by shops that the market does not know yet."""
    rng = random.Random(20_260_901)
    with SOURCE.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, fieldnames=list(rows[0]))
        writer.writeheader()
        for number in range(ROWS):
            good, shop = rng.choice(rows), number % SHOPS
            writer.writerow({
                **good,
                "sku": f"BENCH-{number:05d}",
                "title": f"{good['title']} số {number}",
                "price_vnd": max(5_000, int(int(good["price_vnd"]) * rng.uniform(0.5, 2)) // 1_000 * 1_000),
                "stock": rng.randrange(1, 500),
                "seller_code": f"bench-{shop}",
                "seller_name": f"HTX Thử nghiệm {shop}",
                "seller_kind": "cooperative",
                "province_code": rows[shop % len(rows)]["province_code"],
                "commune_code": rows[shop % len(rows)]["commune_code"],
                "photo_file": "",
            })  # fmt: skip


def imported(market: Market, path: Path) -> tuple[float, str]:
    """Seconds that the whole command takes, and what it says at the end."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "manage.py", "import_goods", str(path), "--publish"],
        cwd=template.PROJECT,
        env=dict(market.environment),
        check=False,
        capture_output=True,
        text=True,
    )
    took = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return took, done.stdout


def require(told: str, **wanted: int) -> None:
    said = {name: int(count) for name, count in re.findall(r"(\w+)=(\d+)", told)}
    if any(said.get(name) != count for name, count in wanted.items()) or said["faulty"]:
        raise RuntimeError(told)


if __name__ == "__main__":
    main()
