"""The shapes of the provinces and communes of today, for maps drawn on the server. Read once from files.

The files are TopoJSON: borders are cut into arcs, each written once and shared by the provinces on its two sides.
"""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

SHAPES = Path(__file__).parent / "data" / "provinces.topo.json"
COMMUNES = Path(__file__).parent / "shapes"
CREDIT = "sapnhap.bando.com.vn · thanglequoc/vietnamese-provinces-database (MIT)"
"""Whose work the shapes are: stands on every map that shows them."""

Place = tuple[float, float]
Ring = tuple[Place, ...]


@lru_cache(maxsize=1)
def shapes() -> dict[str, tuple[Ring, ...]]:
    """For each province of today, by its code, the rings around its land: closed lines of (latitude, longitude).

    Simplified: good for a map as wide as a screen, not for saying on which side of a border something lies. Islands
    below a square kilometre or two are left out, those of Hoàng Sa and Trường Sa never.
    """
    return _shapes_in(SHAPES, "provinces")


@lru_cache(maxsize=8)
def commune_shapes(province_code: str) -> dict[str, tuple[Ring, ...]]:
    """For each commune of a province of today, by its code, the rings around its land, as `shapes` has them.

    Empty for a code that is no province's.
    """
    file = COMMUNES / f"{province_code}.topo.json"
    known = province_code.isascii() and province_code.isdigit() and file.exists()
    return _shapes_in(file, province_code) if known else {}


def borders_file(province_code: str = "") -> bytes | None:
    """The file with the shapes of all provinces, or of the communes of one, as TopoJSON; None for an unknown code."""
    if not province_code:
        return SHAPES.read_bytes()
    file = COMMUNES / f"{province_code}.topo.json"
    known = province_code.isascii() and province_code.isdigit() and file.exists()
    return file.read_bytes() if known else None


def _shapes_in(path: Path, layer: str) -> dict[str, tuple[Ring, ...]]:
    file = json.loads(path.read_text(encoding="utf-8"))
    (west, south), (wide, high) = file["transform"]["translate"], file["transform"]["scale"]
    arcs = [_places(arc, west, south, wide, high) for arc in file["arcs"]]
    return {
        one["properties"]["code"]: tuple(_ring(ring, arcs) for ring in _rings(one))
        for one in file["objects"][layer]["geometries"]
    }


def _places(arc: Iterable[tuple[int, int]], west: float, south: float, wide: float, high: float) -> list[Place]:
    """An arc is written as steps on a fine grid, each from the one before."""
    steps = list(arc)
    across, up = accumulate(step[0] for step in steps), accumulate(step[1] for step in steps)
    return [(round(south + y * high, 4), round(west + x * wide, 4)) for x, y in zip(across, up, strict=True)]


def _rings(shape: dict[str, Any]) -> list[list[int]]:
    """The rings of all its pieces of land, each as numbers of arcs."""
    pieces: list[list[list[int]]] = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    return [ring for piece in pieces for ring in piece]


def _ring(numbers: Sequence[int], arcs: Sequence[Sequence[Place]]) -> Ring:
    """Arcs one after the other; a number below zero is the arc ~number, backwards."""
    line: list[Place] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc if not line else arc[1:]
    return tuple(line)
