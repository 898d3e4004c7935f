"""Whom a hold is on now, and through whom else it reaches: deleting and the night's forgetting ask here."""

from django.db.models import QuerySet

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Scope
from chophien.lib.held import Held
from chophien.privacy.models import LegalHold
from chophien.sellers.models import Seller


def is_number(subject_code: str) -> bool:
    """Whether a hold is on a phone number (E.164), not on a person or shop by its code."""
    return subject_code.startswith("+")


def holds_that_stand() -> QuerySet[LegalHold]:
    return LegalHold.objects.filter(lifted_at__isnull=True)


def subjects_held() -> QuerySet[LegalHold, str]:
    """Codes of the people and shops under a hold, for use inside another statement."""
    return holds_that_stand().values_list("subject_code", flat=True)


def held_now() -> Held:
    """Who is held, with whoever works or worked for a held shop, and the numbers of all of them and those that are held
    themselves. Four statements.
    """
    subjects = set(subjects_held())
    staff = Grant.objects.filter(scope_kind=Scope.SELLER, scope_code__in=subjects)
    everyone = subjects | set(staff.values_list("person__code", flat=True))
    people = Person.objects.filter(code__in=everyone).values_list("phone", flat=True)
    numbers = {subject for subject in subjects if is_number(subject)}
    shops = Seller.objects.filter(code__in=subjects).values_list("phone", flat=True)
    return Held(subjects=subjects, everyone=everyone, phones={*people, *shops, *numbers} - {""})
