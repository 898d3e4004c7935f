"""The category tree as pages walk it: by slug, by number, with the line up to the root and the questions asked.

Kept in memory beside `catalog`'s own tree and built anew when that one is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

from django.utils.translation import get_language

from chophien.catalog.models import Attribute
from chophien.catalog.selectors import CategoryNode, categories


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a category asks of its goods, in both languages."""

    key: str
    label_vi: str
    label_en: str
    kind: str

    @property
    def label(self) -> str:
        return self.label_en if get_language() == "en" and self.label_en else self.label_vi


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """One category with the branches above it, the root first, itself last."""

    node: CategoryNode
    line: tuple[CategoryNode, ...]
    questions: tuple[Question, ...]

    @property
    def slug(self) -> str:
        return self.node.slug

    @property
    def name(self) -> str:
        return name_of(self.node)


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """All branches, by slug and by number."""

    roots: tuple[CategoryNode, ...]
    by_slug: Mapping[str, Branch]
    by_pk: Mapping[int, Branch]


class _Memory:
    def __init__(self) -> None:
        self.lock = Lock()
        self.tree = Tree((), {}, {})


_memory = _Memory()


def tree() -> Tree:
    """The tree as it stands; one statement when it was read anew, none otherwise."""
    roots = categories()
    known = _memory.tree
    if known.roots is roots:
        return known
    with _memory.lock:
        known = _built(roots)
        _memory.tree = known
    return known


def name_of(node: CategoryNode) -> str:
    """The category's name in the reader's language."""
    return node.name_en if get_language() == "en" and node.name_en else node.name_vi


def _built(roots: tuple[CategoryNode, ...]) -> Tree:
    asked: dict[str, list[Question]] = {}
    rows = Attribute.objects.order_by("sort", "pk").values_list("category__slug", "key", "label_vi", "label_en", "kind")
    for slug, *facts in rows:
        asked.setdefault(slug, []).append(Question(*facts))
    branches = [
        Branch(line[-1], line, tuple(question for node in line for question in asked.get(node.slug, ())))
        for line in _lines(roots, ())
    ]
    return Tree(roots, {one.slug: one for one in branches}, {one.node.pk: one for one in branches})


def _lines(nodes: tuple[CategoryNode, ...], above: tuple[CategoryNode, ...]) -> Iterator[tuple[CategoryNode, ...]]:
    for node in nodes:
        line = (*above, node)
        yield line
        yield from _lines(node.children, line)
