"""Who may ask about whose data, and who answers."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.privacy.models import DataRequest
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import mandated_sellers

OFFICES = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_OFFICER})
NOT_YOURS = _("Only the person themselves may ask this.")
NOT_HELPED = _("Only a helper whom the household has asked, or an officer of the place, may ask this for it.")
NOT_DECIDING = _("Requests about data are answered by operators of the whole market.")


def can_ask(actor: Actor, person: Person) -> Verdict:
    """Whether somebody may ask about these data, or agree to a purpose: for themselves alone."""
    return YES if actor.code == person.code else no(NOT_YOURS)


def can_ask_for_household(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """Whether somebody may hand in a household's wish: its helper, or an officer of its commune or province."""
    if helps(actor, seller, at=at):
        return YES
    in_office = has_role_over(actor, OFFICES, at=at, seller_code=seller.code, commune=seller.commune)
    return YES if in_office else no(NOT_HELPED)


def can_look_at_evidence(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """Whether somebody may see how a household agreed: officers and operators of its place, never its helper."""
    in_office = has_role_over(actor, OFFICES, at=at, commune=seller.commune)
    return YES if in_office else no(_("Only the officers of the area can see how a household said yes."))


def helps(actor: Actor, seller: Seller, *, at: datetime) -> bool:
    """Whether the household lets somebody help it now."""
    return mandated_sellers(actor, at=at).filter(pk=seller.pk).exists()


def can_withdraw(actor: Actor, request: DataRequest) -> Verdict:
    """Whether somebody may take a request back: whose data it is about, or who handed it in."""
    return YES if actor.code in {request.person.code, request.asked_by} else no(NOT_YOURS)


def can_decide(actor: Actor, *, at: datetime) -> Verdict:
    """Whether somebody answers requests, sets holds and keeps the register of breaches."""
    return YES if actor.is_system or has_role_over(actor, {Role.OPERATOR}, at=at) else no(NOT_DECIDING)
