"""Where the standards' own test documents are. A clone without them skips, CI fails."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[4]
VECTORS = REPOSITORY / os.environ.get("CHOPHIEN_VECTORS", "../shared/data")


def vector_file(name: str) -> Path:
    """The path of one document, e.g. ``sms/gsm0338.json``; without it the test is skipped, or fails under CI."""
    path = VECTORS / name
    if not path.exists():
        reason = f"the test document {name} is not in this clone; CHOPHIEN_VECTORS says where to look"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def vector_json(name: str) -> Any:
    return json.loads(vector_file(name).read_text("utf-8"))


def vector_rows(name: str) -> list[dict[str, str]]:
    with vector_file(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
