"""Who may promise buyers a lower price, for a shop or for the market. Helpers may not: it is the shop's money."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.promotions.models import Pledge
from chophien.sellers.models import Seller

PROMOTING = frozenset({Role.SELLER_MANAGER, Role.OPERATOR})


def can_promote_for(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """A shop's manager, and the operators of its area. The queryset is `sellers.selectors.sellers_managed_by`."""
    if has_role_over(actor, PROMOTING, seller_code=seller.code, commune=seller.commune, at=at):
        return YES
    return no(_("Only the shop's manager sets up promotions."))


def can_promote_for_the_market(actor: Actor, *, at: datetime) -> Verdict:
    """Operators of the whole market decide on its money and on that of programmes."""
    if has_role_over(actor, {Role.OPERATOR}, at=at):
        return YES
    return no(_("Only operators of the whole market decide on its vouchers."))


def can_withdraw_pledge(actor: Actor, pledge: Pledge) -> Verdict:
    """Whoever gave the word: the person, or who holds its unguessable address."""
    own = {f"pledge:{pledge.pk}"} | ({pledge.person.code} if pledge.person else set())
    if actor.is_system or actor.code in own:
        return YES
    return no(_("Only who joined can withdraw."))
