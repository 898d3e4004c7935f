"""What a place in the list depends on: points, the same for everybody, printed on a public page.

The law asks a market for its main ranking criteria. `CRITERIA` is that page's content and the formula's source at
once: what stands there is what is computed. Nobody can pay for points.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.utils.translation import gettext_lazy as _

from chophien.catalog.search.packing import CERTIFICATES_SHIFT, OCOP, STARS_SHIFT, day_number
from chophien.lib.errors import Sentence


class Match(IntEnum):
    """Where the words that were typed stand, and the points that this is worth."""

    TITLE_TOGETHER = 200
    TITLE = 170
    NAMES = 120
    CATEGORY = 90
    STORY = 30


NAMED_CATEGORY_POINTS = 25
FOR_SALE_POINTS = 40
IN_SEASON_POINTS = 20
ALL_YEAR_POINTS = 10
POINTS_PER_STAR = 3
POINTS_PER_CERTIFICATE = 4
MOST_CERTIFICATE_POINTS = 8
MOST_POPULARITY_POINTS = 17
POPULARITY_STEP = 4
MOST_RATING_POINTS = 10
RATING_COUNTS_ABOVE, RATING_STEP = 30, 2
"""In tenths of a mark: 3,0 adds nothing, every two tenths above it add a point, 5,0 adds the most."""
RATINGS_COUNT_FROM = date(2026, 12, 1)
"""The day from which the published page names them."""
ENOUGH = 24
"""So many hits in titles, names and categories are an answer; with fewer the stories are read too."""


@dataclass(frozen=True)
class Criterion:
    """One line of the public page: what counts, how many points at most, and since when, where that is not always."""

    what: Sentence
    points: int
    since: date = date.min


CRITERIA = (
    Criterion(
        _("The words stand in the title, side by side, and with the marks you typed, if you typed any"),
        Match.TITLE_TOGETHER,
    ),
    Criterion(_("The words stand in the title"), Match.TITLE),
    Criterion(_("The words stand in title, producer or place"), Match.NAMES),
    Criterion(_("The words stand in the name of the category too"), Match.CATEGORY),
    Criterion(_("The words stand only in the story of the goods"), Match.STORY),
    Criterion(_("The goods lie in a category that your words name"), NAMED_CATEGORY_POINTS),
    Criterion(_("It can be bought today: in stock and not out of season"), FOR_SALE_POINTS),
    Criterion(_("It is in season now"), IN_SEASON_POINTS),
    Criterion(_("It is sold all year"), ALL_YEAR_POINTS),
    Criterion(_("OCOP stars that are valid today: for each star"), POINTS_PER_STAR),
    Criterion(_("Other certificates that are valid today: together at most"), MOST_CERTIFICATE_POINTS),
    Criterion(_("It was bought often lately: at most"), MOST_POPULARITY_POINTS),
    Criterion(_("Five buyers or more have rated it, and well: at most"), MOST_RATING_POINTS, RATINGS_COUNT_FROM),
)


def criteria_on(day: date) -> list[Criterion]:
    """The lines that count on a day, in the order of the page."""
    return [criterion for criterion in CRITERIA if criterion.since <= day]


def in_season_sql(today: str) -> str:
    """SQL that tells whether the goods have a season and are in it. `today` is SQL for month * 100 + day."""
    return (
        "(season_from <> 0 AND CASE WHEN season_from <= season_to"
        f" THEN {today} BETWEEN season_from AND season_to"
        f" ELSE {today} >= season_from OR {today} <= season_to END)"
    )


def rank_sql(*, live: str, day: str, month_day: str) -> str:
    """SQL for the points of a listing itself. `live` is SQL for its packed answers as they stand on that day, `day` and
    `month_day` for the day's number and for month * 100 + day.
    """
    season = in_season_sql(month_day)
    stars = f"(({live}) >> {STARS_SHIFT} & 255)"
    others = f"bit_count((({live}) >> {CERTIFICATES_SHIFT} & {255 & ~(1 << OCOP)})::bit(8))"
    return (
        f"(CASE WHEN available AND (season_from = 0 OR {season}) THEN {FOR_SALE_POINTS} ELSE 0 END"
        f" + CASE WHEN season_from = 0 THEN {ALL_YEAR_POINTS} WHEN {season} THEN {IN_SEASON_POINTS} ELSE 0 END"
        f" + {POINTS_PER_STAR} * {stars}"
        f" + LEAST({MOST_CERTIFICATE_POINTS}, {POINTS_PER_CERTIFICATE} * {others})"
        f" + LEAST({MOST_POPULARITY_POINTS}, ({POPULARITY_STEP} * log(1 + GREATEST(popularity, 0)))::int)"
        f" + CASE WHEN {day} >= {day_number(RATINGS_COUNT_FROM)} THEN"
        f" LEAST({MOST_RATING_POINTS}, GREATEST(0, (rating - {RATING_COUNTS_ABOVE}) / {RATING_STEP})) ELSE 0 END)::int"
    )
