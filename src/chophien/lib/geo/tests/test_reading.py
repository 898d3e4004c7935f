"""Land out of every kind of file that people have, and out of files that mean no good."""

import io
import json
import struct
import tracemalloc
import unicodedata
import zipfile

import pytest
import shapefile
from django.utils import translation
from openpyxl import Workbook

from chophien.lib.errors import DomainError
from chophien.lib.geo.reading import UnreadableLand, read_land

RING = [[105.0, 22.0], [105.01, 22.0], [105.01, 22.01], [105.0, 22.01], [105.0, 22.0]]
HOLE = [[105.002, 22.002], [105.002, 22.004], [105.004, 22.004], [105.002, 22.002]]
LAND = {"type": "Polygon", "coordinates": [RING]}
WGS84 = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]'
VN2000 = 'PROJCS["VN_2000_UTM_Zone_48N",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000"]]]'
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
<Placemark><name>Nương chè</name><Polygon>
<outerBoundaryIs><LinearRing><coordinates>%s</coordinates></LinearRing></outerBoundaryIs>
<innerBoundaryIs><LinearRing><coordinates>%s</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>
<Placemark><name>Kho</name><Point><coordinates>105.1,22.1,900</coordinates></Point></Placemark>
</Folder></Document></kml>"""


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def kml_ring(ring):
    return " ".join(f"{lon},{lat},0" for lon, lat in ring)


def archive(**files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "."), content)
    return held.getvalue()


def shapes(prj=WGS84, ring=RING, **records):
    parts = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, encoding="utf-8") as written:
        written.field("ten", "C", size=60)
        for name in records.get("names", ["Nương chè"]):
            written.poly([ring[::-1]])
            written.record(name)
    return {**{f"vung__{ending}": part.getvalue() for ending, part in parts.items()}, "vung__prj": prj}


def said(sent):
    with pytest.raises(DomainError) as refused:
        read_land(sent)
    return str(refused.value)


def test_geojson_is_read():
    [found] = read_land(json.dumps(LAND).encode())

    assert found.geometry == LAND


def test_kml_and_kmz_are_read_with_holes_points_and_names():
    kml = (KML % (kml_ring(RING), kml_ring(HOLE))).encode()

    for sent in (kml, archive(doc__kml=kml)):
        area, store = read_land(sent)
        assert area.geometry == {"type": "Polygon", "coordinates": [RING, HOLE]}
        assert (area.properties, store.properties) == ({"name": "Nương chè"}, {"name": "Kho"})
        assert store.geometry == {"type": "Point", "coordinates": [105.1, 22.1]}


def test_a_shapefile_in_a_zip_is_read():
    [found] = read_land(archive(**shapes()))

    assert found.geometry["type"] == "Polygon"
    assert sorted(found.geometry["coordinates"][0]) == sorted(RING)
    assert found.properties == {"ten": "Nương chè"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_table_of_corners_is_read_as_excel_writes_it(encoding, mark):
    rows = [["Tên", "Kinh độ", "Vĩ độ"], *[["Nương A", str(lon).replace(".", ","), str(lat)] for lon, lat in RING[:4]]]
    rows += [["Kho", "105.1", "22.1"]]
    text = "\r\n".join(mark.join(row) for row in rows)

    area, store = read_land(text.encode(encoding))

    assert (area.geometry, area.properties["name"]) == (LAND, "Nương A")
    assert store.geometry == {"type": "Point", "coordinates": [105.1, 22.1]}


def test_a_table_in_the_old_letters_of_windows_is_read_and_nothing_else_is_guessed():
    rows = "Tên;Kinh độ;Vĩ độ\r\nNương bà Dợ ở Đồng Văn;105,1;22,1\r\n"
    tones = "\u0300\u0301\u0303\u0309\u0323"
    apart = "".join(
        unicodedata.normalize("NFC", "".join(one for one in parts if one not in tones))
        + "".join(one for one in parts if one in tones)
        for parts in (unicodedata.normalize("NFD", letter) for letter in rows)
    )

    [found] = read_land(apart.encode("cp1258"))

    assert found.properties["name"] == "Nương bà Dợ ở Đồng Văn"
    with pytest.raises(UnreadableLand):
        read_land("tên;kinh độ;vĩ độ\nçñ;105;22\n".encode("latin-1", "replace"))


def test_a_spreadsheet_is_read():
    book, held = Workbook(), io.BytesIO()
    for row in [["ten", "lon", "lat"], *[["Nương A", lon, lat] for lon, lat in RING[:4]]]:
        book.active.append(row)
    book.save(held)

    [area] = read_land(held.getvalue())

    assert (area.geometry, area.properties["name"]) == (LAND, "Nương A")


def test_a_table_with_wkt_is_read():
    wkt = "POLYGON((105 22, 105.01 22, 105.01 22.01, 105 22.01, 105 22))"

    [found] = read_land(f'code,wkt\nVT-1,"{wkt}"\n'.encode())

    assert (found.geometry, found.properties["name"]) == (LAND, "VT-1")
    assert said(b"code,wkt\nVT-1,POLYGON((\n") == "This is no geometry in WKT: POLYGON(("


BOMB = b'<!DOCTYPE k [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><kml><name>&b;</name></kml>'
OUTSIDE = b'<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><name>&x;</name></kml>'


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", "There is no area in this file."),
        (b"\x00\x01\x02\xff", "We cannot read this file."),
        (b"ten,ghi chu\nA,B\n", "The table has no columns"),
        (b"lon,lat\n105,\n", "Row 2 has no longitude and latitude."),
        (b"lon,lat\n22.1,105.1\n", "Longitude and latitude are swapped here"),
        (b"<kml", "This is not a KML file"),
        (BOMB, "This is not a KML file"),
        (OUTSIDE, "This is not a KML file"),
        (b"<kml><Placemark><Point><coordinates>a,b</coordinates></Point></Placemark></kml>", "A position in the KML"),
        (b"<html><body>no</body></html>", "There is no area in this file."),
        (archive(doc__txt="x"), "We cannot read this file."),
        (b"PK\x03\x04 and nothing", "The archive is damaged"),
        (archive(**shapes(prj=VN2000)), "Only WGS 84 degrees can be read"),
        (archive(**{**shapes(), "vung__dbf": b"x"}), "The shapefile is damaged"),
        (archive(vung__shp=struct.pack(">i", 9994) + b"\0" * 40), "The shapefile is damaged"),
        (archive(doc__kml=b" " * 11_000_000), "What is packed in this file is too large."),
        (b"{" + b" " * 11_000_000 + b"}", "The file is larger than 10 MB."),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_bad_files_get_a_sentence(sent, sentence):
    assert said(sent).startswith(sentence)


TOO_MUCH = "There is too much in this file. Send it in several parts."
MARK = "<Placemark><LineString><coordinates>%s</coordinates></LineString></Placemark>"


def lying_archive():
    """A part of 9 MB that says it has ten bytes."""
    sent, size = archive(doc__kml=b" " * 9_000_000), struct.pack("<I", 9_000_000)
    assert sent.count(size) == 2
    return sent.replace(size, struct.pack("<I", 10))


BOMBS = {
    "elements": (archive(doc__kml=b"<kml>" + b"<a/>" * 1_200_000 + b"</kml>"), TOO_MUCH),
    "in a placemark": (b"<kml><Placemark>" + b"<a/>" * 100_000 + b"</Placemark></kml>", TOO_MUCH),
    "deep": (b"<a>" * 250_000, TOO_MUCH),
    "positions": (archive(doc__kml=("<kml>" + MARK % ("1,1 " * 2_000_000) + "</kml>").encode()), TOO_MUCH),
    "placemarks": (archive(doc__kml=("<kml>" + (MARK % ("1,1 " * 30_000)) * 10 + "</kml>").encode()), TOO_MUCH),
    "brackets": (b'{"type": "Polygon", "coordinates": [' + b"[]," * 2_000_000 + b"[]]}", TOO_MUCH),
    "shapes": (archive(vung__shp=b"\0" * 9_000_000, vung__dbf=b""), TOO_MUCH),
    "parts": (b"PK\x03\x04" + b"PK\x01\x02" * 5_000, TOO_MUCH),
    "lying": (lying_archive(), "The archive is damaged"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_takes_memory(name):
    sent, sentence = BOMBS[name]
    tracemalloc.start()
    try:
        answer = said(sent)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert answer.startswith(sentence)
    assert peak < 40_000_000


def test_shapes_are_read_once_each_whatever_the_index_says():
    parts = shapes()
    parts["vung__shx"] = parts["vung__shx"] + parts["vung__shx"][100:] * 1_000

    assert len(read_land(archive(**parts))) == 1
