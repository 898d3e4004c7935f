"""The rules for copied stamps that are in force."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from chophien.rules import selectors as rules
from chophien.scans.copying import Rules

KEY, NEEDED, PER_NETWORK, WARNED_FROM = (
    "scans.copy_rules",
    "scans.copy_points",
    "scans.per_network",
    "scans.networks_least",
)


def copy_rules(*, at: datetime | date) -> tuple[int, Rules]:
    """From how many points on a stamp is looked at, and what each reason counts."""
    return rules.whole(NEEDED, at=at), cast("Mapping[str, Mapping[str, int]]", rules.value(KEY, at=at))


def most_of_a_network(*, at: datetime | date) -> Mapping[str, int]:
    """How many ``devices`` and ``scans`` of one network count."""
    return cast("Mapping[str, int]", rules.value(PER_NETWORK, at=at))


def networks_to_warn(*, at: datetime | date) -> int:
    """From how many networks a stamp must have been scanned before everybody is told that it is unusual."""
    return rules.whole(WARNED_FROM, at=at)
