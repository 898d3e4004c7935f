"""Loads the purposes that come with the program. A version that was asked for is never changed."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from chophien.privacy.errors import BadPurposes
from chophien.privacy.models import Purpose

DATA = Path(__file__).resolve().parents[1] / "data"
TEXTS = ("title", "about", "title_en", "about_en", "source")


@transaction.atomic
def load_purposes(path: Path = DATA / "purposes.csv") -> int:
    """Add every version that is new, and return how many. Loading twice changes nothing.

    :raises BadPurposes: naming every malformed row, and every one that says something else than what was published
        under its version; nothing is changed then
    """
    kept = {(row.key, row.version): row for row in Purpose.objects.all()}
    faults: list[str] = []
    fresh: list[Purpose] = []
    with path.open(encoding="utf-8", newline="") as source:
        for number, line in enumerate(csv.DictReader(source), start=2):
            try:
                row = _purpose(line)
            except (ValueError, KeyError) as fault:
                faults.append(f"line {number}: {fault}")
                continue
            known = kept.get((row.key, row.version))
            if known is None:
                fresh.append(row)
            elif any(getattr(known, name) != getattr(row, name) for name in (*TEXTS, "effective_from")):
                faults.append(f"line {number}: {row} is published already; give the new text a new version")
    if faults:
        raise BadPurposes(faults)
    Purpose.objects.bulk_create(fresh)
    return len(fresh)


def _purpose(line: dict[str, str]) -> Purpose:
    texts = {name: line[name].strip() for name in TEXTS}
    if not all(texts.values()):
        raise ValueError("every text has to be there")
    return Purpose(
        key=line["key"],
        version=int(line["version"]),
        effective_from=date.fromisoformat(line["effective_from"]),
        **texts,
    )
