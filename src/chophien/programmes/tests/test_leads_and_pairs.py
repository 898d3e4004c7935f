"""Lead households are computed from sales, and mentor pairs begin with two yeses."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from chophien.lib.actor import NIGHTLY
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.orders.models import Order
from chophien.orders.states import Origin
from chophien.orders.tests.factories import NOON
from chophien.programmes.actions.leads import judge_quarter
from chophien.programmes.actions.pairs import accept_pair, decline_pair, end_pair, propose_pair, show_progress
from chophien.programmes.errors import PairNotFitting
from chophien.programmes.models import MentorPair, QuarterResult
from chophien.programmes.quarters import quarter_after, quarter_before, quarter_of
from chophien.programmes.selectors.leads import is_lead_household, pairs_of
from chophien.programmes.states import PairStatus
from chophien.programmes.tests.factories import ELSEWHERE, a_household, a_sale, an_officer
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import helper_in, manager_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_agrees")]
DAY = timedelta(days=1)
SUMMER = date(2026, 7, 1)
MONTHS = [NOON.replace(month=month) for month in (7, 8, 9)]


def a_good_quarter(seller, *, late=0):
    """Six orders over three months, nine million đồng; so many of them late."""
    for number, at in enumerate(MONTHS * 2):
        a_sale(seller, at=at, late_days=3 if number < late else 0, price_vnd=1_500_000)


def test_s24_sales_that_a_shop_wrote_down_itself_make_no_lead_household():
    typed_in, sold_here = a_household(), a_household()
    for seller in (typed_in, sold_here):
        a_good_quarter(seller)
    Order.objects.filter(seller=typed_in).update(origin=Origin.BY_HAND)

    judge_quarter(quarter=SUMMER, actor=NIGHTLY, at=NOON)

    assert list(QuarterResult.objects.values_list("seller_id", "is_lead")) == [(sold_here.pk, True)]


def a_lead(**facts):
    """A household that was judged a lead household of the last quarter."""
    seller = a_household(**facts)
    QuarterResult.objects.create(
        seller=seller,
        quarter=SUMMER,
        months=3,
        orders=6,
        on_time=6,
        goods_vnd=9_000_000,
        criteria={"months": 3, "orders": 6, "goods_vnd": 6_000_000, "on_time_percent": 90},
        is_lead=True,
        computed_at=NOON,
    )
    return seller


def a_pair(**facts):
    lead, follower = a_lead(), a_household()
    pair = propose_pair(lead=lead, follower=follower, actor=an_officer(), at=NOON, **facts)
    return pair, manager_of(lead), manager_of(follower)


def an_active_pair(*, shown=False):
    lead, follower = a_lead(), a_household()
    mai, sung = manager_of(lead), manager_of(follower)
    pair = propose_pair(lead=lead, follower=follower, actor=an_officer(), at=NOON)
    accept_pair(pair=pair, seller=lead, actor=mai, at=NOON)
    pair = accept_pair(pair=pair, seller=follower, actor=sung, at=NOON, show_progress=shown)
    return pair, mai, sung


def test_quarters_follow_each_other():
    assert quarter_of(date(2026, 11, 21)) == date(2026, 10, 1)
    assert (quarter_before(date(2026, 1, 1)), quarter_after(date(2026, 10, 1))) == (date(2025, 10, 1), date(2027, 1, 1))


def test_s24_lead_households_are_computed_from_what_was_delivered_in_the_quarter():
    good, late, little = a_household(), a_household(), a_household()
    cooperative = a_household(kind=SellerKind.COOPERATIVE)
    a_good_quarter(good)
    a_good_quarter(late, late=1)
    a_sale(little, at=MONTHS[0])
    a_good_quarter(cooperative)

    leads = judge_quarter(quarter=SUMMER, actor=NIGHTLY, at=NOON)

    found = {row.seller_id: row for row in QuarterResult.objects.all()}
    assert leads == 1
    assert {pk: row.is_lead for pk, row in found.items()} == {good.pk: True, late.pk: False, little.pk: False}
    one = found[good.pk]
    assert (one.months, one.orders, one.on_time, one.goods_vnd) == (3, 6, 6, 9_000_000)
    assert one.criteria == {"months": 3, "orders": 6, "goods_vnd": 9_000_000, "on_time_percent": 90}
    assert found[late.pk].on_time == 5


def test_a_quarter_is_judged_once_and_its_rows_are_never_changed():
    seller = a_household()
    a_sale(seller, at=MONTHS[0])
    judge_quarter(quarter=SUMMER, actor=NIGHTLY, at=NOON)
    a_sale(seller, at=MONTHS[1])

    judge_quarter(quarter=SUMMER, actor=NIGHTLY, at=NOON + DAY)

    assert QuarterResult.objects.get().orders == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        QuarterResult.objects.update(is_lead=True)


def test_the_criteria_are_those_of_the_quarters_last_day():
    seller = a_household()
    a_sale(seller, at=MONTHS[0], price_vnd=9_000_000)
    for key in ("programmes.lead_months", "programmes.lead_orders"):
        LegalParameter.objects.filter(key=key).update(value=1)
    remember()

    assert judge_quarter(quarter=SUMMER, actor=NIGHTLY, at=NOON) == 1
    assert QuarterResult.objects.get().criteria["months"] == 1


def test_a_quarter_that_is_not_over_cannot_be_judged():
    with pytest.raises(ValueError, match="not over"):
        judge_quarter(quarter=date(2026, 10, 1), actor=NIGHTLY, at=NOON)


def test_s24_a_mentor_pair_begins_when_both_households_have_said_yes_themselves():
    pair, mai, sung = a_pair()

    accept_pair(pair=pair, seller=pair.lead, actor=mai, at=NOON)
    halfway = MentorPair.objects.get().status
    accept_pair(pair=pair, seller=pair.follower, actor=sung, at=NOON)

    assert (halfway, MentorPair.objects.get().status) == (PairStatus.PROPOSED, PairStatus.ACTIVE)
    assert Notice.objects.filter(person_code=mai.code, link="/kem-cap/").exists()


def test_only_a_lead_household_teaches_and_only_a_neighbour_learns():
    lead, far, plain = a_lead(), a_household(commune_code=ELSEWHERE), a_household()
    officer = an_officer()

    with pytest.raises(NotPermitted):
        propose_pair(lead=lead, follower=far, actor=officer, at=NOON)
    for one, other in ((plain, lead), (lead, lead)):
        with pytest.raises(PairNotFitting):
            propose_pair(lead=one, follower=other, actor=officer, at=NOON)

    assert (is_lead_household(lead), is_lead_household(plain)) == (True, False)
    assert not MentorPair.objects.exists()


@pytest.mark.parametrize("who", ["officer", "helper", "other household"])
def test_nobody_says_yes_for_a_household(who):
    pair, mai, _sung = a_pair()
    actor = {"officer": an_officer, "helper": helper_in, "other household": lambda: mai}[who]()

    with pytest.raises(NotPermitted):
        accept_pair(pair=pair, seller=pair.follower, actor=actor, at=NOON)

    assert MentorPair.objects.get().follower_said_yes_at is None


def test_the_mentor_sees_progress_only_while_the_follower_shows_it():
    pair, mai, sung = an_active_pair()
    a_sale(pair.follower)

    hidden = pairs_of(mai, at=NOON)[0].progress
    show_progress(pair=pair, shown=True, actor=sung, at=NOON)
    shown = pairs_of(mai, at=NOON)[0].progress
    with pytest.raises(NotPermitted):
        show_progress(pair=pair, shown=True, actor=mai, at=NOON)
    show_progress(pair=pair, shown=False, actor=sung, at=NOON)

    assert (hidden, shown.goods, shown.delivered, pairs_of(mai, at=NOON)[0].progress) == (None, 1, 1, None)
    assert pairs_of(sung, at=NOON)[0].progress is None


def test_a_pair_is_declined_or_ended_by_any_of_them_and_stays_as_history():
    declined, _mai, sung = a_pair()
    decline_pair(pair=declined, seller=declined.follower, actor=sung, at=NOON)
    ended, mai, _other = an_active_pair(shown=True)
    end_pair(pair=ended, actor=mai, at=NOON)

    rows = MentorPair.objects.order_by("pk").values_list("status", "shows_progress_since")
    assert list(rows) == [(PairStatus.DECLINED, None), (PairStatus.ENDED, None)]
    assert pairs_of(mai, at=NOON) == []
    with pytest.raises(StepNotAllowed):
        end_pair(pair=ended, actor=mai, at=NOON)


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_pairs_take_the_same_queries_for_any_number(pairs, django_assert_num_queries):
    lead = a_lead()
    mai = manager_of(lead)
    for _number in range(pairs):
        follower = a_household()
        pair = propose_pair(lead=lead, follower=follower, actor=an_officer(), at=NOON)
        accept_pair(pair=pair, seller=lead, actor=mai, at=NOON)
        accept_pair(pair=pair, seller=follower, actor=manager_of(follower), at=NOON, show_progress=True)

    with django_assert_num_queries(5):
        pairs_of(mai, at=NOON)
