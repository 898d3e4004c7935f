"""The visit log, and what helping brought: visits, first sales, goods bettered, orders saved."""

from datetime import date, timedelta

import pytest

from chophien.catalog.actions.deciding import approve_version
from chophien.catalog.actions.listings import change_price, save_working_version, start_listing, submit_version
from chophien.catalog.actions.scores import take_snapshot
from chophien.catalog.actions.texts import OfferText
from chophien.catalog.models import Listing, ListingVersion
from chophien.catalog.tests.factories import a_listing, a_text
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotPermitted
from chophien.orders.actions.answers import confirm_order, warn_unaccepted
from chophien.orders.tests.factories import NOON, a_checkout
from chophien.programmes.models import HouseholdVisit
from chophien.programmes.selectors.results import results_of, results_overseen_by
from chophien.programmes.selectors.visits import visits_overseen_by, visits_to
from chophien.programmes.tests.factories import (
    ELSEWHERE,
    a_helped,
    a_household,
    a_province_officer,
    a_sale,
    a_visit,
    an_officer,
)
from chophien.sellers.tests.factories import helper_in
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOVEMBER = date(2026, 11, 1)


def figures(results):
    return (results.visits, results.first_sales, results.listings, results.orders_saved)


def test_s24_a_visit_says_when_where_who_what_was_done_and_what_comes_next():
    seller, helper = a_helped(at=NOON - DAY)

    visit = a_visit(seller, helper, next_step="Viết câu chuyện", next_on=local_date(NOON) + DAY)

    assert (visit.visited_on, visit.place, visit.met, visit.done) == (
        local_date(NOON),
        "Sủng Là",
        "Bà Sùng",
        "Chụp lại ảnh",
    )
    assert (visit.helper, visit.next_step, visit.next_on) == (helper, "Viết câu chuyện", local_date(NOON) + DAY)


def test_the_same_form_sent_twice_is_one_visit():
    seller, helper = a_helped(at=NOON - DAY)

    assert a_visit(seller, helper).pk == a_visit(seller, helper).pk
    assert HouseholdVisit.objects.count() == 1


def test_a_visit_lies_neither_ahead_nor_long_ago_and_says_something():
    seller, helper = a_helped(at=NOON - DAY)

    for days in (1, -40):
        with pytest.raises(Invalid) as refused:
            a_visit(seller, helper, visited_on=local_date(NOON) + days * DAY, place="", met=" ", done="")
        assert sorted(refused.value.field_errors) == ["done", "met", "place", "visited_on"]

    assert not HouseholdVisit.objects.exists()


def test_only_a_households_own_helper_writes_a_visit():
    seller, _helper = a_helped(at=NOON - DAY)

    with pytest.raises(NotPermitted):
        a_visit(seller, helper_in())

    assert not HouseholdVisit.objects.exists()


def test_visits_are_read_by_the_households_helpers_and_the_officers_of_the_area():
    seller, helper = a_helped(at=NOON - DAY)
    a_visit(seller, helper)

    assert visits_to(seller, reader=helper, at=NOON).count() == 1
    assert visits_to(seller, reader=helper_in(), at=NOON).count() == 0
    assert [visits_overseen_by(who, at=NOON).count() for who in (an_officer(), an_officer(ELSEWHERE))] == [1, 0]


def test_s24_results_count_visits_first_sales_goods_and_orders_saved_for_each_helper():
    seller, helper = a_helped(at=NOON - DAY, approved_at=NOON - 40 * DAY)
    a_visit(seller, helper)
    listing = start_listing(seller=seller, text=a_text(title="Mật ong"), actor=helper, at=NOON)
    submit_version(listing=listing, actor=helper, at=NOON)
    approve_version(listing=listing, actor=SYSTEM, at=NOON)
    a_sale(seller)
    a_sale(seller, at=NOON + DAY)
    order = a_checkout((a_variant(seller=seller), 1)).orders[0]
    warn_unaccepted(order=order, actor=SYSTEM, at=NOON + DAY)
    confirm_order(order=order, actor=helper, at=NOON + DAY)

    mine = results_of(helper, month=NOVEMBER)
    here, there = (results_overseen_by(who, month=NOVEMBER, at=NOON) for who in (an_officer(), an_officer(ELSEWHERE)))

    assert figures(mine) == figures(here) == (1, 1, 1, 1)
    assert [(line.helper_name, line.commune_code) for line in here.lines] == [(helper.name, "00721")]
    assert (figures(there), figures(results_of(helper, month=date(2026, 12, 1)))) == ((0, 0, 0, 0), (0, 0, 0, 0))


def rewritten(listing, helper, *, score, at=NOON, **text):
    """The helper writes the goods anew; they are approved with this score."""
    text = a_text(title=listing.live.title, offers=[OfferText.from_json(one) for one in listing.live.offers], **text)
    save_working_version(listing=listing, text=text, actor=helper, at=at)
    submit_version(listing=listing, actor=helper, at=at)
    approve_version(listing=listing, actor=SYSTEM, at=at)
    listing = Listing.objects.select_related("live").get(pk=listing.pk)
    ListingVersion.objects.filter(pk=listing.live.pk).update(score=score)
    return listing


@pytest.mark.parametrize(("scores", "counted"), [([50], 1), ([49], 0), ([45, 50], 1), ([60, 45], 0), ([30, 45], 0)])
def test_s24_goods_are_bettered_by_ten_points_of_the_helpers_own_versions(scores, counted):
    seller, helper = a_helped(at=NOON - DAY)
    listing = a_listing(seller=seller, at=NOON - 60 * DAY)
    ListingVersion.objects.update(score=40)

    for number, score in enumerate(scores):
        listing = rewritten(listing, helper, score=score, special=f"Ong rừng bạc hà {number}")

    assert results_of(helper, month=NOVEMBER).listings == counted


def test_a_new_price_betters_nothing_and_goods_that_told_too_little_are_bettered_by_any_version():
    seller, helper = a_helped(at=NOON - DAY)
    listing = a_listing(seller=seller, at=NOON - 60 * DAY)
    [offer] = listing.live.offers
    change_price(listing=listing, variant_code=offer["code"], price_vnd=99_000, actor=helper, at=NOON)
    before = results_of(helper, month=NOVEMBER).listings
    poor = a_listing(seller=seller, at=NOON - 60 * DAY)
    ListingVersion.objects.filter(pk=poor.live.pk).update(description="", score=20)

    rewritten(poor, helper, score=22)

    assert (before, results_of(helper, month=NOVEMBER).listings) == (0, 1)


def test_the_score_of_a_version_stays_when_everything_is_scored_anew():
    listing = a_listing(at=NOON - 60 * DAY)
    kept = listing.live.score
    ListingVersion.objects.update(score=7)

    take_snapshot(at=NOON)

    assert kept is not None
    assert Listing.objects.select_related("live").get(pk=listing.pk).live.score == 7


def test_without_a_mandate_a_first_sale_counts_for_who_visited_last():
    seller, helper = a_household(), helper_in()
    other = helper_in()
    HouseholdVisit.objects.bulk_create(
        HouseholdVisit(
            code=f"TV-{number}",
            key=f"k{number}",
            seller=seller,
            helper=who,
            visited_on=local_date(NOON) - days * DAY,
            place="x",
            met="x",
            done="x",
            noted_at=NOON,
        )
        for number, (who, days) in enumerate([(other, 20), (helper, 5)])
    )
    a_sale(seller)

    results = results_overseen_by(a_province_officer(), month=NOVEMBER, at=NOON)

    sales = {line.helper_code: line.first_sales for line in results.lines}
    assert sales == {helper.code: 1, other.code: 0}


@pytest.mark.parametrize("households", [1, 3])
def test_results_take_the_same_queries_for_any_number_of_households(households, django_assert_num_queries):
    helper = helper_in()
    for _number in range(households):
        seller, _helper = a_helped(helper, at=NOON - DAY)
        a_visit(seller, helper, key=seller.code)
        a_sale(seller)
    officer = an_officer()

    with django_assert_num_queries(8):
        results_overseen_by(officer, month=NOVEMBER, at=NOON)
