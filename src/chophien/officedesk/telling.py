"""What operators look at closely: words of the list, papers, voices, demands of authorities; scores by place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.accounts.states import Role
from chophien.catalog.models import AuthorityDemand, GoodsPaper, Listing, ScoreSnapshot, VoiceStory, WordFinding
from chophien.catalog.quality.moderation import PaperAsked, papers_for
from chophien.catalog.quality.score import Score, scores_of
from chophien.catalog.quality.screening import FieldHits, screen, worst
from chophien.catalog.quality.word_list import ListedWord, word_list
from chophien.catalog.selectors import OFFICES
from chophien.catalog.states import DemandStatus, FindingStatus, Severity, StoryStatus
from chophien.uploads.selectors import Voice, voices

PROVINCE, COMMUNE = "listing__seller__commune__province__code", "listing__seller__commune__code"


@dataclass(frozen=True)
class Screening:
    """One listing under review: its score, the hits to be highlighted, the papers, the voice, the demands."""

    score: Score
    found: Sequence[FieldHits]
    papers: Sequence[PaperAsked]
    story: VoiceStory | None
    voice: Voice | None
    demands: Sequence[AuthorityDemand]

    @property
    def worst(self) -> Severity | None:
        return worst(self.found)


@dataclass(frozen=True)
class FindingRow:
    """A word of the list in goods on sale."""

    finding: WordFinding
    word: ListedWord | None


@dataclass(frozen=True)
class GoodsWithFindings:
    """Goods on sale with all the words of the list in them that nobody has settled, the gravest first."""

    listing: Listing
    rows: Sequence[FindingRow]

    @property
    def worst(self) -> WordFinding:
        return self.rows[0].finding

    @property
    def first(self) -> WordFinding:
        """The one that was found first: it names the goods in addresses."""
        return min((row.finding for row in self.rows), key=lambda one: one.pk)

    @property
    def since(self) -> datetime:
        """When the first of them was found."""
        return min(row.finding.found_at for row in self.rows)


@dataclass(frozen=True)
class PlaceScore:
    """How the goods of one place stood on two days. A mean is none where there were no goods."""

    code: str
    name: str
    before: Fraction | None
    after: Fraction | None
    listings_before: int
    listings_after: int

    @property
    def change(self) -> Fraction | None:
        """By how many points the mean grew."""
        return None if self.before is None or self.after is None else self.after - self.before


def screening_of(listing: Listing, *, at: datetime) -> Screening | None:
    """What word list, score and voice say of a listing; none when nothing was written. Five statements."""
    version = listing.working or listing.live
    if version is None:
        return None
    story = listing.stories.filter(status=StoryStatus.WAITING).order_by("-pk").first()
    found = screen(version, at=at, more=[("voice", story.transcript)] if story else [])
    return Screening(
        score=scores_of([version], at=at)[version.pk],
        found=found,
        papers=papers_for(listing, found),
        story=story,
        voice=voices([story.recording_code]).get(story.recording_code) if story else None,
        demands=list(listing.demands.order_by("-pk")),
    )


def findings_for(person: Person, *, at: datetime) -> QuerySet[WordFinding]:
    """The findings of an operator's area that nobody has settled, the oldest first."""
    return (
        WordFinding.objects.filter(_operated(person, at=at), status=FindingStatus.OPEN)
        .select_related("listing__seller__commune__province", "listing__live")
        .order_by("pk")
    )


def goods_with_findings(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """The goods of these findings, each once, with when the first was found: `waits_since`."""
    theirs = findings_for(person, at=at).filter(listing=OuterRef("pk")).order_by("found_at")
    goods = Listing.objects.annotate(waits_since=Subquery(theirs.values("found_at")[:1])).filter(
        waits_since__isnull=False
    )
    return goods.select_related("seller__commune__province", "live")


def with_findings(goods: Sequence[Listing], person: Person, *, at: datetime) -> list[GoodsWithFindings]:
    """These goods with the words that are to be looked at, in the order of the goods. One statement for all."""
    words = {word.key: word for word in word_list()}
    grave = {severity.value: place for place, severity in enumerate(Severity)}
    found: dict[int, list[FindingRow]] = {}
    for one in findings_for(person, at=at).filter(listing__in=goods):
        found.setdefault(one.listing_id, []).append(FindingRow(one, words.get(one.word)))
    for rows in found.values():
        rows.sort(key=lambda row: grave[row.finding.severity])
    return [GoodsWithFindings(listing, found[listing.pk]) for listing in goods if listing.pk in found]


def demands_for(person: Person, *, at: datetime) -> QuerySet[AuthorityDemand]:
    """The demands of authorities about goods of an operator's area: what is to be done soonest first, then the rest."""
    found = AuthorityDemand.objects.filter(_operated(person, at=at))
    return found.select_related("listing__seller__commune__province", "listing__live").order_by("-pk")


def open_demands(person: Person, *, at: datetime) -> int:
    """How many demands wait to be carried out."""
    return demands_for(person, at=at).filter(status=DemandStatus.OPEN).count()


def stories_for(person: Person, *, at: datetime) -> QuerySet[VoiceStory]:
    """The voices of an operator's area that wait, the oldest first."""
    waiting = VoiceStory.objects.filter(_operated(person, at=at), status=StoryStatus.WAITING)
    return waiting.select_related("listing__seller__commune__province", "listing__live", "listing__working").order_by(
        "pk"
    )


def papers_reviewed_by(person: Person, *, at: datetime) -> QuerySet[GoodsPaper]:
    """The papers of goods about which an operator decides."""
    return GoodsPaper.objects.filter(_operated(person, at=at)).select_related("listing__seller")


def snapshot_days() -> list[date]:
    """The days on which scores were kept, newest first."""
    days = ScoreSnapshot.objects.order_by("-taken_on").values_list("taken_on", flat=True).distinct()
    return list(days[:60])


def scores_by_place(person: Person, *, before: date, after: date, province: str, at: datetime) -> list[PlaceScore]:
    """The means of two days by province, or by the communes of one, of the places somebody oversees. Two statements."""
    reach = reach_of(person.code, roles=OFFICES, at=at)
    rows = ScoreSnapshot.objects.filter(
        reach.q(province="commune__province__code", commune="commune__code"), taken_on__in=(before, after)
    )
    place = "commune" if province else "commune__province"
    if province:
        rows = rows.filter(commune__province__code=province)
    keys = ("taken_on", f"{place}__code", f"{place}__full_name")
    sums = rows.order_by().values_list(*keys).annotate(Sum("listings"), Sum("points"))
    known: dict[tuple[str, str], dict[date, tuple[int, int]]] = {}
    for day, code, name, listings, points in sums:
        known.setdefault((code, name), {})[day] = (listings, points)
    nothing = (0, 0)
    return [
        PlaceScore(
            code=code,
            name=name,
            before=_mean(*days.get(before, nothing)),
            after=_mean(*days.get(after, nothing)),
            listings_before=days.get(before, nothing)[0],
            listings_after=days.get(after, nothing)[0],
        )
        for (code, name), days in sorted(known.items(), key=lambda one: one[0][1])
    ]


def _mean(listings: int, points: int) -> Fraction | None:
    return Fraction(points, listings) if listings else None


def _operated(person: Person, *, at: datetime) -> Q:
    reach = reach_of(person.code, roles={Role.OPERATOR}, at=at)
    return reach.q(province=PROVINCE, commune=COMMUNE)
