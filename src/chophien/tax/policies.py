"""Who may declare what for a shop, and who looks after the market's tax."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.selectors import holds_nationwide
from chophien.accounts.states import SELLER_ROLES, Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.models import Seller
from chophien.sellers.policies import can_manage_shop

DECIDING = frozenset({Role.OPERATOR})


def can_declare(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` sign for the shop that goods are its own produce? Its managers, and nobody in their place."""
    if actor.is_system:
        return no(_("Only the shop's manager can sign this."))
    return can_manage_shop(actor, seller, at=at)


def can_end_declaration(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` end what a shop declared? The shop itself, and operators of the country who work for no such shop."""
    if can_manage_shop(actor, seller, at=at):
        return YES
    works_there = has_role_over(actor, SELLER_ROLES, seller_code=seller.code, at=at)
    return (
        no(_("You work for this shop. Somebody else has to decide."))
        if works_there
        else can_look_after_tax(actor, at=at)
    )


def can_look_after_tax(actor: Actor, *, at: datetime) -> Verdict:
    """May `actor` classify goods, make the monthly return and see who was withheld from what?"""
    if actor.is_system or holds_nationwide(actor.code, roles=DECIDING, at=at):
        return YES
    return no(_("Only operators of the whole country look after the market's tax."))
