"""Seasons by the moon: their days by the sun move on by themselves, each year."""

from datetime import UTC, datetime

import pytest

from chophien.audit.models import Entry
from chophien.catalog.actions.deciding import take_down_listing
from chophien.catalog.actions.listings import pause_listing, save_working_version
from chophien.catalog.actions.moon import follow_the_moon
from chophien.catalog.models import Listing, SearchEntry
from chophien.catalog.search.refresh import refresh_search
from chophien.catalog.states import ListingStatus, VersionStatus
from chophien.catalog.tests.factories import a_listing, a_text
from chophien.lib.actor import SYSTEM

pytestmark = pytest.mark.django_db

BY_THE_MOON = {"season_lunar": "07-15/10-30", "season_from": "08-27", "season_to": "12-08"}
IN_SEASON = datetime(2026, 12, 8, 5, tzinfo=UTC)
OVER = datetime(2026, 12, 9, 5, tzinfo=UTC)


def days_of(version):
    return version.season_from, version.season_to


def now(listing):
    return Listing.objects.select_related("live", "working").get(pk=listing.pk)


def test_s05_a_season_by_the_moon_gets_its_days_of_next_year_once_it_is_over():
    listing = a_listing(**BY_THE_MOON)
    refresh_search([listing.pk])

    assert follow_the_moon(actor=SYSTEM, at=IN_SEASON) == 0
    assert follow_the_moon(actor=SYSTEM, at=OVER) == 1
    assert follow_the_moon(actor=SYSTEM, at=OVER) == 0

    live = now(listing).live
    assert days_of(live) == ("08-16", "11-27")
    assert (live.season_lunar, live.status, live.number) == ("07-15/10-30", VersionStatus.APPROVED, 2)
    assert days_of(listing.versions.get(number=1)) == ("08-27", "12-08")
    entry = SearchEntry.objects.get(listing=listing)
    assert (entry.season_from, entry.season_to) == (816, 1127)
    assert Entry.objects.get(what="catalog.season_moved").facts == {"days": "08-16/11-27"}


def test_a_leap_month_and_tet_move_seasons_too():
    leap = a_listing(season_lunar="09-01/09-30", season_from="10-03", season_to="10-31")
    over_tet = a_listing(season_lunar="11-15/02-10", season_from="12-15", season_to="03-09")

    follow_the_moon(actor=SYSTEM, at=datetime(2025, 4, 1, 5, tzinfo=UTC))

    assert days_of(now(leap).live) == ("10-21", "11-19")
    assert days_of(now(over_tet).live) == ("01-03", "03-28")


def test_what_is_being_written_moves_where_it_stands():
    listing = a_listing(**BY_THE_MOON)
    written = save_working_version(listing=listing, text=a_text(title="Lê mới", **BY_THE_MOON), actor=SYSTEM, at=OVER)

    follow_the_moon(actor=SYSTEM, at=OVER)

    now_written = now(listing).working
    assert (now_written.pk, now_written.title, days_of(now_written)) == (written.pk, "Lê mới", ("08-16", "11-27"))


def test_paused_goods_stay_paused_and_goods_that_were_taken_down_stay_as_they_were():
    paused, gone = a_listing(**BY_THE_MOON), a_listing(**BY_THE_MOON)
    pause_listing(listing=paused, actor=SYSTEM, at=IN_SEASON)
    take_down_listing(listing=gone, reason="hàng cấm", actor=SYSTEM, at=IN_SEASON)

    assert follow_the_moon(actor=SYSTEM, at=OVER) == 1

    assert (now(paused).status, days_of(now(paused).live)) == (ListingStatus.PAUSED, ("08-16", "11-27"))
    assert (now(gone).status, days_of(now(gone).live)) == (ListingStatus.TAKEN_DOWN, ("08-27", "12-08"))


def test_seasons_by_the_sun_stay_as_they_are(django_assert_num_queries):
    a_listing(season_from="08-27", season_to="12-08")

    with django_assert_num_queries(1):
        assert follow_the_moon(actor=SYSTEM, at=OVER) == 0
