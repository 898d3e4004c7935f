"""Which scans look as if a stamp had been copied, and how often the rules are right in a simulated market."""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from chophien import rules as rules_app
from chophien.scans.copying import Life, Seen, look
from chophien.scans.states import REASON_WORDS
from chophien.scans.tests.simulated import Market

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)
USED = Life(is_active=True, activated_at=NOON - timedelta(days=9))


def written_rules():
    """The rules as they stand in the file of dated rows."""
    path = Path(rules_app.__file__).parent / "data" / "parameters.csv"
    rows = {row["key"]: row["value"] for row in csv.DictReader(path.open(encoding="utf-8"))}
    return int(rows["scans.copy_points"]), json.loads(rows["scans.copy_rules"])


NEEDED, RULES = written_rules()


def seen(devices, *, days=0, province="", **facts):
    return [Seen(NOON + timedelta(days=days), f"{days}-{number}", province, **facts) for number in range(devices)]


@pytest.mark.parametrize(
    ("reason", "life", "scans"),
    [
        ("not_active", Life(is_active=False), seen(3)),
        ("not_active", Life(is_active=False, activated_at=NOON, voided_at=NOON), seen(3, days=2)),
        ("two_places", USED, [*seen(1, province="08"), Seen(NOON + timedelta(minutes=50), "far", "79")]),
        ("many_provinces", USED, [one for day in range(3) for one in seen(1, days=day, province=f"0{day}")]),
        ("many_devices", USED, seen(6)),
        ("very_many_devices", USED, seen(9)),
        ("many_scans", USED, seen(16)),
        ("after_opening", Life(is_active=True, activated_at=NOON, opened_at=NOON), seen(3, days=4)),
        ("after_best_before", Life(is_active=True, activated_at=NOON, best_before=date(2026, 9, 1)), seen(4)),
    ],
)
def test_each_reason_counts_beyond_its_figure(reason, life, scans):
    assert reason in look(life, scans, RULES).reasons
    assert reason not in look(life, scans[:-1], RULES).reasons
    assert set(look(life, scans, RULES).reasons) <= set(REASON_WORDS)


def test_the_shops_own_scans_and_one_device_in_two_places_count_for_nothing():
    mistyped = [Seen(NOON, "a", "08"), Seen(NOON + timedelta(minutes=20), "a", "79")]

    assert look(USED, seen(30, by_shop=True), RULES).points == 0
    assert look(USED, mistyped, RULES).points == 0


def test_without_rules_nobody_is_suspected():
    assert look(USED, seen(500), {}).points == 0


def test_nine_of_ten_copied_stamps_are_found_at_less_than_one_false_alarm_in_a_hundred():
    """The figures of docs/scans.md; the rules were chosen on seeds 1 to 3."""
    caught, copied, false, honest = 0, 0, 0, 0
    for one in Market(seed=11).stamps(20_000):
        flagged = look(one.life, one.scans, RULES).points >= NEEDED
        copied, honest = copied + one.copied, honest + (not one.copied)
        caught, false = caught + (flagged and one.copied), false + (flagged and not one.copied)

    assert caught / copied >= 0.9
    assert false / honest <= 0.01
    assert (caught, copied, false, honest) == (406, 433, 81, 19_567)
