"""Plots for the European Union: border above four hectares, a point below, six decimals, one feature for each plot."""

import json
from decimal import Decimal

import pytest

from chophien.lib.geo.eudr import BadPlots, BorderMissing, Limits, Plot, SizeMissing
from chophien.lib.geo.eudr import read as read_by
from chophien.lib.geo.eudr import written as written_by
from chophien.lib.geo.ground import hectares
from chophien.lib.tests.vectors import vector_json

SQUARE = [[105.36, 23.28], [105.362, 23.28], [105.362, 23.282], [105.36, 23.282], [105.36, 23.28]]
POINT = {"type": "Point", "coordinates": [105.36, 23.28]}
LIMITS = Limits(Decimal(4), 6)


def written(plots, limits=LIMITS):
    return written_by(plots, limits=limits)


def read(sent, limits=LIMITS):
    return read_by(sent, limits=limits)


def plot(land=None, **facts):
    told = {"reference": "VT-1", "producer": "HTX Chè", "place": "Nương trên, Xã Đồng Văn", **facts}
    return Plot(land=land or {"type": "Polygon", "coordinates": [SQUARE]}, **told)


def test_a_border_is_written_with_seven_decimals_against_the_clock_and_read_back():
    text = written([plot({"type": "Polygon", "coordinates": [SQUARE[::-1]]})])

    assert "[105.3600000,23.2800000],[105.3620000,23.2800000]" in text
    [found] = read(text)
    assert found.land["coordinates"] == [SQUARE]
    assert float(found.hectares) == pytest.approx(hectares(found.land), rel=0.005)
    assert json.loads(text)["features"][0]["properties"] == {
        "ProducerName": "HTX Chè",
        "ProducerCountry": "VN",
        "ProductionPlace": "Nương trên, Xã Đồng Văn",
        "Area": float(found.hectares),
        "external_id": "VT-1",
    }


def test_a_point_is_enough_up_to_four_hectares():
    [found] = read(written([plot(POINT, hectares=Decimal(4))]))

    assert (found.land, found.hectares) == (POINT, Decimal(4))


def test_a_point_of_more_or_of_unknown_size_is_refused_by_name():
    with pytest.raises(BorderMissing) as large:
        written([plot(POINT, hectares=Decimal("4.01"))])
    with pytest.raises(SizeMissing) as unknown:
        written([plot(POINT)])

    assert (large.value.plot, unknown.value.plot) == ("VT-1", "VT-1")
    assert "Nương trên" in str(large.value)


def test_the_limits_are_those_of_the_day():
    stricter = Limits(Decimal(2), 9)

    with pytest.raises(BorderMissing, match="2 ha"):
        written([plot(POINT, hectares=Decimal(3))], stricter)
    assert "[105.360000000,23.280000000]" in written([plot()], stricter)
    with pytest.raises(BadPlots):
        read(written([plot()]), stricter)


def test_land_in_two_pieces_is_two_plots():
    east = [[lon + 0.01, lat] for lon, lat in SQUARE]

    found = read(written([plot({"type": "MultiPolygon", "coordinates": [[SQUARE], [east]]})]))

    assert [one.reference for one in found] == ["VT-1-1", "VT-1-2"]


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("105.3600000", "105.36", "/features/0/geometry/coordinates/0/0"),
        ("[105.3620000,23.2800000]", "[23.2800000,105.3620000]", "/features/0/geometry/coordinates/0/1"),
        ("105.36", "10.36", "/features/0/geometry/coordinates/0/0"),
        ('"VN"', '"vn"', "/features/0/properties/ProducerCountry"),
        ('"HTX Chè"', '""', "/features/0/properties/ProducerName"),
        ('"FeatureCollection"', '"Collection"', "/type"),
        ("]]]", "]]", "/"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_its_place(old, new, pointer):
    with pytest.raises(BadPlots) as refused:
        read(written([plot()]).replace(old, new))

    assert refused.value.pointer in {pointer, ""}


def test_borders_that_cross_or_run_with_the_clock_are_refused():
    bow = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]

    for ring in (bow, SQUARE[::-1]):
        drawn = "[" + ",".join(f"[{lon:.6f},{lat:.6f}]" for lon, lat in ring) + "]"
        told = json.dumps({"ProducerName": "A", "ProducerCountry": "VN", "ProductionPlace": "B"})
        feature = f'{{"type":"Feature","properties":{told},"geometry":{{"type":"Polygon","coordinates":[{drawn}]}}}}'
        with pytest.raises(BadPlots):
            read(f'{{"type":"FeatureCollection","features":[{feature}]}}')


def test_the_example_of_whisp_is_no_plot_in_viet_nam_and_its_pieces_are_no_single_plots():
    with pytest.raises(BadPlots):
        read(json.dumps(vector_json("sup_geo/whisp/whisp_example_polys.geojson")))
