"""Plots of land as the European Union's information system takes them: GeoJSON with one feature for each plot.

Regulation (EU) 2023/1115, article 2 (28), says how many decimals latitude and longitude have at least, and from how
many hectares on a plot is told by its border: both are `Limits` of the day of the file. Names of properties are those
of the system's "GeoJSON file description": ProducerName, ProducerCountry, ProductionPlace, Area (hectares, for points);
`external_id` is the name by which Whisp and other screenings give a plot back.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.geo.geojson import BadGeoJson, by_the_right_hand, loads
from chophien.lib.geo.ground import crossing, hectares
from chophien.lib.quantity import format_quantity

DECIMALS = 7
"""As many as are written, if the law does not ask for more."""
COUNTRY = "VN"
WEST, SOUTH, EAST, NORTH = 102.0, 6.0, 118.0, 23.5
CONTINENTAL = {"Point", "Polygon"}
HUNDREDTH = Decimal("0.01")


class BorderMissing(DomainError):
    """A plot of more hectares than a point may stand for is known by one point only. `plot` is its reference."""

    code = "border_missing"
    message = _(
        "%(place)s has more than %(most)s ha: walk or draw its border first. One point is enough up to %(most)s ha."
    )

    def __init__(self, plot: str, place: str, most: Decimal) -> None:
        super().__init__(facts={"place": place, "most": format_quantity(most)})
        self.plot = plot


class SizeMissing(DomainError):
    """Nobody knows how large a plot is that is known by one point only. `plot` is its reference."""

    code = "size_missing"
    message = _("Write how many hectares %(place)s has: only a point of it is known.")

    def __init__(self, plot: str, place: str) -> None:
        super().__init__(facts={"place": place})
        self.plot = plot


class BadPlots(DomainError):
    """The file is none that the information system takes. `pointer` leads to the place (RFC 6901)."""

    code = "bad_plots"

    def __init__(self, message: Any, pointer: str) -> None:
        super().__init__(message)
        self.pointer = pointer


@dataclass(frozen=True)
class Limits:
    """What the regulation asks on a day: up to how many hectares a point is enough, and how many decimals at least."""

    point_most_hectares: Decimal
    least_decimals: int


@dataclass(frozen=True)
class Plot:
    """One piece of land: its reference here, who grows on it, where, its size in hectares, its geometry as GeoJSON."""

    reference: str
    producer: str
    place: str
    land: dict[str, Any]
    hectares: Decimal | None = None


def written(plots: Iterable[Plot], *, limits: Limits) -> str:
    """The file. Land in several pieces becomes several plots, numbered after its reference.

    :raises BorderMissing: for a point of more hectares than a point may stand for
    :raises SizeMissing: for a point of a size that is not known
    """
    features = [feature for plot in plots for feature in _features(plot, limits)]
    return '{"type":"FeatureCollection","features":[' + ",\n".join(features) + "]}\n"


def read(sent: str | bytes, *, limits: Limits) -> list[Plot]:
    """Every plot of such a file, each checked as strictly as it is written here.

    :raises BadPlots: with the place of the first fault
    """
    try:
        found = loads(sent)
    except BadGeoJson as fault:
        raise BadPlots(fault.args[0] if fault.args else str(fault), fault.pointer) from fault
    exact = json.loads(sent, parse_float=Decimal, parse_int=Decimal)
    if not isinstance(exact, dict) or exact.get("type") != "FeatureCollection" or not found:
        raise BadPlots(_("A collection with one feature for each plot is expected."), "/type")
    return [_checked(one, f"/features/{place}", limits) for place, one in enumerate(exact["features"])]


def _features(plot: Plot, limits: Limits) -> Iterable[str]:
    decimals = max(DECIMALS, limits.least_decimals)
    kind, coordinates = plot.land["type"], plot.land["coordinates"]
    if kind == "Point":
        if plot.hectares is None:
            raise SizeMissing(plot.reference, plot.place)
        if plot.hectares > limits.point_most_hectares:
            raise BorderMissing(plot.reference, plot.place, limits.point_most_hectares)
        place = f'{{"type":"Point","coordinates":{_numbers(coordinates, decimals)}}}'
        yield _feature(plot, plot.reference, plot.hectares, place)
        return
    pieces = [coordinates] if kind == "Polygon" else coordinates
    for number, piece in enumerate(pieces, start=1):
        rings = by_the_right_hand(piece)
        drawn = ",".join("[" + ",".join(_numbers(one, decimals) for one in ring) + "]" for ring in rings)
        size = Decimal(hectares({"type": "Polygon", "coordinates": piece})).quantize(HUNDREDTH)
        name = plot.reference if len(pieces) == 1 else f"{plot.reference}-{number}"
        yield _feature(plot, name, size, f'{{"type":"Polygon","coordinates":[{drawn}]}}')


def _feature(plot: Plot, reference: str, size: Decimal, geometry: str) -> str:
    told = {
        "ProducerName": plot.producer,
        "ProducerCountry": COUNTRY,
        "ProductionPlace": plot.place,
        "Area": float(size),
        "external_id": reference,
    }
    return f'{{"type":"Feature","properties":{json.dumps(told, ensure_ascii=False)},"geometry":{geometry}}}'


def _numbers(position: Sequence[float], decimals: int) -> str:
    """Longitude and latitude, zeros at the end too: decimals are asked for, not decimals that say something."""
    lon, lat = position[:2]
    return f"[{lon:.{decimals}f},{lat:.{decimals}f}]"


def _checked(one: dict[str, Any], at: str, limits: Limits) -> Plot:
    told, geometry = one.get("properties") or {}, one.get("geometry")
    if geometry is None or geometry["type"] not in CONTINENTAL:
        raise BadPlots(_("A plot is one point or one border."), f"{at}/geometry")
    for name in ("ProducerName", "ProductionPlace"):
        if not isinstance(told.get(name), str) or not told[name].strip():
            raise BadPlots(_("Who grows it and where is missing."), f"{at}/properties/{name}")
    if told.get("ProducerCountry") != COUNTRY:
        raise BadPlots(_("The country is VN."), f"{at}/properties/ProducerCountry")
    rings = [[geometry["coordinates"]]] if geometry["type"] == "Point" else geometry["coordinates"]
    for number, ring in enumerate(rings):
        for place, position in enumerate(ring):
            there = f"{at}/geometry/coordinates" + f"/{number}/{place}" * (len(ring) > 1)
            _check_position(position, there, limits.least_decimals)
    land = json.loads(json.dumps(geometry, default=float))
    size = told.get("Area")
    if size is not None and (not isinstance(size, Decimal) or size <= 0):
        raise BadPlots(_("The area is hectares above zero."), f"{at}/properties/Area")
    if geometry["type"] == "Point" and size is not None and size > limits.point_most_hectares:
        raise BadPlots(_("A plot of this size needs its border."), f"{at}/geometry")
    if geometry["type"] == "Polygon" and (
        crossing(land) is not None or by_the_right_hand(land["coordinates"]) != land["coordinates"]
    ):
        raise BadPlots(_("The border crosses itself, or runs with the clock."), f"{at}/geometry/coordinates")
    return Plot(str(told.get("external_id", "")), told["ProducerName"], told["ProductionPlace"], land, size)


def _check_position(position: Sequence[Decimal], at: str, least_decimals: int) -> None:
    lon, lat = position[:2]
    if any(len(f"{number:f}".partition(".")[2]) < least_decimals for number in (lon, lat)):
        raise BadPlots(_("More decimals are needed."), at)
    if WEST <= lat <= EAST and SOUTH <= lon <= NORTH:
        raise BadPlots(_("Longitude and latitude are swapped here: longitude comes first."), at)
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        raise BadPlots(_("This place does not lie in Viet Nam."), at)
