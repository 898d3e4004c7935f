"""What feeds remember: what each said last and since when, and who came from where."""

import re
from datetime import datetime, timedelta

from django.db import connection, transaction

from chophien.channels.models import FeedState
from chophien.channels.selectors.feeds import Area, area_of, feed_state, fingerprint
from chophien.lib.dates import local_date
from chophien.rules.selectors import whole

ELSEWHERE = "khac"
_ORIGIN = re.compile(r"(?:nguon|nhung)-(gian|xa|tinh)-([A-Za-z0-9-]{1,60})")
_COUNT = """
INSERT INTO channels_channelvisit (day, origin, visits) VALUES (%s, %s, 1)
ON CONFLICT (day, origin) DO UPDATE SET visits = channels_channelvisit.visits + 1
"""


@transaction.atomic
def check_feed(area: Area, *, at: datetime) -> FeedState:
    """What the area's feed says and since when; looked at anew after `channels.feed_seconds`."""
    known = feed_state(area)
    if known is not None and known.checked_at > at - timedelta(seconds=whole("channels.feed_seconds", at=at)):
        return known
    digest = fingerprint(area, at=at)
    state, _is_new = FeedState.objects.update_or_create(
        key=area.key,
        defaults={
            "digest": digest,
            "checked_at": at,
            "changed_at": known.changed_at if known is not None and known.digest == digest else at,
        },
    )
    return state


def count_visit(*, origin: str, at: datetime) -> str:
    """Count somebody who came by a link that another site shows; returns the origin it was counted for.

    Only origins that this market itself gave out have a count of their own, so that nobody can fill the table.
    """
    found = _ORIGIN.fullmatch(origin)
    known = origin if found and area_of(found[1], found[2]) else ELSEWHERE
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [local_date(at), known])
    return known
