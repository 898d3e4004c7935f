"""Agreeing to the market's rules by opening an account."""

from datetime import datetime

from django.db import transaction

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.regulations.models import Acceptance
from chophien.regulations.selectors.documents import regulations_in_force
from chophien.regulations.states import AGREED_BY_OPENING_AN_ACCOUNT

BY_OPENING_AN_ACCOUNT = "account"


@transaction.atomic
def agree_by_opening_an_account(*, person: Person, at: datetime) -> list[Acceptance]:
    """Keep which versions were in force of what the sign-in page asks everybody to read before they open an account.

    Law 122/2025/QH15 and Decree 248/2026/NĐ-CP art. 4–16: the contents are agreed to before an account is opened.
    """
    agreed = [one.version for one in regulations_in_force(at=at) if one.version.key in AGREED_BY_OPENING_AN_ACCOUNT]
    facts = {"how": BY_OPENING_AN_ACCOUNT, "person_code": person.code, "at": at}
    kept = Acceptance.objects.bulk_create([Acceptance(version=version, **facts) for version in agreed])
    if kept:
        versions = ", ".join(f"{version.key} {version.version}" for version in agreed)
        told = {"version": versions, "how": BY_OPENING_AN_ACCOUNT}
        record("regulations.agreed", actor=person, subject_code=person.code, at=at, facts=told)
    return kept
