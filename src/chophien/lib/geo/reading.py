"""Land out of files that people have: GeoJSON, KML and KMZ, shapefiles in a ZIP, tables with WKT or with corners.

Whatever the file was, what comes out are features of `chophien.lib.geo.geojson`, checked by the same rules. Nothing in
a file is followed: no entity, no link to another file, no path inside an archive.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import shapefile
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext_lazy as _
from shapely import from_wkt
from shapely.errors import ShapelyError
from shapely.geometry import mapping

from chophien.lib.errors import DomainError
from chophien.lib.geo.geojson import (
    COLLECTION,
    MOST_POSITIONS,
    BadGeoJson,
    Feature,
    SwappedPosition,
    features_of,
    parsed,
    turned,
)
from chophien.lib.tables import BrokenTable, table_lines

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 10 * 1024 * 1024
"""Of all parts of an archive together."""
MOST_PARTS = 1_000
MOST_FEATURES = 5_000
MOST_BRACKETS = 3 * MOST_POSITIONS
"""Lists and objects of a file of GeoJSON: each costs a hundred bytes of memory and two of the file."""
MOST_ELEMENTS = 100_000
MOST_IN_A_PLACEMARK = 20_000
DEEPEST_ELEMENT = 64
"""Elements of a KML file, of one placemark in it, and how far they stand in one another."""
BYTES_OF_POSITION, BYTES_OF_SHAPE, BYTES_OF_HEAD = 16, 64, 100
"""What a position, a shape without its positions and the head of a .shp file take at least, by ESRI's white paper."""
PART_ENDINGS = frozenset({"kml", "shp", "dbf", "prj"})
PLACEMARK = "Placemark"
CENTRAL_ENTRY = b"PK\x01\x02"
ZIP_MAGIC = b"PK\x03\x04"
WORKBOOK = b"xl/workbook.xml"
"""The name of a part that only spreadsheets have; names stand unpacked in an archive."""
NAMES = ("name", "ten", "tên", "ma", "mã", "code", "id")
LONGITUDES = ("lon", "lng", "longitude", "kinh_do", "kinh độ", "kinh do", "x")
LATITUDES = ("lat", "latitude", "vi_do", "vĩ độ", "vi do", "y")
GEOMETRIES = ("wkt", "geometry", "geom", "hinh", "hình")
WGS84_NAMES = ("WGS_1984", "WGS 84", "WGS84")


class UnreadableLand(DomainError):
    """The file holds no land that we can read; the sentence says why."""

    code = "unreadable_land"
    message = _("We cannot read this file. Send GeoJSON, KML, a shapefile in a ZIP, or a table.")


class TooMuchLand(UnreadableLand):
    """The file would take more memory or time than anybody's land needs: refused before it is taken."""

    code = "too_much_land"
    message = _("There is too much in this file. Send it in several parts.")


Row = dict[str, Any]
"""A feature of GeoJSON that nobody has checked yet."""


def read_land(sent: bytes) -> list[Feature]:
    """Every feature in a file, in the order of the file; what kind of file it is, its first bytes tell.

    :raises UnreadableLand: if it is none of those kinds, is too large, or has nothing in it
    :raises BadGeoJson: if what stands in it breaks a rule of RFC 7946, with the place
    """
    found = features_of(_document(sent))
    _must_be_some(len(found))
    return found


@dataclass(frozen=True)
class EachRead:
    """The features of a file, and for each that breaks a rule what is wrong. `is_turned`: the latitude led."""

    features: list[Feature | BadGeoJson]
    is_turned: bool


def read_each(sent: bytes) -> EachRead:
    """As `read_land`, but one bad feature does not spoil the others; each with the latitude first is turned round.

    :raises UnreadableLand, BadGeoJson: if the file as a whole cannot be read
    """
    value = _document(sent)
    features = value.get("features") if isinstance(value, dict) and value.get("type") == COLLECTION else None
    if not isinstance(features, list):
        features = [value]
    _must_be_some(len(features))
    found = [_one(one) for one in features]
    swapped = [isinstance(one, SwappedPosition) for one in found]
    read = [_one(turned(one)) if is_so else kept for one, is_so, kept in zip(features, swapped, found, strict=True)]
    return EachRead(read, is_turned=any(swapped))


def _one(value: object) -> Feature | BadGeoJson:
    try:
        found = features_of(value)
    except BadGeoJson as fault:
        return fault
    if len(found) != 1:
        return BadGeoJson(_("Collections stand too deep in one another."))
    return found[0]


def _must_be_some(number: int) -> None:
    if not number:
        raise UnreadableLand(_("There is no area in this file."))
    if number > MOST_FEATURES:
        raise UnreadableLand(_("There are more than %(most)s areas in this file."), facts={"most": MOST_FEATURES})


def _document(sent: bytes) -> object:
    """What stands in a file as one document of GeoJSON, unchecked."""
    if len(sent) > MOST_BYTES:
        raise UnreadableLand(_("The file is larger than %(most)s MB."), facts={"most": MOST_BYTES // 1024 // 1024})
    start = sent[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        if sent.count(b"[") + sent.count(b"{") > MOST_BRACKETS:
            raise TooMuchLand
        return parsed(sent, most_bytes=MOST_BYTES)
    if sent.startswith(ZIP_MAGIC) and WORKBOOK not in sent:
        rows = _out_of_archive(sent)
    else:
        rows = _kml(sent) if start.startswith(b"<") else _table(sent)
    return {"type": COLLECTION, "features": rows}


def _out_of_archive(sent: bytes) -> list[Row]:
    """A KMZ or a shapefile; both are archives."""
    if sent.count(CENTRAL_ENTRY) > MOST_PARTS:
        raise TooMuchLand
    try:
        with zipfile.ZipFile(io.BytesIO(sent)) as archive:
            inside = {entry.filename.lower(): entry for entry in archive.infolist() if not entry.is_dir()}
            if sum(entry.file_size for entry in inside.values()) > MOST_UNPACKED:
                raise UnreadableLand(_("What is packed in this file is too large."))
            by_ending = {
                ending: _unpacked(archive, entry)
                for filename, entry in inside.items()
                if (ending := filename.rpartition(".")[2]) in PART_ENDINGS
            }
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise UnreadableLand(_("The archive is damaged, or has a password.")) from fault
    if "kml" in by_ending:
        return _kml(by_ending["kml"])
    if "shp" in by_ending:
        return _shapes(by_ending)
    raise UnreadableLand


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A part, unpacked no further than the archive says that it is long; `read` alone would unpack what is packed."""
    with archive.open(entry) as part:
        return part.read(entry.file_size + 1)


def _shapes(parts: dict[str, bytes]) -> list[Row]:
    """The shapes one after the other, each once, as they stand in the .shp: an index (.shx) is not believed."""
    told = parts.get("prj", b"").decode("ascii", "replace")
    if told and (not told.lstrip().startswith("GEOGCS") or not any(name in told for name in WGS84_NAMES)):
        raise UnreadableLand(_("Only WGS 84 degrees can be read, not other coordinates (VN-2000 for example)."))
    if len(parts["shp"]) > BYTES_OF_HEAD + MOST_POSITIONS * BYTES_OF_POSITION + MOST_FEATURES * BYTES_OF_SHAPE:
        raise TooMuchLand
    files = {ending: io.BytesIO(parts[ending]) for ending in ("shp", "dbf") if ending in parts}
    try:
        with shapefile.Reader(**files, encoding="utf-8", encodingErrors="replace") as reader:
            return [_plain(row.__geo_interface__) for row in islice(reader.iterShapeRecords(), MOST_FEATURES + 1)]
    except (
        shapefile.ShapefileException,
        struct.error,
        ValueError,
        KeyError,
        IndexError,
        EOFError,
        OSError,
        TypeError,
    ) as fault:
        raise UnreadableLand(_("The shapefile is damaged, or a part of it is missing.")) from fault


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    geometry = _as_lists(row["geometry"]) if row["geometry"] else None
    properties = {str(key): str(value) for key, value in dict(row["properties"] or {}).items()}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _as_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_lists(inner) for key, inner in value.items()}
    return [_as_lists(inner) for inner in value] if isinstance(value, list | tuple) else value


def _kml(sent: bytes) -> list[Row]:
    """OGC KML 2.2 (07-147r2): placemarks with points, lines and polygons, alone or together.

    Read element by element, each forgotten when it ends: what is in memory is one placemark and what came of those
    before it.
    """
    rows: list[Row] = []
    left = MOST_POSITIONS
    try:
        for mark in _placemarks(sent):
            space = mark.tag[: -len(PLACEMARK)]
            found = list(_drawn(mark, space, left))
            left -= sum(_positions_in(one["coordinates"]) for one in found)
            if left < 0 or len(rows) > MOST_FEATURES:
                raise TooMuchLand
            if found:
                geometry = found[0] if len(found) == 1 else {"type": "GeometryCollection", "geometries": found}
                called = (mark.findtext(f"{space}name") or "").strip()
                rows.append({"type": "Feature", "geometry": geometry, "properties": {"name": called}})
    except (ParseError, DefusedXmlException, ValueError, LookupError) as fault:
        raise UnreadableLand(_("This is not a KML file, or it was cut off.")) from fault
    return rows


def _placemarks(sent: bytes) -> Iterator[Element]:
    """Each placemark when it has ended; the element is emptied as soon as the next is asked for."""
    opened: list[Element] = []
    marked_at = counted = counted_within = 0
    for event, element in iterparse(io.BytesIO(sent), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            counted += 1
            opened.append(element)
            counted_within = counted_within + 1 if marked_at else 0
            if counted > MOST_ELEMENTS or counted_within > MOST_IN_A_PLACEMARK or len(opened) > DEEPEST_ELEMENT:
                raise TooMuchLand
            if not marked_at and element.tag.rpartition("}")[2] == PLACEMARK:
                marked_at = len(opened)
            continue
        if marked_at == len(opened):
            marked_at = 0
            yield element
        opened.pop()
        if not marked_at and opened:
            del opened[-1][:]


def _positions_in(found: Any) -> int:
    if found and isinstance(found[0], list):
        return sum(map(_positions_in, found))
    return 1


def _drawn(mark: Element, space: str, most: int) -> Iterator[dict[str, Any]]:
    ring = f"{space}LinearRing/{space}coordinates"
    for one in mark.iter(f"{space}Polygon"):
        outer = one.findtext(f"{space}outerBoundaryIs/{ring}") or ""
        holes = [hole.findtext(ring) or "" for hole in one.iter(f"{space}innerBoundaryIs")]
        yield {"type": "Polygon", "coordinates": [_positions(text, most) for text in (outer, *holes)]}
    for kind, name in (("LineString", "LineString"), ("Point", "Point")):
        for one in mark.iter(f"{space}{name}"):
            places = _positions(one.findtext(f"{space}coordinates") or "", most)
            yield {"type": kind, "coordinates": places if kind == "LineString" else places[0] if places else []}


def _positions(text: str, most: int) -> list[list[float]]:
    """Groups of longitude, latitude and perhaps height, told apart by blanks; no more than `most`.

    :raises TooMuchLand: if there are more
    """
    groups = text.split(maxsplit=most)
    if len(groups) > most:
        raise TooMuchLand
    try:
        return [[float(number) for number in group.split(",", 2)[:2]] for group in groups]
    except ValueError as fault:
        raise UnreadableLand(_("A position in the KML file is no pair of numbers.")) from fault


def _table(sent: bytes) -> list[Row]:
    """A table with a heading: either a column of WKT, or longitude and latitude of one corner in each row.

    Rows of the same name one after the other are the corners of one area; a single row is a point.
    """
    try:
        lines = list(islice((line for line in table_lines(sent, windows=True) if any(line)), MOST_POSITIONS + 2))
    except BrokenTable as fault:
        raise UnreadableLand from fault
    if not lines:
        return []
    if len(lines) > MOST_POSITIONS + 1:
        raise TooMuchLand
    heading = [cell.strip().lower() for cell in lines[0]]
    wkt, lon, lat, called = (_column(heading, names) for names in (GEOMETRIES, LONGITUDES, LATITUDES, NAMES))
    if wkt is not None:
        return [_of_wkt(row, wkt, called) for row in lines[1:]]
    if lon is None or lat is None:
        raise UnreadableLand(_("The table has no columns “lon” and “lat”, and none called “wkt”."))
    return list(_of_corners(lines[1:], lon, lat, called))


def _column(heading: Sequence[str], names: Sequence[str]) -> int | None:
    return next((place for place, cell in enumerate(heading) if cell in names), None)


def _of_wkt(row: Sequence[str], wkt: int, called: int | None) -> dict[str, Any]:
    try:
        geometry = mapping(from_wkt(row[wkt]))
    except (ShapelyError, IndexError, AttributeError, TypeError) as fault:
        raise BadGeoJson(
            _("This is no geometry in WKT: %(text)s"), text=row[wkt][:40] if wkt < len(row) else ""
        ) from fault
    return _feature(_as_lists(geometry), _cell(row, called))


def _of_corners(rows: Sequence[Sequence[str]], lon: int, lat: int, called: int | None) -> Iterator[dict[str, Any]]:
    corners: list[list[float]] = []
    last = ""
    for number, row in enumerate(rows, start=2):
        name = _cell(row, called)
        if corners and name != last:
            yield _area(corners, last)
            corners = []
        last = name
        try:
            corners.append([float(_cell(row, place).replace(",", ".")) for place in (lon, lat)])
        except ValueError as fault:
            raise UnreadableLand(_("Row %(row)s has no longitude and latitude."), facts={"row": number}) from fault
    if corners:
        yield _area(corners, last)


def _area(corners: list[list[float]], name: str) -> dict[str, Any]:
    if len(corners) == 1:
        return _feature({"type": "Point", "coordinates": corners[0]}, name)
    ring = corners if corners[0] == corners[-1] else [*corners, corners[0]]
    return _feature({"type": "Polygon", "coordinates": [ring]}, name)


def _feature(geometry: dict[str, Any], name: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"name": name}}


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""
