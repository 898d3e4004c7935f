"""Who fills in an OCOP dossier, and who judges it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.models import Seller
from chophien.sellers.policies import may
from chophien.sellers.states import Deed

COMMUNE = frozenset({Role.COMMUNE_OFFICER})
PROVINCE = frozenset({Role.PROVINCE_OFFICER, Role.OPERATOR})


def can_fill_in(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` fill in the shop's dossiers? Its managers, and helpers who may list for it."""
    return may(actor, Deed.LIST, seller, at=at, otherwise=_("Only the shop's manager and its helpers fill this in."))


def can_judge_for_commune(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` judge for the shop's commune? Its officers."""
    if actor.is_system or has_role_over(actor, COMMUNE, commune=seller.commune, at=at):
        return YES
    return no(_("Only officers of the commune judge this."))


def can_judge_for_province(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` judge for the shop's province? Its officers, and operators, who enter what a council decided."""
    if actor.is_system or has_role_over(actor, PROVINCE, commune=seller.commune, at=at):
        return YES
    return no(_("Only officers of the province judge this."))
