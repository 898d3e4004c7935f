"""What the rest of the market may ask about people and the roles they hold."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Scope


def grants_of(person_code: str, *, at: datetime) -> QuerySet[Grant]:
    """The roles in force at `at`."""
    in_force = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    return Grant.objects.filter(in_force, person__code=person_code, person__is_active=True, given_at__lte=at)


def scope_codes(person_code: str, *, roles: Collection[str], scope: Scope, at: datetime) -> frozenset[str]:
    """Codes of the units of kind `scope` over which the person holds one of `roles`."""
    held = grants_of(person_code, at=at).filter(role__in=roles, scope_kind=scope)
    return frozenset(held.values_list("scope_code", flat=True))


def holds_nationwide(person_code: str, *, roles: Collection[str], at: datetime) -> bool:
    """Whether the person holds one of `roles` over the whole country."""
    return grants_of(person_code, at=at).filter(role__in=roles, scope_kind=Scope.NATION).exists()


def person_by_phone(phone: str) -> Person | None:
    return Person.objects.filter(phone=phone, is_active=True).first()


def people_with_role_at(*, roles: Collection[str], scope: Scope, scope_code: str, at: datetime) -> QuerySet[Person]:
    """Everybody who holds one of `roles` over that one unit, such as the staff of a shop."""
    in_force = Q(grants__ends_at__isnull=True) | Q(grants__ends_at__gt=at)
    return Person.objects.filter(
        in_force,
        is_active=True,
        grants__role__in=roles,
        grants__scope_kind=scope,
        grants__scope_code=scope_code,
        grants__given_at__lte=at,
    ).distinct()
