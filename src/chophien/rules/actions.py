"""Loads the rules that come with the program, and remembers which data files were loaded."""

import csv
import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from django.db import transaction

from chophien.rules import selectors
from chophien.rules.errors import BadRuleFile
from chophien.rules.models import LegalParameter, LoadedData

PARAMETERS = Path(__file__).parent / "data" / "parameters.csv"
CONFIDENCES = frozenset({"H", "M", "L", "OWN"})
KEY = re.compile(r"[a-z]+\.[a-z_]+")


@transaction.atomic
def load_rules(path: Path = PARAMETERS) -> int:
    """Make the table say what the file says, and return how many rows that is. Loading twice changes nothing.

    :raises BadRuleFile: if a row is malformed or two periods of a key overlap; nothing is changed then
    """
    rows = _read(path)
    kept = {(row.key, row.effective_from): row for row in LegalParameter.objects.select_for_update()}
    wanted = {(row.key, row.effective_from): row for row in rows}
    changed = {place for place, row in kept.items() if place not in wanted or _facts(row) != _facts(wanted[place])}
    LegalParameter.objects.filter(pk__in=[kept[place].pk for place in changed]).delete()
    LegalParameter.objects.bulk_create(row for place, row in wanted.items() if place not in kept or place in changed)
    transaction.on_commit(selectors.forget)
    selectors.forget()
    return len(rows)


def load_once(name: str, files: Iterable[Path], load: Callable[[], object], *, at: datetime) -> bool:
    """Call `load` in a transaction unless the files, byte for byte, were loaded before. Say whether it was called.

    Two processes that start together do not load twice: the second waits, then finds it done.
    """
    digest = sha256(b"".join(path.name.encode() + b"\0" + path.read_bytes() for path in sorted(files))).hexdigest()
    if LoadedData.objects.filter(name=name, digest=digest).exists():
        return False
    with transaction.atomic():
        LoadedData.objects.get_or_create(name=name, defaults={"digest": "", "loaded_at": at})
        row = LoadedData.objects.select_for_update().get(name=name)
        if row.digest == digest:
            return False
        load()
        row.digest, row.loaded_at = digest, at
        row.save(update_fields=["digest", "loaded_at"])
    return True


def _read(path: Path) -> list[LegalParameter]:
    rows: list[LegalParameter] = []
    faults: list[str] = []
    with path.open(encoding="utf-8", newline="") as source:
        for number, line in enumerate(csv.DictReader(source), start=2):
            try:
                rows.append(_parameter(line))
            except (ValueError, KeyError, TypeError) as fault:
                faults.append(f"line {number}: {fault}")
    faults += _overlaps(rows)
    if faults:
        raise BadRuleFile(faults)
    return rows


def _parameter(line: dict[str, str]) -> LegalParameter:
    if not KEY.fullmatch(line["key"]):
        raise ValueError(f"key {line['key']!r} is not of the form app.words_like_this")
    if line["confidence"] not in CONFIDENCES:
        raise ValueError(f"confidence {line['confidence']!r} is none of {sorted(CONFIDENCES)}")
    if not line["source"].strip():
        raise ValueError("a rule names its source")
    begins = date.fromisoformat(line["effective_from"])
    ends = date.fromisoformat(line["effective_to"]) if line["effective_to"] else None
    if ends is not None and ends < begins:
        raise ValueError(f"the period ends on {ends} before it begins on {begins}")
    return LegalParameter(
        key=line["key"],
        value=json.loads(line["value"]),
        unit=line["unit"],
        effective_from=begins,
        effective_to=ends,
        source=line["source"].strip(),
        confidence=line["confidence"],
        note=line["note"].strip(),
    )


def _overlaps(rows: list[LegalParameter]) -> list[str]:
    ordered = sorted(rows, key=lambda row: (row.key, row.effective_from))
    return [
        f"{later.key}: the period from {later.effective_from} overlaps the one from {earlier.effective_from}"
        for earlier, later in pairwise(ordered)
        if earlier.key == later.key and (earlier.effective_to is None or earlier.effective_to >= later.effective_from)
    ]


def _facts(row: LegalParameter) -> tuple[object, ...]:
    return (row.value, row.unit, row.effective_to, row.source, row.confidence, row.note)
