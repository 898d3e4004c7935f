"""A story told aloud: typed up by a helper, heard by buyers once an operator has approved it."""

from io import BytesIO

import pytest
from django.test import Client

from chophien.accounts.tests.factories import operator
from chophien.catalog.actions.voices import approve_story, refuse_story, take_story_back, tell_story, type_up
from chophien.catalog.errors import NoVoice, ReasonMissing
from chophien.catalog.models import VoiceStory
from chophien.catalog.tests.factories import a_listing
from chophien.lib.actor import SYSTEM, GuestActor
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.rules.actions import load_rules
from chophien.uploads.errors import NotARecording
from chophien.uploads.selectors import voices
from chophien.uploads.tests.factories import NOON
from chophien.uploads.tests.sounds import ogg, webm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_agrees")]
STRANGER = GuestActor("ND-AI")


@pytest.fixture(autouse=True)
def _rules(db):
    load_rules()


def told(listing, sound: bytes | None = None) -> VoiceStory:
    return tell_story(listing=listing, file=BytesIO(sound or webm(3)), actor=SYSTEM, at=NOON)


def test_s03_a_voice_is_heard_only_after_a_moderator_approved_it_with_its_words():
    listing = a_listing()
    story = told(listing)
    type_up(listing=listing, transcript="Nhà tôi hái chè từ ba giờ sáng.", actor=SYSTEM, at=NOON)
    before = voices([story.recording_code])[story.recording_code].url

    approve_story(story=story, actor=operator(), at=NOON)

    story.refresh_from_db()
    shown = voices([story.recording_code])[story.recording_code]
    assert (before, story.status, story.transcript) == ("", "approved", "Nhà tôi hái chè từ ba giờ sáng.")
    assert Client().get(shown.url).content == webm(3)


def test_a_new_voice_takes_the_place_of_the_old_one_only_when_approved(django_capture_on_commit_callbacks):
    listing, officer = a_listing(), operator()
    first = approve_story(story=told(listing), actor=officer, at=NOON)
    old = voices([first.recording_code])[first.recording_code].url
    second = told(listing, ogg(4))
    still = Client().get(old).status_code

    with django_capture_on_commit_callbacks(execute=True):
        approve_story(story=second, actor=officer, at=NOON)

    assert (still, Client().get(old).status_code) == (200, 404)
    assert list(listing.stories.order_by("pk").values_list("status", flat=True)) == ["replaced", "approved"]


def test_new_words_for_a_voice_that_is_heard_wait_too():
    listing, officer = a_listing(), operator()
    approve_story(story=told(listing), actor=officer, at=NOON)

    waiting = type_up(listing=listing, transcript="Lời gõ lại.", actor=SYSTEM, at=NOON)
    again = type_up(listing=listing, transcript="Lời gõ lại.", actor=SYSTEM, at=NOON)

    assert waiting.pk == again.pk
    assert list(listing.stories.order_by("pk").values_list("status", "transcript")) == [
        ("approved", ""),
        ("waiting", "Lời gõ lại."),
    ]
    approve_story(story=waiting, actor=officer, at=NOON)
    assert voices([waiting.recording_code])[waiting.recording_code].url


def test_a_refused_story_says_why_and_what_was_heard_stays():
    listing, officer = a_listing(), operator()
    story = told(listing)

    with pytest.raises(ReasonMissing):
        refuse_story(story=story, reason="", actor=officer, at=NOON)
    refuse_story(story=story, reason="Nghe không rõ.", actor=officer, at=NOON)
    with pytest.raises(StepNotAllowed):
        approve_story(story=story, actor=officer, at=NOON)

    assert voices([story.recording_code])[story.recording_code].url == ""


def test_the_household_takes_its_voice_back(django_capture_on_commit_callbacks):
    listing = a_listing()
    story = approve_story(story=told(listing), actor=operator(), at=NOON)
    address = voices([story.recording_code])[story.recording_code].url

    with django_capture_on_commit_callbacks(execute=True):
        take_story_back(listing=listing, actor=SYSTEM, at=NOON)

    assert Client().get(address).status_code == 404
    assert listing.stories.get().status == "withdrawn"


def test_strangers_neither_tell_nor_type_nor_approve():
    listing = a_listing()
    story = told(listing)

    for attempt in (
        lambda: tell_story(listing=listing, file=BytesIO(webm(3)), actor=STRANGER, at=NOON),
        lambda: type_up(listing=listing, transcript="x", actor=STRANGER, at=NOON),
        lambda: take_story_back(listing=listing, actor=STRANGER, at=NOON),
        lambda: approve_story(story=story, actor=STRANGER, at=NOON),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert VoiceStory.objects.count() == 1


def test_without_a_voice_there_is_nothing_to_type_up():
    with pytest.raises(NoVoice):
        type_up(listing=a_listing(), transcript="Lời", actor=SYSTEM, at=NOON)


def test_a_broken_recording_leaves_what_waits_as_it_is():
    listing = a_listing()
    told(listing)

    with pytest.raises(NotARecording):
        told(listing, b"not a sound at all")

    assert listing.stories.get().status == "waiting"
