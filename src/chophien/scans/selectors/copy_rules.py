"""The rules for copied stamps that are in force."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from chophien.rules import selectors as rules
from chophien.scans.copying import Rules

KEY, NEEDED = "scans.copy_rules", "scans.copy_points"


def copy_rules(*, at: datetime | date) -> tuple[int, Rules]:
    """From how many points on a stamp is looked at, and what each reason counts."""
    return rules.whole(NEEDED, at=at), cast("Mapping[str, Mapping[str, int]]", rules.value(KEY, at=at))
