"""What happens only with a consent, and stops in the moment in which it is taken back."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.catalog.actions.voices import approve_story, tell_story
from chophien.catalog.errors import VoiceNotAgreed
from chophien.catalog.tests.factories import a_listing
from chophien.messages.actions.telling import go_on, tell
from chophien.messages.kinds import kinds
from chophien.messages.models import Message, Notice
from chophien.privacy.actions import told
from chophien.privacy.actions.consents import choose
from chophien.privacy.models import Purpose
from chophien.programmes.actions.pairs import propose_pair
from chophien.programmes.errors import PairNotFitting
from chophien.programmes.models import MentorPair
from chophien.programmes.tests.factories import a_household, an_officer
from chophien.programmes.tests.test_leads_and_pairs import a_lead
from chophien.sellers.tests.factories import a_mandate, helper_in, manager_of
from chophien.uploads.selectors import voices
from chophien.uploads.tests.sounds import webm

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def advertised(person):
    return tell(kind="promotion.news", person_code=person.code, text="Giảm giá chè", about="GG-1", at=NOON)


def test_s36_advertisements_reach_only_who_agreed_and_stop_at_once():
    lan = PersonFactory()

    assert advertised(lan) is None
    assert not Notice.objects.exists()
    choose(person=lan, agreed=["market_news"], actor=lan, at=NOON)
    message = advertised(lan)
    Message.objects.filter(pk=message.pk).update(next_at=NOON)
    choose(person=lan, agreed=[], actor=lan, at=NOON)
    go_on(message_id=message.pk, at=NOON + timedelta(minutes=1))

    assert advertised(lan) is None
    assert Message.objects.get().next_at is None


def test_a_new_version_of_the_purpose_asks_again():
    lan = PersonFactory()
    choose(person=lan, agreed=["market_news"], actor=lan, at=NOON)
    old = Purpose.objects.get(key="market_news", version=1)
    texts = {name: getattr(old, name) for name in ("title", "about", "title_en", "about_en", "source")}
    Purpose.objects.create(key="market_news", version=2, effective_from=NOON.date(), **texts)

    assert advertised(lan) is None


def test_every_consent_that_a_kind_of_message_names_is_a_purpose():
    named = {kind.consent for kind in kinds().values() if kind.consent}

    assert named <= set(Purpose.objects.values_list("key", flat=True))


def test_s36_a_voice_is_heard_only_with_consent_and_is_gone_the_moment_it_is_taken_back(
    django_capture_on_commit_callbacks,
):
    listing, boss = a_listing(), operator()
    owner = manager_of(listing.seller)
    with pytest.raises(VoiceNotAgreed):
        tell_story(listing=listing, file=BytesIO(webm(3)), actor=owner, at=NOON)

    choose(person=owner, agreed=["own_voice"], actor=owner, at=NOON)
    story = tell_story(listing=listing, file=BytesIO(webm(3)), actor=owner, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        approve_story(story=story, actor=boss, at=NOON)
    url = voices([story.recording_code])[story.recording_code].url
    heard = Client().get(url).status_code
    with django_capture_on_commit_callbacks(execute=True):
        choose(person=owner, agreed=[], actor=owner, at=NOON)

    story.refresh_from_db()
    assert (heard, story.status) == (200, "withdrawn")
    assert Client().get(url).status_code == 404
    page = Client().get(f"/hang/{listing.code}/", follow=True).content.decode()
    assert story.recording_code not in page
    with pytest.raises(VoiceNotAgreed):
        tell_story(listing=listing, file=BytesIO(webm(3)), actor=owner, at=NOON)


def test_s36_what_waits_for_approval_is_not_approved_without_consent():
    listing = a_listing()
    owner = manager_of(listing.seller)
    helper = helper_in(listing.seller.commune.code)
    a_mandate(seller=listing.seller, helper=helper, at=NOON)
    choose(person=owner, agreed=["own_voice"], actor=owner, at=NOON)
    story = tell_story(listing=listing, file=BytesIO(webm(3)), actor=helper, at=NOON)

    told.take_back(seller=listing.seller, keys=["own_voice"], witness="Vàng Thị Chang", actor=helper, at=NOON)

    story.refresh_from_db()
    assert story.status == "withdrawn"
    with pytest.raises(VoiceNotAgreed):
        approve_story(story=story, actor=operator(), at=NOON)


def test_s36_a_household_is_named_as_lead_only_with_consent_and_no_longer_once_taken_back():
    lead, follower, officer = a_lead(), a_household(), an_officer()
    owner = manager_of(lead)
    learner = manager_of(follower)
    with pytest.raises(PairNotFitting):
        propose_pair(lead=lead, follower=follower, actor=officer, at=NOON)
    assert not Notice.objects.filter(person_code=learner.code).exists()

    choose(person=owner, agreed=["lead_household"], actor=owner, at=NOON)
    propose_pair(lead=lead, follower=follower, actor=officer, at=NOON)
    choose(person=owner, agreed=[], actor=owner, at=NOON)

    pair = MentorPair.objects.get()
    assert (pair.status, pair.ended_by) == ("ended", owner.code)
    with pytest.raises(PairNotFitting):
        propose_pair(lead=lead, follower=follower, actor=officer, at=NOON)


def test_officers_read_a_households_sums_beside_its_name_only_with_consent():
    lead, client = a_lead(), Client()
    owner = manager_of(lead)
    client.force_login(an_officer())
    page = "/dieu-hanh/ho-dau-tau/"
    silent = client.get(page).content.decode()
    choose(person=owner, agreed=["lead_household"], actor=owner, at=NOON)
    agreed = client.get(page).content.decode()
    choose(person=owner, agreed=[], actor=owner, at=NOON)

    assert [lead.name in one for one in (silent, agreed)] == [True, True]
    assert ["9.000.000" in one for one in (silent, agreed, client.get(page).content.decode())] == [False, True, False]


def test_who_manages_a_shop_along_with_another_does_not_silence_it():
    listing = a_listing()
    owner = manager_of(listing.seller)
    second = manager_of(listing.seller)
    for person in (owner, second):
        choose(person=person, agreed=["own_voice"], actor=person, at=NOON)
    story = tell_story(listing=listing, file=BytesIO(webm(3)), actor=owner, at=NOON)

    choose(person=second, agreed=[], actor=second, at=NOON)

    story.refresh_from_db()
    assert story.status == "waiting"
