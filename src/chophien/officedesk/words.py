"""Which reviews and questions the market looks at, and what was said against them."""

from collections.abc import Collection
from typing import TypeVar

from django.db.models import QuerySet

from chophien.reviews.models import Question, Report, Review
from chophien.reviews.states import WordsStatus

Row = TypeVar("Row", Review, Question)


def words_to_look_at(rows: QuerySet[Row], *, hidden: bool) -> QuerySet[Row]:
    """Those that wait for a look, or those that were hidden."""
    return rows.filter(status=WordsStatus.HIDDEN) if hidden else rows.filter(needs_look=True)


def what_was_reported(codes: Collection[str]) -> dict[str, list[str]]:
    """What people wrote against these, by code. One statement."""
    found: dict[str, list[str]] = {}
    reports = Report.objects.filter(subject_code__in=codes).order_by("pk")
    for code, why in reports.values_list("subject_code", "why"):
        found.setdefault(code, []).append(why)
    return found
