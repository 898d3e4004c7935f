"""Who may say how much is left. Taking and giving back follow from an order, whose own policies decide."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.models import Seller

COUNTING_ROLES = frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER, Role.OPERATOR})


def can_set_stock(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` say how much the seller has left?"""
    if actor.is_system:
        return YES
    if has_role_over(actor, COUNTING_ROLES, seller_code=seller.code, commune=seller.commune, at=at):
        return YES
    return no(_("Only the shop's manager and packers can change how much is left."))
