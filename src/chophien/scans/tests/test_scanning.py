"""Scans are counted, places are told by whoever wants to, copied stamps are found; nobody is followed."""

from datetime import timedelta

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.scans.actions.scanning import Scanned, device_mark, forget_scans, note_opened, note_scan, tell_place
from chophien.scans.actions.suspecting import settle
from chophien.scans.errors import PlaceUnknown, ReasonMissing
from chophien.scans.models import DayKey, LotScans, Scan, Suspicion, SuspicionStep
from chophien.scans.networks import caller_of, network_mark, network_of
from chophien.scans.tests.factories import NOON, a_stamp, readers
from chophien.sellers.tests.factories import manager_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def scan(stamp, visitor="a phone", at=NOON, *, by_shop=False):
    return note_scan(scanned=Scanned(stamp.lot, stamp), visitor=visitor, by_shop=by_shop, at=at)


def test_a_scan_keeps_ten_minutes_a_mark_of_the_day_and_nothing_of_the_visitor():
    stamp = a_stamp()

    assert scan(stamp, "203.0.113.9\0Mozilla", NOON + timedelta(minutes=7, seconds=31))
    assert not scan(stamp, "203.0.113.9\0Mozilla", NOON + timedelta(minutes=9))
    assert scan(stamp, "203.0.113.9\0Mozilla", NOON + timedelta(minutes=11))

    row = Scan.objects.order_by("pk").first()
    assert (row.at, row.province_code, row.commune_code, row.by_shop) == (NOON, "", "", False)
    assert len(row.device) == 16
    assert "203" not in str(vars(row))
    stamp.refresh_from_db()
    assert (stamp.scans, stamp.first_scan_at) == (2, NOON)
    assert LotScans.objects.get(lot=stamp.lot).scans == 2


def test_a_device_has_another_mark_each_day_and_the_key_of_yesterday_is_gone():
    today, tomorrow = NOON.date(), (NOON + timedelta(days=1)).date()

    marks = {device_mark("a phone", day=today), device_mark("a phone", day=today), device_mark("a phone", day=tomorrow)}
    forget_scans(at=NOON + timedelta(days=1))

    assert len(marks) == 2
    assert [one.day for one in DayKey.objects.all()] == [tomorrow]


def test_scans_are_forgotten_when_their_time_is_over_and_the_counts_stay():
    stamp = a_stamp()
    scan(stamp)

    assert forget_scans(at=NOON + timedelta(days=399)) == 0
    assert forget_scans(at=NOON + timedelta(days=401)) == 1

    stamp.refresh_from_db()
    assert (stamp.scans, stamp.first_scan_at) == (1, NOON)


def test_who_scans_may_say_where_they_are_and_the_first_place_stays():
    stamp = a_stamp()
    scan(stamp)
    scanned = Scanned(stamp.lot, stamp)

    with pytest.raises(PlaceUnknown):
        tell_place(scanned=scanned, visitor="a phone", place="99999", at=NOON)
    tell_place(scanned=scanned, visitor="somebody else", place="08", at=NOON)
    assert Scan.objects.get().province_code == ""
    tell_place(scanned=scanned, visitor="a phone", place="00721", at=NOON + timedelta(minutes=30))
    scan(stamp, "far away", NOON + timedelta(days=2))
    tell_place(scanned=scanned, visitor="far away", place="08", at=NOON + timedelta(days=2))

    stamp.refresh_from_db()
    assert Scan.objects.order_by("pk").values_list("province_code", "commune_code")[0] == ("08", "00721")
    assert stamp.first_province == "08"


def test_the_shops_own_scans_are_not_counted_for_anybody():
    stamp = a_stamp()

    for hour in range(20):
        scan(stamp, f"phone {hour}", NOON + hour * HOUR, by_shop=True)

    stamp.refresh_from_db()
    assert stamp.scans == 0
    assert not Suspicion.objects.exists()


def test_s10_two_provinces_within_an_hour_bring_a_stamp_before_shop_and_officer_who_settle_it():
    stamp = a_stamp()
    seller = stamp.batch.seller
    manager, officer = manager_of(seller), holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721")
    for visitor, province in zip(readers(stamp, 2), ("08", "01"), strict=True):
        scan(stamp, visitor, NOON + 2 * HOUR)
        tell_place(scanned=Scanned(stamp.lot, stamp), visitor=visitor, place=province, at=NOON + 2 * HOUR)

    found = Suspicion.objects.get()
    assert (found.stamp_id, found.status, found.score, found.reasons) == (stamp.pk, "open", 50, ["two_places"])
    assert Notice.objects.filter(person_code=manager.code, about=found.code).count() == 1

    settle(suspicion=found, step="check", reason="", actor=manager, at=NOON)
    with pytest.raises(ReasonMissing):
        settle(suspicion=found, step="confirm", reason="", actor=officer, at=NOON)
    settle(suspicion=found, step="confirm", reason="Có tem giống ở chợ khác", actor=officer, at=NOON)
    with pytest.raises(StepNotAllowed):
        settle(suspicion=found, step="check", reason="", actor=manager, at=NOON)
    settle(suspicion=found, step="dismiss", reason="Hai người cùng nhà", actor=operator(), at=NOON)
    for who in (PersonFactory(), holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "01234")):
        with pytest.raises(NotPermitted):
            settle(suspicion=found, step="dismiss", reason="Không được", actor=who, at=NOON)
    assert list(SuspicionStep.objects.order_by("pk").values_list("step", flat=True)) == ["check", "confirm", "dismiss"]


@pytest.mark.parametrize("active", [True, False])
def test_one_phone_with_twenty_names_in_three_provinces_for_weeks_makes_no_stamp_suspected(active):
    stamp = a_stamp(active=active)
    for day in range(3):
        for name in range(7):
            at = NOON + timedelta(days=7 * day, minutes=10 * name)
            visitor = f"203.0.113.{name}\0Name {day}.{name}"
            scan(stamp, visitor, at)
            tell_place(scanned=Scanned(stamp.lot, stamp), visitor=visitor, place=["08", "01", "79"][name % 3], at=at)

    assert Scan.objects.count() == 21
    assert len({one.network for one in Scan.objects.all()}) == 1
    assert not Suspicion.objects.exists()


@pytest.mark.parametrize(
    ("address", "network", "caller"),
    [
        ("203.0.113.9", "203.0.113.0/24", "203.0.113.9/32"),
        ("2402:800:6123:4:5::1", "2402:800:6123::/48", "2402:800:6123:4::/64"),
        ("::ffff:203.0.113.9", "203.0.113.0/24", "203.0.113.9/32"),
        ("", "", ""),
    ],
)
def test_neighbours_share_a_network_and_a_line_is_one_caller(address, network, caller):
    assert (network_of(address), caller_of(address)) == (network, caller)


def test_a_network_has_another_mark_at_each_stamp_and_each_mark_is_shared_by_many():
    marks = [[network_mark(serial, f"203.0.{number}.0/24") for number in range(256)] for serial in ("A", "B")]

    assert marks[0] != marks[1]
    assert 40 < len(set(marks[0])) <= 64


def test_what_was_found_well_comes_back_only_when_its_points_have_doubled():
    stamp = a_stamp(active=False)
    first, *others = readers(stamp, 10)
    for visitor in (first, *others[:2]):
        scan(stamp, visitor)
    found = Suspicion.objects.get()
    assert (found.reasons, found.score, found.networks) == (["not_active"], 50, 3)
    settle(suspicion=found, step="dismiss", reason="Chính người bán thử", actor=manager_of(stamp.batch.seller), at=NOON)

    scan(stamp, others[2])
    found.refresh_from_db()
    assert found.status == "dismissed"
    for visitor in others[3:]:
        scan(stamp, visitor, NOON + HOUR)

    found.refresh_from_db()
    assert (found.status, found.score) == ("open", 110)


def test_the_first_word_that_a_pack_is_open_counts():
    stamp = a_stamp()

    assert note_opened(stamp=stamp, at=NOON)
    assert not note_opened(stamp=stamp, at=NOON + HOUR)
    assert not note_opened(stamp=a_stamp(active=False), at=NOON)
