"""What is known of forbidden substances wherever the market runs: decisions and an annex, each with days and source.

The annex is that of Circular 10/2020/TT-BNNPTNT, whose 31 substances later circulars only added to. Where it joins two
names, or copies of it spell one in two ways, each is a line. The newest lists are the annexes of Circular
75/2025/TT-BNNMT (in force from 10 February 2026); an operator brings them in as tables (`actions.inputs`). Nothing is
permitted here by this file.
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
    """Load the decisions and substances that are not there yet; say how many substances came. Days and sources of what
    was loaded here before become those of the file.
    """
    with (DATA / "forbidden.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    came = 0
    for title, found in groupby(rows, key=lambda row: row["title"]):
        lines = list(found)
        told = {
            "issued_on": date.fromisoformat(lines[0]["issued_on"]),
            "counts_from": date.fromisoformat(lines[0]["counts_from"]),
            "source": lines[0]["source"],
        }
        facts = {**told, "code": new_code(PREFIX, SYMBOLS), "entered_by": BY, "at": at}
        listed, _is_new = InputList.objects.get_or_create(title=title, is_ban=True, defaults=facts)
        if listed.entered_by != BY:
            continue
        InputList.objects.filter(pk=listed.pk).update(**told)
        known = set(ListedInput.objects.filter(listed=listed).values_list("active", flat=True))
        names = [line["active"] for line in lines if line["active"] not in known]
        ListedInput.objects.bulk_create(
            ListedInput(listed=listed, active=name, folded_active=fold(name)) for name in names
        )
        came += len(names)
    return came
