"""Words inside the trail: what somebody types, as PostgreSQL looks for it in `audit_words` (migration 0003)."""

import re
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVectorExact, SearchVectorField
from django.db.models import Func, Model, QuerySet

from chophien.lib.text import fold

Row = TypeVar("Row", bound=Model)
WORDS_MOST = 12
_SIGNS = re.compile(r"[^a-z0-9]+")


class Words(Func):
    """The words of a text, or of everything that stands in a JSON value: the expression that is indexed."""

    function = "audit_words"
    arity = 1
    output_field = SearchVectorField()


def with_words(rows: QuerySet[Row], column: str, typed: str) -> QuerySet[Row]:
    """Those in whose column every word stands; a code's parts in their order, and each word by its beginning.

    Marks, case and signs do not count: "ly do" finds "Lý do", "cp-7k3m" finds "CP-7K3M-92X".
    What holds no letter and no digit finds nothing.
    """
    asked = _query(typed)
    if not asked:
        return rows.none()
    query = SearchQuery(asked, config="simple", search_type="raw")
    return rows.filter(SearchVectorExact(Words(column), query))


def _query(typed: str) -> str:
    words = [_SIGNS.sub(" ", fold(word)).split() for word in typed.split()]
    phrases = [" <-> ".join(parts) for parts in words if parts]
    return " & ".join(f"({phrase}:*)" for phrase in phrases[:WORDS_MOST])
