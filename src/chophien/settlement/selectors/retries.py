"""What was to pay a payout again: the line that tried it once more, and each that tried that one."""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from chophien.settlement.models import Payout

AGAIN = """
    WITH RECURSIVE chain AS (
        SELECT id AS first_id, id FROM settlement_payout WHERE id = ANY(%s)
        UNION ALL
        SELECT chain.first_id, further.id
        FROM chain JOIN settlement_payout AS further ON further.retry_of_id = chain.id
    )
    SELECT first_id, id FROM chain WHERE id <> first_id ORDER BY first_id, id
"""
BEFORE = """
    WITH RECURSIVE chain AS (
        SELECT retry_of_id AS id FROM settlement_payout WHERE id = %s AND retry_of_id IS NOT NULL
        UNION ALL
        SELECT one.retry_of_id FROM chain JOIN settlement_payout AS one ON one.id = chain.id
        WHERE one.retry_of_id IS NOT NULL
    )
    SELECT id FROM chain ORDER BY id DESC
"""


def tried_again(payout_ids: Collection[int]) -> dict[int, list[int]]:
    """By the id of each payout the ids of all lines that were to pay it again, one after the other, the first of them
    first. One statement, none without ids.
    """
    found: dict[int, list[int]] = defaultdict(list)
    if payout_ids:
        with connection.cursor() as cursor:
            cursor.execute(AGAIN, [list(payout_ids)])
            for first, again in cursor.fetchall():
                found[first].append(again)
    return found


def tried_before(payout: Payout) -> list[int]:
    """The ids of the payouts that this one was to pay again, the nearest first. One statement, none where it is the
    first.
    """
    if payout.retry_of_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, [payout.pk])
        return [pk for (pk,) in cursor.fetchall()]
