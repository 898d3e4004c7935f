"""How often a caller may knock: exact over all worker processes, one statement in PostgreSQL per question.

The generic cell rate algorithm, a token bucket that keeps a single moment: when the whole allowance
would be free again. Every call moves that moment by one share; a call that would move it further than
one whole period into the future is refused and moves nothing.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection

from chophien.web.models import RateCount

FORGET_MOST = 5_000

_TAKE = """
WITH taken AS (
    INSERT INTO web_ratecount AS kept (key, free_at)
    VALUES (%(key)s, %(at)s::timestamptz + %(share)s * interval '1 microsecond')
    ON CONFLICT (key) DO UPDATE SET
        free_at = greatest(kept.free_at, %(at)s::timestamptz) + %(share)s * interval '1 microsecond'
    WHERE greatest(kept.free_at, %(at)s::timestamptz) + %(share)s * interval '1 microsecond'
        <= %(at)s::timestamptz + %(period)s * interval '1 microsecond'
    RETURNING free_at
)
SELECT free_at, true FROM taken
UNION ALL
SELECT free_at, false FROM web_ratecount WHERE key = %(key)s AND NOT EXISTS (SELECT FROM taken)
"""


@dataclass(frozen=True)
class Wait:
    """The caller has used up the allowance and may come back after so many whole seconds (for Retry-After)."""

    seconds: int


def allow(bucket: str, key: str, *, limit: int, per_seconds: int, at: datetime) -> Wait | None:
    """Count one call of `key` against `bucket`; None lets it pass, else how long to wait.

    `limit` calls may come at once, then one every ``per_seconds / limit`` seconds. `key` is the
    caller's address or token; only its digest is kept. Ask outside a transaction: inside one the
    caller's next call waits for its end, and a rollback gives the call back. With
    ``settings.RATE_LIMITS`` off everything passes uncounted.

    :raises ValueError: if the limit or the period is not positive
    """
    if limit < 1 or per_seconds < 1:
        raise ValueError("a rate limit allows at least one call in at least one second")
    if not settings.RATE_LIMITS:
        return None
    period = per_seconds * 1_000_000
    share = period // limit
    facts: dict[str, str | int | datetime] = {"key": _digest(bucket, key), "at": at, "share": share, "period": period}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, facts)
        row = cursor.fetchone()
        while row is None:  # refused by a row that was first written after this statement began: look again
            cursor.execute(_TAKE, facts)
            row = cursor.fetchone()
    free_at, passes = row
    if passes:
        return None
    return Wait(seconds=max(1, math.ceil((free_at - at + timedelta(microseconds=share - period)).total_seconds())))


def forget_unused(*, at: datetime) -> int:
    """Drop the counters whose allowance is whole again, some thousand at a time; say how many."""
    unused = RateCount.objects.filter(free_at__lt=at).order_by("free_at")
    held = unused.select_for_update(skip_locked=True).values("pk")[:FORGET_MOST]
    deleted, _by_model = RateCount.objects.filter(pk__in=held).delete()
    return deleted


def _digest(bucket: str, key: str) -> str:
    return sha256(f"{bucket}\0{key}".encode("utf-8", "surrogatepass")).hexdigest()
