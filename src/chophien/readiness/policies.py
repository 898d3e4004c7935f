"""Who goes through a shop's checklists."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.lib.actor import Actor
from chophien.lib.verdict import Verdict
from chophien.sellers.models import Seller
from chophien.sellers.policies import may
from chophien.sellers.states import Deed


def can_check(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` say what is there and what is missing? The shop's managers, and the adviser who may list for it."""
    return may(actor, Deed.LIST, seller, at=at, otherwise=_("Only the shop's manager and its helpers check this."))
