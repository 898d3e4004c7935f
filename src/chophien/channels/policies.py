"""Who may bring goods in by the file, for whom and without review, and who may connect a shop with other sites."""

from datetime import datetime

from django.utils.translation import gettext as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.selectors import holds_nationwide
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.models import Seller

PUBLISHERS = frozenset({Role.OPERATOR})
SENDERS = frozenset({Role.SELLER_MANAGER})


def can_import_goods(actor: Actor, *, seller_code: str, publish: bool, at: datetime) -> Verdict:
    """An operator may import for every shop and publish; a shop's manager for that shop, with review."""
    if actor.is_system or holds_nationwide(actor.code, roles=PUBLISHERS, at=at):
        return YES
    if publish:
        return no(_("Only an operator can publish without review."))
    if seller_code and has_role_over(actor, SENDERS, seller_code=seller_code, at=at):
        return YES
    return no(_("Only the shop's manager can import its goods."))


def can_connect(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """Keys, webhooks and other channels of a shop are its managers' business; no helper and no operator acts here."""
    if has_role_over(actor, SENDERS, seller_code=seller.code, at=at):
        return YES
    return no(_("Only the shop's manager can connect it with other sites."))
