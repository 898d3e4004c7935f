from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from chophien.audit.models import Entry
from chophien.lib.actor import GuestActor
from chophien.switches.actions import switch
from chophien.switches.errors import NotByProvince, NotOffered, ReasonMissing
from chophien.switches.models import Decision
from chophien.switches.selectors import is_on, is_on_anywhere, remember, require_on, standing_of
from chophien.switches.states import ABOUT, Feature
from chophien.web.offered import is_offered

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
THU = GuestActor("ND-THU")
WHY = "Chờ văn bản của sở"
TUYEN_QUANG, LANG_SON = "08", "20"


def decided(feature=Feature.PREORDERS, *, on=False, province="", days=0, reason=WHY, at=NOON):
    return switch(
        feature=feature,
        is_on=on,
        province_code=province,
        starts_on=TODAY + timedelta(days=days),
        reason=reason,
        actor=THU,
        at=at,
    )


def stands(province="", *, days=0):
    return is_on(Feature.PREORDERS, at=TODAY + timedelta(days=days), province_code=province)


def test_everything_is_on_until_somebody_turns_it_off():
    assert [one for one in Feature if not is_on(one, at=NOON)] == []
    assert set(ABOUT) == set(Feature)


def test_turned_off_counts_from_its_day_on_and_says_who_and_why():
    made = decided(days=3)

    assert [stands(days=day) for day in (0, 2, 3, 30)] == [True, True, False, False]
    entry = Entry.objects.get()
    assert (entry.what, entry.actor_code, entry.subject_code) == ("switches.decided", "ND-THU", "preorders")
    assert entry.facts == {"on": False, "province": "", "from_day": "2026-11-27", "reason": WHY}
    assert (made.decided_by, made.decided_at) == ("ND-THU", NOON)


def test_a_province_has_its_own_until_the_country_decides_again():
    decided(province=TUYEN_QUANG)
    alone = (stands(), stands(TUYEN_QUANG), stands(LANG_SON))
    decided(on=False)
    decided(on=True, province=LANG_SON)
    pilot = (stands(), stands(TUYEN_QUANG), stands(LANG_SON))
    decided(on=True)

    assert alone == (True, False, True)
    assert pilot == (False, False, True)
    assert (stands(), stands(TUYEN_QUANG), stands(LANG_SON)) == (True, True, True)


def test_a_later_word_takes_back_what_was_planned():
    decided(days=5)
    decided(on=True)

    assert [stands(days=day) for day in (0, 5, 9)] == [True, True, True]


def test_a_day_that_is_over_counts_as_today():
    assert decided(days=-10).starts_on == TODAY


def test_what_is_on_in_one_province_is_offered_somewhere():
    decided(Feature.NEW_SHOPS)
    nowhere = is_on_anywhere(Feature.NEW_SHOPS, at=NOON)
    decided(Feature.NEW_SHOPS, on=True, province=LANG_SON)

    assert (nowhere, is_on_anywhere(Feature.NEW_SHOPS, at=NOON)) == (False, True)


def test_templates_ask_by_name():
    decided(Feature.TALKS, at=datetime(2026, 1, 1, tzinfo=UTC), days=-300)

    assert (is_offered("talks"), is_offered("preorders"), is_offered("preorders", LANG_SON)) == (False, True, True)
    with pytest.raises(ValueError, match="no_such_part"):
        is_offered("no_such_part")


def test_a_closed_door_says_its_sentence():
    decided()

    with pytest.raises(NotOffered) as refused:
        require_on(Feature.PREORDERS, at=NOON)

    assert str(refused.value) == str(ABOUT[Feature.PREORDERS].at_the_door)
    require_on(Feature.TALKS, at=NOON)


@pytest.mark.parametrize(
    ("bent", "refusal"),
    [
        ({"reason": " ok "}, ReasonMissing),
        ({"reason": ""}, ReasonMissing),
        ({"feature": Feature.WIDGET, "province": LANG_SON}, NotByProvince),
    ],
)
def test_what_cannot_be_decided_is_refused_and_not_written(bent, refusal):
    with pytest.raises(refusal):
        decided(**bent)

    assert (Decision.objects.count(), Entry.objects.count()) == (0, 0)


def test_decisions_are_never_changed():
    decided()

    with (
        pytest.raises(IntegrityError, match="rows of switches_decision"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE switches_decision SET is_on = true")


def test_a_page_tells_where_it_differs_and_what_is_planned():
    decided(province=TUYEN_QUANG)
    later = decided(days=7)

    standing = standing_of(Feature.PREORDERS, at=NOON)

    assert (standing.is_on, standing.elsewhere, standing.planned) == (True, [(TUYEN_QUANG, False)], [later])
    assert (standing.last, standing.about.default) == (later, True)


def test_asking_takes_no_query_once_it_was_read(django_assert_num_queries):
    decided()
    remember()

    with django_assert_num_queries(0):
        assert [is_on(one, at=NOON, province_code=LANG_SON) for one in Feature].count(False) == 1
        assert is_on_anywhere(Feature.PREORDERS, at=NOON) is False


def test_another_process_hears_of_it_within_half_a_minute(django_assert_num_queries):
    remember(seconds=-1)

    with django_assert_num_queries(1):
        assert stands()
        assert stands(LANG_SON)
