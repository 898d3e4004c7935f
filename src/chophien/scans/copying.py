"""Whether the scans of one stamp look as if it had been copied: points for each reason, by rules that are dated data.

The rules are ``scans.copy_rules`` (`rules`): for each reason the figure beyond which it counts, and its points. From
``points`` on a stamp is looked at by people. Nothing here knows the database, so that a market can be simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from chophien.lib.dates import local_date

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Seen:
    """One scan: when, by which device of that day, where if that was told, and whether it was somebody of the shop."""

    at: datetime
    device: str
    province: str = ""
    by_shop: bool = False


@dataclass(frozen=True)
class Life:
    """What is known of a stamp beside its scans."""

    is_active: bool
    activated_at: datetime | None = None
    voided_at: datetime | None = None
    opened_at: datetime | None = None
    best_before: date | None = None


@dataclass(frozen=True)
class Finding:
    """So many points, and the reasons, the strongest first."""

    points: int
    reasons: tuple[str, ...]


Rules = Mapping[str, Mapping[str, int]]


def look(life: Life, scans: Sequence[Seen], rules: Rules) -> Finding:
    """Count the points of one stamp. Scans of the shop's own people never count.

    `rules` are by reason: ``{"many_devices": {"over": 6, "points": 50}, …}``; a reason without a rule does not count.
    """
    others = sorted((one for one in scans if not one.by_shop), key=lambda one: one.at)
    figures = {
        "not_active": _devices(_while_invalid(life, others)),
        "many_scans": len(others),
        "many_devices": _devices(others),
        "very_many_devices": _devices(others),
        "two_places": _jumps(others, timedelta(minutes=rules.get("two_places", {}).get("minutes", 60))),
        "many_provinces": len({one.province for one in others if one.province}),
        "after_opening": _devices(_after(others, life.opened_at, rules.get("after_opening", {}).get("days", 0))),
        "after_best_before": _devices(
            _after_day(others, life.best_before, rules.get("after_best_before", {}).get("days", 0))
        ),
    }
    found = {
        reason: rules[reason]["points"]
        for reason, figure in figures.items()
        if reason in rules and figure > rules[reason]["over"]
    }
    return Finding(sum(found.values()), tuple(sorted(found, key=lambda reason: -found[reason])))


def _devices(scans: Sequence[Seen]) -> int:
    """How many devices; one that comes on two days counts twice, for nobody can know that it is the same."""
    return len({(local_date(one.at), one.device) for one in scans})


def _while_invalid(life: Life, scans: Sequence[Seen]) -> list[Seen]:
    """Scans before a stamp was put on a pack, and after it was made invalid."""
    return [
        one
        for one in scans
        if (life.activated_at is None or one.at < life.activated_at - HOUR)
        or (life.voided_at is not None and one.at > life.voided_at + HOUR)
    ]


def _jumps(scans: Sequence[Seen], within: timedelta) -> int:
    """How often two devices said two provinces one shortly after the other. The same device may have been mistyped."""
    placed = [one for one in scans if one.province]
    return sum(
        before.province != after.province and before.device != after.device and after.at - before.at <= within
        for before, after in pairwise(placed)
    )


def _after(scans: Sequence[Seen], moment: datetime | None, days: int) -> list[Seen]:
    return [one for one in scans if moment is not None and one.at > moment + timedelta(days=days)]


def _after_day(scans: Sequence[Seen], day: date | None, days: int) -> list[Seen]:
    return [one for one in scans if day is not None and local_date(one.at) > day + timedelta(days=days)]
