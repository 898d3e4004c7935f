"""Who may change goods, and who decides about them."""

from datetime import datetime

from django.utils.translation import gettext as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.catalog.models import Listing
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.models import Seller
from chophien.sellers.policies import may
from chophien.sellers.states import Deed

GOODS_ROLES = frozenset({Role.SELLER_MANAGER})
REVIEW_ROLES = frozenset({Role.OPERATOR})


def can_offer_goods(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` write listings for this seller, as its manager or by its mandate?"""
    return may(actor, Deed.LIST, seller, at=at, roles=GOODS_ROLES)


def can_review_goods(actor: Actor, listing: Listing, *, at: datetime) -> Verdict:
    """May `actor` approve, refuse or take down this listing?"""
    return can_review_seller_goods(actor, listing.seller, at=at)


def can_review_seller_goods(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` decide about what this seller offers and the papers it hands in?"""
    if actor.is_system or has_role_over(actor, REVIEW_ROLES, commune=seller.commune, at=at):
        return YES
    return no(_("Only an operator can decide about goods."))
