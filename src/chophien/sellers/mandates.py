"""Which mandates count: the one place that knows. Behind every verdict and every queryset about helpers."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from chophien.accounts.models import Grant
from chophien.accounts.selectors import in_force, opened_by_card
from chophien.accounts.states import Role, Scope
from chophien.audit.models import Entry
from chophien.lib.dates import local, local_date
from chophien.sellers.models import Mandate
from chophien.sellers.states import PART_OF_AN_ACT, Deed, MandateStatus


def mandates_in_force(*, at: datetime) -> QuerySet[Mandate]:
    """The mandates that count now: given, of today, and their helper still helps in the household's commune."""
    return mandates_not_over(at=at).filter(given_at__lte=at, valid_from__lte=local_date(at))


def mandates_not_over(*, at: datetime) -> QuerySet[Mandate]:
    """Those that count now, and those that were given for a time that has yet to begin."""
    helps_there = Grant.objects.filter(
        in_force(at),
        person=OuterRef("helper"),
        role=Role.HELPER,
        scope_kind=Scope.COMMUNE,
        scope_code=OuterRef("seller__commune__code"),
    )
    return Mandate.objects.filter(
        Exists(helps_there),
        status=MandateStatus.GIVEN,
        valid_until__gte=local_date(at),
        helper__is_active=True,
    )


def mandates_of_helper(helper_code: str, *, at: datetime, deed: Deed | None = None) -> QuerySet[Mandate]:
    """The mandates that count now of one helper; with `deed` only those for it. A card opens no other's shop."""
    asked = Q(helper__code=helper_code)
    if deed is not None:
        asked &= Q(deeds__contains=[deed])
    opens = opened_by_card(helper_code)
    if opens is not None:
        asked &= Q(seller__code=opens)
    return mandates_in_force(at=at).filter(asked)


def acts_today(helper_code: str, *, at: datetime) -> int:
    """How many things somebody has done today in the name of others."""
    midnight = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    done = Entry.objects.filter(actor_code=helper_code, at__gte=midnight, at__lte=at)
    return done.exclude(on_behalf_of="").exclude(what__startswith=PART_OF_AN_ACT).count()
