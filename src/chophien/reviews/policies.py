"""Who reviews, asks, answers, and looks after what was written."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.orders.models import Order
from chophien.orders.policies import is_buyer
from chophien.orders.states import Origin
from chophien.sellers.models import Seller
from chophien.sellers.policies import may
from chophien.sellers.states import Deed

MODERATING = frozenset({Role.OPERATOR})
ANSWERING = frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER})


def can_review(actor: Actor, order: Order) -> Verdict:
    """The buyer of these goods, signed in or known by the order's token."""
    if order.origin == Origin.REPLACEMENT:
        return no(_("These goods were sent instead of others. Review those that you bought."))
    if order.origin == Origin.BY_HAND:
        return no(_("The shop wrote this order down itself, so it is not reviewed here."))
    if is_buyer(actor, order.group):
        return YES
    return no(_("Only who bought these goods can review them."))


def can_ask(actor: Actor) -> Verdict:
    """Whoever has signed in."""
    return YES if isinstance(actor, Person) else no(_("Sign in to ask."))


def can_answer(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """Those who answer buyers for the shop, a helper by mandate among them."""
    return may(actor, Deed.ANSWER, seller, at=at, roles=ANSWERING)


def can_moderate(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """An operator of the shop's area."""
    if has_role_over(actor, MODERATING, commune=seller.commune, at=at):
        return YES
    return no(_("Only an operator for this area can hide what is against the law."))
