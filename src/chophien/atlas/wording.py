"""Words and addresses for pages of the map."""

from decimal import Decimal
from urllib.parse import urlencode

from chophien.atlas.asking import Question

SEARCH = "/tim/"


def number_of_hectares(size: Decimal | None) -> str:
    """``12,5``: hectares with at most two decimals, as people write them."""
    if size is None:
        return ""
    rounded = f"{size:,.2f}".rstrip("0").rstrip(".")
    return rounded.translate(str.maketrans(",.", ".,"))


def words_of(question: Question, *, province: str) -> str:
    """The address of the search of goods that asks the same."""
    given = [
        ("q", question.words),
        ("category", question.category),
        ("province", province),
        ("ocop_min", str(question.stars or "")),
        ("cert", question.certificate),
    ]
    said = [pair for pair in given if pair[1]]
    return f"{SEARCH}?{urlencode(said)}" if said else SEARCH
