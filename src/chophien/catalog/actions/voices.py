"""Stories told aloud: recorded by the shop, typed up by a helper, heard once an operator has approved them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from chophien.audit.actions import record
from chophien.catalog import policies
from chophien.catalog.errors import NoVoice, ReasonMissing, VoiceNotAgreed
from chophien.catalog.models import Listing, VoiceStory
from chophien.catalog.selectors import lock_listing
from chophien.catalog.states import STORY_FLOW, StoryStatus
from chophien.lib.actor import Actor
from chophien.lib.consent import agreed
from chophien.lib.text import clean_line, clean_text
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of
from chophien.sellers.selectors.shops import first_managers
from chophien.uploads.actions.recordings import publish_recording, take_recording, withdraw_recording
from chophien.uploads.actions.sent import SentFile
from chophien.uploads.selectors import recording

KIND = "story"
VOICE = "own_voice"
"""The purpose that the household has agreed to before anybody hears it: see `privacy`."""
TOLD = (StoryStatus.WAITING, StoryStatus.APPROVED)
REASON_LEAST = 5
TRANSCRIPT_MOST = 3_000


@transaction.atomic
def tell_story(*, listing: Listing, file: SentFile, actor: Actor, at: datetime) -> VoiceStory:
    """Send in a voice. What buyers hear until now stays until an operator approves the new one.

    :raises NotPermitted: if `actor` may not write this shop's goods
    :raises VoiceNotAgreed: if the household has not agreed that buyers hear it, or no longer
    :raises FileRefused: if the recording cannot be used; nothing is changed then
    """
    listing = lock_listing(listing.pk)
    policies.can_offer_goods(actor, listing.seller, at=at).require()
    _must_be_agreed(listing.seller, at=at)

    behalf = principal_of(actor, listing.seller, at=at)
    voice = take_recording(file=file, owner_code=listing.code, kind=KIND, actor=actor, on_behalf_of=behalf, at=at)
    waiting = _latest(listing, StoryStatus.WAITING)
    if waiting is not None and waiting.recording_code == voice.code:
        return waiting
    if waiting is not None:
        _step(waiting, "withdraw", actor=actor, at=at)
    story = VoiceStory.objects.create(listing=listing, recording_code=voice.code, told_by=actor.code, told_at=at)
    _note(listing, voice.code, what="catalog.story_told", actor=actor, at=at)
    return story


@transaction.atomic
def type_up(*, listing: Listing, transcript: str, actor: Actor, at: datetime) -> VoiceStory:
    """Write down what the voice says. Of a story that is heard already, the new words wait for an operator.

    :raises NotPermitted: if `actor` may not write this shop's goods
    :raises NoVoice: if there is no recording
    """
    listing = lock_listing(listing.pk)
    policies.can_offer_goods(actor, listing.seller, at=at).require()
    text = clean_text(transcript)[:TRANSCRIPT_MOST]
    story = _latest(listing, StoryStatus.WAITING) or _latest(listing, StoryStatus.APPROVED)
    if story is None:
        raise NoVoice
    if story.transcript == text:
        return story

    if story.status == StoryStatus.APPROVED:
        story = VoiceStory(
            listing=listing, recording_code=story.recording_code, told_by=story.told_by, told_at=story.told_at
        )
    story.transcript, story.typed_by, story.typed_at = text, actor.code, at
    story.save()
    _note(listing, story.recording_code, what="catalog.story_typed", actor=actor, at=at)
    return story


@transaction.atomic
def take_story_back(*, listing: Listing, actor: Actor, at: datetime) -> None:
    """Take the voice away, what buyers hear and what waits. That there is none is all right.

    :raises NotPermitted: if `actor` may not write this shop's goods
    """
    listing = lock_listing(listing.pk)
    policies.can_offer_goods(actor, listing.seller, at=at).require()
    _take_back(listing, actor=actor, at=at)


@transaction.atomic
def silence_shop(*, seller: Seller, actor: Actor, at: datetime) -> int:
    """The household agrees no longer that it is heard: every voice of its goods goes at once. Says of how many goods.

    Whoever calls has made sure that it is the household's own wish.
    """
    told = VoiceStory.objects.filter(listing__seller=seller, status__in=TOLD).order_by("listing_id")
    listings = list(told.values_list("listing_id", flat=True).distinct())
    for pk in listings:
        _take_back(lock_listing(pk), actor=actor, at=at)
    return len(listings)


def is_agreed(seller: Seller, *, at: datetime) -> bool:
    """Whether who speaks for the shop agreed that buyers hear it."""
    owner = first_managers([seller.code], at=at).get(seller.code)
    return agreed(owner.code if owner else "", purpose=VOICE, at=at)


def _must_be_agreed(seller: Seller, *, at: datetime) -> None:
    if not is_agreed(seller, at=at):
        raise VoiceNotAgreed


def _take_back(listing: Listing, *, actor: Actor, at: datetime) -> None:
    for story in listing.stories.filter(status__in=TOLD):
        _step(story, "withdraw", actor=actor, at=at)
        _silence(listing, story.recording_code, actor=actor, at=at)
        _note(listing, story.recording_code, what="catalog.story_taken_back", actor=actor, at=at)


@transaction.atomic
def approve_story(*, story: VoiceStory, actor: Actor, at: datetime) -> VoiceStory:
    """Let buyers hear and read it (moderation before display: Law 122/2025/QH15 art. 17).

    :raises NotPermitted: if `actor` is no operator for this place
    :raises VoiceNotAgreed: as `tell_story`
    :raises StepNotAllowed: if it was decided or changed in the meantime
    """
    listing, story = _held(story, actor=actor, at=at)
    _must_be_agreed(listing.seller, at=at)
    heard = _latest(listing, StoryStatus.APPROVED)
    if heard is not None:
        _step(heard, "replace", actor=actor, at=at)
    _step(story, "approve", actor=actor, at=at)
    voice = recording(story.recording_code, owner_code=listing.code, kind=KIND)
    if voice is None:
        raise NoVoice
    publish_recording(recording=voice, actor=actor, at=at)
    if heard is not None and heard.recording_code != story.recording_code:
        _silence(listing, heard.recording_code, actor=actor, at=at)
    _tell(listing, _("The told story of “%(title)s” can be heard now.") % {"title": _title(listing)}, at=at)
    record("catalog.story_approve", actor=actor, subject_code=listing.code, at=at, facts={"recording": voice.code})
    return story


@transaction.atomic
def refuse_story(*, story: VoiceStory, reason: str, actor: Actor, at: datetime) -> VoiceStory:
    """Refuse it with a reason. What was heard before stays.

    :raises ReasonMissing: if no reason is given
    """
    listing, story = _held(story, actor=actor, at=at)
    said = clean_line(reason)[:500]
    if len(said) < REASON_LEAST:
        raise ReasonMissing
    _step(story, "refuse", actor=actor, at=at, reason=said)
    sentence = _("The told story of “%(title)s” came back: %(reason)s")
    _tell(listing, sentence % {"title": _title(listing), "reason": said[:160]}, at=at)
    facts = {"recording": story.recording_code}
    record("catalog.story_refuse", actor=actor, subject_code=listing.code, at=at, facts=facts)
    return story


def _held(story: VoiceStory, *, actor: Actor, at: datetime) -> tuple[Listing, VoiceStory]:
    listing = lock_listing(story.listing_id)
    policies.can_review_goods(actor, listing, at=at).require()
    return listing, VoiceStory.objects.select_for_update().get(pk=story.pk)


def _latest(listing: Listing, status: StoryStatus) -> VoiceStory | None:
    return listing.stories.filter(status=status).order_by("-pk").first()


def _step(story: VoiceStory, step: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    story.status = StoryStatus(STORY_FLOW.next(step, story.status))
    story.decided_by, story.decided_at, story.decision_reason = actor.code, at, reason
    story.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])


def _silence(listing: Listing, code: str, *, actor: Actor, at: datetime) -> None:
    voice = recording(code, owner_code=listing.code, kind=KIND)
    if voice is not None:
        behalf = principal_of(actor, listing.seller, at=at)
        withdraw_recording(recording=voice, actor=actor, on_behalf_of=behalf, at=at)


def _note(listing: Listing, code: str, *, what: str, actor: Actor, at: datetime) -> None:
    behalf = principal_of(actor, listing.seller, at=at)
    record(what, actor=actor, subject_code=listing.code, on_behalf_of=behalf, at=at, facts={"recording": code})


def _tell(listing: Listing, text: str, *, at: datetime) -> None:
    link = f"/ban-hang/hang/{listing.code}/giong-ke/"
    tell_staff(seller=listing.seller, kind="listing.reviewed", text=text, link=link, about=listing.code, at=at)


def _title(listing: Listing) -> str:
    version = listing.live or listing.working
    return version.title[:80] if version else listing.code
