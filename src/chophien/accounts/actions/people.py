"""Becoming a person: by a number, or without a phone."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from chophien.accounts.errors import AccountClosed
from chophien.accounts.events import account_opened
from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.names import clean_person_name
from chophien.lib.phone import parse_mobile

PERSON_CODE_SYMBOLS = 9


@transaction.atomic
def ensure_person(*, phone: str, name: str = "", actor: Actor, at: datetime, language: str = "vi") -> Person:
    """The person with this number, added when there is none yet. A name that is known stays.

    :raises BadPhone: if it is no Vietnamese mobile number
    :raises BadName: if the name is none
    :raises AccountClosed: if the account was closed
    """
    phone = parse_mobile(phone)
    name = clean_person_name(name) if name.strip() else ""
    person = person_of(phone, actor=actor, at=at, language=language)
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


def person_of(phone: str, *, actor: Actor | None, at: datetime, language: str) -> Person:
    """The person with this number, added when there is none; without an actor they open the account themselves."""
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
        if actor is None:
            account_opened.send(sender=Person, person=person, at=at)
    return person
