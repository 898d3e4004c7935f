"""Who orders stamps and puts them on packs, and who looks into stamps that seem to be copied."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.lots.policies import can_decide_about_lots, can_weigh
from chophien.sellers.models import Seller
from chophien.sellers.policies import LOOKING_ON


def can_order_stamps(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` order stamps and make them invalid? The shop's managers."""
    return can_decide_about_lots(actor, seller, at=at)


def can_use_stamps(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` put stamps on packs? Whoever packs for the shop."""
    return can_weigh(actor, seller, at=at)


def can_look_into(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` say what became of a stamp that seems to be copied? The shop's managers, officers, operators."""
    if can_decide_about_lots(actor, seller, at=at).allowed:
        return YES
    if has_role_over(actor, LOOKING_ON, seller_code=seller.code, commune=seller.commune, at=at):
        return YES
    return no(_("Only the shop's manager and the officers of its place look into this."))
