import json
import os
import subprocess
import sys

import pytest

from chophien.places.gazetteer import gazetteer
from chophien.places.selectors import COMMUNE, communes_named, search_places
from chophien.places.words import one_slip_apart, without_telex, words

pytestmark = pytest.mark.django_db


def first(text: str) -> tuple[str, str, str]:
    hit = search_places(text)[0]
    return hit.full_name, hit.province_name, hit.old_name


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ha giang", ("Tỉnh Tuyên Quang", "Tỉnh Tuyên Quang", "Hà Giang")),
        ("Hà Giang", ("Tỉnh Tuyên Quang", "Tỉnh Tuyên Quang", "Hà Giang")),
        ("HÀ GIANG", ("Tỉnh Tuyên Quang", "Tỉnh Tuyên Quang", "Hà Giang")),
        ("Ha\u0300 Giang", ("Tỉnh Tuyên Quang", "Tỉnh Tuyên Quang", "Hà Giang")),
        ("tuyen quang", ("Tỉnh Tuyên Quang", "Tỉnh Tuyên Quang", "")),
        ("tinh yen bai", ("Tỉnh Lào Cai", "Tỉnh Lào Cai", "Yên Bái")),
        ("bac kan", ("Tỉnh Thái Nguyên", "Tỉnh Thái Nguyên", "Bắc Kạn")),
        ("thừa thiên huế", ("Thành phố Huế", "Thành phố Huế", "Thừa Thiên Huế")),
        ("tphcm", ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh", "")),
        ("sai gon", ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh", "")),
        ("Điện Biên", ("Tỉnh Điện Biên", "Tỉnh Điện Biên", "")),
        ("Ðiện Biên", ("Tỉnh Điện Biên", "Tỉnh Điện Biên", "")),  # the Icelandic letter looks the same
        ("dien bien", ("Tỉnh Điện Biên", "Tỉnh Điện Biên", "")),
        ("ddieenj bieen", ("Tỉnh Điện Biên", "Tỉnh Điện Biên", "")),  # typed without a Vietnamese keyboard
        ("dien bein", ("Tỉnh Điện Biên", "Tỉnh Điện Biên", "")),
        ("hagiang", ("Tỉnh Tuyên Quang", "Tỉnh Tuyên Quang", "Hà Giang")),
        ("tuyen q", ("Tỉnh Tuyên Quang", "Tỉnh Tuyên Quang", "")),
        ("phu thong", ("Xã Phủ Thông", "Tỉnh Thái Nguyên", "")),
        ("xa vi huong", ("Xã Phủ Thông", "Tỉnh Thái Nguyên", "Xã Vi Hương, Huyện Bạch Thông, Tỉnh Bắc Kạn")),
        ("nam ty", ("Xã Nậm Ty", "Tỉnh Sơn La", "")),
        ("nam ty ha giang", ("Xã Nậm Dịch", "Tỉnh Tuyên Quang", "Xã Nậm Ty, Huyện Hoàng Su Phì, Tỉnh Hà Giang")),
        (
            "thon 3, xa nam ty, hoang su phi",
            ("Xã Nậm Dịch", "Tỉnh Tuyên Quang", "Xã Nậm Ty, Huyện Hoàng Su Phì, Tỉnh Hà Giang"),
        ),
        ("p1 q3 tphcm", ("Phường Bàn Cờ", "Thành phố Hồ Chí Minh", "Phường 1, Quận 3, Thành phố Hồ Chí Minh")),
        ("phường 01, quận 3", ("Phường Bàn Cờ", "Thành phố Hồ Chí Minh", "Phường 1, Quận 3, Thành phố Hồ Chí Minh")),
        ("ea mdoal", ("Xã Ea Riêng", "Tỉnh Đắk Lắk", "Xã Ea M'Doal, Huyện M'Đrắk, Tỉnh Đắk Lắk")),
        ("Ea M’ Doal", ("Xã Ea Riêng", "Tỉnh Đắk Lắk", "Xã Ea M'Doal, Huyện M'Đrắk, Tỉnh Đắk Lắk")),
    ],
)
def test_a_place_is_found_by_its_name_of_today_or_yesterday(typed, found):
    assert first(typed) == found


def test_an_old_district_leads_to_the_communes_that_were_in_it():
    hits = search_places("hoang su phi", limit=20)

    assert hits[0].full_name == "Xã Hoàng Su Phì"
    assert {hit.province_name for hit in hits} == {"Tỉnh Tuyên Quang"}
    assert "Xã Nậm Dịch" in {hit.full_name for hit in hits}


def test_a_name_of_several_provinces_gives_them_all():
    hits = search_places("dong van", limit=20)

    today = [(hit.full_name, hit.province_name) for hit in hits if not hit.old_name]
    assert today == [("Xã Đồng Văn", "Tỉnh Tuyên Quang"), ("Phường Đồng Văn", "Tỉnh Ninh Bình")]


def test_marks_decide_between_names_that_fold_to_one():
    with_hook = search_places("Xã Sa Pả, Lào Cai", limit=5)[0]
    without = search_places("Phường Sa Pa, Lào Cai", limit=5)[0]

    assert with_hook.old_name == "Phường Sa Pả, Thị xã Sa Pa, Tỉnh Lào Cai"
    assert (without.full_name, without.old_name) == ("Phường Sa Pa", "")


def test_the_search_can_be_narrowed_to_communes_and_to_a_province():
    assert {hit.kind for hit in search_places("ha giang", kind=COMMUNE)} == {"commune"}
    assert {hit.province_code for hit in search_places("ha giang", province_code="08")} == {"08"}


def test_no_more_are_given_than_were_asked_for():
    assert len(search_places("h", limit=3)) == 3


@pytest.mark.parametrize(
    "typed", ["", " ", ",.;", "xzqwk jjj", "\x00", "🙂", "\u202egnaig ah", "a" * 5000, "%_\\'\"", "مرحبا"]
)
def test_nonsense_finds_nothing_and_breaks_nothing(typed):
    assert search_places(typed) == []


def test_searching_takes_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        search_places("ha giang")
        search_places("xzqwk")


def test_a_process_keeps_all_names_in_less_than_32_megabytes():
    """Measured in a process of its own, the way a web worker would read them."""
    from chophien.jobs.tests.test_work_jobs import SOURCE, database_url  # noqa: PLC0415

    script = (
        "import json, time, tracemalloc, django; django.setup()\n"
        "from chophien.places.place_names import read_names\n"
        "from chophien.places.gazetteer import Gazetteer\n"
        "tracemalloc.start(); book = Gazetteer(read_names()); size = tracemalloc.get_traced_memory()[0]\n"
        "print(json.dumps({'bytes': size, 'keys': len(book.keys)}))"
    )
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "chophien.settings.test",
        "PYTHONPATH": str(SOURCE),
    }

    told = json.loads(
        subprocess.run(
            [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
        ).stdout
    )

    assert told["keys"] == len(gazetteer().keys)
    assert told["bytes"] < 32_000_000


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("bien", "bein", True),
        ("bien", "bin", True),
        ("bien", "biens", True),
        ("bien", "bian", True),
        ("bien", "bien", False),
        ("bien", "bia", False),
        ("bien", "neib", False),
        ("", "a", True),
        ("ab", "ba", True),
        ("abc", "cba", False),
    ],
)
def test_one_slip_of_the_keys(one, other, expected):
    assert one_slip_apart(one, other) is expected
    assert one_slip_apart(other, one) is expected


@pytest.mark.parametrize(("typed", "meant"), [("ddieenj", "dien"), ("hoangf", "hoang"), ("suw", "su"), ("xyz", "xyz")])
def test_keys_of_a_vietnamese_keyboard_are_undone(typed, meant):
    assert without_telex(typed, {"dien", "hoang", "su"}) == meant


def test_names_are_cut_into_words_without_signs_and_leading_zeros():
    assert words("Phường 01, Q.3 - TP. HCM") == ["phuong", "1", "q", "3", "tp", "hcm"]


def test_communes_are_named_in_the_order_of_the_search_or_of_the_alphabet():
    found = [(row.full_name, row.province.full_name) for row in communes_named("nam ty")]
    of_province = communes_named("", province_code="08")
    within = communes_named("nam ty", province_code="08")

    assert found == [("Xã Nậm Ty", "Tỉnh Sơn La"), ("Xã Nậm Dịch", "Tỉnh Tuyên Quang")]
    assert (len(of_province), of_province[0].full_name) == (124, "Phường An Tường")
    assert [row.full_name for row in within] == ["Xã Nậm Dịch"]
    assert len(communes_named("")) == 3321
