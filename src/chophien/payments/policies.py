"""Who may say that money came or went back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.payments.models import Payment
from chophien.payments.states import Receiver
from chophien.sellers.models import Seller
from chophien.sellers.policies import CASHIERS

OPERATORS = frozenset({Role.OPERATOR})


def acts_for_the_market(actor: Actor, seller: Seller, *, at: datetime) -> bool:
    """Whether what `actor` pays for this seller's orders is the market's money: an operator's and the system's is."""
    return actor.is_system or has_role_over(actor, OPERATORS, commune=seller.commune, at=at)


def can_handle_money(
    actor: Actor, payment: Payment, seller: Seller, *, at: datetime, shop_has_it: bool | None = None
) -> Verdict:
    """May `actor` say that this payment's money came, or that it was given back?

    Operators may. The seller's manager and accountant may say that it came when it comes to the seller's own account or
    hands; that it was given back only when what is given back lies with the shop (`shop_has_it`), wherever it came to
    at first: cash that a carrier has is the market's to give back.
    """
    if acts_for_the_market(actor, seller, at=at):
        return YES
    is_shops = payment.receiver == Receiver.SELLER if shop_has_it is None else shop_has_it
    if is_shops and has_role_over(actor, CASHIERS, seller_code=seller.code, at=at):
        return YES
    if is_shops:
        return no(_("Only the shop's manager and accountant, or an operator, can say that money came."))
    return no(_("This money comes to the market's account: an operator marks it received."))
