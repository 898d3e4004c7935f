"""Whether a part of the market is offered, here and now. Kept in memory, since doors and buttons ask all the time."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from chophien.lib.dates import local_date
from chophien.switches.errors import NotOffered
from chophien.switches.models import Decision
from chophien.switches.states import ABOUT, About, Feature

REFRESH_SECONDS = 30.0
"""How long a process may go on with what it read, after another process turned something on or off."""


class _Memory:
    """What this process has read: every decision by feature, the latest first, and until when it may be trusted."""

    decisions: Mapping[str, tuple[Decision, ...]] = {}
    until = 0.0


@dataclass(frozen=True)
class Standing:
    """How one feature stands on a day: in the country, in provinces that differ, and what is decided for later.

    `last` is what was decided last, whenever it begins.
    """

    feature: Feature
    about: About
    is_on: bool
    last: Decision | None
    elsewhere: Sequence[tuple[str, bool]]
    planned: Sequence[Decision]


def is_on(feature: Feature, *, at: datetime | date, province_code: str = "") -> bool:
    """Whether it is offered in that province on the day of `at`; without a province, in the country as a whole."""
    last = _last(feature, province_code, _day(at))
    return ABOUT[feature].default if last is None else last.is_on


def is_on_anywhere(feature: Feature, *, at: datetime | date) -> bool:
    """Whether it is offered at all: in the country, or in one province at least."""
    provinces = {one.province_code for one in _known().get(feature, ())} | {""}
    return any(is_on(feature, at=at, province_code=code) for code in provinces)


def require_on(feature: Feature, *, at: datetime | date, province_code: str = "") -> None:
    """Go on only where it is offered.

    :raises NotOffered: with the sentence that its door says
    """
    if not is_on(feature, at=at, province_code=province_code):
        raise NotOffered(ABOUT[feature].at_the_door)


def offered_by_name(name: str, province_code: str, at: datetime) -> bool:
    """For templates: whether the feature of this name is offered there; without a province, anywhere."""
    feature = Feature(name)
    return is_on(feature, at=at, province_code=province_code) if province_code else is_on_anywhere(feature, at=at)


def standings(*, at: datetime | date) -> list[Standing]:
    """How every feature stands on the day of `at`."""
    return [standing_of(feature, at=at) for feature in Feature]


def standing_of(feature: Feature, *, at: datetime | date) -> Standing:
    """How one feature stands on the day of `at`."""
    day = _day(at)
    decisions = _known().get(feature, ())
    here = is_on(feature, at=day)
    own = sorted({one.province_code for one in decisions if one.province_code and one.starts_on <= day})
    differ = [(code, not here) for code in own if is_on(feature, at=day, province_code=code) != here]
    return Standing(
        feature=feature,
        about=ABOUT[feature],
        is_on=here,
        last=decisions[0] if decisions else None,
        elsewhere=differ,
        planned=[one for one in reversed(decisions) if one.starts_on > day],
    )


def decisions_about(feature: Feature) -> QuerySet[Decision]:
    """Everything that was ever decided about it."""
    return Decision.objects.filter(feature=feature)


def remember(*, seconds: float = REFRESH_SECONDS) -> None:
    """Read all decisions now and trust them for so long."""
    found: dict[str, list[Decision]] = {}
    for one in Decision.objects.order_by("-pk"):
        found.setdefault(one.feature, []).append(one)
    _Memory.decisions = {feature: tuple(rows) for feature, rows in found.items()}
    _Memory.until = time.monotonic() + seconds


def remember_none(*, seconds: float) -> None:
    """Take it that nothing was ever turned off for so long."""
    _Memory.decisions, _Memory.until = {}, time.monotonic() + seconds


def forget() -> None:
    """Read again at the next question."""
    _Memory.until = 0.0


def _last(feature: Feature, province_code: str, day: date) -> Decision | None:
    for one in _known().get(feature, ()):
        if one.starts_on <= day and one.province_code in {"", province_code}:
            return one
    return None


def _known() -> Mapping[str, tuple[Decision, ...]]:
    if time.monotonic() >= _Memory.until:
        remember()
    return _Memory.decisions


def _day(at: datetime | date) -> date:
    return local_date(at) if isinstance(at, datetime) else at
