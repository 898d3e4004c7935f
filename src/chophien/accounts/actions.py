"""Signing in by a code, becoming a person, giving and ending roles, keys of the API."""

import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from chophien.accounts import policies
from chophien.accounts.errors import (
    AccountClosed,
    BadScopes,
    CodeTooOld,
    LastOperator,
    ScopeMismatch,
    SignInLocked,
    TooManyCodes,
    TooManyKeys,
    WrongCode,
)
from chophien.accounts.events import signed_in
from chophien.accounts.models import ApiKey, Grant, Person, SignInCode, SignInGuard
from chophien.accounts.reach import in_force
from chophien.accounts.selectors import keys_in_use, language_of_phone, unit_exists
from chophien.accounts.states import SCOPES_OF_ROLE, KeyOwner, Role, Scope, SignInWay
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code, new_pin, new_token, token_digest
from chophien.lib.errors import DomainError
from chophien.lib.names import clean_person_name
from chophien.lib.phone import parse_mobile
from chophien.lib.text import clean_line
from chophien.messages.actions import send_sms, tell, wipe_secret
from chophien.rules import selectors as rules

HOUR = timedelta(hours=1)
PERSON_CODE_SYMBOLS = 9
HOST_MOST = 60
KEY_MARK, KEY_PREFIX, KEY_NAME_MOST = "cp", "KA", 80
SCOPE = re.compile(r"[a-z][a-z_]{1,30}:[a-z][a-z_]{1,30}")


@transaction.atomic
def send_code(*, phone: str, actor: Actor, at: datetime, language: str = "vi", host: str = "") -> SignInCode:
    """Send a six-digit code to a mobile number. It says nothing about whether anybody has that number.

    `language` is used for a number that nobody has yet. With the site's `host` the message ends in
    the line by which a phone's browser fills the code in (WebOTP).

    :raises BadPhone: if it is no Vietnamese mobile number
    :raises SignInLocked: while the number is locked after wrong tries
    :raises TooManyCodes: after the codes that one number may get in an hour
    """
    phone = parse_mobile(phone)
    guard = hold_guard(phone, SignInWay.CODE)
    refuse_locked(guard, at=at)
    _refuse_too_many_codes(phone, at=at)

    minutes = rules.whole("accounts.code_minutes", at=at)
    pin = new_pin()
    code = SignInCode.objects.create(
        phone=phone, digest=_digest(phone, pin), sent_at=at, expires_at=at + timedelta(minutes=minutes)
    )

    send_sms(
        phone=phone,
        text=_("Cho Phien: %(pin)s is your sign-in code, good for %(minutes)s min. Never tell it to anybody.%(line)s"),
        facts={"pin": pin, "minutes": minutes, "line": _line_for_browsers(host, pin)},
        language=language_of_phone(phone) or language,
        about=_about(code),
        secret=True,
        at=at,
    )
    record("accounts.code_sent", actor=actor, subject_code=phone_mark(phone), at=at)
    return code


def confirm_code(
    *, phone: str, code: str, actor: Actor, at: datetime, guest_cart_code: str = "", language: str = "vi"
) -> Person:
    """Sign somebody in by the code that was sent to their phone. A new number becomes a new person.

    The code works once; two confirmations at once are one. It tells the apps above through
    `events.signed_in`. Call it outside a transaction: a wrong try is written down although it fails.

    :raises WrongCode: if it is another code than the newest one
    :raises CodeTooOld: if there is none that still works
    :raises SignInLocked: after too many wrong tries, and while that lasts
    :raises AccountClosed: if the account was closed
    """
    phone = parse_mobile(phone)
    with transaction.atomic(durable=True):
        guard = hold_guard(phone, SignInWay.CODE)
        refuse_locked(guard, at=at)
        newest = SignInCode.objects.filter(phone=phone).order_by("-sent_at", "-pk").first()
        refusal = _why_not(newest, phone, code, guard, actor=actor, at=at)
        if newest is not None and refusal is None:
            newest.used_at = at
            newest.save(update_fields=["used_at"])
            forgive(guard)
            person = _person_of(phone, actor=None, at=at, language=language)
            wipe_secret(about=_about(newest), at=at)
            enter(person, way=SignInWay.CODE, at=at, guest_cart_code=guest_cart_code)
            return person
    raise refusal or CodeTooOld


@transaction.atomic
def ensure_person(*, phone: str, name: str = "", actor: Actor, at: datetime, language: str = "vi") -> Person:
    """The person with this number, added when there is none yet. A name that is known stays.

    :raises BadPhone: if it is no Vietnamese mobile number
    :raises BadName: if the name is none
    :raises AccountClosed: if the account was closed
    """
    phone = parse_mobile(phone)
    name = clean_person_name(name) if name.strip() else ""
    person = _person_of(phone, actor=actor, at=at, language=language)
    if name and not person.name:
        person.name = name
        person.save(update_fields=["name"])
    return person


@transaction.atomic
def add_person_without_phone(*, name: str, actor: Actor, at: datetime, language: str = "vi") -> Person:
    """Add somebody who has no phone: they sign in by a printed card only, and no message leaves the site for them.

    :raises BadName: if the name is none
    """
    code = new_code("ND", PERSON_CODE_SYMBOLS)
    person = Person.objects.create(
        code=code,
        phone=code,
        name=clean_person_name(name),
        language=language,
        joined_at=at,
        password=make_password(None),
    )
    record("accounts.person_added", actor=actor, subject_code=code, at=at, facts={"phone": False})
    return person


@transaction.atomic
def give_role(*, person: Person, role: str, scope_kind: str, scope_code: str, actor: Actor, at: datetime) -> Grant:
    """Give a person a role over one unit, from now on, and tell them. Giving it again returns the grant in force.

    :raises NotPermitted: if `actor` may not give this role there
    :raises ScopeMismatch: if the role is not held over such a unit, or there is no such unit
    :raises AccountClosed: if the person's account was closed
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.can_give_role(
        actor, person=person, role=role, scope_kind=scope_kind, scope_code=scope_code, at=at
    ).require()
    if scope_kind not in SCOPES_OF_ROLE.get(role, ()) or not unit_exists(scope=scope_kind, scope_code=scope_code):
        raise ScopeMismatch
    if not person.is_active:
        raise AccountClosed
    same = Grant.objects.filter(person=person, role=role, scope_kind=scope_kind, scope_code=scope_code)
    for held in same.filter(in_force(at), ends_at__isnull=True):
        return held

    grant = Grant.objects.create(
        person=person, role=role, scope_kind=scope_kind, scope_code=scope_code, given_by=actor.code, given_at=at
    )

    record("accounts.role_given", actor=actor, subject_code=person.code, facts=_grant_facts(grant), at=at)
    if not actor.is_system:
        tell(
            kind="account.role",
            person_code=person.code,
            phone=person.mobile,
            text=_("You have a new role at the market: %(role)s."),
            facts={"role": Role(role).label},
            language=person.language,
            link="/toi/",
            about=person.code,
            at=at,
        )
    return grant


@transaction.atomic
def end_role(*, grant: Grant, actor: Actor, at: datetime) -> Grant:
    """End a role now. The grant stays as history.

    :raises NotPermitted: if `actor` may not end this role
    :raises LastOperator: if nobody else would be an operator for the whole country
    """
    operators = Grant.objects.filter(in_force(at), role=Role.OPERATOR, scope_kind=Scope.NATION, person__is_active=True)
    if grant.role == Role.OPERATOR and grant.scope_kind == Scope.NATION:
        held = list(operators.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    else:
        held = []
    grant = Grant.objects.select_for_update(of=("self",)).select_related("person").get(pk=grant.pk)
    policies.can_end_role(actor, grant, at=at).require()
    if grant.ends_at is not None and grant.ends_at <= at:
        return grant
    if held and not operators.exclude(person=grant.person).exists():
        raise LastOperator

    grant.ends_at = at
    grant.save(update_fields=["ends_at"])

    record("accounts.role_ended", actor=actor, subject_code=grant.person.code, facts=_grant_facts(grant), at=at)
    return grant


def enter(person: Person, *, way: SignInWay, at: datetime, guest_cart_code: str) -> None:
    """Write a sign-in down and tell the apps above, in the caller's transaction."""
    record("accounts.signed_in", actor=person, subject_code=person.code, facts={"way": str(way)}, at=at)
    signed_in.send(sender=Person, person=person, guest_cart_code=guest_cart_code, at=at)


def hold_guard(phone: str, way: SignInWay) -> SignInGuard:
    """Hold the row that makes everything about this number and way happen in turn."""
    SignInGuard.objects.bulk_create(
        [SignInGuard(phone=phone, way=way)],
        update_conflicts=True,
        unique_fields=["phone", "way"],
        update_fields=["phone"],
    )
    return SignInGuard.objects.get(phone=phone, way=way)


def refuse_locked(guard: SignInGuard, *, at: datetime) -> None:
    """Let a number pass that is not locked.

    :raises SignInLocked: with the time that is left
    """
    if guard.locked_until is not None and guard.locked_until > at:
        raise SignInLocked(seconds=int((guard.locked_until - at).total_seconds()))


def count_wrong_try(guard: SignInGuard, *, most: int, actor: Actor, at: datetime) -> int:
    """Add a wrong try to a held guard and lock the number after `most`; return how many tries are left."""
    lock = timedelta(minutes=rules.whole("accounts.lock_minutes", at=at))
    is_fresh = guard.tried_at is not None and guard.tried_at > at - lock
    guard.wrong_tries = guard.wrong_tries + 1 if is_fresh else 1
    guard.tried_at = at
    left = max(0, most - guard.wrong_tries)
    if left == 0:
        guard.wrong_tries = 0
        guard.locked_until = at + lock
        record(
            "accounts.sign_in_locked",
            actor=actor,
            subject_code=phone_mark(guard.phone),
            facts={"way": guard.way, "minutes": lock // timedelta(minutes=1)},
            at=at,
        )
    guard.save(update_fields=["wrong_tries", "tried_at", "locked_until"])
    return left


def forgive(guard: SignInGuard) -> None:
    """Forget wrong tries after a right one."""
    guard.wrong_tries, guard.locked_until = 0, None
    guard.save(update_fields=["wrong_tries", "locked_until"])


def phone_mark(phone: str) -> str:
    """A number as the audit trail may keep it: the same for the same number, readable by nobody."""
    return "phone:" + salted_hmac("chophien.accounts.phone", phone, algorithm="sha256").hexdigest()[:16]


def _refuse_too_many_codes(phone: str, *, at: datetime) -> None:
    most = rules.whole("accounts.codes_per_hour", at=at)
    recent = SignInCode.objects.filter(phone=phone, sent_at__gt=at - HOUR).order_by("-sent_at").values_list("sent_at")
    sent = [sent_at for (sent_at,) in recent[:most]]
    if len(sent) >= most:
        raise TooManyCodes(seconds=int((sent[-1] + HOUR - at).total_seconds()) + 1)


def _why_not(
    newest: SignInCode | None, phone: str, typed: str, guard: SignInGuard, *, actor: Actor, at: datetime
) -> DomainError | None:
    """Why the typed code does not sign in, or None. The comparison takes the same time for every code."""
    is_right = hmac.compare_digest(_digest(phone, typed), newest.digest if newest else _digest(phone, ""))
    is_alive = newest is not None and newest.used_at is None and at < newest.expires_at
    if is_right and newest is not None:
        return None if is_alive else CodeTooOld()
    left = count_wrong_try(guard, most=rules.whole("accounts.code_wrong_tries", at=at), actor=actor, at=at)
    if left == 0 and guard.locked_until is not None:
        if newest is not None:
            SignInCode.objects.filter(pk=newest.pk, used_at__isnull=True).update(used_at=at)
        return SignInLocked(seconds=int((guard.locked_until - at).total_seconds()))
    return WrongCode(left=left) if is_alive else CodeTooOld()


def _person_of(phone: str, *, actor: Actor | None, at: datetime, language: str) -> Person:
    """The person with this number, added when there is none; without an actor they add themselves."""
    person, is_new = Person.objects.get_or_create(
        phone=phone,
        defaults={
            "code": new_code("ND", PERSON_CODE_SYMBOLS),
            "language": language,
            "joined_at": at,
            "password": make_password(None),
        },
    )
    if not person.is_active:
        raise AccountClosed
    if is_new:
        record("accounts.person_added", actor=actor or person, subject_code=person.code, at=at)
    return person


def _digest(phone: str, pin: str) -> str:
    return salted_hmac("chophien.accounts.code", f"{phone}:{pin}", algorithm="sha256").hexdigest()


def _about(code: SignInCode) -> str:
    return f"sign-in:{code.digest[:24]}"


def _line_for_browsers(host: str, pin: str) -> str:
    name = host.partition(":")[0]
    if not name or host.startswith("[") or len(name) > HOST_MOST or _is_address(name):
        return ""
    return f"\n\n@{name} #{pin}"


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _grant_facts(grant: Grant) -> dict[str, object]:
    return {"role": grant.role, "scope": grant.scope_kind, "over": grant.scope_code}


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
