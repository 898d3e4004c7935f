"""The category tree and the provinces, kept in the process: every search names some of them."""

import re
from dataclasses import dataclass
from time import monotonic

from django.utils.translation import get_language

from chophien.catalog.models import Category
from chophien.catalog.search.words import bare_words
from chophien.places.models import TODAY, Commune, Province

KEPT_SECONDS = 300.0
LONGEST_PLACE = 4
_ASIDE = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Branch:
    """One category: its line from the root down to itself, everything below it, and the things its name lists."""

    pk: int
    slug: str
    name_vi: str
    name_en: str
    parent: int | None
    sort: tuple[int, int]
    line: tuple[int, ...]
    below: tuple[int, ...]
    things: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "vi").startswith("en") else self.name_vi


@dataclass(frozen=True)
class Reference:
    """Categories by number and by slug, names of provinces by code.

    `places` are the names of provinces and districts, today's and yesterday's, that have several words; `named` the
    categories whose names list something that begins so.
    """

    branches: dict[int, Branch]
    slugs: dict[str, Branch]
    provinces: dict[str, str]
    places: frozenset[tuple[str, ...]]
    named: dict[tuple[str, ...], list[int]]
    read_at: float


_kept: Reference | None = None


def reference() -> Reference:
    """The tree and the provinces, at most five minutes old. Four statements when they are read anew."""
    global _kept  # noqa: PLW0603 -- one small table for the whole process
    if _kept is None or not _kept.branches or monotonic() - _kept.read_at > KEPT_SECONDS:
        _kept = _read()
    return _kept


def forget_reference() -> None:
    """Read the tree and the provinces again at the next search."""
    global _kept  # noqa: PLW0603 -- one small table for the whole process
    _kept = None


def _read() -> Reference:
    fields = ("pk", "slug", "name_vi", "name_en", "parent_id", "sort")
    rows = {row[0]: row for row in Category.objects.values_list(*fields)}
    lines = {pk: _line(pk, {row[0]: row[4] for row in rows.values()}) for pk in rows}
    parents = {row[4] for row in rows.values()}
    branches = {
        pk: Branch(
            pk=pk,
            slug=slug,
            name_vi=name_vi,
            name_en=name_en,
            parent=parent,
            sort=(sort, pk),
            line=lines[pk],
            below=tuple(other for other, line in lines.items() if pk in line),
            things=() if pk in parents else _things(name_vi),
        )
        for pk, slug, name_vi, name_en, parent, sort in rows.values()
    }
    provinces = dict(Province.objects.filter(vintage=TODAY).order_by("sort_key", "code").values_list("code", "name"))
    named: dict[tuple[str, ...], list[int]] = {}
    for branch in branches.values():
        for thing in branch.things:
            for length in range(1, len(thing) + 1):
                named.setdefault(thing[:length], []).append(branch.pk)
    return Reference(
        branches, {branch.slug: branch for branch in branches.values()}, provinces, _places(), named, monotonic()
    )


def _things(name: str) -> tuple[tuple[str, ...], ...]:
    """``"Quế, hồi (khô)" -> (("que",), ("hoi",))``: a good may lie in a category without its name in the title."""
    listed = _ASIDE.sub("", name).split(",")
    return tuple(words for part in listed if (words := tuple(bare_words(part))))


def _places() -> frozenset[tuple[str, ...]]:
    provinces = Province.objects.values_list("name", flat=True)
    districts = Commune.objects.exclude(old_district_name="").values_list("old_district_name", flat=True).distinct()
    names = (tuple(bare_words(name)) for name in (*provinces, *districts.order_by("old_district_name")))
    return frozenset(name for name in names if 1 < len(name) <= LONGEST_PLACE)


def _line(pk: int, parents: dict[int, int | None]) -> tuple[int, ...]:
    line: list[int] = []
    step: int | None = pk
    while step is not None and step not in line:
        line.append(step)
        step = parents[step]
    return tuple(reversed(line))
