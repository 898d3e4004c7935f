"""The lots that one was made of and those that were made of it: all the way, or one step."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from chophien.lots.models import Lot, LotLink

DEEPEST = 64
_WALK = """
WITH RECURSIVE walk(lot_id, level) AS (
    SELECT %s::bigint, 0
    UNION
    SELECT far.lot_id, walk.level + 1
    FROM walk
    JOIN lots_lotlink near ON near.lot_id = walk.lot_id AND near.is_output = %s
    JOIN lots_lotlink far ON far.transformation_id = near.transformation_id AND far.is_output <> near.is_output
    WHERE walk.level < %s
)
SELECT lot.id, lot.code, lot.product, lot.seller_id, found.level
FROM (SELECT lot_id, min(level) AS level FROM walk WHERE level > 0 GROUP BY lot_id) found
JOIN lots_lot lot ON lot.id = found.lot_id
ORDER BY found.level, lot.id
"""

_PACKED = """
WITH RECURSIVE walk(origin, lot_id) AS (
    SELECT started.id, started.id FROM unnest(%s::bigint[]) AS started(id)
    UNION
    SELECT walk.origin, far.lot_id
    FROM walk
    JOIN lots_lotlink near ON near.lot_id = walk.lot_id AND NOT near.is_output
    JOIN lots_lotlink far ON far.transformation_id = near.transformation_id AND far.is_output
)
SELECT DISTINCT origin FROM walk WHERE EXISTS (SELECT FROM lots_pack pack WHERE pack.lot_id = walk.lot_id)
"""


class LotNamed(NamedTuple):
    """What a chain tells of a lot: its id, its code, what it is, and the id of the shop that has it."""

    pk: int
    code: str
    product: str
    seller_id: int


class Relative(NamedTuple):
    """A lot behind this one or made of it, and through how many steps."""

    lot: LotNamed
    level: int


@dataclass(frozen=True)
class Level:
    """All lots so many steps away: how many, and the first of them."""

    level: int
    count: int
    lots: tuple[LotNamed, ...]


def by_level(found: Iterable[Relative], *, most: int) -> list[Level]:
    """Relatives by how far away they are, the nearest first, `most` of each named."""
    groups: dict[int, list[LotNamed]] = {}
    for one in found:
        groups.setdefault(one.level, []).append(one.lot)
    return [Level(level, len(lots), tuple(lots[:most])) for level, lots in sorted(groups.items())]


def relatives(lot: Lot, *, back: bool) -> list[Relative]:
    """The lots that went into this one, or those that it went into, the nearest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WALK, [lot.pk, back, DEEPEST])
        rows = cursor.fetchall()
    return [Relative(LotNamed(*named), level) for *named, level in rows if named[0] != lot.pk]


def packed_among(lot_ids: Collection[int]) -> frozenset[int]:
    """Those of these lots of which anything was packed, by themselves or in a lot made of them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_PACKED, [list(lot_ids)])
        return frozenset(pk for (pk,) in cursor.fetchall())


@dataclass(frozen=True)
class Neighbour:
    """A lot one step behind or ahead, how many grams went over, and by which act."""

    lot: LotNamed
    grams: int
    act: str
    at: datetime


@dataclass(frozen=True)
class Neighbours:
    """One step back and one step forward from a lot."""

    behind: tuple[Neighbour, ...]
    ahead: tuple[Neighbour, ...]


def neighbours(lot: Lot) -> Neighbours:
    """One step back and one step forward. Two statements."""
    own = list(LotLink.objects.filter(lot=lot).values_list("transformation_id", "is_output"))
    made = {act for act, is_output in own if is_output}
    used = {act for act, is_output in own if not is_output}
    links = LotLink.objects.filter(transformation__in=made | used).exclude(lot=lot).order_by("pk")
    named = ("lot_id", "lot__code", "lot__product", "lot__seller_id")
    rows = links.values_list(
        "transformation_id", "is_output", "grams", "transformation__code", "transformation__at", *named
    )
    behind, ahead = [], []
    for act, is_output, grams, code, at, *of in rows:
        if is_output and act in used:
            ahead.append(Neighbour(LotNamed(*of), grams, code, at))
        elif not is_output and act in made:
            behind.append(Neighbour(LotNamed(*of), grams, code, at))
    return Neighbours(tuple(behind), tuple(ahead))
