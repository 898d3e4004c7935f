"""Who writes and prints a shop's labels."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import Verdict
from chophien.sellers.models import Seller
from chophien.sellers.policies import ROLES_OF_DEED, may
from chophien.sellers.states import Deed


def can_print(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` write and print the shop's labels? Managers, and helpers who may list for it."""
    sentence = _("Only the shop's manager and its helpers can print its labels.")
    return may(actor, Deed.LIST, seller, at=at, roles=ROLES_OF_DEED[Deed.LIST] | {Role.OPERATOR}, otherwise=sentence)
