"""Reviews of delivered goods: who writes them, what shows, what counts, what is hidden and why."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from chophien.accounts.states import Role
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.audit.models import Entry
from chophien.lib.errors import NotPermitted
from chophien.messages.models import Notice
from chophien.orders.models import Order
from chophien.orders.states import Origin
from chophien.orders.tests.factories import NOON, an_order, guest, staff
from chophien.reviews.actions.moderating import find_lawful, hide_words, report_words, restore_words
from chophien.reviews.actions.writing import Opinion, answer_words, write_review
from chophien.reviews.errors import (
    AlreadyAnswered,
    AlreadyReviewed,
    GroundMissing,
    NotDelivered,
    SaysNothing,
    TooLateToReview,
)
from chophien.reviews.models import ListingRating, Question, Review, SellerRating
from chophien.reviews.selectors.ratings import rating_of, rating_of_seller, said_about
from chophien.reviews.states import Sign
from chophien.reviews.tests.factories import LATER, a_question, a_review, delivered, reviews_of
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.supply.tests.factories import a_variant
from chophien.uploads.tests.factories import jpeg

pytestmark = pytest.mark.django_db


def now(words):
    return type(words).objects.get(pk=words.pk)


def test_s34_reviews_only_after_delivery():
    order = an_order()

    with pytest.raises(NotDelivered):
        a_review(order)

    assert not Review.objects.exists()


def test_an_order_that_the_shop_wrote_down_itself_is_not_reviewed():
    order = delivered()
    Order.objects.update(origin=Origin.BY_HAND)
    order.refresh_from_db()

    with pytest.raises(NotPermitted, match="tự ghi lại"):
        a_review(order)

    assert not Review.objects.exists()


def test_s34_only_the_buyer_reviews_each_line_once_and_within_sixty_days():
    order = delivered()
    code = order.lines.select_related("variant").get().variant.code
    with pytest.raises(NotPermitted):
        write_review(order=order, variant_code=code, opinion=Opinion(5), actor=PersonFactory(), at=LATER)
    with pytest.raises(TooLateToReview):
        a_review(order, at=NOON + timedelta(days=60, seconds=1))

    a_review(order, at=NOON + timedelta(days=60))

    with pytest.raises(AlreadyReviewed):
        a_review(order)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(score=6)


def test_a_review_names_its_writer_by_given_name_and_province_only():
    review = a_review()

    assert review.author == "Páo · Thành phố Hà Nội"


def test_s34_the_seller_answers_once():
    review = a_review()
    manager = staff(review.line.order)
    with pytest.raises(NotPermitted):
        answer_words(words=review, text="Cảm ơn", actor=PersonFactory(), at=LATER)
    with pytest.raises(SaysNothing):
        answer_words(words=review, text=" … ", actor=manager, at=LATER)

    answer_words(words=review, text="Cảm ơn bạn", actor=manager, at=LATER)

    with pytest.raises(AlreadyAnswered):
        answer_words(words=review, text="Lần nữa", actor=manager, at=LATER)
    assert (now(review).answer, now(review).answered_by, now(review).on_behalf_of) == ("Cảm ơn bạn", manager.code, "")


def test_counters_follow_every_review_and_no_average_shows_below_five():
    variant = a_variant(available=100)

    reviews_of(variant, [5, 4, 5, 3])
    few = rating_of([variant.listing_id], at=LATER)[variant.listing_id]
    reviews_of(variant, [5], at=LATER + timedelta(days=1))
    enough = rating_of([variant.listing_id], at=LATER)[variant.listing_id]

    assert (few.count, few.average, few.counts_for_ranking) == (4, None, False)
    assert (enough.count, enough.average, enough.counts_for_ranking) == (5, Decimal("4.4"), True)
    assert rating_of_seller(variant.listing.seller_id, at=LATER) == enough
    assert (ListingRating.objects.get().total, SellerRating.objects.get().total) == (22, 22)


def test_s34_all_reviews_show_unless_they_are_against_the_law():
    variant = a_variant(available=100)
    bad, *_others = reviews_of(variant, [1, 5, 5, 5, 5])
    judge = operator()

    for actor, ground, why, refusal in (
        (staff(bad.line.order), "insult", "Chửi tục", NotPermitted),
        (judge, "", "Không thích", GroundMissing),
        (judge, "insult", "", GroundMissing),
    ):
        with pytest.raises(refusal):
            hide_words(words=bad, ground=ground, why=why, actor=actor, at=LATER)
    hide_words(words=bad, ground="insult", why="Chửi tục", actor=judge, at=LATER)

    assert (now(bad).status, rating_of([variant.listing_id], at=LATER)[variant.listing_id].count) == ("hidden", 4)
    assert len(said_about(variant.listing_id, at=LATER).reviews) == 3
    assert bad.pk not in {one.pk for one in said_about(variant.listing_id, at=LATER).reviews}
    entry = Entry.objects.get(what="reviews.hidden")
    assert (entry.actor_code, entry.subject_code, entry.facts) == (judge.code, bad.code, {"ground": "insult"})

    restore_words(words=now(bad), actor=judge, at=LATER)
    assert rating_of([variant.listing_id], at=LATER)[variant.listing_id].count == 5


def test_photos_show_once_somebody_has_looked():
    review = a_review(photos=[BytesIO(jpeg(320, 240))])
    assert (review.photos_shown, review.needs_look, review.signs) == (False, True, ["photo"])

    find_lawful(words=review, actor=operator(), at=LATER)

    assert (now(review).photos_shown, now(review).needs_look, now(review).status) == (True, False, "shown")


def test_what_is_reported_stays_shown_until_somebody_has_looked():
    review, person = a_review(), PersonFactory()
    with pytest.raises(NotPermitted):
        report_words(words=review, why="Bịa đặt", actor=guest(review.line.order), at=LATER)

    for _again in range(2):
        report_words(words=now(review), why="Bịa đặt", actor=person, at=LATER)

    assert (now(review).status, now(review).needs_look, now(review).signs) == ("shown", True, ["reported"])
    assert Entry.objects.filter(what="reviews.reported").count() == 1


@pytest.mark.parametrize(
    ("second", "sign"),
    [
        ({"contact_phone": "0912 345 678", "hamlet": "Nhà khác"}, Sign.SAME_PHONE),
        ({"contact_phone": "0912 000 111"}, Sign.SAME_ADDRESS),
    ],
)
def test_the_same_phone_or_address_makes_somebody_look_and_hides_nothing(second, sign):
    variant = a_variant(available=100)
    a_review(delivered(variant))

    review = a_review(delivered(variant, **second))

    assert (review.signs, review.needs_look, review.status) == ([sign.value], True, "shown")


def test_the_shops_own_people_are_noticed():
    shop = a_seller(phone="+84987000111")
    variant = a_variant(available=100, seller=shop)
    clerk = holder_of(Role.SELLER_PACKER, "seller", shop.code)

    by_account = a_review(delivered(variant, person=clerk, contact_phone="0912 555 666", hamlet="A"))
    by_phone = a_review(delivered(variant, contact_phone="0987 000 111", hamlet="B"))

    assert [by_account.signs, by_phone.signs] == [["own_people"], ["own_people"]]


def test_a_burst_of_reviews_makes_somebody_look():
    variant = a_variant(available=100)
    orders = [delivered(variant, contact_phone=f"091234560{n}", hamlet=f"Số {n}") for n in range(6)]

    signs = [a_review(order).signs for order in orders]

    assert signs == [[]] * 5 + [["burst"]]


def test_a_question_is_answered_by_the_shop_and_its_asker_is_told(do_jobs):
    question = a_question()
    manager = manager_of(question.seller)
    with pytest.raises(NotPermitted):
        answer_words(words=question, text="Năm nước", actor=operator(), at=LATER)

    answer_words(words=question, text="Khoảng năm nước", actor=manager, at=LATER)
    do_jobs()

    told = Notice.objects.get(person_code=question.writer_code)
    assert (now(question).answer, told.link) == ("Khoảng năm nước", f"/hoi-dap/{question.listing.code}/")


def test_guests_ask_nothing():
    with pytest.raises(NotPermitted):
        a_question(person=guest(an_order()))


def test_the_same_question_pressed_twice_is_asked_once():
    first = a_question()

    again = a_question(first.listing.variants.get(), person=first.person)

    assert again == first
    assert Question.objects.count() == 1
