"""Whether a tab of the desk opens for somebody in any shop, fetched with their row (`web.tabs`)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.expressions import Combinable

from chophien.accounts.models import Grant
from chophien.accounts.selectors import in_force
from chophien.accounts.states import SELLER_ROLES, Role, Scope
from chophien.sellers.mandates import mandates_in_force
from chophien.sellers.policies import CASHIERS
from chophien.sellers.states import Deed

SERVING = [Deed.ACCEPT, Deed.HAND_OVER]
"""What a helper is let do with orders."""


def goods(at: datetime) -> Combinable:
    """Everybody who works for a shop sees its goods, and so does every helper of a household."""
    return _either(_works_there(SELLER_ROLES, at=at), _helps(list(Deed), at=at))


def orders(at: datetime) -> Combinable:
    """Everybody who works for a shop sees its orders; a helper by a mandate to accept or to hand over."""
    return _either(_works_there(SELLER_ROLES, at=at), _helps(SERVING, at=at))


def money(at: datetime) -> Combinable:
    """A shop's money is the business of its managers and accountants."""
    return _works_there(CASHIERS, at=at)


def _works_there(roles: Collection[Role], *, at: datetime) -> Exists:
    held = Grant.objects.filter(in_force(at), person=OuterRef("pk"), scope_kind=Scope.SELLER, role__in=roles)
    return Exists(held)


def _helps(deeds: Collection[Deed], *, at: datetime) -> Exists:
    return Exists(mandates_in_force(at=at).filter(helper=OuterRef("pk"), deeds__overlap=list(deeds)))


def _either(one: Exists, other: Exists) -> Combinable:
    return ExpressionWrapper(Q(one) | Q(other), output_field=BooleanField())
