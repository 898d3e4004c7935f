"""What goods and shops are rated: read from counters, never counted anew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from chophien.reviews.models import ListingRating, Question, Review, SellerRating
from chophien.reviews.states import WordsStatus
from chophien.rules import selectors as rules
from chophien.sellers.selectors.helping import names_of_doers
from chophien.uploads.selectors import PictureSources, photo_sources

SHOWN = 3


@dataclass(frozen=True)
class Rating:
    """How many reviews there are, and their average to one place; none below `reviews.least_for_average` of them."""

    count: int
    average: Decimal | None

    @property
    def counts_for_ranking(self) -> bool:
        """Whether lists may be ordered by it: not while only a few people have spoken."""
        return self.average is not None


NOT_RATED = Rating(0, None)


@dataclass(frozen=True)
class Said:
    """What a page of goods shows of reviews and questions."""

    rating: Rating
    reviews: Sequence[Review]
    photos: Mapping[str, PictureSources]
    questions: Sequence[Question]


NOTHING_SAID = Said(NOT_RATED, (), {}, ())


def rating_of(listing_ids: Collection[int], *, at: datetime) -> dict[int, Rating]:
    """The ratings of these listings that have one. One statement; none for no listings."""
    if not listing_ids:
        return {}
    rows = ListingRating.objects.filter(pk__in=listing_ids, count__gt=0).values_list("pk", "count", "total")
    return {pk: rating(count, total, at=at) for pk, count, total in rows}


def tenths_of(listing_id: int, *, at: datetime) -> int:
    """What lists are ordered by: the rating in tenths of a mark, or 0 while it does not count. One statement."""
    row = ListingRating.objects.filter(pk=listing_id).values_list("count", "total").first()
    return _tenths(rating(*row, at=at)) if row else 0


def all_tenths(*, at: datetime) -> dict[int, int]:
    """The same for every listing of which it counts. One statement."""
    rows = ListingRating.objects.filter(count__gt=0).order_by("pk").values_list("pk", "count", "total")
    found = {pk: rating(count, total, at=at) for pk, count, total in rows.iterator()}
    return {pk: _tenths(one) for pk, one in found.items() if one.counts_for_ranking}


def rating_of_seller(seller_id: int, *, at: datetime) -> Rating:
    """What a shop is rated. One statement."""
    row = SellerRating.objects.filter(pk=seller_id).values_list("count", "total").first()
    return rating(*row, at=at) if row else NOT_RATED


def rating(count: int, total: int, *, at: datetime) -> Rating:
    """The rating that these counters make at `at`."""
    enough = count >= rules.whole("reviews.least_for_average", at=at)
    average = (Decimal(total) / count).quantize(Decimal("0.1"), ROUND_HALF_UP) if count and enough else None
    return Rating(count, average)


def said_about(listing_id: int, *, at: datetime) -> Said:
    """The newest reviews and questions of goods. Two statements, more for photos and for answers of helpers."""
    shown = Review.objects.filter(listing_id=listing_id, status=WordsStatus.SHOWN).select_related("listing__rating")
    reviews = list(shown.order_by("-written_at", "-pk")[:SHOWN])
    asked = Question.objects.filter(listing_id=listing_id, status=WordsStatus.SHOWN)
    counters = reviews[0].listing.rating if reviews else None
    questions = list(asked.order_by("-written_at", "-pk")[:SHOWN])
    sign_answers([*reviews, *questions])
    return Said(
        rating=rating(counters.count, counters.total, at=at) if counters else NOT_RATED,
        reviews=reviews,
        photos=photos_of(reviews),
        questions=questions,
    )


def said_about_seller(seller_id: int, *, at: datetime) -> tuple[Rating, Sequence[Review]]:
    """What a shop is rated and the newest reviews of its goods. Two statements."""
    shown = Review.objects.filter(seller_id=seller_id, status=WordsStatus.SHOWN).select_related("listing__live")
    reviews = list(shown.order_by("-written_at", "-pk")[:SHOWN])
    sign_answers(reviews)
    return rating_of_seller(seller_id, at=at), reviews


def sign_answers(words: Collection[Review | Question]) -> None:
    """Name shop and helper under the answers that a helper gave. Two statements where there are such."""
    names = names_of_doers({(one.answered_by, one.on_behalf_of) for one in words})
    for one in words:
        one.signed = names.get((one.answered_by, one.on_behalf_of), "")


def _tenths(rated: Rating) -> int:
    return int(rated.average * 10) if rated.counts_for_ranking and rated.average is not None else 0


def photos_of(reviews: Collection[Review]) -> dict[str, PictureSources]:
    """The photos of these reviews that somebody has looked at. One statement; none without photos."""
    return photo_sources([code for review in reviews if review.photos_shown for code in review.photo_codes])
