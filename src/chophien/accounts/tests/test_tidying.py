from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from chophien.accounts.models import SignInCode, SignInGuard
from chophien.accounts.states import SignInWay
from chophien.accounts.tidying import forget_old_tries
from chophien.jobs.queue import PERIODIC, REGISTRY

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=2)


def a_code(at):
    return SignInCode.objects.create(phone="+84912345678", digest="x", sent_at=at, expires_at=at)


def a_guard(phone, **facts):
    return SignInGuard.objects.create(phone=phone, way=SignInWay.CODE, **facts)


def test_what_no_longer_matters_is_forgotten_and_the_rest_stays():
    a_code(LONG_AGO)
    young = a_code(NOON - timedelta(hours=1))
    a_guard("+84911111111", tried_at=LONG_AGO)
    a_guard("+84911111112")
    fresh = a_guard("+84911111113", tried_at=NOON - timedelta(hours=1))
    locked = a_guard("+84911111114", tried_at=LONG_AGO, locked_until=NOON + timedelta(minutes=1))
    Session.objects.create(session_key="old", session_data="", expire_date=LONG_AGO)
    open_session = Session.objects.create(session_key="open", session_data="", expire_date=NOON + timedelta(days=1))

    assert forget_old_tries(at=NOON) == 4

    assert list(SignInCode.objects.all()) == [young]
    assert set(SignInGuard.objects.all()) == {fresh, locked}
    assert list(Session.objects.all()) == [open_session]


def test_it_is_done_every_night():
    a_code(timezone.now() - timedelta(days=2))

    REGISTRY["accounts.tidy"](due_at="2026-11-24T19:40:00+00:00")

    assert PERIODIC["accounts.tidy"].cron == "40 2 * * *"
    assert not SignInCode.objects.exists()
