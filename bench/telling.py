"""How measurements are told: one JSON object a line."""

import json
import os
import statistics
from collections.abc import Sequence


def tell(metric: str, value: float, unit: str, *, n: int, **more: object) -> None:
    """Print one measurement of `n` samples; `more` says on how much data and under which conditions."""
    line = {"metric": metric, "value": round(value, 3), "unit": unit, "n": n, "cores": os.cpu_count(), **more}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def skip(metric: str, reason: str) -> None:
    """Say that something could not be measured here, and why."""
    line = {"metric": metric, "value": None, "unit": "", "n": 0, "cores": os.cpu_count(), "skipped": reason}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def percentile(samples: Sequence[float], share: float) -> float:
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def middle(samples: Sequence[float]) -> float:
    return statistics.median(samples)
