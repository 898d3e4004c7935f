"""Reads what law and policy set, as of the day of the event. Kept in memory, since every action asks."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from chophien.lib.dates import local_date
from chophien.rules.errors import RuleMissing
from chophien.rules.models import LegalParameter

__all__ = ["REFRESH_SECONDS", "Rule", "RuleMissing", "forget", "remember", "rule", "rules_in_force", "value", "whole"]

REFRESH_SECONDS = 60.0
"""How long a process may go on with what it read, after another process loaded new rules."""


@dataclass(frozen=True)
class Rule:
    """One value for one stretch of days, and where it comes from."""

    key: str
    value: object
    unit: str
    effective_from: date
    effective_to: date | None
    source: str
    confidence: str
    note: str

    def covers(self, day: date) -> bool:
        """Whether `day` lies in the period; both ends belong to it."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


class _Memory:
    """What this process has read: every rule by key, and until when it may be trusted."""

    def __init__(self) -> None:
        self.rules: Mapping[str, tuple[Rule, ...]] = {}
        self.until = 0.0


_memory = _Memory()


def value(key: str, *, at: datetime | date) -> object:
    """The JSON value of `key` on the day of `at` in Vietnam.

    :raises RuleMissing: if nothing is in force then
    """
    return rule(key, at=at).value


def whole(key: str, *, at: datetime | date) -> int:
    """The value of `key` as a whole number.

    :raises RuleMissing: if nothing is in force then
    :raises TypeError: if the value is no whole number
    """
    found = value(key, at=at)
    if not isinstance(found, int) or isinstance(found, bool):
        raise TypeError(f"rule {key!r} is {found!r}, not a whole number")
    return found


def rule(key: str, *, at: datetime | date) -> Rule:
    """The value together with its unit, period and source.

    :raises RuleMissing: if nothing is in force then
    """
    day = _day(at)
    for one in _known().get(key, ()):
        if one.covers(day):
            return one
    raise RuleMissing(key, day)


def rules_in_force(*, at: datetime | date) -> list[Rule]:
    """Every rule in force on the day of `at`, by key."""
    day = _day(at)
    return [one for _key, periods in sorted(_known().items()) for one in periods if one.covers(day)]


def forget() -> None:
    """Read again at the next question."""
    _memory.until = 0.0


def remember(*, seconds: float = REFRESH_SECONDS) -> None:
    """Read all rules now and trust them for so long."""
    found: dict[str, list[Rule]] = {}
    for row in LegalParameter.objects.order_by("key", "effective_from"):
        found.setdefault(row.key, []).append(
            Rule(
                key=row.key,
                value=row.value,
                unit=row.unit,
                effective_from=row.effective_from,
                effective_to=row.effective_to,
                source=row.source,
                confidence=row.confidence,
                note=row.note,
            ),
        )
    _memory.rules = {key: tuple(periods) for key, periods in found.items()}
    _memory.until = time.monotonic() + seconds


def _known() -> Mapping[str, tuple[Rule, ...]]:
    if time.monotonic() >= _memory.until:
        remember()
    return _memory.rules


def _day(at: datetime | date) -> date:
    return local_date(at) if isinstance(at, datetime) else at
