"""Who runs a shop, who decides about it, and who may see who stands behind it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import SELLER_ROLES, Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.models import Seller

MANAGING = frozenset({Role.SELLER_MANAGER})
DECIDING = frozenset({Role.OPERATOR})
LOOKING_ON = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_OFFICER})
"""Those who see a shop before it is open. Helpers are not among them: what they need, a household shows them."""


def can_manage_shop(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` change what the shop says of itself, its papers, its account and its staff?"""
    if actor.is_system or has_role_over(actor, MANAGING, seller_code=seller.code, at=at):
        return YES
    return no(_("Only the shop's manager can change this."))


def can_see_shop(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` see how the shop stands? The queryset to this verdict is `selectors.sellers_visible_to`."""
    if actor.is_system or has_role_over(
        actor, SELLER_ROLES | LOOKING_ON, seller_code=seller.code, commune=seller.commune, at=at
    ):
        return YES
    return no(_("This shop is not open to you."))


def can_decide_about_shop(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` approve, refuse or suspend this shop? Never one's own."""
    if actor.is_system:
        return YES
    if not has_role_over(actor, DECIDING, commune=seller.commune, at=at):
        return no(_("Only an operator for this area can decide about shops."))
    if has_role_over(actor, SELLER_ROLES, seller_code=seller.code, at=at):
        return no(_("You work for this shop. Somebody else has to decide about it."))
    return YES


def can_see_identity(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` see who stands behind the shop? Operators only, for a stated purpose that is written down."""
    if actor.is_system or has_role_over(actor, DECIDING, commune=seller.commune, at=at):
        return YES
    return no(_("Only an operator for this area can see who stands behind a shop."))


def can_close_shop(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` close the shop for good?"""
    managing = can_manage_shop(actor, seller, at=at)
    return managing or can_decide_about_shop(actor, seller, at=at)


def can_take_over_shops(actor: Actor, *, province_code: str, at: datetime) -> Verdict:
    """May `actor` bring in shops of this province from a list, without their people?"""
    if actor.is_system or has_role_over(actor, DECIDING, province_code=province_code, at=at):
        return YES
    return no(_("Only an operator can bring in shops from a list."))
