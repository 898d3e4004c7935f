"""Who may say how much is left. Taking and giving back follow from an order, whose own policies decide."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import Verdict
from chophien.sellers.models import Seller
from chophien.sellers.policies import may
from chophien.sellers.states import Deed

COUNTING_ROLES = frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER, Role.OPERATOR})


def can_set_stock(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` say how much the seller has left? A helper who may list may also count."""
    sentence = _("Only the shop's manager and packers can change how much is left.")
    return may(actor, Deed.LIST, seller, at=at, roles=COUNTING_ROLES, otherwise=sentence)
