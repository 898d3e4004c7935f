from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import RequestFactory

from chophien.accounts.actions.keys import make_api_key, revoke_api_key
from chophien.accounts.errors import ApiKeyMissing, ApiKeyRefused, BadScopes, ScopeMissing, TooManyCalls, TooManyKeys
from chophien.accounts.models import ApiKey
from chophien.accounts.requests import holder_of_key
from chophien.accounts.states import KeyOwner
from chophien.accounts.tests.factories import JOINED, PersonFactory
from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM
from chophien.lib.codes import token_digest

pytestmark = pytest.mark.django_db


def a_key(*, actor=SYSTEM, scopes=("products:read",), **facts):
    return make_api_key(
        name="Máy tính ở kho",
        scopes=scopes,
        owner_kind=facts.pop("owner_kind", KeyOwner.SELLER),
        owner_code=facts.pop("owner_code", "htx-1"),
        actor=actor,
        at=JOINED,
        **facts,
    )


def a_call(text, *, scope="products:read", at=JOINED):
    headers = {"Authorization": text} if text else {}
    return holder_of_key(RequestFactory().get("/api/v1/", headers=headers), scope=scope, at=at)


def test_only_the_digest_of_a_key_is_kept_and_it_opens_what_its_scopes_name():
    lan = PersonFactory(name="Lan")

    made = a_key(actor=lan)

    kept = ApiKey.objects.get()
    assert (kept.digest, made.text.startswith(kept.prefix)) == (token_digest(made.text), True)
    assert made.text not in str(vars(kept))
    assert a_call(f"Bearer {made.text}").actor == lan
    kept.refresh_from_db()
    assert kept.last_used_at == JOINED
    assert Entry.objects.get().what == "accounts.key_made"


@pytest.mark.parametrize("text", ["", "Basic abc", "Bearer "])
def test_without_a_key_nothing_is_opened(text):
    with pytest.raises(ApiKeyMissing):
        a_call(text)


@pytest.mark.parametrize("text", ["Bearer cp_1234_nonsense", "Bearer \ud800", "Bearer " + "x" * 5000])
def test_a_wrong_key_is_refused(text):
    with pytest.raises(ApiKeyRefused):
        a_call(text)


def test_a_key_that_is_over_or_taken_back_is_refused():
    short = a_key(expires_at=JOINED + timedelta(days=1))
    back = a_key()
    revoke_api_key(key=back.key, actor=SYSTEM, at=JOINED)
    revoke_api_key(key=back.key, actor=SYSTEM, at=JOINED + timedelta(days=1))

    for text, at in ((short.text, JOINED + timedelta(days=1)), (back.text, JOINED)):
        with pytest.raises(ApiKeyRefused):
            a_call(f"Bearer {text}", at=at)

    assert Entry.objects.filter(what="accounts.key_revoked").count() == 1


def test_a_key_of_somebody_whose_account_is_closed_is_refused():
    lan = PersonFactory()
    made = a_key(actor=lan)
    lan.is_active = False
    lan.save()

    with pytest.raises(ApiKeyRefused):
        a_call(f"Bearer {made.text}")


def test_a_key_opens_nothing_beyond_its_scopes():
    made = a_key()

    with pytest.raises(ScopeMissing, match="orders:read"):
        a_call(f"Bearer {made.text}", scope="orders:read")


def test_a_key_has_its_own_number_of_calls(settings):
    settings.RATE_LIMITS = True
    made = a_key(calls_per_minute=2)
    a_call(f"Bearer {made.text}")
    a_call(f"Bearer {made.text}")

    with pytest.raises(TooManyCalls) as refusal:
        a_call(f"Bearer {made.text}")

    assert 1 <= refusal.value.seconds <= 30


@pytest.mark.parametrize("scopes", [(), ("all",), ("products:*",), ("products:read; drop",)])
def test_scopes_are_words(scopes):
    with pytest.raises(BadScopes):
        a_key(scopes=scopes)

    assert not ApiKey.objects.exists()


def test_a_shop_has_so_many_keys_and_no_more():
    lan = PersonFactory()
    for _number in range(10):
        a_key(actor=lan)

    with pytest.raises(TooManyKeys):
        a_key(actor=lan)


def test_the_command_prints_the_key_last(capsys):
    call_command("create_api_key", "--name", "Cổng tỉnh", "--scopes", "products:read,orders:read")

    text = capsys.readouterr().out.strip().splitlines()[-1]
    holder = a_call(f"Bearer {text}", scope="orders:read", at=ApiKey.objects.get().made_at)
    assert (holder.key.owner_kind, holder.key.owner_code) == ("organisation", "Cổng tỉnh")
    assert holder.actor.is_system
