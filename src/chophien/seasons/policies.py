"""Who may sell a harvest before it is there, and who may look over a province's seasons."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.models import Seller
from chophien.sellers.policies import ROLES_OF_DEED, may
from chophien.sellers.states import Deed

LOOKING_OVER = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER})


def can_manage_harvest(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` open, move or call off the shop's harvests, or wake the shop? Managers, and helpers by mandate."""
    return may(
        actor,
        Deed.LIST,
        seller,
        at=at,
        roles=ROLES_OF_DEED[Deed.LIST] | {Role.OPERATOR},
        otherwise=_("Only the shop's manager can decide about its harvests."),
    )


def can_see_calendar(actor: Actor, *, province_code: str, at: datetime) -> Verdict:
    """May `actor` see the season calendar of the province?"""
    if actor.is_system or has_role_over(actor, LOOKING_OVER, province_code=province_code, at=at):
        return YES
    return no(_("This calendar is for the officers of the province."))
