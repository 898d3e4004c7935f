"""Who orders packaging for a shop, and who keeps the list of suppliers."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.selectors import holds_nationwide
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.models import Seller
from chophien.sellers.policies import may
from chophien.sellers.states import Deed


def can_order(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` order packaging for the shop? Its managers, and the helper who may list for it."""
    return may(actor, Deed.LIST, seller, at=at, otherwise=_("Only the shop's manager and its helpers order this."))


def can_keep_suppliers(actor: Actor, *, at: datetime) -> Verdict:
    """May `actor` enter suppliers and see through what was ordered of them? Operators of the whole country."""
    if actor.is_system or holds_nationwide(actor.code, roles=[Role.OPERATOR], at=at):
        return YES
    return no(_("Only operators of the whole country do this."))
