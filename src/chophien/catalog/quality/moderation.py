"""What the word list means for goods: refused, asked for a paper, or looked at closely."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.catalog.errors import GoodsForbidden, PapersMissing
from chophien.catalog.models import GoodsPaper, Listing, ListingVersion, WordFinding
from chophien.catalog.quality.screening import FieldHits, screen, words_of
from chophien.catalog.quality.word_list import ListedWord, WordGroup, edition_of_words
from chophien.catalog.states import FindingStatus, PaperStatus, Severity
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code

PREFIX, LENGTH = "TX", 10


@dataclass(frozen=True)
class PaperAsked:
    """A paper that goods need, and the last one that was handed in for it."""

    group: WordGroup
    words: tuple[str, ...]
    paper: GoodsPaper | None

    @property
    def is_accepted(self) -> bool:
        return self.paper is not None and self.paper.status == PaperStatus.ACCEPTED

    @property
    def is_waiting(self) -> bool:
        return self.paper is not None and self.paper.status == PaperStatus.WAITING


def refuse_forbidden(version: ListingVersion, *, at: datetime) -> None:
    """Let pass what may be sold here.

    :raises GoodsForbidden: naming the words, the reason and what to do
    """
    _refuse_forbidden(screen(version, at=at))


def looked_at(listing: Listing, version: ListingVersion, *, actor: Actor, at: datetime) -> list[FieldHits]:
    """The words of the list that an operator lets pass when approving this version.

    What the market's own machinery puts on sale was seen by nobody: it needs no paper yet, and the next pass of the
    list shows it to the operators.

    :raises GoodsForbidden: if goods may not be sold here
    :raises PapersMissing: if they need a paper that was not accepted
    """
    found = screen(version, at=at)
    _refuse_forbidden(found)
    if actor.is_system:
        return []
    require_papers(papers_for(listing, found))
    return found


def note_looked_at(listing: Listing, found: Sequence[FieldHits], *, actor: Actor, at: datetime) -> None:
    """An operator has seen these words in these goods: the next pass of the list asks nobody again."""
    words = {hit.word for one in found for hit in one.hits}
    rows = [new_finding(listing.pk, word, edition=edition_of_words(at=at), at=at) for word in words]
    for row in rows:
        row.status, row.decided_by, row.decided_at = FindingStatus.HARMLESS, actor.code, at
    if rows:
        WordFinding.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["listing", "word"],
            update_fields=["status", "decided_by", "decided_at", "edition"],
        )


def new_finding(listing_id: int, word: ListedWord, *, edition: str, at: datetime) -> WordFinding:
    """A finding that is not kept yet."""
    return WordFinding(
        code=new_code(PREFIX, LENGTH),
        listing_id=listing_id,
        word=word.key,
        severity=word.group.severity,
        edition=edition,
        found_at=at,
    )


def _refuse_forbidden(found: Sequence[FieldHits]) -> None:
    forbidden = words_of(found, Severity.FORBID)
    if forbidden:
        raise GoodsForbidden(words=", ".join(_as_written(found, Severity.FORBID)), reason=forbidden[0].group.reason)


def papers_asked(listing: Listing, version: ListingVersion, *, at: datetime) -> list[PaperAsked]:
    """The papers that what stands in this version needs, each with the last one handed in. One statement at most."""
    return papers_for(listing, screen(version, at=at))


def papers_for(listing: Listing, found: Sequence[FieldHits]) -> list[PaperAsked]:
    """As `papers_asked`, for hits that are at hand."""
    words = words_of(found, Severity.ASK_DOCUMENT)
    groups = {word.group.code: word.group for word in words}
    if not groups:
        return []
    last = {paper.group: paper for paper in GoodsPaper.objects.filter(listing=listing, group__in=groups).order_by("pk")}
    return [
        PaperAsked(group, tuple(word.term for word in words if word.group == group and word.term), last.get(code))
        for code, group in groups.items()
    ]


def require_papers(asked: Iterable[PaperAsked]) -> None:
    """Let pass goods whose papers have all been accepted.

    :raises PapersMissing: naming each paper that has not
    """
    missing = [one.group.paper for one in asked if not one.is_accepted]
    if missing:
        raise PapersMissing("; ".join(missing))


def accepted_groups(listing_ids: Collection[int]) -> dict[int, set[str]]:
    """For each of these listings, the kinds of goods for which its paper was accepted. One statement."""
    accepted: dict[int, set[str]] = {}
    rows = GoodsPaper.objects.filter(listing_id__in=listing_ids, status=PaperStatus.ACCEPTED)
    for listing_id, group in rows.values_list("listing_id", "group"):
        accepted.setdefault(listing_id, set()).add(group)
    return accepted


def _as_written(found: Sequence[FieldHits], severity: Severity) -> list[str]:
    """The hits of this severity as the seller wrote them, each once."""
    written = [
        one.text[hit.start : hit.end]
        for one in found
        for hit in one.hits
        if hit.word.group.severity == severity and hit.end
    ]
    return list(dict.fromkeys(written))
