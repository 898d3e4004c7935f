"""People who want to hear when goods come into season."""

from datetime import UTC, datetime

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.messages.models import Notice, OutgoingSms
from chophien.seasons.actions.reminders import end_reminder, remind_me, tell_who_waits
from chophien.seasons.errors import NoSeasonToRemind
from chophien.seasons.models import Reminder
from chophien.seasons.tests.factories import NOON, resting_plums
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
IN_MAY = datetime(2027, 5, 16, 0, 0, tzinfo=UTC)
PHONE = "0912 345 678"


def reminder_of(variant, phone=PHONE, person=None):
    return remind_me(listing=variant.listing, phone=phone, person=person, at=NOON)


def tell(at=IN_MAY):
    return tell_who_waits(at=at, site="https://chophien.example")


def test_s05_who_asked_is_told_once_when_the_season_begins():
    reminder = reminder_of(resting_plums())

    told = tell(NOON), tell(), tell()

    assert told == (0, 1, 0)
    sms = OutgoingSms.objects.get()
    assert sms.phone == "+84912345678"
    assert f"https://chophien.example/nhac-toi/thoi/{reminder.token}/" in sms.text


def test_who_is_signed_in_finds_it_among_the_notices_too():
    pao = PersonFactory()
    reminder_of(resting_plums(), phone="", person=pao)

    tell()

    assert Notice.objects.filter(person_code=pao.code).count() == 1


def test_asking_twice_is_asking_once():
    plums = resting_plums()

    first, second = reminder_of(plums), reminder_of(plums)

    assert (first.pk, Reminder.objects.count()) == (second.pk, 1)


def test_who_ended_it_hears_nothing():
    reminder = reminder_of(resting_plums())

    end_reminder(reminder=reminder, at=NOON)
    end_reminder(reminder=reminder, at=NOON)

    assert (tell(), OutgoingSms.objects.count()) == (0, 0)


def test_goods_that_can_be_bought_need_no_reminder():
    with pytest.raises(NoSeasonToRemind):
        reminder_of(a_variant())
