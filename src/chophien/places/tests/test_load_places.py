import datetime as dt
import time

import pytest
from django.db import IntegrityError, transaction

from chophien.places.actions import Loaded, load_places
from chophien.places.errors import NoSuchPlace
from chophien.places.models import BEFORE, TODAY, Commune, CommuneChange, Province
from chophien.places.selectors import (
    candidates_today,
    commune,
    communes_of,
    nearness,
    old_names_of_communes,
    old_names_of_provinces,
    province,
    provinces_today,
    region_class,
)
from chophien.places.states import MacroRegion, Nearness

pytestmark = pytest.mark.django_db
TODAYS_DATE = dt.date(2026, 11, 21)


def old(code: str) -> Commune:
    return Commune.objects.get(vintage=BEFORE, code=code)


def test_the_whole_map_is_loaded_with_less_than_five_seconds_of_work_and_again_without_change():
    before = list(Commune.objects.order_by("pk").values_list())
    started = time.process_time()

    loaded = load_places()

    assert time.process_time() - started < 5
    assert loaded == Loaded(provinces=97, communes=13363, changes=10571, region_classes=51)
    assert list(Commune.objects.order_by("pk").values_list()) == before


def test_today_there_are_34_provinces_and_3321_communes_and_no_district():
    today = Commune.objects.filter(vintage=TODAY)

    assert (Province.objects.filter(vintage=TODAY).count(), today.count()) == (34, 3321)
    assert not today.exclude(old_district_name="").exists()


def test_the_database_refuses_a_district_in_a_commune_of_today():
    with pytest.raises(IntegrityError, match="places_no_district_today"), transaction.atomic():
        Commune.objects.filter(vintage=TODAY, code="00721").update(old_district_name="Huyện Đồng Văn")


def test_provinces_stand_in_the_order_of_the_vietnamese_alphabet():
    names = [one.name for one in provinces_today()]

    assert names[:9] == [
        "An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai",
    ]  # fmt: skip
    assert names[-1] == "Vĩnh Long"


def test_every_old_commune_went_somewhere_and_every_commune_of_today_came_from_somewhere():
    assert not Commune.objects.filter(vintage=BEFORE, changes__isnull=True).exists()
    assert not Commune.objects.filter(vintage=TODAY, origins__isnull=True).exists()


def test_every_commune_of_today_lies_in_the_box_of_the_country():
    outside = Commune.objects.filter(vintage=TODAY).exclude(lat__range=(7.8, 23.4), lon__range=(102.1, 112.6))

    assert list(outside) == []


def test_a_code_means_another_place_in_another_vintage():
    assert Province.objects.get(vintage=BEFORE, code="15").full_name == "Tỉnh Yên Bái"
    assert province("15").full_name == "Tỉnh Lào Cai"


@pytest.mark.parametrize(
    ("before", "today"),
    [("02", "08"), ("15", "15"), ("06", "19"), ("49", "48"), ("24", "24"), ("70", "75"), ("17", "25"), ("52", "52")],
)
def test_old_provinces_became_those_of_today(before, today):
    assert Province.objects.get(vintage=BEFORE, code=before).became.get().code == today


def test_a_split_ward_gives_every_candidate_the_largest_share_first():
    split = (
        CommuneChange.objects.filter(extent="part").values_list("old__code", flat=True).order_by("old__code").first()
    )

    candidates = candidates_today(old(split))

    assert len(candidates) > 1
    assert [one.extent for one in candidates] == sorted(
        (one.extent for one in candidates), key=["whole", "part", "area"].index
    )


def test_a_commune_that_was_joined_whole_gives_one_candidate():
    vi_huong = Commune.objects.get(vintage=BEFORE, name="Vi Hương")

    [candidate] = candidates_today(vi_huong)

    assert (candidate.commune.full_name, candidate.commune.province.full_name) == ("Xã Phủ Thông", "Tỉnh Thái Nguyên")
    assert candidate.extent == "whole"


def test_two_units_with_one_official_code_are_kept_apart():
    assert sorted(
        Commune.objects.filter(vintage=BEFORE, code__in=["00553", "x0553"]).values_list("code", "full_name")
    ) == [
        ("00553", "Xã Cổ Bi"),
        ("x0553", "Xã Đặng Xá"),
    ]


def test_an_island_district_without_communes_can_be_found():
    con_co = Commune.objects.get(vintage=BEFORE, code="h471")

    assert (con_co.full_name, [one.commune.full_name for one in candidates_today(con_co)]) == (
        "Huyện Cồn Cỏ", ["Đặc khu Cồn Cỏ"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("08", "08", Nearness.SAME_PROVINCE),
        ("08", "15", Nearness.NEIGHBOUR),
        ("15", "08", Nearness.NEIGHBOUR),
        ("08", "12", Nearness.SAME_REGION),
        ("08", "79", Nearness.FAR),
    ],
)
def test_how_near_two_provinces_are(one, other, how):
    assert nearness(one, other) == how


def test_an_unknown_province_is_near_to_nothing():
    with pytest.raises(NoSuchPlace):
        nearness("08", "99")


def test_every_province_has_a_region_and_a_neighbour():
    today = Province.objects.filter(vintage=TODAY)

    assert {one.macro_region for one in today} == set(MacroRegion.values)
    assert not today.filter(neighbours__isnull=True).exists()


def test_a_region_class_belongs_to_its_period():
    named = "16813"

    assert region_class(named, at=TODAYS_DATE) == 3
    assert region_class(named, at=dt.date(2025, 12, 31)) is None
    assert region_class("00004", at=TODAYS_DATE) is None


def test_old_names_are_told_for_provinces_and_communes():
    assert old_names_of_provinces()["08"] == ["Hà Giang"]
    assert old_names_of_provinces()["01"] == []
    phu_thong = Commune.objects.get(vintage=TODAY, name="Phủ Thông").code
    assert "Xã Vi Hương" in old_names_of_communes([phu_thong])[phu_thong]


@pytest.mark.parametrize("code", ["", "99999", "08", "h471", "\x00", "'; --"])
def test_an_unknown_code_is_no_place(code):
    with pytest.raises(NoSuchPlace):
        commune(code)


def test_the_communes_of_an_unknown_province_are_none():
    assert list(communes_of("99")) == []
    assert list(communes_of("\x00")) == []
    assert len(communes_of("08")) == 124


@pytest.mark.parametrize("codes", [1, 3])
def test_old_names_take_one_query_for_any_number_of_communes(codes, django_assert_num_queries):
    with django_assert_num_queries(1):
        old_names_of_communes(["00004", "00721", "00008"][:codes])
