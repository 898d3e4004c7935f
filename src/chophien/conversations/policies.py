"""Who reads and writes a conversation: its two sides, and the market once one of them has reported it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.conversations.models import Conversation
from chophien.conversations.states import Party
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.orders.policies import is_buyer
from chophien.sellers.models import Seller
from chophien.sellers.policies import may
from chophien.sellers.states import Deed

MODERATING = frozenset({Role.OPERATOR})
ANSWERING = frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER})


def is_asker(actor: Actor, conversation: Conversation) -> bool:
    """Whether `actor` is the buyer's side."""
    if conversation.order is not None:
        return is_buyer(actor, conversation.order.group)
    return isinstance(actor, Person) and actor == conversation.person


def can_answer(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """Those who answer buyers for the shop, a helper by mandate among them. Operators do not write here."""
    return may(actor, Deed.ANSWER, seller, at=at, roles=ANSWERING)


def party_of(actor: Actor, conversation: Conversation, *, at: datetime) -> Party | None:
    """On which side somebody stands; none for everybody else."""
    if is_asker(actor, conversation):
        return Party.BUYER
    return Party.SELLER if can_answer(actor, conversation.seller, at=at) else None


def can_write(actor: Actor, conversation: Conversation, *, at: datetime) -> Verdict:
    """The two sides."""
    if party_of(actor, conversation, at=at) is not None:
        return YES
    return no(_("Only the buyer and the shop write here."))


def can_look(actor: Actor, conversation: Conversation, *, at: datetime) -> Verdict:
    """An operator of the shop's area, once one side has reported the conversation; the look is written down."""
    if conversation.reported_at is None:
        return no(_("Nobody has reported this conversation: only the two sides read it."))
    if has_role_over(actor, MODERATING, commune=conversation.seller.commune, at=at):
        return YES
    return no(_("Only an operator for this area can look at reported conversations."))
