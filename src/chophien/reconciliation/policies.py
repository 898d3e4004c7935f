"""Who may explain money on the market's account."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no

RECONCILING = frozenset({Role.OPERATOR})


def can_reconcile(actor: Actor, *, at: datetime) -> Verdict:
    """Operators of the whole country: the account is the market's, not a province's."""
    if has_role_over(actor, RECONCILING, at=at):
        return YES
    return no(_("Only an operator of the whole country can explain money on the market's account."))
