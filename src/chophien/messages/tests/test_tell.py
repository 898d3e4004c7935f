from datetime import UTC, datetime

import pytest
from django.utils.translation import gettext_lazy as _

from chophien.messages.actions.telling import tell
from chophien.messages.kinds import kind_named, kinds
from chophien.messages.models import Notice, OutgoingSms
from chophien.messages.states import Channel, Cost
from chophien.messages.tests.factories import a_reader

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
PAO = "+84912345678"


def told(**facts):
    return tell(**({"kind": "order.new", "text": "Có đơn mới.", "about": "CP-7K3M-92", "at": NOON} | facts))


def test_every_kind_says_who_it_is_for_and_has_both_labels():
    assert {kind.who for kind in kinds().values()} == {"anybody", "buyer", "seller", "helper", "officer"}
    assert all(kind.label_vi and kind.label_en for kind in kinds().values())
    assert kind_named("order.new").channels[-2:] == (Channel.VOICE, Channel.VISIT)


def test_the_ways_of_every_kind_stand_in_the_one_order_of_the_router():
    order = list(Channel)

    assert [str(one) for one in order] == ["app", "push", "zalo", "sms", "voice", "visit"]
    assert [one.name for one in kinds().values() if list(one.channels) != sorted(one.channels, key=order.index)] == []


def test_what_is_free_goes_by_free_channels_only():
    free = [kind for kind in kinds().values() if kind.cost == Cost.FREE]

    assert {channel for kind in free for channel in kind.channels} == {Channel.APP, Channel.PUSH}


@pytest.mark.django_db
def test_somebody_with_an_account_is_told_on_the_site_and_by_phone_in_their_language():
    reader = a_reader()
    reader.language = "en"
    reader.save()

    told(person_code=reader.code, text=_("Sign in"), link="/ban-hang/")

    assert Notice.objects.values_list("person_code", "text", "link").get() == (reader.code, "Sign in", "/ban-hang/")
    assert OutgoingSms.objects.values_list("phone", "text", "about").get() == (PAO, "Sign in", "CP-7K3M-92")


@pytest.mark.django_db
def test_a_phone_without_an_account_gets_a_message_and_no_notice():
    told(phone=PAO)

    assert (Notice.objects.count(), OutgoingSms.objects.count()) == (0, 1)


@pytest.mark.django_db
def test_free_news_costs_no_message():
    told(kind="follow.news", person_code=a_reader().code)

    assert (Notice.objects.count(), OutgoingSms.objects.count()) == (1, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("facts", "problem"), [({"kind": "x"}, "no kind"), ({}, "for nobody")])
def test_a_message_of_no_kind_or_for_nobody_is_a_bug(facts, problem):
    with pytest.raises(ValueError, match=problem):
        told(**facts)
