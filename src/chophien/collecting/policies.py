"""Who may hold, hand over, receive and reconcile cash."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.collecting.models import HandOver
from chophien.collecting.states import HandOverStatus, Holder, HolderKind, Receiver
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.policies import CASHIERS

RECONCILING = frozenset({Role.OPERATOR})
ONLY_THE_BANK = _("The bank's statement confirms this. Take it in: the code in its words finds the receipt.")
HELD_BY_ANOTHER = _("This cash is in somebody else's hands.")


def can_reconcile_carriers(actor: Actor, *, at: datetime) -> Verdict:
    """Operators of the whole country: carriers settle with the market, not with a province."""
    if has_role_over(actor, RECONCILING, at=at):
        return YES
    return no(_("Only an operator of the whole country settles with carriers."))


def can_hand_over(actor: Actor, holder: Holder, *, at: datetime) -> Verdict:
    """May `actor` hand over what this holder has? A helper their own; the cashiers of a cooperative; operators for a
    carrier.
    """
    if holder.kind == HolderKind.HELPER and actor.code == holder.code:
        return YES
    if holder.kind == HolderKind.SELLER and has_role_over(actor, CASHIERS, seller_code=holder.code, at=at):
        return YES
    if holder.kind == HolderKind.CARRIER and has_role_over(actor, RECONCILING, at=at):
        return YES
    return no(HELD_BY_ANOTHER)


def can_receive(actor: Actor, hand_over: HandOver, *, at: datetime) -> Verdict:
    """May `actor` say that the cash came, or that it did not? The cashiers of who receives it, never who gave it."""
    if hand_over.receiver == Receiver.MARKET:
        return can_reconcile_carriers(actor, at=at)
    if has_role_over(actor, CASHIERS, seller_code=hand_over.receiver_code, at=at):
        return YES
    return no(_("Only the household's own manager and accountant can say that its cash came."))


def can_confirm(actor: Actor, hand_over: HandOver, *, at: datetime) -> Verdict:
    """May `actor` say that it came? Who receives it; the bank's line where it came by transfer; once it was disputed,
    an operator of the whole country as well.
    """
    if hand_over.receiver == Receiver.MARKET:
        return YES if actor.is_system else no(ONLY_THE_BANK)
    if hand_over.status == HandOverStatus.DISPUTED and can_reconcile_carriers(actor, at=at):
        return YES
    return can_receive(actor, hand_over, at=at)


def can_see_receipt(actor: Actor, hand_over: HandOver, *, at: datetime) -> Verdict:
    """Whoever gave, whoever received, and the operators of the whole country."""
    if not isinstance(actor, Person):
        return no(HELD_BY_ANOTHER)
    gave = actor.code == hand_over.offered_by or bool(can_hand_over(actor, hand_over.giver, at=at))
    if gave or can_receive(actor, hand_over, at=at) or can_reconcile_carriers(actor, at=at):
        return YES
    return no(HELD_BY_ANOTHER)
