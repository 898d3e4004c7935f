"""Who asks, quotes, agrees, sends and reads."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.models import Seller
from chophien.sellers.policies import can_manage_shop, may
from chophien.sellers.states import Deed
from chophien.wholesale.models import Contract, PurchaseRequest, StandingOrder
from chophien.wholesale.states import Party


def can_change_request(actor: Actor, request: PurchaseRequest) -> Verdict:
    """Whoever asked."""
    return YES if actor.code == request.buyer.code else no(_("Only who asked can change this request."))


def can_quote_for(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """Those who answer buyers for the shop; a helper by mandate."""
    return may(actor, Deed.ANSWER, seller, at=at)


def can_send(actor: Actor, contract: Contract, *, at: datetime) -> Verdict:
    """Those who hand goods over for the shop; a helper by mandate."""
    return may(actor, Deed.HAND_OVER, contract.seller, at=at)


def party_of(actor: Actor, contract: Contract, *, at: datetime) -> Party | None:
    """For which side somebody speaks and signs: the buyer, or the shop's managers. Helpers sign nothing."""
    if actor.code == contract.buyer.code:
        return Party.BUYER
    return Party.SELLER if isinstance(actor, Person) and can_manage_shop(actor, contract.seller, at=at) else None


def can_agree(actor: Actor, contract: Contract, *, at: datetime) -> Verdict:
    """The two sides."""
    if party_of(actor, contract, at=at) is not None:
        return YES
    return no(_("Only the buyer and the shop's manager decide about this contract."))


def can_change_standing(actor: Actor, standing: StandingOrder) -> Verdict:
    """Whoever set it up."""
    return YES if actor.code == standing.buyer.code else no(_("Only who set it up can change it."))


def can_give_pack(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """The shop's managers: its papers are not a helper's to give."""
    if isinstance(actor, Person) and can_manage_shop(actor, seller, at=at):
        return YES
    return no(_("Only the shop's manager says who gets its documents."))
