"""A person's own affairs: name and language, password, passkeys, and the sessions on their devices."""

from datetime import datetime

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts import passkeys, policies
from chophien.accounts.actions.guards import count_wrong_try, enter, forgive, hold_guard, refuse_locked
from chophien.accounts.errors import AccountClosed, PasskeyRefused, SignInLocked, WeakPassword, WrongPassword
from chophien.accounts.models import Passkey, Person
from chophien.accounts.states import SignInWay
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code, new_token
from chophien.lib.errors import DomainError, Sentence
from chophien.lib.names import clean_person_name
from chophien.lib.phone import parse_mobile
from chophien.lib.text import clean_line
from chophien.messages.actions.telling import tell
from chophien.rules import selectors as rules

PASSWORD_LEAST, PASSWORD_MOST = 8, 128
PASSKEYS_MOST = 10
PASSKEY_CODE_SYMBOLS = 9
LANGUAGES = ("vi", "en")


@transaction.atomic
def change_profile(*, person: Person, name: str, language: str, actor: Actor, at: datetime) -> Person:
    """Keep what somebody is called (empty: not said) and the language they read.

    :raises NotPermitted: if it is not the person themselves
    :raises BadName: if the name is none
    """
    person = _held(person)
    policies.can_change_person(actor, person).require()

    person.name = clean_person_name(name) if name.strip() else ""
    person.language = language if language in LANGUAGES else person.language
    person.save(update_fields=["name", "language"])

    record("accounts.profile_changed", actor=actor, subject_code=person.code, at=at)
    return person


@transaction.atomic
def set_password(*, person: Person, password: str, actor: Actor, at: datetime) -> Person:
    """Let the person sign in with a password too, or with a new one. Every other session of theirs ends.

    :raises NotPermitted: if it is not the person themselves
    :raises WeakPassword: if it is too short, too long, too common or the phone number
    """
    person = _held(person)
    policies.can_change_person(actor, person).require()
    _refuse_weak(password, person)

    person.set_password(password)
    person.save(update_fields=["password"])

    record("accounts.password_set", actor=actor, subject_code=person.code, at=at)
    _tell(person, _("Your password was set or changed. If that was not you, sign in by code and remove it."), at=at)
    return person


@transaction.atomic
def remove_password(*, person: Person, actor: Actor, at: datetime) -> Person:
    """Go back to codes by message. Every other session of theirs ends.

    :raises NotPermitted: if it is not the person themselves
    """
    person = _held(person)
    policies.can_change_person(actor, person).require()

    person.set_unusable_password()
    person.save(update_fields=["password"])

    record("accounts.password_removed", actor=actor, subject_code=person.code, at=at)
    return person


def sign_in_with_password(
    *, phone: str, password: str, actor: Actor, at: datetime, guest_cart_code: str = ""
) -> Person:
    """Sign somebody in by number and password. It takes as long for a number that nobody has.

    Call it outside a transaction: a wrong try is written down although it fails.

    :raises WrongPassword: if they do not belong together
    :raises SignInLocked: after too many wrong tries, and while that lasts
    """
    phone = parse_mobile(phone)
    refusal: DomainError
    with transaction.atomic(durable=True):
        guard = hold_guard(phone, SignInWay.PASSWORD)
        refuse_locked(guard, at=at)
        person = authenticate(None, username=phone, password=password[:PASSWORD_MOST])
        if isinstance(person, Person):
            forgive(guard)
            enter(person, way=SignInWay.PASSWORD, at=at, guest_cart_code=guest_cart_code)
            return person
        most = rules.whole("accounts.password_wrong_tries", at=at)
        count_wrong_try(guard, most=most, actor=actor, at=at)
        refusal = WrongPassword()
        if guard.locked_until is not None and guard.locked_until > at:
            refusal = SignInLocked(seconds=int((guard.locked_until - at).total_seconds()))
    raise refusal


@transaction.atomic
def add_passkey(*, person: Person, key: passkeys.NewKey, name: str, actor: Actor, at: datetime) -> Passkey:
    """Let a device sign this person in. `name` tells the device from others.

    :raises NotPermitted: if it is not the person themselves
    :raises PasskeyRefused: if the key is known already or there are ten
    """
    person = _held(person)
    policies.can_change_person(actor, person).require()
    if person.passkeys.count() >= PASSKEYS_MOST or Passkey.objects.filter(credential_id=key.credential_id).exists():
        raise PasskeyRefused

    passkey = Passkey.objects.create(
        person=person,
        code=new_code("KH", PASSKEY_CODE_SYMBOLS),
        credential_id=key.credential_id,
        public_key=key.public_key,
        sign_count=key.sign_count,
        name=clean_line(name)[:60],
        added_at=at,
    )

    record("accounts.passkey_added", actor=actor, subject_code=person.code, facts={"passkey": passkey.code}, at=at)
    _tell(person, _("A device may now sign you in without a code. If that was not you, remove it."), at=at)
    return passkey


@transaction.atomic
def remove_passkey(*, passkey: Passkey, actor: Actor, at: datetime) -> None:
    """Take the right to sign in from a device.

    :raises NotPermitted: if it is not the person themselves
    """
    person = _held(passkey.person)
    policies.can_change_person(actor, person).require()

    person.passkeys.filter(pk=passkey.pk).delete()

    record("accounts.passkey_removed", actor=actor, subject_code=person.code, facts={"passkey": passkey.code}, at=at)


@transaction.atomic
def sign_in_with_passkey(
    *, site: passkeys.Site, answer: str, challenge: bytes, at: datetime, guest_cart_code: str = ""
) -> Person:
    """Sign in whoever holds the device. The caller must have forgotten `challenge` before it asks.

    :raises PasskeyRefused: if the key is unknown, the signature wrong, or the key looks copied
    :raises AccountClosed: if the account was closed
    """
    wanted = passkeys.which_key(answer)
    found = Passkey.objects.select_for_update(of=("self",)).select_related("person").filter(credential_id=wanted)
    for passkey in found:
        passkey.sign_count = passkeys.check_answer(
            site,
            answer=answer,
            challenge=challenge,
            public_key=bytes(passkey.public_key),
            sign_count=passkey.sign_count,
        )
        if not passkey.person.is_active:
            raise AccountClosed
        passkey.last_used_at = at
        passkey.save(update_fields=["sign_count", "last_used_at"])
        enter(passkey.person, way=SignInWay.PASSKEY, at=at, guest_cart_code=guest_cart_code)
        return passkey.person
    raise PasskeyRefused


@transaction.atomic
def end_sessions(*, person: Person, actor: Actor, at: datetime) -> Person:
    """Sign the person out on every device. The caller may take its own session along again.

    :raises NotPermitted: if it is not the person themselves
    """
    person = _held(person)
    policies.can_change_person(actor, person).require()

    person.sessions_mark = new_token()
    person.save(update_fields=["sessions_mark"])

    record("accounts.sessions_ended", actor=actor, subject_code=person.code, at=at)
    return person


def _held(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


def _refuse_weak(password: str, person: Person) -> None:
    if len(password) < PASSWORD_LEAST:
        raise WeakPassword(facts={"least": PASSWORD_LEAST})
    if len(password) > PASSWORD_MOST:
        raise WeakPassword(_("Choose a shorter password: at most %(most)s signs."), facts={"most": PASSWORD_MOST})
    digits = "".join(sign for sign in password if sign.isdigit())
    if digits and digits == password and digits.endswith(person.phone[-9:]):
        raise WeakPassword(_("Do not use your phone number as password: others know it."))
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        raise WeakPassword(_("Many people use this password, so it is easy to guess. Choose another.")) from None


def _tell(person: Person, text: Sentence, *, at: datetime) -> None:
    tell(
        kind="account.changed",
        person_code=person.code,
        phone=person.mobile,
        text=text,
        language=person.language,
        link="/toi/",
        about=person.code,
        at=at,
    )
