"""Loads the map: provinces and communes of today and of before July 2025, and what became of each."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from chophien.lib.text import clean_line, fold, slugify_vi, sort_key
from chophien.places import selectors
from chophien.places.models import BEFORE, TODAY, Commune, CommuneChange, Province, RegionClass
from chophien.places.states import Extent

DATA = Path(__file__).parent / "data"
KINDS = {
    "phường": "phuong",
    "xã": "xa",
    "thị trấn": "thi-tran",
    "thi trấn": "thi-tran",
    "tỉnh": "tinh",
    "thành phố": "thanh-pho",
    "huyện": "huyen",
}
WRITTEN = {
    "phuong": "Phường",
    "xa": "Xã",
    "thi-tran": "Thị trấn",
    "tinh": "Tỉnh",
    "thanh-pho": "Thành phố",
    "huyen": "Huyện",
}


@dataclass(frozen=True)
class Loaded:
    """How many rows of each kind the map has."""

    provinces: int
    communes: int
    changes: int
    region_classes: int


@transaction.atomic
def load_places() -> Loaded:
    """Make the map say what the data files say, and return how much that is. Loading twice changes nothing.

    Places are changed in place and never deleted, so that sellers and orders keep theirs.
    """
    provinces = _load_provinces()
    communes = _load_communes(provinces)
    changes = _load_changes(communes)
    classes = _load_region_classes(communes)
    selectors.forget_map()
    transaction.on_commit(selectors.forget_map)
    return Loaded(len(provinces), len(communes), changes, classes)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _load_provinces() -> dict[tuple[str, str], Province]:
    regions = {row["province_code"]: row["region"] for row in _rows("province_regions.csv")}
    units = [_province_today(row, regions[row["code"]]) for row in _rows("provinces.csv")]
    units += [_province_before(row) for row in _rows("province_old_new.csv")]
    Province.objects.bulk_create(
        units,
        update_conflicts=True,
        unique_fields=["vintage", "code"],
        update_fields=["name", "full_name", "kind", "slug", "macro_region", "lat", "lon", "folded", "sort_key"],
    )
    kept = {(unit.vintage, unit.code): unit for unit in Province.objects.all()}
    became = [(kept[BEFORE, row["old_code"]], kept[TODAY, row["new_code"]]) for row in _rows("province_old_new.csv")]
    pairs = [(kept[TODAY, row["code_a"]], kept[TODAY, row["code_b"]]) for row in _rows("province_neighbours.csv")]
    became_table, near_table = Province.became.through, Province.neighbours.through
    became_table.objects.all().delete()
    became_table.objects.bulk_create(became_table(from_province=old, to_province=new) for old, new in became)
    near_table.objects.all().delete()
    both_ways = pairs + [(b, a) for a, b in pairs]
    near_table.objects.bulk_create(near_table(from_province=one, to_province=other) for one, other in both_ways)
    return kept


def _province_today(row: dict[str, str], region: str) -> Province:
    return Province(
        vintage=TODAY,
        code=row["code"],
        name=row["name"],
        full_name=row["full_name"],
        kind=row["type"],
        slug=slugify_vi(row["name"]),
        macro_region=region,
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        folded=fold(row["name"]),
        sort_key=sort_key(row["name"]),
    )


def _province_before(row: dict[str, str]) -> Province:
    kind, name = _split(row["old_name"])
    return Province(
        vintage=BEFORE,
        code=row["old_code"],
        name=name,
        full_name=f"{WRITTEN[kind]} {name}",
        kind=kind,
        slug=slugify_vi(name),
        folded=fold(name),
        sort_key=sort_key(name),
    )


def _load_communes(provinces: dict[tuple[str, str], Province]) -> dict[tuple[str, str], Commune]:
    units = [_commune_today(row, provinces[TODAY, row["province_code"]]) for row in _rows("communes.csv")]
    for code, row in _old_units():
        units.append(_commune_before(code, row, provinces[BEFORE, row["old_province_code"]]))
    Commune.objects.bulk_create(
        units,
        batch_size=4000,
        update_conflicts=True,
        unique_fields=["vintage", "code"],
        update_fields=[
            "name", "full_name", "kind", "slug", "province", "old_district_name", "lat", "lon", "folded", "sort_key",
        ],
    )  # fmt: skip
    return {(unit.vintage, unit.code): unit for unit in Commune.objects.only("vintage", "code")}


def _commune_today(row: dict[str, str], province: Province) -> Commune:
    return Commune(
        vintage=TODAY,
        code=row["code"],
        name=row["name"],
        full_name=row["full_name"],
        kind=row["type"],
        slug=row["slug"],
        province=province,
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        folded=fold(row["name"]),
        sort_key=sort_key(row["name"]),
    )


def _commune_before(code: str, row: dict[str, str], province: Province) -> Commune:
    district = _district_as_written(row["old_district"])
    kind, name = _split(row["old_name"] or district)
    return Commune(
        vintage=BEFORE,
        code=code,
        name=name,
        full_name=f"{WRITTEN[kind]} {name}" if kind else name,
        kind=kind,
        slug=slugify_vi(name),
        province=province,
        old_district_name=district,
        folded=fold(name),
        sort_key=sort_key(name),
    )


def _old_units() -> Iterator[tuple[str, dict[str, str]]]:
    """Each old unit once, under its code, with its first row."""
    seen: set[str] = set()
    for code, row in _old_rows():
        if code not in seen:
            seen.add(code)
            yield code, row


def _old_rows() -> Iterator[tuple[str, dict[str, str]]]:
    """Every row of the conversion with the code that its old unit has here.

    A district without communes gets ``h`` and its code; the second of two units with one code gets ``x`` before it.
    """
    names: dict[str, str] = {}
    for row in _rows("conversion_old_new.csv"):
        code = row["old_code"] or f"h{row['old_district_code']}"
        name = fold(row["old_name"])
        if names.setdefault(code, name) != name:
            code = f"x{code[1:]}"
        yield code, row


def _load_changes(communes: dict[tuple[str, str], Commune]) -> int:
    found: dict[tuple[int, int], CommuneChange] = {}
    for code, row in _old_rows():
        old, new = communes[BEFORE, code], communes[TODAY, row["new_code"]]
        change = CommuneChange(old=old, new=new, extent=Extent(row["extent"]), note=row["note"][:200])
        found.setdefault((old.pk, new.pk), change)
    CommuneChange.objects.all().delete()
    CommuneChange.objects.bulk_create(found.values(), batch_size=8000)
    return len(found)


def _load_region_classes(communes: dict[tuple[str, str], Commune]) -> int:
    rows: Iterable[dict[str, str]] = _rows("region_classes.csv")
    classes = [
        RegionClass(
            commune=communes[TODAY, row["commune_code"]],
            region_class=int(row["region_class"]),
            valid_from=date.fromisoformat(row["period_from"]),
            valid_to=date.fromisoformat(row["period_to"]) if row["period_to"] else None,
            decision=row["decision"],
        )
        for row in rows
    ]
    RegionClass.objects.all().delete()
    RegionClass.objects.bulk_create(classes)
    return len(classes)


def _district_as_written(name: str) -> str:
    """``Thị Xã Kinh Môn`` as it is written: only the first letter of the kind is a capital."""
    return clean_line(name).replace("Thành Phố ", "Thành phố ").replace("Thị Xã ", "Thị xã ")


def _split(written: str) -> tuple[str, str]:
    """``"thị trấn Vạn Giã" -> ("thi-tran", "Vạn Giã")``; no kind when the name carries none."""
    text = clean_line(written)
    for words, kind in KINDS.items():
        if text.lower().startswith(f"{words} "):
            return kind, text[len(words) + 1 :]
    return "", text
