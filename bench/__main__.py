"""`make bench`: measurements of the whole market, one JSON object a line.

`ARGS="checkout_rps warm_start_s"` chooses some by name, `ARGS=--keep` leaves the measured markets in `var/bench` for
the next run. Each group runs in a process of its own, on data of its own.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

from chophien.server.postgres import EmbeddedPostgres

PROJECT = Path(__file__).resolve().parents[1]
DATA = PROJECT / "var" / "bench"
GROUPS: dict[str, tuple[str, ...]] = {
    "starting": ("cold_start_s", "warm_start_s"),
    "importing": ("import_rows_per_s", "import_20k_s", "import_again_s"),
    "buying": ("checkout_rps", "checkout_p95_ms", "race_orders", "race_refusals", "race_s"),
    "webhooks": ("webhook_p95_ms",),
    "slow_phone": ("lcp_*",),
    "ledger": ("ledger_transfers_per_s", "ledger_transfer_p95_ms"),
    "payouts": ("payout_batch_10k_s",),
    "tracing": ("trace_back_12x10k_ms", "epcis_capture_events_per_s"),
    "histories": ("history_12x10k_ms", "desk_chain_12x10k_ms", "trace_page_12x10k_ms"),
    "search": ("search_*",),
    "pages": ("list_page_cpu_ms", "product_page_cpu_ms", "list_page_p95_ms", "product_page_p95_ms"),
    "feeds": (
        "feed_province_s", "feed_province_mb", "feed_first_byte_ms", "feed_unchanged_ms", "feed_check_ms",
        "sitemap_index_ms", "sitemap_part_ms", "sitemap_all_s",
    ),
    "mapping": ("map_view_bytes", "map_view_ms", "map_drawn_bytes", "map_drawn_ms", "map_border_ms"),
    "guests": ("guest_page_ratio", "guest_page_rps", "nginx_static_rps"),
}  # fmt: skip
"""Module → what it measures, in the order of running: `pages`, `feeds` and `guests` use the market of `search`."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("metrics", nargs="*", help="names of metrics; none: all of them")
    parser.add_argument("--keep", action="store_true", help="do not remove var/bench afterwards")
    options = parser.parse_args()
    unknown = [name for name in options.metrics if not any(measures(group, name) for group in GROUPS)]
    if unknown:
        parser.error(f"no such metric: {', '.join(unknown)}. There are: {', '.join(sum(GROUPS.values(), ()))}")
    chosen = [group for group in GROUPS if not options.metrics or any(measures(group, one) for one in options.metrics)]
    DATA.mkdir(parents=True, exist_ok=True)
    try:
        return max([run(group, options.metrics) for group in chosen], default=0)
    finally:
        for lock in DATA.rglob("start.lock"):  # servers that a killed measurement has left
            EmbeddedPostgres(lock.parent).stop()
        if not options.keep:
            shutil.rmtree(DATA, ignore_errors=True)


def measures(group: str, metric: str) -> bool:
    return any(metric == name or (name.endswith("*") and metric.startswith(name[:-1])) for name in GROUPS[group])


def run(group: str, wanted: list[str]) -> int:
    """Run one group, passing on the lines that were asked for; its exit code."""
    arguments = ["--keep"] if group == "search" else []
    process = subprocess.Popen(
        [sys.executable, "-m", f"bench.{group}", *arguments],
        cwd=PROJECT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout or ():
        if not wanted or not line.startswith("{") or any(fnmatch(json.loads(line)["metric"], one) for one in wanted):
            print(line, end="", flush=True)
    return process.wait()


def environment() -> dict[str, str]:
    """A database server and folders that nothing else uses; nobody's settings but ours."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CHOPHIEN_") and name not in {"DATABASE_URL", "HOST", "PORT"}
    }
    return kept | {
        "DJANGO_SETTINGS_MODULE": "chophien.settings.test",
        "CHOPHIEN_DATA_DIR": str(DATA / "data"),
        "CHOPHIEN_TEST_SLOT": "bench",
        "PYTHONPATH": f"{PROJECT / 'src'}{os.pathsep}{PROJECT}",
    }


if __name__ == "__main__":
    sys.exit(main())
