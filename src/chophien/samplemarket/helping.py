"""The demonstration's helper, and the two sample households that let them help: so that a stranger can try it."""

from datetime import datetime, timedelta

from chophien.accounts.actions.roles import give_role
from chophien.accounts.models import Person
from chophien.accounts.selectors import person_by_phone
from chophien.accounts.states import Role, Scope
from chophien.lib.actor import SystemActor
from chophien.lib.dates import local_date
from chophien.sellers.actions.consents import consent_in_desk
from chophien.sellers.actions.mandates import ask_for_mandate
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import sellers_managed_by
from chophien.sellers.states import Deed

HELPER, HOUSEHOLDS = "+84900000021", ("+84900000012", "+84900000015")
MONTHS = timedelta(days=180)


def let_sample_households_be_helped(*, loader: SystemActor, at: datetime) -> None:
    """Have the sample helper ask both sample households for everything a helper may do; both say yes in their desk."""
    helper = person_by_phone(HELPER)
    for phone in HOUSEHOLDS:
        household = person_by_phone(phone)
        if helper is None or household is None:
            raise ValueError("the sample's helper or one of its households is missing")
        for seller in sellers_managed_by(household, at=at):
            _help(seller, helper=helper, household=household, loader=loader, at=at)


def _help(seller: Seller, *, helper: Person, household: Person, loader: SystemActor, at: datetime) -> None:
    give_role(
        person=helper,
        role=Role.HELPER,
        scope_kind=Scope.COMMUNE,
        scope_code=seller.commune.code,
        actor=loader,
        at=at,
    )
    until = local_date(at) + MONTHS
    mandate = ask_for_mandate(seller=seller, deeds=list(Deed), valid_until=until, actor=helper, at=at)
    consent_in_desk(mandate=mandate, actor=household, at=at)
