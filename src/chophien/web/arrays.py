"""Long lists of ids as one parameter of a statement."""

from collections.abc import Collection

from django.db.models.expressions import RawSQL


def among(ids: Collection[int]) -> RawSQL:
    """What stands behind ``__in`` for thousands of ids: one array. Django writes a place for each, which takes longer
    than the statement.
    """
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])
