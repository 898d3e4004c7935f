"""Whom a request speaks for: a person that `signed_in` has let through, or the holder of a key of the API."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils import timezone

from chophien.accounts.actions.keys import note_key_used
from chophien.accounts.errors import ApiKeyMissing, ApiKeyRefused, ScopeMissing, TooManyCalls
from chophien.accounts.models import ApiKey, Person
from chophien.accounts.selectors import key_in_force, people_by_code
from chophien.accounts.somebody import person_of_session
from chophien.accounts.views.card_sessions import CARD
from chophien.lib.actor import Actor, SystemActor
from chophien.rules.selectors import whole
from chophien.web.ratelimit import allow

BEARER, MINUTE = "bearer", 60


class SignedInRequest(HttpRequest):
    user: Person


def came_by_card(request: HttpRequest) -> bool:
    """Whether a printed card began this session. Pages that are no door of cards may ask this, and not who it is."""
    return CARD in request.session


class SessionPeople(BaseBackend):
    """Fetches the person of a session, and with the same statement what waits for them and which tabs open for them.

    It lets nobody in: passwords are compared by Django's own backend, codes and keys by `credentials` and `passkeys`.
    """

    def get_user(self, user_id: int) -> Person | None:
        return person_of_session(user_id, at=timezone.now())


@dataclass(frozen=True)
class KeyHolder:
    """Who calls by a key: the key, and in whose name it acts."""

    key: ApiKey
    actor: Actor


def holder_of_key(request: HttpRequest, *, scope: str, at: datetime) -> KeyHolder:
    """Whoever calls, if the key that came along opens `scope`. Counts the call.

    A key acts in the name of the person who made it, with the roles that this person has now; one that a command
    made acts in the market's own name.

    :raises ApiKeyMissing, ApiKeyRefused: if no key came, or none that is in force
    :raises ScopeMissing: if it does not open that
    :raises TooManyCalls: if it was used too often within a minute
    """
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != BEARER or not token.strip():
        raise ApiKeyMissing
    key = key_in_force(token.strip(), at=at)
    if key is None:
        raise ApiKeyRefused
    limit = key.calls_per_minute or whole("api.key_calls_per_minute", at=at)
    wait = allow("api.key", key.prefix, limit=limit, per_seconds=MINUTE, at=at)
    if wait:
        raise TooManyCalls(seconds=wait.seconds)
    if scope not in key.scopes:
        raise ScopeMissing(facts={"scope": scope})
    maker = people_by_code([key.made_by]).get(key.made_by)
    if maker is not None and not maker.is_active:
        raise ApiKeyRefused
    note_key_used(key=key, at=at)
    return KeyHolder(key, maker or SystemActor(f"key:{key.prefix}"))
