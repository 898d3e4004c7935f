"""The criteria as data: every set makes a hundred points, and the edition of the day counts."""

from datetime import date
from decimal import Decimal

import pytest

from chophien.ocop.criteria import PARTS, is_estimate, product_types, questions, score, version, version_on

OLD, NEW = {"A": 35, "B": 25, "C": 40}, {"A": 40, "B": 25, "C": 35}
STARS = {"5": 90, "4": 70, "3": 50, "2": 30, "1": 0}
HONEY = "mat-ong-cac-san-pham-tu-mat-ong-mat-khac"


@pytest.mark.parametrize("kind", product_types())
def test_s13_every_set_of_questions_makes_35_25_and_40_points(kind):
    asked = questions(version("1048-781"), kind)

    assert {part: sum(one.most for one in asked if one.part == part) for part in PARTS} == OLD
    assert len({one.key for one in asked}) == len(asked)
    assert any(one.by_commune for one in asked)


@pytest.mark.parametrize(
    ("day", "key", "estimated"),
    [
        (date(2019, 1, 1), "1048-781", False),
        (date(2023, 2, 23), "1048-781", False),
        (date(2023, 2, 24), "148-2023", True),
        (date(2026, 5, 21), "148-2023", True),
        (date(2026, 5, 22), "26-2026", True),
    ],
)
def test_s13_the_edition_of_the_day_counts_and_says_whether_its_own_questions_are_known(day, key, estimated):
    edition = version_on(day)

    assert (edition.key, is_estimate(edition)) == (key, estimated)
    assert len(questions(edition, HONEY)) == 31


@pytest.mark.parametrize(
    ("weights", "parts", "total", "stars"),
    [
        (OLD, ("35.0", "25.0", "40.0"), "100.0", 5),
        (NEW, ("40.0", "25.0", "35.0"), "100.0", 5),
    ],
)
def test_the_best_answers_make_all_points_of_every_edition(weights, parts, total, stars):
    asked = questions(version("1048-781"), HONEY)
    best = {one.key: max(range(len(one.answers)), key=lambda place, one=one: one.answers[place][1]) for one in asked}

    found = score(asked, best, weights=weights, stars=STARS)

    assert tuple(found.parts.values()) == tuple(Decimal(part) for part in parts)
    assert (found.total, found.stars, found.answered) == (Decimal(total), stars, 31)


def test_points_are_stretched_to_the_parts_in_force_and_rounded_to_a_tenth():
    asked = questions(version("1048-781"), HONEY)

    material = score(asked, {"1.1": 2}, weights=NEW, stars=STARS)

    assert asked[0].answers[2][1] == 3
    assert material.parts == {"A": Decimal("3.4"), "B": Decimal("0.0"), "C": Decimal("0.0")}
    assert (material.total, material.stars, material.answered) == (Decimal("3.4"), 1, 1)
