"""How long `make run` takes to its first page: with nothing but the packages installed, and again."""

import os
import shutil
import subprocess
import time

from tests.market.running import free_port, status

from bench.__main__ import DATA, PROJECT
from bench.telling import tell

FOLDER = DATA / "starting"
WARM_STARTS = 3
LONGEST = 240.0


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        tell("cold_start_s", started(), "s", n=1, data="empty data folder; packages installed; sample market loaded")
        warm = [started() for _round in range(WARM_STARTS)]
        tell("warm_start_s", sorted(warm)[WARM_STARTS // 2], "s", n=WARM_STARTS, data="sample market")
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


def started() -> float:
    """Seconds from `make run` to the first page with status 200; the market is closed again."""
    port = free_port()
    environment = {**os.environ, "CHOPHIEN_DATA_DIR": str(FOLDER), "PORT": str(port)}
    del environment["DJANGO_SETTINGS_MODULE"]
    began = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"], cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while status(port, "/") != 200:
            if process.poll() is not None or time.perf_counter() - began > LONGEST:
                raise RuntimeError(f"the market did not open; make run ended with {process.poll()}")
            time.sleep(0.02)
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(60)


if __name__ == "__main__":
    main()
