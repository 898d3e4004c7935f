"""Reads about reviews and questions one by one and by the page: for everybody, for the shop, for the market."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.catalog.models import Listing
from chophien.catalog.states import ListingStatus
from chophien.orders.models import Order, OrderLine
from chophien.reviews.models import Question, Review
from chophien.reviews.policies import MODERATING
from chophien.reviews.selectors.ratings import sign_answers
from chophien.reviews.states import WordsStatus
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import sellers_answered_by
from chophien.sellers.states import SellerStatus
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

Row = TypeVar("Row", Review, Question)
PAGE = 20


@dataclass(frozen=True)
class WordsPage(Generic[Row]):
    """Some reviews or questions, and the cursor of the next page; empty at the end."""

    rows: Sequence[Row]
    following: str


def reviews_shown(listing: Listing) -> QuerySet[Review]:
    """What everybody reads about goods."""
    return Review.objects.filter(listing=listing, status=WordsStatus.SHOWN)


def questions_shown(listing: Listing) -> QuerySet[Question]:
    """What everybody reads of questions about goods."""
    return Question.objects.filter(listing=listing, status=WordsStatus.SHOWN)


def page_of(rows: QuerySet[Row], *, cursor: str, purpose: str) -> WordsPage[Row]:
    """A page, newest first, without counting what lies before. A cursor that was bent means the first page."""
    ordered = rows.order_by("-written_at", "-pk")
    with suppress(BadCursor):
        written_at, pk = decode_cursor(cursor, purpose=purpose)
        if isinstance(written_at, datetime):
            ordered = ordered.filter(written_at__lte=written_at).exclude(written_at=written_at, pk__gte=pk)
    found = list(ordered[: PAGE + 1])
    shown = found[:PAGE]
    sign_answers(shown)
    last = shown[-1] if len(found) > PAGE else None
    return WordsPage(shown, encode_cursor([last.written_at, last.pk], purpose=purpose) if last else "")


def listing_public(code: str) -> Listing | None:
    """Goods that everybody may look at, with their shop; none otherwise."""
    public = Listing.objects.filter(
        code=code, status=ListingStatus.PUBLISHED, seller__status=SellerStatus.APPROVED, live__isnull=False
    )
    return public.select_related("live__category", "seller__commune__province", "rating").first()


def words_by_code(code: str) -> Review | Question | None:
    """The review or the question with this code."""
    for model in (Review, Question):
        found = model.objects.filter(code=code).select_related("seller__commune__province", "listing__live").first()
        if found is not None:
            return found
    return None


def lines_to_review(order: Order) -> list[tuple[OrderLine, Review | None]]:
    """The lines of an order with what their buyer has said of them."""
    lines = list(order.lines.select_related("variant", "version").order_by("pk"))
    said = {review.line_id: review for review in Review.objects.filter(line__in=lines)}
    return [(line, said.get(line.pk)) for line in lines]


def reviews_for_staff(person: Person, *, at: datetime) -> QuerySet[Review]:
    """The reviews that somebody may answer."""
    return Review.objects.filter(seller__in=_answered(person, at=at)).select_related("listing__live", "seller")


def questions_for_staff(person: Person, *, at: datetime) -> QuerySet[Question]:
    """The questions that somebody may answer."""
    return Question.objects.filter(seller__in=_answered(person, at=at)).select_related("listing__live", "seller")


def reviews_moderated_by(person: Person, *, at: datetime) -> QuerySet[Review]:
    """The reviews of an operator's area."""
    area = reach_of(person.code, roles=MODERATING, at=at).q(province="seller__commune__province__code")
    return Review.objects.filter(area).select_related("listing__live", "seller__commune__province")


def questions_moderated_by(person: Person, *, at: datetime) -> QuerySet[Question]:
    """The questions of an operator's area."""
    area = reach_of(person.code, roles=MODERATING, at=at).q(province="seller__commune__province__code")
    return Question.objects.filter(area).select_related("listing__live", "seller__commune__province")


def unanswered_questions(seller: Seller) -> int:
    """How many questions wait for a shop's answer."""
    return Question.objects.filter(seller=seller, status=WordsStatus.SHOWN, answered_at__isnull=True).count()


def lock_words(words: Review | Question) -> Review | Question:
    """Fetch a review or a question and hold its row until the transaction ends."""
    around = ("seller__commune__province", "listing__live")
    if isinstance(words, Review):
        return Review.objects.select_for_update(of=("self",), no_key=True).select_related(*around).get(pk=words.pk)
    return Question.objects.select_for_update(of=("self",), no_key=True).select_related(*around).get(pk=words.pk)


def _answered(person: Person, *, at: datetime) -> QuerySet[Seller]:
    return sellers_answered_by(person, at=at).order_by()
