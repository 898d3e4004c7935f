"""Reads about visits."""

from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.programmes.households import households_of
from chophien.programmes.models import HouseholdVisit
from chophien.sellers.models import Seller
from chophien.sellers.policies import LOOKING_ON


def visits_by(helper: Person) -> QuerySet[HouseholdVisit]:
    """What a helper has written down, the latest visit first."""
    return HouseholdVisit.objects.filter(helper=helper).select_related("seller").order_by("-visited_on", "-pk")


def visits_to(seller: Seller, *, reader: Person, at: datetime) -> QuerySet[HouseholdVisit]:
    """The visits to a household that somebody may read: its helpers of today all, anybody else their own."""
    readable = Q(helper=reader)
    if households_of(reader, at=at).filter(pk=seller.pk).exists():
        readable = Q()
    rows = HouseholdVisit.objects.filter(readable, seller=seller)
    return rows.select_related("helper").order_by("-visited_on", "-pk")


def visits_overseen_by(person: Person, *, at: datetime) -> QuerySet[HouseholdVisit]:
    """The visits in somebody's area as officer or operator, the latest first."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    there = reach.q(province="seller__commune__province__code", commune="seller__commune__code")
    rows = HouseholdVisit.objects.filter(there)
    return rows.select_related("seller__commune__province", "helper").order_by("-visited_on", "-pk")
