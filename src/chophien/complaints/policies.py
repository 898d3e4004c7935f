"""Who may do what with complaints and recalls. When a step is possible is the flow's business.

The querysets to these verdicts are in `selectors.complaints` and `selectors.recalls`.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import SELLER_ROLES, Role
from chophien.complaints.models import Complaint
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.orders.models import Order
from chophien.orders.policies import is_buyer
from chophien.orders.states import Side
from chophien.sellers.models import Seller
from chophien.sellers.policies import may
from chophien.sellers.states import Deed

MEDIATING = frozenset({Role.OPERATOR})
MANAGING = frozenset({Role.SELLER_MANAGER})
ANSWERING = frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER})


def can_complain(actor: Actor, order: Order) -> Verdict:
    """The buyer, signed in or known by the order's token."""
    if is_buyer(actor, order.group):
        return YES
    return no(_("Only the buyer can complain about this order."))


def can_answer(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """Those who answer buyers for the shop, a helper by mandate among them; operators mediate instead."""
    return may(actor, Deed.ANSWER, seller, at=at, roles=ANSWERING)


def can_promise_money(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """Money is the manager's to promise, never a helper's or a packer's."""
    if actor.is_system or has_role_over(actor, MANAGING, seller_code=seller.code, at=at):
        return YES
    return no(_("Only the shop's manager can promise money. Ask them to answer this one."))


def can_mediate(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """An operator of the shop's area who does not work for the shop. Never the market's own machinery."""
    if actor.is_system or not has_role_over(actor, MEDIATING, commune=seller.commune, at=at):
        return no(_("Only an operator for this area can decide about complaints."))
    if has_role_over(actor, SELLER_ROLES, seller_code=seller.code, at=at):
        return no(_("You work for this shop. Somebody else has to decide about it."))
    return YES


def can_ask_for_the_market(actor: Actor, complaint: Complaint, *, at: datetime) -> Verdict:
    """Either side, and the market's clock."""
    if actor.is_system or is_buyer(actor, complaint.order.group):
        return YES
    return can_answer(actor, complaint.order.seller, at=at)


def side_of(actor: Actor, complaint: Complaint, *, at: datetime) -> Side:
    """For whom somebody takes a step."""
    if actor.is_system:
        return Side.MARKET
    if is_buyer(actor, complaint.order.group):
        return Side.BUYER
    return Side.SELLER if can_answer(actor, complaint.order.seller, at=at) else Side.MARKET


def can_recall(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """The shop's manager for its own goods, and operators of the area."""
    if actor.is_system or has_role_over(actor, MANAGING, seller_code=seller.code, at=at):
        return YES
    if has_role_over(actor, MEDIATING, commune=seller.commune, at=at):
        return YES
    return no(_("Only the shop's manager or an operator can call goods back."))


def can_see_buyers(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """Who bought what is called back: operators of the area, who see that everybody was told."""
    if has_role_over(actor, MEDIATING, commune=seller.commune, at=at):
        return YES
    return no(_("Only an officer of the area can see this."))
