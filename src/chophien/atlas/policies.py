"""Who puts a shop's places on the map."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.lib.actor import Actor
from chophien.lib.verdict import Verdict
from chophien.sellers.models import Seller
from chophien.sellers.policies import may
from chophien.sellers.states import Deed


def can_put_sites(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` say where the shop packs and gathers? Its managers, and helpers who may list for it."""
    sentence = _("Only the shop's manager and its helpers can put its places on the map.")
    return may(actor, Deed.LIST, seller, at=at, otherwise=sentence)
