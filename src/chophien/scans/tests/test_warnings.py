"""Of what everybody is warned who opens the page behind a code, and what is the shop's and the officers' alone."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from chophien.lots.tests.factories import a_brought_lot, packed
from chophien.scans.actions.scanning import Scanned, note_scan, tell_place
from chophien.scans.actions.suspecting import look_again, settle
from chophien.scans.models import Scan, Suspicion
from chophien.scans.selectors.found import Found
from chophien.scans.selectors.kept import state_of
from chophien.scans.selectors.story import Warned, story_of
from chophien.scans.tests.factories import NOON, a_packed_lot, a_stamp, readers
from chophien.scans.tests.test_page import lot_path, path_of, text_of
from chophien.sellers.tests.factories import manager_of

pytestmark = pytest.mark.django_db
UNUSUAL = "bị quét nhiều khác thường"
SOME_PAST = "Một số gói của lô này đã quá hạn"


def shown(client, stamp):
    """The page as a program fetches it, which is no scan."""
    return text_of(client.get(path_of(stamp), headers={"User-Agent": "curl/8"}))


def warned(lot, variant, day):
    at = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    return list(story_of(Found("", variant, lot), link="", at=at).warnings)


def test_what_was_suspected_before_scans_had_marks_goes_on_being_told(client):
    stamps = [a_stamp(active=False) for _one in range(2)]
    old, of_one_network = stamps
    for stamp in stamps:
        for visitor in readers(stamp, 4):
            note_scan(scanned=Scanned(stamp=stamp), visitor=visitor, by_shop=False, at=NOON)
    Suspicion.objects.update(networks=1)
    Suspicion.objects.filter(stamp=old).update(networks=0)
    Scan.objects.filter(stamp=old).update(network=None)
    assert UNUSUAL not in shown(client, old)

    import_module("chophien.scans.migrations.0005_suspicions_of_before_the_marks_still_warn").warn_again(apps, None)

    assert UNUSUAL in shown(client, old)
    assert Suspicion.objects.get(stamp=of_one_network).networks == 1
    looked = look_again(stamp_id=old.pk, at=NOON)
    assert (looked.score, looked.networks) == (50, 4)


def test_places_that_somebody_told_warn_everybody_only_once_the_shop_or_the_office_looked(client):
    stamp = a_stamp()
    for visitor, province in zip(readers(stamp, 2), ("08", "01"), strict=True):
        note_scan(scanned=Scanned(stamp.lot, stamp), visitor=visitor, by_shop=False, at=NOON)
        tell_place(scanned=Scanned(stamp.lot, stamp), visitor=visitor, place=province, at=NOON)
    found = Suspicion.objects.get()
    assert (found.reasons, found.networks, found.status) == (["two_places"], 2, "open")
    assert UNUSUAL not in shown(client, stamp)

    alone = state_of(Found(stamp.batch.gtin, stamp.batch.variant, stamp.lot, stamp), at=NOON)
    Suspicion.objects.update(reasons=["two_places", "many_devices"])
    assert state_of(Found(stamp.batch.gtin, stamp.batch.variant, stamp.lot, stamp), at=NOON) != alone
    assert UNUSUAL in shown(client, stamp)
    Suspicion.objects.update(reasons=["two_places"])
    assert UNUSUAL not in shown(client, stamp)

    settle(suspicion=found, step="check", reason="", actor=manager_of(stamp.batch.seller), at=NOON)
    assert UNUSUAL in shown(client, stamp)


def test_a_lot_of_which_some_packs_are_past_their_day_says_so_and_one_of_which_all_are_is_past(client):
    lot, _growers = a_brought_lot(None, "20", "30", "10")
    variant = a_packed_lot(seller=lot.seller)[1]
    packed(lot, variant, 5, best_before=date(2026, 12, 1))
    packed(lot, variant, 5, best_before=date(2027, 1, 1))

    assert warned(lot, variant, date(2026, 12, 1)) == []
    assert warned(lot, variant, date(2026, 12, 15)) == [Warned.SOME_EXPIRED]
    assert warned(lot, variant, date(2027, 1, 2)) == [Warned.EXPIRED]
    packed(lot, variant, 5)
    assert warned(lot, variant, date(2027, 1, 2)) == [Warned.SOME_EXPIRED]  # one has no day that could be past

    yesterday = NOON.date() - timedelta(days=1)
    packed(lot, variant, 5, made_on=yesterday, best_before=yesterday)
    said = text_of(client.get(lot_path(lot, variant)))
    assert SOME_PAST in said
    assert "Không có gì đáng ngờ" not in said
