"""What is known of forbidden substances wherever the market runs: a few decisions, each with its days and source.

The whole lists are the annexes of Circular 75/2025/TT-BNNMT (in force from 10 February 2026); an operator brings them
in as tables (`actions.inputs`). Nothing is permitted here by this file.
"""

import csv
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from django.db import transaction

from chophien.growing.actions.inputs import PREFIX, SYMBOLS
from chophien.growing.models import InputList, ListedInput
from chophien.lib.codes import new_code
from chophien.lib.text import fold

DATA = Path(__file__).resolve().parents[1] / "data"
BY = "system:reference"


@transaction.atomic
def load_forbidden(*, at: datetime) -> int:
    """Load the decisions that are not there yet; say how many substances came."""
    with (DATA / "forbidden.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    came = 0
    for title, found in groupby(rows, key=lambda row: row["title"]):
        lines = list(found)
        facts = {
            "code": new_code(PREFIX, SYMBOLS),
            "issued_on": date.fromisoformat(lines[0]["issued_on"]),
            "counts_from": date.fromisoformat(lines[0]["counts_from"]),
            "source": lines[0]["source"],
            "entered_by": BY,
            "at": at,
        }
        listed, is_new = InputList.objects.get_or_create(title=title, is_ban=True, defaults=facts)
        if is_new:
            names = [line["active"] for line in lines]
            ListedInput.objects.bulk_create(
                ListedInput(listed=listed, active=name, folded_active=fold(name)) for name in names
            )
            came += len(names)
    return came
