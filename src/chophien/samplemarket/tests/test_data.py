"""The sample market's data keeps its own promises. Read from the files alone, without a database."""

import csv
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import phonenumbers
import pytest

from chophien.accounts.states import SCOPES_OF_ROLE, Role
from chophien.lib.quantity import find_unit
from chophien.sellers.states import SellerKind
from chophien.web.jinja import DRAWINGS

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "samplemarket" / "data"
REFERENCE = DATA.parents[1] / "catalog" / "data"
PLACES = ROOT / "places" / "data"
BANKS = ROOT / "lib" / "data" / "banks.csv"
GOODS_COLUMNS = (
    "sku,title,description,category,price_vnd,unit,pack,weight_g,stock,seller_code,seller_name,seller_kind,"
    "province_code,commune_code,ocop_stars,ocop_valid_to,season_from,season_to,photo_file"
)

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    """All rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def goods() -> list[Row]:
    return rows(DATA / "goods.csv")


@pytest.fixture(scope="module")
def categories() -> dict[str, Row]:
    return {row["slug"]: row for row in rows(REFERENCE / "categories.csv")}


@pytest.fixture(scope="module")
def commune_provinces() -> dict[str, str]:
    return {row["code"]: row["province_code"] for row in rows(PLACES / "communes.csv")}


def test_every_file_is_nfc_with_unix_line_ends() -> None:
    paths = [*DATA.glob("*.csv"), *PLACES.glob("*.csv"), BANKS]

    for path in paths:
        text = path.read_bytes().decode("utf-8")
        assert "\r" not in text, path.name
        assert unicodedata.is_normalized("NFC", text), path.name


def test_goods_have_the_import_columns_and_all_of_the_source(goods: list[Row]) -> None:
    counts = Counter(row["sku"].split("-")[0] for row in goods)

    assert ",".join(goods[0]) == GOODS_COLUMNS
    assert counts == {"HL": 294, "LD": 60, "TB": 24}
    assert len({row["sku"] for row in goods}) == len(goods)


def test_every_good_hangs_on_a_leaf_category(goods: list[Row], categories: dict[str, Row]) -> None:
    parents = {row["parent_slug"] for row in categories.values()}

    for row in goods:
        assert row["category"] in categories, row["sku"]
        assert row["category"] not in parents, row["sku"]


def test_categories_form_a_tree_under_the_six_ocop_groups(categories: dict[str, Row]) -> None:
    roots = [row for row in categories.values() if not row["parent_slug"]]

    assert [row["ocop_group"] for row in roots] == ["1", "2", "3", "4", "5", "6"]
    for row in categories.values():
        if row["parent_slug"]:
            assert categories[row["parent_slug"]]["ocop_group"] == row["ocop_group"], row["slug"]
        assert row["name_vi"] == row["name_vi"].strip()
        assert row["name_en"]
        assert row["drawing"]


def test_attributes_belong_to_categories_and_choices_go_with_their_kind(categories: dict[str, Row]) -> None:
    attributes = rows(REFERENCE / "attributes.csv")
    keys = [(row["category_slug"], row["key"]) for row in attributes]

    assert len(keys) == len(set(keys))
    for row in attributes:
        assert row["category_slug"] in categories
        assert row["kind"] in {"text", "choice", "number", "bool"}
        assert bool(row["choices"]) == (row["kind"] == "choice"), row
        assert {row["facet"], row["required"]} <= {"0", "1"}


def test_values_of_goods_are_among_the_choices(goods: list[Row]) -> None:
    category_of = {row["sku"]: row["category"] for row in goods}
    attributes = {(row["category_slug"], row["key"]): row for row in rows(REFERENCE / "attributes.csv")}
    values = rows(DATA / "goods_attributes.csv")

    assert len({(row["sku"], row["key"]) for row in values}) == len(values)
    for row in values:
        attribute = attributes[category_of[row["sku"]], row["key"]]
        if attribute["kind"] == "choice":
            assert row["value"] in attribute["choices"].split("|"), row


def test_communes_exist_and_lie_in_their_province(goods: list[Row], commune_provinces: dict[str, str]) -> None:
    for row in goods:
        assert commune_provinces.get(row["commune_code"]) == row["province_code"], row["sku"]


def test_every_placement_is_explained(goods: list[Row]) -> None:
    notes = {row["sku"]: row["how"] for row in rows(DATA / "placement_notes.csv")}

    assert set(notes) == {row["sku"] for row in goods}
    assert set(notes.values()) == {
        "named",
        "published address",
        "district seat",
        "province seat",
        "demonstration seller",
    }


def test_a_seller_is_the_same_in_every_row(goods: list[Row]) -> None:
    sellers: dict[str, set[tuple[str, ...]]] = {}
    for row in goods:
        facts = tuple(row[key] for key in ("seller_name", "seller_kind", "province_code", "commune_code"))
        sellers.setdefault(row["seller_code"], set()).add(facts)

    for code, versions in sellers.items():
        assert len(versions) == 1, code
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code), code
        assert len(code) <= 40, code
    assert {row["seller_kind"] for row in goods} == set(SellerKind.values)


def test_prices_weights_stock_and_units_are_sane(goods: list[Row]) -> None:
    for row in goods:
        assert 5_000 <= int(row["price_vnd"]) <= 6_000_000, row["sku"]
        assert int(row["price_vnd"]) % 1_000 == 0, row["sku"]
        assert 20 <= int(row["weight_g"]) <= 20_000, row["sku"]
        assert 8 <= int(row["stock"]) <= 200, row["sku"]
        assert find_unit(row["unit"]).label == row["unit"], row["sku"]
        assert len(row["pack"]) <= 40
        assert 3 <= len(row["title"]) <= 140
        assert row["description"].endswith("."), row["sku"]


def test_prices_stay_in_the_documented_range(goods: list[Row]) -> None:
    kinds = rows(DATA / "price_kinds.csv")
    ranges: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for kind in kinds:
        key = (kind["category"], kind["unit"], re.sub(r"^1 (chiếc|bộ|củ|chai)$", "", kind["pack"]))
        ranges.setdefault(key, []).append((int(kind["price_min_vnd"]), int(kind["price_max_vnd"])))

    for row in goods:
        if row["sku"].startswith("TB-"):
            continue
        known = ranges[row["category"], row["unit"], row["pack"]]
        assert any(low <= int(row["price_vnd"]) <= high for low, high in known), row["sku"]


def test_seasons_are_pairs_of_days_that_exist(goods: list[Row]) -> None:
    for row in goods:
        assert bool(row["season_from"]) == bool(row["season_to"]), row["sku"]
        for day in filter(None, (row["season_from"], row["season_to"])):
            date.fromisoformat(f"2028-{day}")


def test_stars_come_with_a_date_and_the_other_way_round(goods: list[Row]) -> None:
    for row in goods:
        assert bool(row["ocop_stars"]) == bool(row["ocop_valid_to"]), row["sku"]
        if row["ocop_stars"]:
            assert row["ocop_stars"] in {"3", "4", "5"}
            assert 2022 <= date.fromisoformat(row["ocop_valid_to"]).year <= 2029, row["sku"]


def test_a_word_stands_in_one_synonym_group_only() -> None:
    synonyms = rows(REFERENCE / "synonyms.csv")
    sizes = Counter(row["group_id"] for row in synonyms)

    assert len({row["term"] for row in synonyms}) == len(synonyms)
    assert min(sizes.values()) >= 2
    assert len(sizes) >= 120


def test_people_hold_roles_they_may_hold_over_things_that_exist(
    goods: list[Row], commune_provinces: dict[str, str]
) -> None:
    known = {
        "": {""},
        "nation": {""},
        "seller": {row["seller_code"] for row in goods},
        "commune": set(commune_provinces),
        "province": set(commune_provinces.values()),
    }
    people = rows(DATA / "people.csv")

    assert len({row["phone"] for row in people}) == len(people)
    assert {row["role"] for row in people} == {"buyer", *Role.values}
    for row in people:
        assert phonenumbers.is_valid_number(phonenumbers.parse(row["phone"])), row["key"]
        assert "(mẫu)" in row["name"]
        assert row["scope_code"] in known[row["scope_kind"]], row["key"]
        if row["role"] != "buyer":
            assert row["scope_kind"] in SCOPES_OF_ROLE[row["role"]], row["key"]


def test_two_hundred_queries_expect_goods_that_exist(goods: list[Row]) -> None:
    skus = {row["sku"] for row in goods}
    queries = rows(DATA / "queries.csv")
    kinds = Counter(row["kind"] for row in queries)

    assert len({row["query"] for row in queries}) == 200
    assert set(kinds) == {"marks", "no_marks", "misspelt", "place", "synonym", "prefix"}
    assert min(kinds.values()) >= 30
    for row in queries:
        assert set(row["expect_skus"].split("|")) <= skus, row["query"]


def test_places_fit_together(commune_provinces: dict[str, str]) -> None:
    provinces = {row["code"] for row in rows(PLACES / "provinces.csv")}
    conversion = rows(PLACES / "conversion_old_new.csv")
    neighbours = {(row["code_a"], row["code_b"]) for row in rows(PLACES / "province_neighbours.csv")}
    old = rows(PLACES / "province_old_new.csv")

    assert len(provinces) == 34
    assert len(commune_provinces) == 3_321
    assert set(commune_provinces.values()) == provinces
    assert len(old) == 63
    assert {row["new_code"] for row in old} == provinces
    assert {row["new_code"] for row in conversion} <= set(commune_provinces)
    assert {row["extent"] for row in conversion} == {"whole", "part", "area"}
    assert {row["province_code"] for row in rows(PLACES / "province_regions.csv")} == provinces
    assert all(a < b and {a, b} <= provinces for a, b in neighbours)
    assert {row["commune_code"] for row in rows(PLACES / "region_classes.csv")} <= set(commune_provinces)


def test_banks_have_one_bin_each() -> None:
    banks = rows(BANKS)

    assert len({row["bin"] for row in banks}) == len(banks) == 57
    assert all(re.fullmatch(r"\d{6}", row["bin"]) for row in banks)


def test_every_category_has_a_drawing_that_exists(categories: dict[str, Row]) -> None:
    assert {row["drawing"] for row in categories.values()} <= DRAWINGS
