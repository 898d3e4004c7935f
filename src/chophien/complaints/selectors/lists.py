"""Complaints by the page: those that are not over first, then by age."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db.models import QuerySet

from chophien.complaints.models import Complaint
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

PAGE, PURPOSE = 30, "complaints.list"


@dataclass(frozen=True)
class ComplaintList:
    """Some complaints, and the cursor of the next page; empty at the end."""

    rows: Sequence[Complaint]
    following: str


def list_of(complaints: QuerySet[Complaint], *, cursor: str) -> ComplaintList:
    """A page, newest first. A cursor that was bent means the first page."""
    ordered = complaints.order_by("-pk")
    with suppress(BadCursor):
        (last,) = decode_cursor(cursor, purpose=PURPOSE)
        ordered = ordered.filter(pk__lt=last)
    found = list(ordered[: PAGE + 1])
    shown = found[:PAGE]
    following = encode_cursor([shown[-1].pk], purpose=PURPOSE) if len(found) > PAGE else ""
    return ComplaintList(shown, following)
