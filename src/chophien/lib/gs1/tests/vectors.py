"""The documents beside these tests; SOURCES.md says whose they are."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def vectors(name: str) -> Any:
    return json.loads((DATA / name).read_text("utf-8"))


def files(folder: str, ending: str = "*.json*") -> list[Path]:
    return sorted((DATA / folder).glob(ending))
