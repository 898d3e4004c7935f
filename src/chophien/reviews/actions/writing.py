"""Writing reviews and questions, and answering them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.catalog.models import Listing
from chophien.catalog.quality.open_words import fault_of_words
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.names import given_name
from chophien.lib.text import clean_text
from chophien.messages.actions.telling import tell
from chophien.orders.models import Order
from chophien.orders.selectors.orders import lock_order
from chophien.orders.states import OrderStatus
from chophien.reviews import policies
from chophien.reviews.actions.signs import signs_of
from chophien.reviews.errors import (
    AlreadyAnswered,
    AlreadyReviewed,
    NotDelivered,
    NotToBeSaid,
    SaysNothing,
    TooLateToReview,
)
from chophien.reviews.models import ListingRating, Question, Review, SellerRating
from chophien.reviews.selectors.words import lock_words
from chophien.reviews.states import Sign
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.selectors.helping import principal_of
from chophien.switches.selectors import require_on
from chophien.switches.states import Feature
from chophien.uploads.actions.photos import take_photo
from chophien.uploads.actions.sent import SentFile

REVIEW_PREFIX, QUESTION_PREFIX, SYMBOLS = "DG", "HO", 8
PHOTOS_MOST, TEXT_MOST, QUESTION_MOST, ANSWER_MOST, AUTHOR_MOST = 5, 2000, 500, 1000, 120


@dataclass(frozen=True)
class Opinion:
    """What a buyer thinks of goods: 1 to 5, and perhaps words."""

    score: int
    text: str = ""


@transaction.atomic
def write_review(
    *,
    order: Order,
    variant_code: str,
    opinion: Opinion,
    photos: Sequence[SentFile] = (),
    actor: Actor,
    at: datetime,
) -> Review:
    """Say what somebody thinks of goods they have received. It shows at once; photos after somebody saw them.

    :raises NotPermitted: if `actor` did not buy them
    :raises NotDelivered, TooLateToReview, AlreadyReviewed: if it is not the time for it
    :raises NotOffered: if reviews have no photos at the moment
    :raises FileRefused: if a photo cannot be used; nothing is kept then
    """
    order = lock_order(order.pk)
    policies.can_review(actor, order).require()
    line = order.lines.select_related("version__listing").get(variant__code=variant_code)
    days = rules.whole("reviews.days", at=at)
    if order.status != OrderStatus.COMPLETED or order.completed_at is None:
        raise NotDelivered
    if order.completed_at + timedelta(days=days) < at:
        raise TooLateToReview(facts={"days": days})
    if Review.objects.filter(line=line).exists():
        raise AlreadyReviewed

    if photos:
        require_on(Feature.REVIEW_PHOTOS, at=at)
    code = new_code(REVIEW_PREFIX, SYMBOLS)
    taken = [take_photo(file=photo, owner_code=code, actor=actor, at=at).code for photo in photos[:PHOTOS_MOST]]
    signs = signs_of(line, order, at=at) + ([Sign.PHOTO.value] if taken else [])
    review = Review.objects.create(
        code=code,
        line=line,
        listing_id=line.version.listing_id,
        seller=order.seller,
        writer_code=actor.code,
        author=_author(order.group.contact_name, order.group.province_name),
        score=opinion.score,
        text=clean_text(opinion.text)[:TEXT_MOST],
        photo_codes=taken,
        written_at=at,
        signs=signs,
        needs_look=bool(signs),
    )
    count_review(review, by=1)
    record(
        "reviews.written",
        actor=actor,
        subject_code=review.code,
        at=at,
        facts={"listing": line.version.listing.code, "score": review.score, "signs": signs},
    )
    tell_staff(
        seller=order.seller,
        text=_("Somebody reviewed “%(title)s”: %(score)s of 5."),
        facts={"title": line.title[:60], "score": review.score},
        link="/ban-hang/danh-gia/",
        about=review.code,
        at=at,
    )
    return review


@transaction.atomic
def ask_question(*, listing: Listing, text: str, actor: Actor, at: datetime) -> Question:
    """Ask the shop about goods, for everybody to read. The same question again is the one that waits for its answer.

    :raises NotPermitted: if `actor` has not signed in
    :raises SaysNothing: without words
    """
    policies.can_ask(actor).require()
    words = _words(text, QUESTION_MOST)
    person = Person.objects.get(code=actor.code)
    for waiting in Question.objects.filter(listing=listing, person=person, text=words, answered_at=None)[:1]:
        return waiting
    question = Question.objects.create(
        code=new_code(QUESTION_PREFIX, SYMBOLS),
        listing=listing,
        seller=listing.seller,
        writer_code=person.code,
        person=person,
        author=_author(person.name, ""),
        text=words,
        written_at=at,
    )
    record("reviews.asked", actor=actor, subject_code=question.code, at=at, facts={"listing": listing.code})
    tell_staff(
        seller=listing.seller,
        text=_("Somebody asks about your goods: %(question)s"),
        facts={"question": words[:80]},
        link="/ban-hang/hoi-dap/",
        about=question.code,
        at=at,
    )
    return question


@transaction.atomic
def answer_words(*, words: Review | Question, text: str, actor: Actor, at: datetime) -> Review | Question:
    """The shop answers a review or a question, once.

    :raises NotPermitted: if `actor` does not answer buyers for the shop
    :raises AlreadyAnswered: if it was answered before
    :raises SaysNothing: without words
    :raises NotToBeSaid: naming the words that may not stand beside goods
    """
    words = lock_words(words)
    policies.can_answer(actor, words.seller, at=at).require()
    if words.answered_at is not None:
        raise AlreadyAnswered
    words.answer = _words(text, ANSWER_MOST)
    if unfit := fault_of_words(words.answer, of=words.listing, at=at):
        raise NotToBeSaid(unfit)
    words.answered_by, words.answered_at = actor.code, at
    words.on_behalf_of = principal_of(actor, words.seller, at=at)
    words.save(update_fields=["answer", "answered_by", "answered_at", "on_behalf_of"])
    record("reviews.answered", actor=actor, subject_code=words.code, at=at, on_behalf_of=words.on_behalf_of)
    enqueue("reviews.tell_answered", code=words.code)
    return words


def tell_answered(words: Review | Question, *, at: datetime) -> None:
    """Tell the writer who has an account that the shop answered."""
    if isinstance(words, Question):
        person_code, link = words.writer_code, f"/hoi-dap/{words.listing.code}/"
    else:
        person = words.line.order.group.person
        person_code, link = (person.code if person else ""), f"/danh-gia/{words.listing.code}/"
    if person_code:
        text = _("The shop has answered: %(answer)s")
        facts = {"answer": words.answer[:120]}
        tell(kind="review.news", person_code=person_code, text=text, facts=facts, link=link, about=words.code, at=at)


def count_review(review: Review, *, by: int) -> None:
    """Have the counters of listing and shop, and the search, follow a review that begins or ends to be shown."""
    score = review.score * by
    ListingRating.objects.get_or_create(listing_id=review.listing_id)
    SellerRating.objects.get_or_create(seller_id=review.seller_id)
    ListingRating.objects.filter(pk=review.listing_id).update(count=F("count") + by, total=F("total") + score)
    SellerRating.objects.filter(pk=review.seller_id).update(count=F("count") + by, total=F("total") + score)
    enqueue("reviews.tell_rating", listing_id=review.listing_id)


def _words(text: str, most: int) -> str:
    words = clean_text(text)[:most]
    if not any(letter.isalnum() for letter in words):
        raise SaysNothing
    return words


def _author(name: str, province: str) -> str:
    """Given name and province, nothing by which somebody could be found: ``Páo · Thành phố Hà Nội``."""
    given = given_name(name) or str(_("A buyer"))
    return " · ".join(part for part in (given, province) if part)[:AUTHOR_MOST]
