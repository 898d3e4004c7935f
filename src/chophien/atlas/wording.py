"""Words and addresses for pages of the map."""

from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import get_language

from chophien.atlas.asking import Question
from chophien.catalog.selectors import CategoryNode, categories

SEARCH = "/tim/"


def category_names() -> Mapping[str, str]:
    """The names of all categories in the reader's language, by slug."""
    found: dict[str, str] = {}

    def add(nodes: tuple[CategoryNode, ...]) -> None:
        for node in nodes:
            name = node.name_en if get_language() == "en" and node.name_en else node.name_vi
            found[node.slug] = name.partition(" (")[0]
            add(node.children)

    add(categories())
    return found


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
