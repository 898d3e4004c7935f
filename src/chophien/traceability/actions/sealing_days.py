"""Sealing days that are over, so that a chain whose end was cut off is found."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from chophien.lib.dates import local_date
from chophien.traceability.models import DaySeal
from chophien.traceability.selectors.day_seals import first_day, found_on, last_sealed

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('traceability.seal_days'))"


@transaction.atomic
def seal_days(*, at: datetime) -> int:
    """Seal every day before that of `at` that is not sealed yet, in their order. Says how many it were.

    Called at night, when whatever began on the day before is written or has failed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    last = last_sealed()
    day = last.day + timedelta(days=1) if last else first_day()
    previous, count = last.seal if last else "", 0
    while day is not None and day < local_date(at):
        found = found_on(day, previous)
        DaySeal.objects.create(
            day=day, links=found.links, captures=found.captures, previous=previous, seal=found.seal, sealed_at=at
        )
        previous, day, count = found.seal, day + timedelta(days=1), count + 1
    return count
