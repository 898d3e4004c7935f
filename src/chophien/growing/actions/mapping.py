"""Putting land on the map: checked where it lies, how large it is, and whether it is on the map already."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.growing import policies
from chophien.growing.actions._whose import whose
from chophien.growing.errors import (
    AreaOverlaps,
    AreaTooLarge,
    AreaTooSmall,
    BorderCrosses,
    FarFromCommune,
    TooManyTries,
)
from chophien.growing.models import AreaShape, GrowingArea
from chophien.growing.selectors.exact import is_near_others, worst_overlap
from chophien.growing.selectors.tries import NEAR, tries_left
from chophien.growing.states import AREA_FLOW, AreaStatus, DrawnBy, Standard
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.earth import km_between
from chophien.lib.errors import Invalid, NotFound, Sentence
from chophien.lib.geo.geojson import Position, features_of
from chophien.lib.geo.ground import box, coarse, crossing, hectares, inside, simplified
from chophien.lib.text import clean_line
from chophien.places.models import TODAY, Commune
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of

PREFIX, SYMBOLS = "VT", 7
NAME_MOST, VARIETY_MOST, CROP_MOST, ID_MOST = 120, 80, 60, 60
HOUSEHOLDS_MOST = 10_000
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('growing.map'))"
"""Two who draw over each other at once: the second sees what the first has drawn."""
SQUARE_METRE = Decimal("0.0001")
LAND = frozenset({"Polygon", "MultiPolygon"})
MOST_POSITIONS = 20_000
"""Of one border. A walk of a whole day has fewer."""


@dataclass(frozen=True)
class AreaFacts:
    """What is grown on an area. `crop` is a category's slug."""

    name: str
    crop: str
    commune: Commune
    variety: str = ""
    standard: str = Standard.NONE


@dataclass(frozen=True)
class Drawn:
    """A place or a border as it was drawn, walked or read: geometry of GeoJSON. `client_id` makes it count once."""

    land: Mapping[str, Any]
    drawn_by: DrawnBy
    client_id: str
    recorded_at: datetime
    accuracy_m: float | None = None


def add_area(
    *, seller: Seller, facts: AreaFacts, drawn: Drawn, actor: Actor, at: datetime, is_counted: bool = False
) -> GrowingArea:
    """Put an area of the shop on the map. The same drawing sent again is the same area. `is_counted` says that this
    very land was looked at before, and counted then if it lies close to land of others.

    Call it outside a transaction: a try at somebody else's land is written down although it is refused.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises Invalid: naming each answer that cannot be used
    :raises BadGeoJson: if the geometry is none
    :raises BorderCrosses, AreaOverlaps, AreaTooLarge, AreaTooSmall: with the place or the size
    :raises FarFromCommune: if it cannot be in that commune
    :raises TooManyTries: after too many borders that lay on somebody else's land
    """
    policies.can_map(actor, seller, at=at).require()
    with counting_tries(seller, actor=actor, at=at), transaction.atomic():
        return _add(seller, facts, drawn, actor=actor, at=at, is_counted=is_counted)


def _add(
    seller: Seller, facts: AreaFacts, drawn: Drawn, *, actor: Actor, at: datetime, is_counted: bool
) -> GrowingArea:
    hold_the_map()
    if (shape := _drawn_before(drawn, seller)) is not None:
        return shape.area
    area = GrowingArea(code=new_code(PREFIX, SYMBOLS), seller=seller, added_by=actor.code, added_at=at)
    area.on_behalf_of = principal_of(actor, seller, at=at)
    _describe(area, facts)
    land, size = checked(drawn.land, area, actor=actor, at=at, is_counted=is_counted)
    _place(area, land, size)
    area.save()
    _keep(area, land, drawn, actor=actor, at=at)
    record("growing.added", facts={"drawn_by": str(drawn.drawn_by)}, **whose(area, actor, at))
    return area


def redraw_area(*, area: GrowingArea, drawn: Drawn, actor: Actor, at: datetime) -> GrowingArea:
    """Give an area another border; the earlier one stays in its history. The same drawing again changes nothing.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises BadGeoJson, BorderCrosses, AreaOverlaps, AreaTooLarge, AreaTooSmall: as `add_area`
    :raises FarFromCommune, TooManyTries: as `add_area`
    """
    policies.can_map(actor, area.seller, at=at).require()
    with counting_tries(area.seller, actor=actor, at=at), transaction.atomic():
        return _redraw(area, drawn, actor=actor, at=at)


def _redraw(area: GrowingArea, drawn: Drawn, *, actor: Actor, at: datetime) -> GrowingArea:
    hold_the_map()
    if _drawn_before(drawn, area.seller) is not None:
        return area
    land, size = checked(drawn.land, area, actor=actor, at=at)
    _place(area, land, size)
    area.save(update_fields=["hectares", "cell_lon", "cell_lat"])
    AreaShape.objects.filter(area=area, is_current=True).update(is_current=False)
    _keep(area, land, drawn, actor=actor, at=at)
    record("growing.redrawn", facts={"drawn_by": str(drawn.drawn_by)}, **whose(area, actor, at))
    return area


@transaction.atomic
def take_area_step(*, area: GrowingArea, step: str, actor: Actor, at: datetime) -> GrowingArea:
    """Let an area rest, grow on it again, or give it up.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises StepNotAllowed: if it stands otherwise
    """
    area = GrowingArea.objects.select_for_update(of=("self",)).select_related("seller__commune").get(pk=area.pk)
    policies.can_map(actor, area.seller, at=at).require()
    area.status = AREA_FLOW.next(step, area.status)
    area.given_up_on = local_date(at) if area.status == AreaStatus.GIVEN_UP else None
    area.save(update_fields=["status", "given_up_on"])
    record("growing.step", facts={"area_status": str(area.status)}, **whose(area, actor, at))
    return area


@transaction.atomic
def describe_area(
    *, area: GrowingArea, facts: AreaFacts, households_said: int | None, actor: Actor, at: datetime
) -> GrowingArea:
    """Say otherwise what is grown on an area and by how many households. Its commune stays where its land lies.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises Invalid: naming each answer that cannot be used
    """
    area = GrowingArea.objects.select_for_update(of=("self",)).select_related("seller", "commune").get(pk=area.pk)
    policies.can_map(actor, area.seller, at=at).require()
    _describe(area, AreaFacts(facts.name, facts.crop, area.commune, facts.variety, facts.standard))
    if households_said is not None and not 0 < households_said <= HOUSEHOLDS_MOST:
        raise Invalid({"households_said": [_("Say how many households grow there.")]})
    area.households_said = households_said
    area.save(update_fields=["name", "crop", "variety", "standard", "households_said"])
    record("growing.described", facts={}, **whose(area, actor, at))
    return area


@contextmanager
def counting_tries(seller: Seller, *, actor: Actor, at: datetime) -> Iterator[None]:
    """Write down a border that was refused on somebody else's land, or close to it, so that nobody feels their way
    along it. What is taken close to it, `checked` writes down.

    :raises AreaOverlaps: what came out of the block, once it was written down
    """
    try:
        yield
    except AreaOverlaps as refused:
        if not refused.is_own or refused.is_near:
            _count(seller, actor=actor, at=at, is_on_it=not refused.is_own)
        raise


def _count(seller: Seller, *, actor: Actor, at: datetime, is_on_it: bool) -> None:
    behalf = principal_of(actor, seller, at=at)
    facts = {} if is_on_it else {NEAR: True}
    record("growing.foreign_land", actor=actor, subject_code=seller.code, on_behalf_of=behalf, at=at, facts=facts)


def hold_the_map() -> None:
    """Let nobody else put land on the map until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)


def _drawn_before(drawn: Drawn, seller: Seller) -> AreaShape | None:
    shape = AreaShape.objects.select_related("area").filter(client_id=drawn.client_id).first()
    if shape is not None and shape.area.seller_id != seller.pk:
        raise NotFound
    return shape


def _describe(area: GrowingArea, facts: AreaFacts) -> None:
    area.name = clean_line(facts.name)[:NAME_MOST]
    area.crop = clean_line(facts.crop)[:CROP_MOST]
    area.variety = clean_line(facts.variety)[:VARIETY_MOST]
    area.standard, area.commune = facts.standard, facts.commune
    faults: dict[str, list[Sentence]] = {}
    if not area.name:
        faults["name"] = [_("Say what the place is called.")]
    if not area.crop:
        faults["crop"] = [_("Say what is grown there.")]
    if facts.standard not in Standard.values:
        faults["standard"] = [_("Choose one of the standards.")]
    if facts.commune.vintage != TODAY:
        faults["commune"] = [_("Choose a commune of today's map.")]
    if faults:
        raise Invalid(faults)


def checked(
    land: Mapping[str, Any], area: GrowingArea, *, actor: Actor, at: datetime, is_counted: bool = False
) -> tuple[dict[str, Any], Decimal | None]:
    """The land as it would be kept for `area`, which need not be saved, and its hectares; None for a point.

    Land within `growing.near_m` metres of somebody else's is written down though it is good, for a yes tells as much of
    where that ends as a no; `is_counted` if that was done for this very land before. Call it within `counting_tries`.

    :raises BadGeoJson: if it is no geometry
    :raises BorderCrosses, AreaOverlaps, AreaTooLarge, AreaTooSmall, FarFromCommune, TooManyTries: as `add_area`
    """
    commune = area.commune
    [feature] = features_of(dict(land), most_positions=MOST_POSITIONS)
    geometry = feature.geometry or {}
    if geometry.get("type") == "Point":
        _must_lie_in(commune, tuple(geometry["coordinates"][:2]), at=at)
        return {"type": "Point", "coordinates": geometry["coordinates"][:2]}, None
    if geometry.get("type") not in LAND or not geometry["coordinates"]:
        raise AreaTooSmall
    if (place := crossing(geometry)) is not None:
        raise BorderCrosses(place)
    _must_lie_in(commune, inside(geometry), at=at)
    kept = simplified(geometry, metres=rules.whole("growing.simplify_m", at=at))
    size = Decimal(hectares(kept)).quantize(SQUARE_METRE)
    most = rules.whole("growing.most_hectares", at=at)
    if size <= 0:
        raise AreaTooSmall
    if size > most:
        raise AreaTooLarge(most)
    by = "" if actor.is_system else actor.code
    if not is_counted and not tries_left(area.seller, by=by, at=at):
        raise TooManyTries
    is_near = is_near_others(kept, of=area.seller_id, metres=rules.whole("growing.near_m", at=at))
    shared = worst_overlap(kept, of=area.seller_id, leave_out=area.pk)
    if shared is not None and shared.share * 100 > rules.whole("growing.overlap_percent", at=at):
        raise AreaOverlaps(shared.place, shared.share, is_own=shared.is_own, is_near=is_near)
    if is_near and not is_counted:
        _count(area.seller, actor=actor, at=at, is_on_it=False)
    return kept, size


def _must_lie_in(commune: Commune, place: Position, *, at: datetime) -> None:
    """Within so many kilometres of the commune's middle. Of its border nothing is kept."""
    if commune.lat is None or commune.lon is None:
        return
    km = km_between((commune.lat, commune.lon), (place[1], place[0]))
    if math.isnan(km) or km > rules.whole("growing.commune_km", at=at):
        raise FarFromCommune(km=km, commune=commune.full_name)


def _place(area: GrowingArea, land: dict[str, Any], size: Decimal | None) -> None:
    middle = tuple(land["coordinates"]) if land["type"] == "Point" else inside(land)
    area.cell_lon, area.cell_lat = coarse(middle)
    area.hectares = size


def _keep(area: GrowingArea, land: dict[str, Any], drawn: Drawn, *, actor: Actor, at: datetime) -> None:
    west, south, east, north = box(land)
    AreaShape.objects.create(
        area=area,
        land=land,
        west=west,
        south=south,
        east=east,
        north=north,
        drawn_by=drawn.drawn_by,
        accuracy_m=drawn.accuracy_m,
        client_id=clean_line(drawn.client_id)[:ID_MOST],
        recorded_at=drawn.recorded_at,
        received_at=at,
        entered_by=actor.code,
    )
