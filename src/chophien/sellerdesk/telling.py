"""How well goods tell of themselves: the score, what helps most, words that stand in the way, papers, the voice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.catalog.errors import GoodsForbidden
from chophien.catalog.models import Listing, VoiceStory
from chophien.catalog.quality.moderation import PaperAsked, papers_asked, refuse_forbidden
from chophien.catalog.quality.score import Score, scores_of
from chophien.catalog.selectors import latest_version
from chophien.catalog.states import StoryStatus
from chophien.knowledge.models import Fact
from chophien.knowledge.selectors import facts_by_code
from chophien.uploads.selectors import Voice, voices


@dataclass(frozen=True)
class Telling:
    """The score of what was written last; why it cannot be offered, if so; the papers that it needs."""

    score: Score
    forbidden: str
    papers: Sequence[PaperAsked]

    @property
    def step(self) -> str:
        """The step on which the next fix is made."""
        return self.score.next_fix.rule.step if self.score.next_fix else ""

    @property
    def field(self) -> str:
        """Where on that step."""
        fix = self.score.next_fix
        if fix is None or fix.rule.step != "story":
            return ""
        return "questions" if fix.rule.field == "questions" else f"id_{fix.rule.field}"


@dataclass(frozen=True)
class VoiceSheet:
    """The voice of some goods: what buyers hear, what waits, what was refused last, and the words as typed."""

    heard: VoiceStory | None
    waiting: VoiceStory | None
    refused: VoiceStory | None
    voices: dict[str, Voice]

    @property
    def current(self) -> VoiceStory | None:
        """The one that is being worked on."""
        return self.waiting or self.heard

    @property
    def transcript(self) -> str:
        return self.current.transcript if self.current else ""


def telling_of(listing: Listing, *, at: datetime) -> Telling | None:
    """How well what was written last tells of the goods; none when nothing was written. Three statements at most."""
    version = latest_version(listing)
    if version is None:
        return None
    forbidden = ""
    try:
        refuse_forbidden(version, at=at)
    except GoodsForbidden as refusal:
        forbidden = str(refusal)
    return Telling(scores_of([version], at=at)[version.pk], forbidden, papers_asked(listing, version, at=at))


def facts_in(listing: Listing) -> list[Fact]:
    """The facts of the library that what was written last was begun from."""
    version = latest_version(listing)
    return facts_by_code(version.fact_codes) if version else []


def voice_sheet(listing: Listing) -> VoiceSheet:
    """The voice of some goods. Two statements."""
    last: dict[str, VoiceStory] = {}
    for story in listing.stories.order_by("pk"):
        last[story.status] = story
    waiting, heard = last.get(StoryStatus.WAITING), last.get(StoryStatus.APPROVED)
    refused = last.get(StoryStatus.REFUSED)
    if refused is not None and any(one is not None and one.pk > refused.pk for one in (waiting, heard)):
        refused = None
    shown = [one.recording_code for one in (waiting, heard) if one is not None]
    return VoiceSheet(heard=heard, waiting=waiting, refused=refused, voices=voices(shown))
