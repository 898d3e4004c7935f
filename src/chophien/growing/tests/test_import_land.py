"""Land out of files: shown before it is kept, bad features told one by one; and nobody feels along a neighbour's border."""

import json

import pytest
from django.utils import translation

from chophien.growing.actions.importing import keep_file, read_file
from chophien.growing.actions.mapping import AreaFacts
from chophien.growing.errors import AreaOverlaps, TooManyTries
from chophien.growing.models import GrowingArea, LandImport
from chophien.growing.tests.factories import LAT, LON, NOON, a_square, an_area
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import DomainError, NotPermitted
from chophien.lib.geo.geojson import turned
from chophien.places.tests.factories import a_commune
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.tests.factories import a_seller, manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def collection(*lands):
    features = [
        {"type": "Feature", "geometry": land, "properties": {"Ten": f"Nương {n}"}} for n, land in enumerate(lands)
    ]
    return {"type": "FeatureCollection", "features": features}


def read(value, seller, actor=SYSTEM):
    sent = value if isinstance(value, bytes) else json.dumps(value).encode()
    facts = AreaFacts("Nương", "che", a_commune("00721"))
    return read_file(seller=seller, facts=facts, sent=sent, actor=actor, at=NOON)


def test_s11_each_feature_is_shown_with_its_hectares_or_its_fault_and_nothing_is_kept_before_the_press():
    seller = a_seller()
    an_area(seller, land=a_square(LON + 0.05))
    bow = [[LON, LAT + 0.1], [LON + 0.01, LAT + 0.11], [LON + 0.01, LAT + 0.1], [LON, LAT + 0.11], [LON, LAT + 0.1]]
    open_ring = {"type": "Polygon", "coordinates": [[[LON, LAT], [LON + 1, LAT], [LON, LAT + 1], [LON + 1, LAT + 1]]]}
    line = {"type": "LineString", "coordinates": [[LON, LAT], [LON, LAT + 1]]}
    lands = [a_square(), {"type": "Polygon", "coordinates": [bow]}, a_square(LON + 0.0505), open_ring, line, None]

    brought = read(collection(*lands), seller)

    assert [row["name"] for row in brought.rows] == [
        "Nương 0",
        "Nương 1",
        "Nương 2",
        "Nương 4",  # what breaks a rule of GeoJSON has no name of its own: the fourth of the file
        "Nương 4",
        "Nương 5",
    ]
    assert brought.rows[0]["hectares"] == "4.5322"
    assert brought.rows[1]["why"].startswith("The border crosses itself near 23.38")
    assert brought.rows[2]["why"].startswith("75% of this area lies on land that is on the map already")
    assert brought.rows[2]["place"] is not None
    assert [bool(row["why"]) for row in brought.rows] == [False, True, True, True, True, True]
    assert GrowingArea.objects.count() == 1
    kept = keep_file(brought=brought, actor=manager_of(seller), at=NOON)
    assert ([area.name for area in kept.areas], kept.refused) == (["Nương 0"], 0)
    assert LandImport.objects.count() == 0


def test_s11_a_file_with_the_latitude_first_is_turned_and_says_so():
    seller = a_seller()

    brought = read(turned(collection(a_square())), seller)
    again = read(f"name,lat,lon\nA,{LON},{LAT}\n".encode(), seller)

    assert (brought.is_turned, brought.rows[0]["hectares"]) == (True, "4.5322")
    assert (again.is_turned, again.rows[0]["land"]) == (True, {"type": "Point", "coordinates": [LON, LAT]})
    assert list(LandImport.objects.all()) == [again]


def test_in_a_file_of_both_kinds_only_the_features_with_the_latitude_first_are_turned():
    right, swapped = a_square(), turned(a_square(LON + 0.1))

    brought = read(collection(right, swapped), a_seller())

    assert brought.is_turned
    assert [(row["why"], row["land"]["coordinates"][0][0]) for row in brought.rows] == [
        ("", right["coordinates"][0][0]),
        ("", a_square(LON + 0.1)["coordinates"][0][0]),
    ]


BOMBS = {
    "100,000 corners": json.dumps(
        {"type": "Polygon", "coordinates": [[[LON, LAT], *([LON + n / 1e8, LAT] for n in range(100_000)), [LON, LAT]]]}
    ).encode(),
    "50 MB": b"{" + b" " * (50 * 1024 * 1024),
    "entities": b'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml>&b;</kml>',
    "deep": b"[" * 100_000,
    "nothing": b"",
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_answered_with_a_sentence(name):
    try:
        [row] = read(BOMBS[name], a_seller()).rows
        sentence = row["why"]
    except DomainError as refused:
        sentence = str(refused)

    assert sentence


def test_who_draws_onto_others_land_again_and_again_is_sent_to_the_officer():
    LegalParameter.objects.filter(key="growing.foreign_tries").update(value=2)
    forget()
    seller, neighbour = a_seller(), a_seller()
    an_area(neighbour)
    manager = manager_of(seller)

    read(collection(a_square(LON + 0.0004)), seller, manager)
    with pytest.raises(AreaOverlaps):
        an_area(seller, land=a_square(LON + 0.0005), actor=manager)

    for land in (a_square(LON + 0.0003), a_square(LON + 0.01)):
        with pytest.raises(TooManyTries):
            an_area(seller, land=land, actor=manager)
    assert an_area(seller, land={"type": "Point", "coordinates": [LON, LAT]}, actor=manager).hectares is None
    assert an_area(neighbour, land=a_square(LON - 0.01)).hectares is not None


def test_yes_beside_others_land_is_counted_like_a_no_in_files_too():
    LegalParameter.objects.filter(key="growing.near_tries").update(value=3)
    forget()
    seller, neighbour = a_seller(), a_seller()
    an_area(neighbour)
    manager = manager_of(seller)
    beside = [a_square(LON - 0.0005 - n * 1e-5, LAT + n * 0.0003, 0.0001) for n in range(5)]

    brought = read(collection(*beside), seller, manager)

    assert [bool(row["why"]) for row in brought.rows] == [False, False, False, True, True]
    with pytest.raises(TooManyTries):
        an_area(seller, land=a_square(LON - 0.05), actor=manager)
    assert len(keep_file(brought=brought, actor=manager, at=NOON).areas) == 3


def test_land_far_from_others_and_among_ones_own_is_not_counted():
    LegalParameter.objects.filter(key="growing.near_tries").update(value=1)
    forget()
    seller = a_seller()
    an_area(a_seller())

    areas = [an_area(seller, land=a_square(LON + 0.01 + n * 0.0021)) for n in range(3)]

    assert len(areas) == 3


def test_strangers_send_no_files_in():
    with pytest.raises(NotPermitted):
        read(collection(a_square()), a_seller(), manager_of(a_seller()))
