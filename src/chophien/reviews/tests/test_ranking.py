"""What buyers rate goods counts for their place: from five reviews on, from the day that was announced, a little."""

from datetime import UTC, datetime, timedelta

import pytest

from chophien.accounts.tests.factories import operator
from chophien.catalog.models import SearchEntry
from chophien.catalog.search.ranking import MOST_RATING_POINTS, RATINGS_COUNT_FROM
from chophien.catalog.search.rebuild import start_day
from chophien.catalog.search.refresh import refresh_search
from chophien.reviews.actions.moderating import hide_words
from chophien.reviews.actions.ranking import tell_all_ratings
from chophien.reviews.tests.factories import LATER, reviews_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
FIRST_DAY = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


def rank_of(variant):
    return SearchEntry.objects.get(pk=variant.listing_id).rank


def rating_of(variant):
    return SearchEntry.objects.get(pk=variant.listing_id).rating


def test_s34_the_rating_counts_for_the_place_from_five_reviews_on_as_soon_as_one_is_written(do_jobs):
    start_day(at=FIRST_DAY)
    rated, other = a_variant(available=100), a_variant(available=100)

    reviews_of(rated, [5, 5, 5, 5])
    do_jobs()
    with_four = rank_of(rated) - rank_of(other)
    reviews_of(rated, [5], at=LATER + timedelta(days=1))
    do_jobs()

    assert (with_four, rank_of(rated) - rank_of(other), rating_of(rated)) == (0, MOST_RATING_POINTS, 50)


@pytest.mark.parametrize(
    ("scores", "points"),
    [([5, 5, 5, 5, 5], 10), ([5, 4, 5, 3, 5], 7), ([4, 4, 4, 4, 4], 5), ([3, 3, 3, 3, 3], 0), ([1, 1, 1, 1, 1], 0)],
)
def test_it_adds_at_most_ten_points_and_takes_none(scores, points, do_jobs):
    start_day(at=FIRST_DAY)
    rated, other = a_variant(available=100), a_variant(available=100)

    reviews_of(rated, scores)
    do_jobs()

    assert rank_of(rated) - rank_of(other) == points


def test_a_review_that_is_hidden_counts_no_more(do_jobs):
    start_day(at=FIRST_DAY)
    rated, other = a_variant(available=100), a_variant(available=100)
    first, *_others = reviews_of(rated, [5, 5, 5, 5, 5])

    hide_words(words=first, ground="insult", why="Chửi tục", actor=operator(), at=LATER)
    do_jobs()

    assert (rank_of(rated) - rank_of(other), rating_of(rated)) == (0, 0)


def test_before_the_day_that_was_announced_it_counts_nothing(do_jobs):
    eve = FIRST_DAY - timedelta(days=1)
    start_day(at=eve)
    rated, other = a_variant(available=100), a_variant(available=100)
    reviews_of(rated, [5, 5, 5, 5, 5])
    do_jobs()
    on_the_eve = rank_of(rated) - rank_of(other)

    start_day(at=FIRST_DAY)

    assert (eve + timedelta(days=1)).date() == RATINGS_COUNT_FROM
    assert (on_the_eve, rank_of(rated) - rank_of(other)) == (0, MOST_RATING_POINTS)


def test_goods_that_come_back_on_sale_have_their_rating_again_after_the_night():
    rated = a_variant(available=100)
    reviews_of(rated, [4, 4, 4, 4, 4])
    SearchEntry.objects.all().delete()
    refresh_search([rated.listing_id], at=FIRST_DAY)

    tell_all_ratings(at=FIRST_DAY)
    start_day(at=FIRST_DAY)

    assert rating_of(rated) == 40


def test_a_change_of_the_goods_keeps_it(do_jobs):
    start_day(at=FIRST_DAY)
    rated = a_variant(available=100)
    reviews_of(rated, [5, 5, 5, 5, 5])
    do_jobs()
    before = rank_of(rated)

    refresh_search([rated.listing_id])

    assert (rank_of(rated), rating_of(rated)) == (before, 50)
