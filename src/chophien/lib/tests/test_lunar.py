"""The Vietnamese lunar calendar against days that everybody knows."""

from datetime import date

import pytest

from chophien.lib.lunar import (
    BadLunarDay,
    LunarDate,
    LunarSeason,
    Window,
    lunar_date,
    lunar_months,
    parse_lunar_day,
    say_lunar_day,
    solar_day,
    tet,
)

TET = [
    date.fromisoformat(one)
    for one in """
2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-17 2008-02-07 2009-01-26
2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05
2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13
2030-02-02
""".split()  # noqa: SIM905 -- a table is read more easily
]
LEAP = {
    2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3,
    2033: 11, 2036: 6,
}  # fmt: skip


@pytest.mark.parametrize("day", TET)
def test_tet_falls_where_it_was_kept(day):
    assert tet(day.year) == day


@pytest.mark.parametrize("year", range(2000, 2037))
def test_leap_months_are_those_of_the_vietnamese_calendar(year):
    months = lunar_months(year)
    leap = [month.number for month in months if month.is_leap]

    assert leap == ([LEAP[year]] if year in LEAP else [])
    assert len(months) == 12 + len(leap)
    assert all(month.days in (29, 30) for month in months)
    assert months[-1].last.toordinal() + 1 == tet(year + 1).toordinal()


@pytest.mark.parametrize(
    ("year", "month_day", "day"),
    [
        (2026, "07-15", date(2026, 8, 27)),
        (2025, "08-15", date(2025, 10, 6)),
        (2026, "03-10", date(2026, 4, 26)),
        (2025, "03-10", date(2025, 4, 7)),
        (2024, "04-15", date(2024, 5, 22)),
        (2025, "12-30", date(2026, 2, 16)),
    ],
)
def test_feasts_fall_where_they_were_kept(year, month_day, day):
    assert solar_day(year, month_day) == day


def test_every_day_of_fifty_years_comes_back():
    for ordinal in range(date(2001, 1, 1).toordinal(), date(2051, 1, 1).toordinal(), 7):
        day = date.fromordinal(ordinal)
        moon = lunar_date(day)
        if not moon.is_leap:
            assert solar_day(moon.year, f"{moon.month:02d}-{moon.day:02d}") == day


def test_a_leap_month_repeats_the_number_and_is_never_meant_by_a_season():
    assert lunar_date(date(2025, 7, 26)) == LunarDate(2025, 6, 2, is_leap=True)
    assert solar_day(2025, "06-02") == date(2025, 6, 26)


def test_the_thirtieth_of_a_short_month_is_its_last_day():
    short = next(one for one in lunar_months(2026) if one.days == 29)

    assert solar_day(2026, f"{short.number:02d}-30") == short.last


def test_a_season_moves_by_the_sun_from_year_to_year():
    season = LunarSeason("07-15", "10-30")

    assert season.next_windows(date(2026, 3, 1), 2) == [
        Window(date(2026, 8, 27), date(2026, 12, 8)),
        Window(date(2027, 8, 16), date(2027, 11, 27)),
    ]
    assert season.window(date(2026, 3, 1)).season.start_md == "08-27"


def test_a_season_over_tet_is_one_season():
    season = LunarSeason("11-15", "02-10")

    assert season.in_year(2025) == Window(date(2026, 1, 3), date(2026, 3, 28))
    assert season.window(date(2026, 2, 20)) == season.in_year(2025)
    assert season.window(date(2026, 3, 28)) == season.in_year(2025)
    assert season.window(date(2026, 3, 29)) == season.in_year(2026)


def test_in_a_year_with_a_leap_month_the_season_comes_later_by_the_sun():
    season = LunarSeason("09-01", "09-30")

    assert season.in_year(2024) == Window(date(2024, 10, 3), date(2024, 10, 31))
    assert season.in_year(2025) == Window(date(2025, 10, 21), date(2025, 11, 19))


def test_a_season_is_kept_as_words_and_read_again():
    assert LunarSeason.read(str(LunarSeason("07-15", "10-30"))) == LunarSeason("07-15", "10-30")


@pytest.mark.parametrize("kept", ["", "07-15", "07-15/", "13-01/01-01", "07-31/08-01", "7-15/8-1"])
def test_what_is_no_season_is_refused(kept):
    with pytest.raises(BadLunarDay):
        LunarSeason.read(kept)


@pytest.mark.parametrize(
    ("typed", "last", "kept"),
    [
        ("15/7", False, "07-15"),
        ("rằm tháng 7", False, "07-15"),
        ("Rằm tháng Bảy âm lịch", False, "07-15"),
        ("mùng 5 tháng Chạp", False, "12-05"),
        ("mồng 1 tháng giêng", False, "01-01"),
        ("20 tháng 10", False, "10-20"),
        ("ngày 20 tháng 10 âl", False, "10-20"),
        ("tháng 10", False, "10-01"),
        ("tháng 10", True, "10-30"),
        ("cuối tháng mười một", True, "11-30"),
        ("đầu tháng 9", False, "09-01"),
        ("07-15", False, "07-15"),
    ],
)
def test_lunar_days_are_read_as_people_write_them(typed, last, kept):
    assert parse_lunar_day(typed, last=last) == kept


@pytest.mark.parametrize(
    "typed", ["", "31/7", "0/7", "15/13", "rằm", "tháng", "tháng 0", "hè", "x tháng 7", "15/7/2026"]
)
def test_what_is_no_lunar_day_is_refused(typed):
    with pytest.raises(BadLunarDay):
        parse_lunar_day(typed)


@pytest.mark.parametrize(
    ("month_day", "said"),
    [
        ("07-15", "rằm tháng 7"),
        ("01-05", "mùng 5 tháng Giêng"),
        ("12-23", "23 tháng Chạp"),
        ("10-30", "cuối tháng 10"),
    ],
)
def test_lunar_days_are_said_as_people_say_them(month_day, said):
    assert say_lunar_day(month_day) == said
