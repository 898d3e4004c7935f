from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.dates import (
    BadMonth,
    BadMonthDay,
    Season,
    format_date,
    format_day,
    format_moment,
    last_of_months,
    local,
    local_date,
    month_named,
    months_later,
    parse_month_day,
)

TUESDAY = date(2026, 11, 24)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
SEASONS = st.builds(
    lambda start, end: Season(f"{start:%m-%d}", f"{end:%m-%d}"),
    st.dates(date(2000, 1, 1), date(2000, 12, 31)),
    st.dates(date(2000, 1, 1), date(2000, 12, 31)),
)


def test_the_clock_is_that_of_vietnam():
    at = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)

    assert local(at).isoformat() == "2026-11-24T00:30:00+07:00"
    assert local_date(at) == TUESDAY


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2026, 11, 24))


def test_a_day_is_said_in_vietnamese():
    with override("vi"):
        assert [format_day(TUESDAY + timedelta(days=ahead)) for ahead in range(7)] == [
            "thứ Ba 24/11", "thứ Tư 25/11", "thứ Năm 26/11", "thứ Sáu 27/11", "thứ Bảy 28/11", "Chủ nhật 29/11", "thứ Hai 30/11",
        ]  # fmt: skip


def test_the_year_is_said_when_it_is_another():
    with override("vi"):
        assert format_day(date(2027, 1, 5), today=TUESDAY) == "thứ Ba 5/1/2027"
        assert format_day(TUESDAY, today=TUESDAY) == "thứ Ba 24/11"


def test_a_date_and_a_moment_are_written_in_full():
    assert format_date(date(2026, 1, 5)) == "05/01/2026"
    with override("vi"):
        assert format_moment(datetime(2026, 11, 24, 7, 5, tzinfo=UTC)) == "14:05 thứ Ba 24/11"


@pytest.mark.parametrize(
    ("typed", "month_day"),
    [
        ("15/9", "09-15"),
        ("15/09", "09-15"),
        (" 1 / 1 ", "01-01"),
        ("09-15", "09-15"),
        ("--09-15", "09-15"),
        ("29/2", "02-29"),
    ],
)
def test_a_day_of_the_year_is_read(typed, month_day):
    assert parse_month_day(typed) == month_day


@pytest.mark.parametrize(
    "typed", ["", "9", "15/13", "32/1", "30/2", "0/1", "15.9", "9-15", "2026-09-15", "\x00", "🍵", "१/१"]
)
def test_what_is_no_day_of_the_year_is_refused(typed):
    with pytest.raises(BadMonthDay):
        parse_month_day(typed)


@pytest.mark.parametrize(
    ("start", "end"), [("9-15", "11-30"), ("02-30", "03-01"), ("15/9", "30/11"), ("", ""), ("01-01", "13-01")]
)
def test_a_season_is_kept_in_one_form_only(start, end):
    with pytest.raises(BadMonthDay):
        Season(start, end)


AUTUMN, OVER_NEW_YEAR, LEAP = Season("09-15", "11-30"), Season("11-20", "02-10"), Season("02-29", "04-30")


@pytest.mark.parametrize(
    ("season", "day", "inside"),
    [
        (AUTUMN, date(2026, 9, 14), False),
        (AUTUMN, date(2026, 9, 15), True),
        (AUTUMN, date(2026, 11, 30), True),
        (AUTUMN, date(2026, 12, 1), False),
        (OVER_NEW_YEAR, date(2026, 11, 19), False),
        (OVER_NEW_YEAR, date(2026, 12, 31), True),
        (OVER_NEW_YEAR, date(2027, 1, 1), True),
        (OVER_NEW_YEAR, date(2027, 2, 10), True),
        (OVER_NEW_YEAR, date(2027, 2, 11), False),
        (LEAP, date(2027, 2, 28), False),
        (LEAP, date(2027, 3, 1), True),
        (LEAP, date(2028, 2, 29), True),
        (Season("01-01", "12-31"), date(2026, 6, 1), True),
    ],
)
def test_a_day_lies_in_the_season_or_not(season, day, inside):
    assert season.contains(day) is inside


@pytest.mark.parametrize(
    ("season", "day", "start"),
    [
        (AUTUMN, date(2026, 9, 15), date(2026, 9, 15)),
        (AUTUMN, date(2026, 9, 16), date(2027, 9, 15)),
        (AUTUMN, date(2026, 1, 1), date(2026, 9, 15)),
        (OVER_NEW_YEAR, date(2027, 1, 5), date(2027, 11, 20)),
        (LEAP, date(2026, 12, 1), date(2027, 3, 1)),
        (LEAP, date(2027, 12, 1), date(2028, 2, 29)),
        (Season("02-29", "02-29"), date(2025, 3, 1), date(2028, 2, 29)),
    ],
)
def test_the_next_start_is_on_or_after_the_day(season, day, start):
    assert season.next_start(day) == start


@given(SEASONS, DAYS)
def test_the_season_has_begun_on_its_next_start(season, day):
    start = season.next_start(day)

    assert day <= start
    assert start <= day + timedelta(days=366) or season == Season("02-29", "02-29")
    assert season.contains(start)


@given(SEASONS, DAYS)
def test_a_day_in_the_season_lies_in_one_of_its_months(season, day):
    assert not season.contains(day) or season.months()[day.month - 1]


def strip(season: Season) -> str:
    return "".join("#" if inside else "." for inside in season.months())


@pytest.mark.parametrize(
    ("season", "months"),
    [
        (AUTUMN, "........###."),
        (OVER_NEW_YEAR, "##........##"),
        (Season("01-01", "12-31"), "############"),
        (Season("06-15", "06-14"), "############"),
        (Season.of_months(11, 2), "##........##"),
        (Season.of_months(3, 3), "..#........."),
        (Season.of_months(12, 12), "...........#"),
    ],
)
def test_the_strip_shows_the_months_of_the_season(season, months):
    assert strip(season) == months


def test_a_season_of_months_ends_on_the_last_day():
    assert Season.of_months(11, 2) == Season("11-01", "02-29")
    assert Season.of_months(9, 12) == Season("09-01", "12-31")
    assert (Season.of_months(11, 2).wraps_year, Season.of_months(9, 12).wraps_year) == (True, False)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 10, 1), "in_season"),
        (date(2026, 12, 1), "dormant"),
        (date(2027, 8, 31), "dormant"),
        (date(2027, 9, 1), "upcoming"),
        (date(2027, 9, 14), "upcoming"),
        (date(2027, 9, 15), "in_season"),
    ],
)
def test_a_listing_wakes_two_weeks_before_its_season(day, state):
    assert AUTUMN.state_on(day, wake_days=14) == state


@pytest.mark.parametrize(
    ("named", "month"),
    [
        ("2026-09", date(2026, 9, 1)),
        ("2026-11", date(2026, 11, 1)),
        ("", date(2026, 11, 1)),
    ],
)
def test_an_address_names_a_month_that_was(named, month):
    assert month_named(named, today=TUESDAY) == month


@pytest.mark.parametrize("named", ["2026-12", "0001-01", "9999-12", "2026-99", "13", "tháng 9"])
def test_a_month_that_never_was_is_said_to_be_none(named):
    with pytest.raises(BadMonth, match=named):
        month_named(named, today=TUESDAY)


@pytest.mark.parametrize(
    ("day", "months", "later", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28), date(2026, 2, 28)),
        (date(2026, 5, 22), 36, date(2029, 5, 22), date(2029, 5, 21)),
        (date(2024, 2, 29), 12, date(2025, 2, 28), date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29), date(2028, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1), date(2026, 12, 31)),
        (date(2026, 3, 31), 0, date(2026, 3, 31), date(2026, 3, 30)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day, months, later, last):
    assert (months_later(day, months), last_of_months(day, months)) == (later, last)
