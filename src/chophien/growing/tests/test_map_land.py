"""Land on the map: measured, refused with the place, counted once, told to strangers coarsely and to few exactly."""

import threading
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.audit.models import Entry, SensitiveLook
from chophien.growing.actions.mapping import AreaFacts, add_area, redraw_area, take_area_step
from chophien.growing.errors import (
    AreaOverlaps,
    AreaTooLarge,
    AreaTooSmall,
    BorderCrosses,
    FarFromCommune,
)
from chophien.growing.models import AreaShape, GrowingArea
from chophien.growing.selectors.areas import areas_overseen_by, areas_shown
from chophien.growing.selectors.exact import land_for_purpose, own_land, own_lands
from chophien.growing.tests.factories import LAT, LON, NOON, a_square, an_area, drawn
from chophien.lib.errors import Invalid, NotFound, NotPermitted, StepNotAllowed
from chophien.lib.geo.geojson import BadGeoJson
from chophien.places.tests.factories import a_commune
from chophien.sellers.tests.factories import a_seller, helper_in, manager_of, packer_of

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def seller():
    return a_seller()


def facts_of(**changes):
    return replace(AreaFacts("Nương trên", "che", a_commune("00721"), "Shan", "vietgap"), **changes)


def test_s11_a_border_is_measured_kept_and_told_coarsely(seller):
    manager = manager_of(seller)

    area = add_area(seller=seller, facts=facts_of(), drawn=drawn(client_id="may-a"), actor=manager, at=NOON)

    area.refresh_from_db()
    assert area.hectares == Decimal("4.5322")
    assert (area.cell_lon, area.cell_lat) == (105.3570707, 23.2797341)
    assert (area.name, area.crop, area.variety, area.standard, area.status) == (
        "Nương trên", "che", "Shan", "vietgap", "active",
    )  # fmt: skip
    assert own_land(area, actor=manager, at=NOON) == a_square()
    assert area.code.startswith("VT-")
    assert Entry.objects.get(what="growing.added").facts == {"drawn_by": "map"}
    assert "105.36" not in str(Entry.objects.values())


def test_the_same_drawing_sent_again_is_the_same_area(seller):
    first = add_area(seller=seller, facts=facts_of(), drawn=drawn(client_id="may-a"), actor=manager_of(seller), at=NOON)
    again = add_area(seller=seller, facts=facts_of(), drawn=drawn(client_id="may-a"), actor=manager_of(seller), at=NOON)

    assert first == again
    assert (GrowingArea.objects.count(), AreaShape.objects.count()) == (1, 1)
    other = a_seller()
    with pytest.raises(NotFound):
        add_area(seller=other, facts=facts_of(), drawn=drawn(client_id="may-a"), actor=manager_of(other), at=NOON)


BOW = {
    "type": "Polygon",
    "coordinates": [[[LON, LAT], [LON + 0.01, LAT + 0.01], [LON + 0.01, LAT], [LON, LAT + 0.01], [LON, LAT]]],
}


@pytest.mark.parametrize(
    ("land", "refusal", "sentence"),
    [
        (BOW, BorderCrosses, "The border crosses itself near 23.28500, 105.36500. Move that corner."),
        (a_square(LAT, LON), BadGeoJson, "Longitude and latitude are swapped here: longitude comes first."),
        ({"type": "Point", "coordinates": [12.0, 104.0]}, BadGeoJson, None),
        (a_square(106.7, 10.8), FarFromCommune, "This place is 1.392 km from the middle of Xã Đồng Văn."),
        (a_square(side=0.2), AreaTooLarge, "An area has at most 2.000 ha. Draw several."),
        ({"type": "LineString", "coordinates": [[LON, LAT], [LON, LAT + 1]]}, AreaTooSmall, "The border encloses"),
        ({"type": "Polygon", "coordinates": []}, AreaTooSmall, "The border encloses no land."),
        ({"type": "Polygon"}, BadGeoJson, "“coordinates” is missing, or it is no list."),
        ({}, BadGeoJson, None),
    ],
    ids=["crosses", "swapped", "swapped point", "far", "large", "line", "empty", "nothing", "no type"],
)
def test_s11_what_cannot_be_is_refused_and_nothing_is_kept(seller, land, refusal, sentence):
    with pytest.raises(refusal) as refused:
        an_area(seller, land=land)

    assert sentence is None or str(refused.value).startswith(sentence)
    assert GrowingArea.objects.count() == 0


def test_s11_land_that_is_on_the_map_already_is_refused_with_the_place(seller):
    an_area(seller)

    with pytest.raises(AreaOverlaps) as refused:
        an_area(seller, land=a_square(LON + 0.001))

    assert str(refused.value) == "50% of this area lies on land that is on the map already, near 23.28100, 105.36150."
    assert an_area(seller, land=a_square(LON + 0.0019)).hectares == Decimal("4.5322")


def test_of_somebody_elses_land_only_its_kilometre_and_tens_of_percents_are_told(seller):
    an_area(a_seller())
    told = set()

    for east in (0.001, 0.00105, 0.00095):
        with pytest.raises(AreaOverlaps) as refused:
            an_area(seller, land=a_square(LON + east))
        told.add(str(refused.value))

    [sentence] = told
    assert sentence == (
        "About 50% of this area lies on somebody else's land that is on the map already,"
        " within a kilometre of 23.27973, 105.35707."
    )
    assert an_area(seller, land=a_square(LON + 0.0019)).hectares == Decimal("4.5322")
    assert an_area(seller, land=a_square(LON - 0.002)).hectares == Decimal("4.5322")


def test_land_that_was_given_up_is_free(seller):
    first = an_area(a_seller())
    take_area_step(area=first, step="give_up", actor=manager_of(first.seller), at=NOON)

    assert an_area(seller).pk != first.pk
    with pytest.raises(StepNotAllowed):
        take_area_step(area=first, step="rest", actor=manager_of(first.seller), at=NOON)


def test_a_point_is_enough_and_a_border_follows(seller):
    area = an_area(seller, land={"type": "Point", "coordinates": [LON, LAT, 1200]})
    assert area.hectares is None

    border = drawn(client_id="may-b", recorded_at=NOON + timedelta(days=1))
    for _time in range(2):
        area = redraw_area(area=area, drawn=border, actor=manager_of(seller), at=NOON + timedelta(days=1))

    assert area.hectares == Decimal("4.5322")
    assert list(area.shapes.order_by("pk").values_list("is_current", "land__type")) == [
        (False, "Point"),
        (True, "Polygon"),
    ]


def test_a_border_may_be_drawn_anew_over_its_own_land(seller):
    area = an_area(seller)

    redraw_area(area=area, drawn=drawn(a_square(LON + 0.0005)), actor=manager_of(seller), at=NOON)

    assert own_land(area, actor=manager_of(seller), at=NOON) == a_square(LON + 0.0005)


def test_who_puts_land_on_the_map(seller):
    helper = helper_in("00721")
    for person in (PersonFactory(), packer_of(seller), manager_of(a_seller()), helper):
        with pytest.raises(NotPermitted):
            an_area(seller, actor=person)
    with pytest.raises(Invalid) as refused:
        an_area(seller, name=" ", crop="")

    assert sorted(refused.value.field_errors) == ["crop", "name"]
    assert an_area(seller, actor=manager_of(seller)).on_behalf_of == ""


def test_an_operator_who_maps_for_a_shop_leaves_a_row_of_each_look(seller):
    area = an_area(seller)
    manager, foreman = manager_of(seller), operator()

    own_land(area, actor=manager, at=NOON)
    own_lands(seller, actor=manager, at=NOON)
    assert not SensitiveLook.objects.exists()
    own_land(area, actor=foreman, at=NOON)
    own_lands(seller, actor=foreman, at=NOON)

    looks = SensitiveLook.objects.order_by("pk").values_list("what", "subject_code", "actor_code")
    assert list(looks) == [("growing.land", code, foreman.code) for code in (area.code, seller.code)]


def test_s11_only_its_people_and_officers_with_a_purpose_see_exactly_where_it_is(seller):
    area = an_area(seller)
    officer = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721")
    strangers = (PersonFactory(), manager_of(a_seller()), holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00733"))

    for person in strangers:
        with pytest.raises(NotPermitted):
            own_land(area, actor=person, at=NOON)
        with pytest.raises(NotPermitted):
            land_for_purpose(area, actor=person, purpose="xem thử cho biết", at=NOON)
        assert area not in areas_overseen_by(person, at=NOON)
    assert land_for_purpose(area, actor=officer, purpose="Kiểm tra mã số vùng trồng", at=NOON) == a_square()

    look = SensitiveLook.objects.get()
    assert (look.what, look.subject_code, look.purpose) == ("growing.land", area.code, "Kiểm tra mã số vùng trồng")
    assert list(areas_overseen_by(officer, at=NOON)) == [area]
    assert list(areas_shown()) == [area]


def test_no_other_code_than_this_app_and_the_file_of_ones_own_data_reads_borders():
    readers = {
        str(path.relative_to(SOURCE / "chophien"))
        for path in (SOURCE / "chophien").rglob("*.py")
        if "AreaShape" in path.read_text(encoding="utf-8")
        and "/migrations/" not in str(path)
        and "/tests/" not in str(path)
    }

    assert readers == {
        "growing/models.py",
        "growing/actions/mapping.py",
        "growing/selectors/exact.py",
        "privacy/kept/land.py",
    }


@pytest.mark.django_db(transaction=True)
def test_two_who_draw_over_each_other_at_once_do_not_both_get_the_land():
    sellers, results = [a_seller(), a_seller()], []

    def draw(seller):
        try:
            results.append(an_area(seller).code)
        except AreaOverlaps as refused:
            results.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=draw, args=(seller,)) for seller in sellers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one.startswith("VT-") for one in results) == [False, True]
    assert GrowingArea.objects.count() == 1
