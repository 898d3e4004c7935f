"""Keys of the API: made, used, taken back."""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from chophien.accounts.actions.people import PERSON_CODE_SYMBOLS
from chophien.accounts.errors import BadScopes, TooManyKeys
from chophien.accounts.models import ApiKey
from chophien.accounts.selectors import keys_in_use
from chophien.accounts.states import KeyOwner
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code, new_token, token_digest
from chophien.lib.text import clean_line
from chophien.rules import selectors as rules

KEY_MARK, KEY_PREFIX, KEY_NAME_MOST = "cp", "KA", 80
SCOPE = re.compile(r"[a-z][a-z_]{1,30}:[a-z][a-z_]{1,30}")


@dataclass(frozen=True)
class NewKey:
    """A key that was just made. `text` is told this once; nobody can read it again."""

    key: ApiKey
    text: str


@transaction.atomic
def make_api_key(
    *,
    name: str,
    scopes: Collection[str],
    owner_kind: KeyOwner,
    owner_code: str,
    actor: Actor,
    at: datetime,
    expires_at: datetime | None = None,
    calls_per_minute: int | None = None,
) -> NewKey:
    """Make a key of the API for an owner; whether `actor` may is the owner's matter, decided by the caller.

    :raises BadScopes: if no scope is named, or one is no word such as ``products:read``
    :raises TooManyKeys: if the owner has as many in use as the rules allow
    """
    wanted = sorted(set(scopes))
    if not wanted or not all(SCOPE.fullmatch(scope) for scope in wanted):
        raise BadScopes
    most = rules.whole("api.keys_most", at=at)
    if not actor.is_system and len(keys_in_use(owner_kind=owner_kind, owner_code=owner_code, at=at)) >= most:
        raise TooManyKeys(facts={"most": most})
    prefix = f"{KEY_MARK}_{secrets.token_hex(4)}"
    text = f"{prefix}_{new_token()}"
    key = ApiKey.objects.create(
        code=new_code(KEY_PREFIX, PERSON_CODE_SYMBOLS),
        prefix=prefix,
        digest=token_digest(text),
        name=clean_line(name)[:KEY_NAME_MOST] or prefix,
        scopes=wanted,
        owner_kind=owner_kind,
        owner_code=owner_code,
        calls_per_minute=calls_per_minute,
        made_by=actor.code,
        made_at=at,
        expires_at=expires_at,
    )
    facts = {"scopes": wanted, "owner": owner_code if owner_kind != KeyOwner.ORGANISATION else ""}
    record("accounts.key_made", actor=actor, subject_code=key.code, at=at, facts=facts)
    return NewKey(key, text)


@transaction.atomic
def revoke_api_key(*, key: ApiKey, actor: Actor, at: datetime) -> ApiKey:
    """Take a key back, from the next call on. Taking it back again changes nothing."""
    held = ApiKey.objects.select_for_update().get(pk=key.pk)
    if held.revoked_at is None:
        held.revoked_at = at
        held.save(update_fields=["revoked_at"])
        record("accounts.key_revoked", actor=actor, subject_code=held.code, at=at)
    return held


def note_key_used(*, key: ApiKey, at: datetime) -> None:
    """Remember when a key was last used, to the minute."""
    long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lt=at - timedelta(minutes=1))
    ApiKey.objects.filter(long_ago, pk=key.pk).update(last_used_at=at)
