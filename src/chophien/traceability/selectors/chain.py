"""What happened to a lot, from the first household's scales on: its own events, and those of the lots behind it.

Everything in a `History` may be told to everybody: households stand in it by number alone; places are communes; orders
and buyers are not in it.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from chophien.lib.dates import local_date
from chophien.lib.errors import Sentence
from chophien.lib.gs1.epcis_context import Json
from chophien.lots.models import Grower, Lot, LotLink
from chophien.places.models import TODAY, Commune
from chophien.sellers.models import Seller
from chophien.traceability.models import ChainLink, Event
from chophien.traceability.states import STEP_WORDS
from chophien.traceability.wording import KILOGRAM

DEEPEST = 64
TRANSFORMING = "transforming"
"""How a step is called here in which lots became lots. CBV 2.0 has no such word: its event is of that kind."""
ON_ITS_WAY_THERE = frozenset({"commissioning", "creating_class_instance", "removing", "destroying", TRANSFORMING})
"""The steps of a lot behind this one that are steps of this one too; what else was packed and sold of it is not."""
_LOT = re.compile(r"/10/([^/?#]+)")
_HOUSEHOLD, _COMMUNE_PLACE = "/ben/ho/", "/noi/xa/"
_LISTS = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
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
SELECT lot_id, min(level) FROM walk WHERE level > 0 GROUP BY lot_id ORDER BY 2, 1
"""


@dataclass(frozen=True)
class Quantity:
    """So much of one lot in a step. `way` is `in` for what went into it, `out` for what came out, else empty."""

    lot_code: str
    amount: Decimal | None
    unit: str
    way: str = ""


@dataclass(frozen=True)
class Step:
    """One step, or several of one kind on one day put together (`count`).

    `biz_step` is the word of CBV 2.0, or `TRANSFORMING`; `words` say it to people. `place` is a commune's full name,
    empty where nobody said. `households` is how many took part.
    """

    biz_step: str
    words: Sentence
    at: datetime
    recorded_at: datetime
    lot_code: str
    shop: str
    place: str = ""
    place_code: str = ""
    households: int = 0
    hamlets: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    count: int = 1


@dataclass(frozen=True)
class Relative:
    """A lot behind this one or made of it, and through how many steps."""

    lot: Lot
    level: int


@dataclass(frozen=True)
class History:
    """A lot with its steps, oldest first, the lots that it was made of, and those that were made of it."""

    lot: Lot
    steps: tuple[Step, ...]
    sources: tuple[Relative, ...]
    descendants: tuple[Relative, ...]
    households: int
    hamlets: tuple[str, ...]


def history_of(lot: Lot) -> History:
    """The history of a lot, in eight statements at most, however long it is."""
    sources, descendants = relatives(lot, back=True), relatives(lot, back=False)
    path = {lot.pk: lot.code, **{one.lot.pk: one.lot.code for one in sources}}
    events = _events(lot, path)
    reader = _Reader(events)
    steps = _merged((one, reader.step(one)) for one in events)
    people = [reader.growers[code] for code in dict.fromkeys(code for one in events for code in one.households)]
    return History(
        lot=lot,
        steps=tuple(steps),
        sources=tuple(sources),
        descendants=tuple(descendants),
        households=len(people),
        hamlets=tuple(dict.fromkeys(one.hamlet for one in people if one.hamlet)),
    )


def relatives(lot: Lot, *, back: bool) -> list[Relative]:
    """The lots that went into this one, or those that it went into, the nearest first. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_WALK, [lot.pk, back, DEEPEST])
        levels = dict(cursor.fetchall())
    levels.pop(lot.pk, None)
    lots = Lot.objects.select_related("seller__commune__province", "category").in_bulk(list(levels))
    return [Relative(lots[pk], level) for pk, level in levels.items()]


@dataclass(frozen=True)
class Neighbour:
    """A lot one step behind or ahead, how many grams went over, and by which act."""

    lot: Lot
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
    own = list(LotLink.objects.filter(lot=lot))
    made = {one.transformation_id for one in own if one.is_output}
    used = {one.transformation_id for one in own if not one.is_output}
    links = LotLink.objects.filter(transformation__in=made | used).exclude(lot=lot)
    rows = [
        (one, Neighbour(one.lot, one.grams, one.transformation.code, one.transformation.at))
        for one in links.select_related("lot", "transformation").order_by("pk")
    ]
    return Neighbours(
        behind=tuple(far for one, far in rows if not one.is_output and one.transformation_id in made),
        ahead=tuple(far for one, far in rows if one.is_output and one.transformation_id in used),
    )


@dataclass(frozen=True)
class _Told:
    """One event of the chain, read."""

    number: int
    biz_step: str
    at: datetime
    recorded_at: datetime
    lot_code: str
    seller_id: int
    body: Mapping[str, Json]
    households: tuple[str, ...]


def _events(lot: Lot, path: Mapping[int, str]) -> list[_Told]:
    """The events of the lots on the way to this one, each once, without those that were declared wrong."""
    needed = Q(lot=lot) | Q(event__biz_step__in=ON_ITS_WAY_THERE) | Q(event__kind="TransformationEvent")
    links = ChainLink.objects.filter(needed | Q(event__is_error=True), lot__in=list(path)).select_related("event")
    rows = list(links.order_by("event__event_time", "event_id"))
    wrong = {_said_by(one.event) for one in rows if one.event.is_error}
    shops = dict(Lot.objects.filter(pk__in=list(path)).values_list("pk", "seller_id"))
    codes = frozenset(path.values())
    found: dict[int, _Told] = {}
    for row in sorted(rows, key=lambda one: one.lot_id != lot.pk):
        event = row.event
        if event.pk in found or _said_by(event) in wrong:
            continue
        body = json.loads(event.body)
        made_anew = event.kind == "TransformationEvent" and event.biz_step != "packing"
        step = TRANSFORMING if made_anew else event.biz_step
        if (row.lot_id != lot.pk or made_anew) and not _leads_here(step, body, codes):
            continue
        households = tuple(code for source in _parties(body, "sourceList") if (code := _after(source, _HOUSEHOLD)))
        found[event.pk] = _Told(
            event.pk,
            step,
            event.event_time,
            event.record_time,
            path[row.lot_id],
            shops[row.lot_id],
            body,
            households,
        )
    return sorted(found.values(), key=lambda one: (one.at, one.number))


def _said_by(event: Event) -> tuple[str, bool]:
    """By what a declaration meets its event: its id, and who wrote it. Keys take back nothing that the market wrote."""
    return event.event_id, event.capture_id is None


def _leads_here(biz_step: str, body: Mapping[str, Json], path: Collection[str]) -> bool:
    if biz_step not in ON_ITS_WAY_THERE:
        return False
    made = _elements(body, "outputQuantityList")
    return not made or any(_lot_code(one) in path for one in made)


class _Reader:
    """Looks up once what all events of a history name: shops, communes, households and what they agreed to."""

    def __init__(self, events: Collection[_Told]) -> None:
        shops = {one.seller_id for one in events}
        rows = Seller.objects.select_related("commune__province").filter(pk__in=shops)
        self.shops = {one.pk: one for one in rows}
        codes = {code for one in events for code in one.households}
        self.growers = {one.code: one for one in Grower.objects.filter(code__in=codes)} if codes else {}
        places = {code for one in events if (code := _after(_place(one.body), _COMMUNE_PLACE))}
        communes = Commune.objects.filter(vintage=TODAY, code__in=places) if places else ()
        self.communes = {one.code: one for one in communes}

    def step(self, told: _Told) -> Step:
        shop = self.shops[told.seller_id]
        said = _place(told.body)
        commune = self.communes.get(_after(said, _COMMUNE_PLACE))
        if commune is None and said:
            commune = shop.commune
        people = [self.growers[code] for code in told.households if code in self.growers]
        return Step(
            biz_step=told.biz_step,
            words=STEP_WORDS.get(told.biz_step, told.biz_step),
            at=told.at,
            recorded_at=told.recorded_at,
            lot_code=told.lot_code,
            shop=shop.name,
            place=commune.full_name if commune else "",
            place_code=commune.code if commune else "",
            households=len(people),
            hamlets=tuple(dict.fromkeys(one.hamlet for one in people if one.hamlet)),
            quantities=_quantities(told.body),
        )


def _merged(steps: Iterable[tuple[_Told, Step]]) -> list[Step]:
    """Steps of one kind with one lot on one day as one step, its quantities added up."""
    groups: dict[tuple[object, ...], list[Step]] = {}
    people: dict[tuple[object, ...], set[str]] = {}
    for told, one in steps:
        which = (one.biz_step, one.lot_code, local_date(one.at), one.place_code)
        groups.setdefault(which, []).append(one)
        people.setdefault(which, set()).update(told.households)
    merged = []
    for key, group in groups.items():
        first = group[0]
        if len(group) == 1:
            merged.append(first)
            continue
        hamlets = dict.fromkeys(name for one in group for name in one.hamlets)
        sums: dict[tuple[str, str, str], Decimal | None] = {}
        for part in (part for one in group for part in one.quantities):
            of = (part.lot_code, part.unit, part.way)
            before = sums.get(of)
            sums[of] = before if part.amount is None else (before or Decimal(0)) + part.amount
        merged.append(
            Step(
                biz_step=first.biz_step,
                words=first.words,
                at=first.at,
                recorded_at=max(one.recorded_at for one in group),
                lot_code=first.lot_code,
                shop=first.shop,
                place=first.place,
                place_code=first.place_code,
                households=len(people[key]),
                hamlets=tuple(hamlets),
                quantities=tuple(Quantity(lot, amount, unit, way) for (lot, unit, way), amount in sums.items()),
                count=len(group),
            )
        )
    return merged


def _quantities(body: Mapping[str, Json]) -> tuple[Quantity, ...]:
    ways = {"inputQuantityList": "in", "outputQuantityList": "out"}
    return tuple(
        Quantity(
            lot_code=_lot_code(element),
            amount=Decimal(str(element["quantity"])) if "quantity" in element else None,
            unit="kg" if element.get("uom") == KILOGRAM else str(element.get("uom", "")),
            way=ways.get(name, ""),
        )
        for name in _LISTS
        for element in _elements(body, name)
    )


def _elements(body: Mapping[str, Json], name: str) -> list[dict[str, Json]]:
    found = body.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _lot_code(element: Mapping[str, Json]) -> str:
    shape = _LOT.search(str(element.get("epcClass", "")))
    return shape[1] if shape else ""


def _parties(body: Mapping[str, Json], name: str) -> list[str]:
    return [str(one.get("source", "")) for one in _elements(body, name)]


def _place(body: Mapping[str, Json]) -> str:
    found = body.get("readPoint")
    return str(found.get("id", "")) if isinstance(found, dict) else ""


def _after(address: str, mark: str) -> str:
    """What follows behind a mark in one of this market's addresses; empty without it."""
    _before, found, rest = address.partition(mark)
    return rest if found else ""
