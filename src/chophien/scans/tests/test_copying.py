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
    copied, most = (json.loads(rows[key]) for key in ("scans.copy_rules", "scans.per_network"))
    return int(rows["scans.copy_points"]), copied, most


NEEDED, RULES, MOST = written_rules()


def seen(devices, *, days=0, province="", **facts):
    """Scans of so many devices, each in a network of its own."""
    return [
        Seen(NOON + timedelta(days=days), f"{days}-{number}", province, network=10 * days + number, **facts)
        for number in range(devices)
    ]


def looked(life, scans, rules=RULES):
    return look(life, scans, rules, most=MOST)


@pytest.mark.parametrize(
    ("reason", "life", "scans"),
    [
        ("not_active", Life(is_active=False), seen(3)),
        ("not_active", Life(is_active=False, activated_at=NOON, voided_at=NOON), seen(3, days=2)),
        ("two_places", USED, [*seen(1, province="08"), Seen(NOON + timedelta(minutes=50), "far", "79", network=9)]),
        ("many_provinces", USED, [one for day in range(3) for one in seen(1, days=day, province=f"0{day}")]),
        ("many_devices", USED, seen(6)),
        ("very_many_devices", USED, seen(9)),
        ("many_scans", USED, seen(16)),
        ("after_opening", Life(is_active=True, activated_at=NOON, opened_at=NOON), seen(3, days=4)),
        ("after_best_before", Life(is_active=True, activated_at=NOON, best_before=date(2026, 9, 1)), seen(4)),
    ],
)
def test_each_reason_counts_beyond_its_figure(reason, life, scans):
    assert reason in looked(life, scans).reasons
    assert reason not in looked(life, scans[:-1]).reasons
    assert set(looked(life, scans).reasons) <= set(REASON_WORDS)


def test_the_shops_own_scans_and_one_device_in_two_places_count_for_nothing():
    mistyped = [Seen(NOON, "a", "08"), Seen(NOON + timedelta(minutes=20), "a", "79")]

    assert looked(USED, seen(30, by_shop=True)).points == 0
    assert looked(USED, mistyped).points == 0


@pytest.mark.parametrize(
    "life",
    [
        Life(is_active=False),
        Life(is_active=False, activated_at=NOON - timedelta(days=90), voided_at=NOON - timedelta(days=80)),
        Life(is_active=True, activated_at=NOON - timedelta(days=90), opened_at=NOON - timedelta(days=80)),
        Life(is_active=True, activated_at=NOON - timedelta(days=300), best_before=date(2026, 6, 1)),
    ],
)
def test_one_network_brings_no_stamp_there_with_however_many_names_places_and_days(life):
    scans = [
        Seen(NOON + timedelta(days=day, minutes=10 * name), f"name {name}", f"{name + 1:02d}", network=7)
        for day in range(60)
        for name in range(20)
    ]

    alone = looked(life, scans)
    helped = looked(life, [*scans, *seen(9, days=1)])

    assert (alone.points, alone.reasons, alone.networks) == (0, (), 1)
    assert helped.points >= NEEDED


def test_without_rules_nobody_is_suspected():
    assert looked(USED, seen(500), {}).points == 0


def test_nine_of_ten_copied_stamps_are_found_at_less_than_one_false_alarm_in_a_hundred():
    """The figures of docs/scans.md; the rules were chosen on seeds 1 to 3."""
    caught, copied, false, honest = 0, 0, 0, 0
    for one in Market(seed=11).stamps(20_000):
        flagged = looked(one.life, one.scans).points >= NEEDED
        copied, honest = copied + one.copied, honest + (not one.copied)
        caught, false = caught + (flagged and one.copied), false + (flagged and not one.copied)

    assert caught / copied >= 0.9
    assert false / honest <= 0.01
    assert (caught, copied, false, honest) == (356, 373, 69, 19_627)
