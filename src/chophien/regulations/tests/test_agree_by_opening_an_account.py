"""Whoever opens an account has said yes to the versions in force of what the sign-in page names."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from chophien.accounts.actions.codes import confirm_code, send_code
from chophien.accounts.actions.people import ensure_person
from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM, GuestActor
from chophien.messages.models import OutgoingSms
from chophien.regulations.models import Acceptance, RegulationVersion

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
GUEST, PAO = GuestActor("guest"), "+84912345678"


def came_in(phone=PAO, at=NOON):
    send_code(phone=phone, actor=GUEST, at=at)
    code = OutgoingSms.objects.filter(phone=phone).latest("pk").text[11:17]
    return confirm_code(phone=phone, code=code, actor=GUEST, at=at)


def kept(person):
    rows = Acceptance.objects.filter(person_code=person.code).order_by("version__key", "version__version")
    return list(rows.values_list("version__key", "version__version", "seller_code", "how", "at"))


def test_s21_the_versions_in_force_are_kept_once_for_whoever_opens_an_account():
    person = came_in()
    later = NOON + timedelta(days=60)
    facts = {"title": "Quy chế", "body": "Điều 1", "published_at": NOON, "effective_from": "2027-01-01"}
    RegulationVersion.objects.create(key="regulations", version="2027-01", **facts)
    again = came_in(at=later)

    agreed = [("privacy", "2026-07", "", "account", NOON), ("regulations", "2026-07", "", "account", NOON)]
    assert again == person
    assert kept(person) == agreed
    assert [row[1] for row in kept(came_in("+84912345679", at=later))] == ["2026-07", "2027-01"]
    assert Entry.objects.get(what="regulations.agreed", actor_code=person.code).facts == {
        "version": "regulations 2026-07, privacy 2026-07",
        "how": "account",
    }


def test_nobody_agrees_for_somebody_who_was_added_by_others():
    person = ensure_person(phone=PAO, name="Sùng A Páo", actor=SYSTEM, at=NOON)

    assert kept(person) == []
    assert kept(came_in()) == []


def test_what_was_agreed_to_is_never_changed():
    person = came_in()

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Acceptance.objects.filter(person_code=person.code).delete()

    assert len(kept(person)) == 2
