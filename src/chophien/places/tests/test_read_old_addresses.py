import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from chophien.places.selectors import Fit, old_address

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[4]
VECTORS = Path(os.environ.get("CHOPHIEN_VECTORS", ROOT.parent / "shared" / "data"))
MESSY = VECTORS / "admin" / "test_addresses_s_legacy_2020-2025.csv"


def read(text: str) -> tuple[str, list[str], list[str]]:
    found = old_address(text)
    return found.fit, [one.full_name for one in found.communes], [place.full_name for place in found.places]


@pytest.mark.parametrize(
    "typed",
    [
        "Xã Nậm Ty, Huyện Hoàng Su Phì, Tỉnh Hà Giang",
        "xa nam ty huyen hoang su phi tinh ha giang",
        "nam ty hoang su phi ha giang",
        "thôn Tấn Xà Phìn, xã Nậm Ty, H. Hoàng Su Phì, Hà Giang",
        "Nậm Ty, Hoàng Su Phì",
        "xã Nậm Ty, Hà Giang",
    ],
)
def test_an_old_address_is_read_however_it_is_written(typed):
    assert read(typed) == (Fit.EXACT, ["Xã Nậm Ty"], ["Xã Nậm Dịch"])


def test_a_split_ward_gives_every_part():
    fit, communes, places = read("Phường Cống Vị, Quận Ba Đình, Hà Nội")

    assert (fit, communes) == (Fit.EXACT, ["Phường Cống Vị"])
    assert places == ["Phường Giảng Võ", "Phường Ngọc Hà"]


def test_a_ward_with_a_number_is_not_taken_for_a_district():
    assert read("Phường 1, Quận 3, TP. Hồ Chí Minh") == (Fit.EXACT, ["Phường 1"], ["Phường Bàn Cờ"])


def test_one_slip_of_the_pen_is_read_and_said_to_be_unsure():
    fit, communes, places = read("Xã Ô Long Vỹ, Huyện Châu Phú, An Giang".replace("Vỹ", "Vix"))

    assert (fit, communes) == (Fit.CLOSE, ["Xã Ô Long Vĩ"])
    assert len(places) > 1  # the likeliest first, then the rest of the district


def test_numbers_are_never_taken_for_one_another():
    fit, communes, _places = read("Phường 99, Quận 3, TP. Hồ Chí Minh")

    assert (fit, communes) == (Fit.DISTRICT, [])


def test_a_commune_that_was_gone_before_2025_leads_to_its_district():
    fit, communes, places = read("Xã Yên Nghĩa, Huyện Ý Yên, Nam Định")

    assert (fit, communes) == (Fit.DISTRICT, [])
    assert "Xã Ý Yên" in places


def test_a_kind_that_is_written_decides_between_two_of_one_name():
    town = old_address("Thị trấn Chi Lăng, Huyện Chi Lăng, Lạng Sơn")
    commune = old_address("Xã Chi Lăng, Huyện Chi Lăng, Lạng Sơn")

    assert [one.kind for one in town.communes] == ["thi-tran"]
    assert [one.kind for one in commune.communes] == ["xa"]


@pytest.mark.parametrize("typed", ["", "xyzw", "Cao Bằng, Việt Nam", "🙂\x00", "a" * 4000])
def test_what_is_no_old_address_is_read_as_nothing(typed):
    assert read(typed) == (Fit.NONE, [], [])


def test_of_10688_messy_addresses_9995_in_10000_find_their_candidates():
    if not MESSY.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{MESSY} is missing: set CHOPHIEN_VECTORS")
        pytest.skip("the messy addresses are test material that a clone does not have (CHOPHIEN_VECTORS)")
    with MESSY.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))

    fits = Counter(old_address(f"{row['ward']}, {row['district']}, {row['province']}").fit for row in rows)

    assert len(rows) == 10688
    assert fits == {Fit.EXACT: 9539, Fit.CLOSE: 321, Fit.DISTRICT: 822, Fit.NONE: 6}
    assert (len(rows) - fits[Fit.NONE]) / len(rows) > 0.9994
