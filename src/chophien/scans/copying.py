"""Whether the scans of one stamp look as if it had been copied: points for each reason, by rules that are dated data.

The rules are ``scans.copy_rules`` (`rules`): for each reason the figure beyond which it counts, and its points. From
``points`` on a stamp is looked at by people. Whatever comes from one network counts a few times at most
(``scans.per_network``): one phone that calls itself by ten names, or goes on for weeks, brings no stamp there alone.
Nothing here knows the database, so that a market can be simulated.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from chophien.lib.dates import local_date

HOUR = timedelta(hours=1)
NETWORKS = 64
"""Of how many marks the network of a scan has one."""


@dataclass(frozen=True)
class Seen:
    """One scan: when, by which device of that day, where if that was told, whether it was somebody of the shop, and the
    mark of its network at this stamp. None is written with scans of before there were marks: each device of a day is
    taken to be in a network of its own then, and none is capped.
    """

    at: datetime
    device: str
    province: str = ""
    by_shop: bool = False
    network: int | None = None

    @property
    def came_from(self) -> tuple[int | None, str]:
        """What tells its network from that of another scan."""
        return (self.network, "") if self.network is not None else (None, self.device)


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
    """So many points, the reasons, the strongest first, and from how many networks it was scanned."""

    points: int
    reasons: tuple[str, ...]
    networks: int = 0


Rules = Mapping[str, Mapping[str, int]]


def look(life: Life, scans: Sequence[Seen], rules: Rules, *, most: Mapping[str, int]) -> Finding:
    """Count the points of one stamp. Scans of the shop's own people never count.

    `rules` are by reason: ``{"many_devices": {"over": 6, "points": 50}, …}``; a reason without a rule does not count.
    `most` is how many ``devices`` and ``scans`` of one network count.
    """
    others = sorted((one for one in scans if not one.by_shop), key=lambda one: one.at)

    def devices(some: Sequence[Seen]) -> int:
        return _of_networks(_devices(some), most["devices"])

    figures = {
        "not_active": devices(_while_invalid(life, others)),
        "many_scans": _of_networks(others, most["scans"]),
        "many_devices": devices(others),
        "very_many_devices": devices(others),
        "two_places": _jumps(others, timedelta(minutes=rules.get("two_places", {}).get("minutes", 60))),
        "many_provinces": _provinces(others),
        "after_opening": devices(_after(others, life.opened_at, rules.get("after_opening", {}).get("days", 0))),
        "after_best_before": devices(
            _after_day(others, life.best_before, rules.get("after_best_before", {}).get("days", 0))
        ),
    }
    found = {
        reason: rules[reason]["points"]
        for reason, figure in figures.items()
        if reason in rules and figure > rules[reason]["over"]
    }
    reasons = tuple(sorted(found, key=lambda reason: -found[reason]))
    return Finding(sum(found.values()), reasons, len({one.came_from for one in others}))


def _devices(scans: Sequence[Seen]) -> list[Seen]:
    """One scan of each device; one that comes on two days is there twice, for nobody can know that it is the same."""
    return list({(local_date(one.at), one.device): one for one in scans}.values())


def _of_networks(scans: Sequence[Seen], most: int) -> int:
    """How many they are, of one network so many at most."""
    counted = Counter(one.network for one in scans)
    return sum(count if network is None else min(count, most) for network, count in counted.items())


def _provinces(scans: Sequence[Seen]) -> int:
    """In how many provinces it was scanned, as far as that was told; never in more than networks told it."""
    placed = [one for one in scans if one.province]
    return min(len({one.province for one in placed}), len({one.came_from for one in placed}))


def _while_invalid(life: Life, scans: Sequence[Seen]) -> list[Seen]:
    """Scans before a stamp was put on a pack, and after it was made invalid."""
    return [
        one
        for one in scans
        if (life.activated_at is None or one.at < life.activated_at - HOUR)
        or (life.voided_at is not None and one.at > life.voided_at + HOUR)
    ]


def _jumps(scans: Sequence[Seen], within: timedelta) -> int:
    """How often two devices of two networks said two provinces one shortly after the other. The same device may have
    been mistyped, and one network is in one place.
    """
    placed = [one for one in scans if one.province]
    return sum(
        before.province != after.province
        and before.device != after.device
        and before.came_from != after.came_from
        and after.at - before.at <= within
        for before, after in pairwise(placed)
    )


def _after(scans: Sequence[Seen], moment: datetime | None, days: int) -> list[Seen]:
    return [one for one in scans if moment is not None and one.at > moment + timedelta(days=days)]


def _after_day(scans: Sequence[Seen], day: date | None, days: int) -> list[Seen]:
    return [one for one in scans if day is not None and local_date(one.at) > day + timedelta(days=days)]
