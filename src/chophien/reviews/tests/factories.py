"""Reviews and questions for tests, made through the same actions as in the market."""

from datetime import datetime, timedelta
from decimal import Decimal

from chophien.accounts.models import Person
from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.models import Variant
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, a_checkout, fresh, guest
from chophien.reviews.actions.writing import Opinion, ask_question, write_review
from chophien.reviews.models import Question, Review
from chophien.supply.tests.factories import a_variant

LATER = NOON + timedelta(hours=1)


def delivered(variant: Variant | None = None, *, at: datetime = NOON, **wish: object) -> Order:
    """One packet in the buyer's hands since `at`."""
    order = a_checkout((variant or a_variant(available=100), Decimal(1)), at=at, **wish).orders[0]
    for step in (confirm_order, pack_order, hand_over_order, receive_order):
        step(order=fresh(order), actor=SYSTEM, at=at)
    return fresh(order)


def a_review(
    order: Order | None = None, *, score: int = 5, text: str = "Thơm và sạch.", at: datetime = LATER, **facts: object
) -> Review:
    order = order or delivered()
    return write_review(
        order=order,
        variant_code=order.lines.select_related("variant").order_by("pk")[0].variant.code,
        opinion=Opinion(score, text),
        actor=order.group.person or guest(order),
        at=at,
        **facts,
    )


def reviews_of(variant: Variant, scores: list[int], *, at: datetime = LATER) -> list[Review]:
    """One review by one buyer for each score, each from another phone and another door."""
    return [
        a_review(
            delivered(variant, contact_phone=f"09123456{number:02d}", hamlet=f"Số {number}"),
            score=score,
            at=at + timedelta(hours=2 * number),
        )
        for number, score in enumerate(scores)
    ]


def a_question(variant: Variant | None = None, *, person: Person | None = None, at: datetime = LATER) -> Question:
    variant = variant or a_variant()
    asker = person or PersonFactory(name="Lò Thị Mai")
    return ask_question(listing=variant.listing, text="Chè này pha được mấy nước?", actor=asker, at=at)
