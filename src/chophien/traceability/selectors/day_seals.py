"""What a day's seal is made of: the seals of all links and captures that came in on that day, in their order."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min

from chophien.lib.dates import VIETNAM
from chophien.traceability.models import Capture, ChainLink, DaySeal, Event

AT_ONCE = 2_000


@dataclass(frozen=True)
class DayFound:
    """How much came in on a day, and the seal of it all behind the seal of the day before."""

    links: int
    captures: int
    seal: str


def found_on(day: date, previous: str) -> DayFound:
    """Read one day again, by the calendar of Vietnam. Two statements."""
    start = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
    end = start + timedelta(days=1)
    links = ChainLink.objects.filter(event__record_time__gte=start, event__record_time__lt=end)
    captures = Capture.objects.filter(started_at__gte=start, started_at__lt=end)
    whole = hashlib.sha256(f"{previous}\n{day.isoformat()}".encode())
    counts = []
    for rows in (links.values_list("lot_id", "number", "seal"), captures.values_list("code", "kept", "seal")):
        count = 0
        for row in rows.order_by("pk").iterator(AT_ONCE):
            whole.update(f"\n{row[0]} {row[1]} {row[2]}".encode())
            count += 1
        whole.update(b"\n")
        counts.append(count)
    return DayFound(counts[0], counts[1], whole.hexdigest())


def last_sealed() -> DaySeal | None:
    """The last day that was sealed."""
    return DaySeal.objects.order_by("-day").first()


def first_day() -> date | None:
    """The day on which the first event or capture came in; None where nothing ever did."""
    firsts = [
        Event.objects.aggregate(first=Min("record_time"))["first"],
        Capture.objects.aggregate(first=Min("started_at"))["first"],
    ]
    known = [one for one in firsts if one is not None]
    return min(known).astimezone(VIETNAM).date() if known else None


def broken_days() -> Iterator[tuple[DaySeal, str]]:
    """The sealed days that no longer hold, and why. Two statements for each day."""
    previous, before = "", None
    for row in DaySeal.objects.order_by("day"):
        found = found_on(row.day, row.previous)
        if row.previous != previous or (before is not None and row.day != before + timedelta(days=1)):
            yield row, "the seal of the day before is another or missing"
        elif (found.links, found.captures) != (row.links, row.captures):
            yield (
                row,
                f"{row.links} links and {row.captures} captures came in, {found.links} and {found.captures} are there",
            )
        elif found.seal != row.seal:
            yield row, "what came in on that day is not what is there"
        previous, before = row.seal, row.day
