"""Who may pay sellers out."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no


def can_pay_out(actor: Actor, *, at: datetime) -> Verdict:
    """Operators of the whole market draw batches up, sign them and tell what the bank did; the clock draws up too."""
    if actor.is_system or has_role_over(actor, {Role.OPERATOR}, at=at):
        return YES
    return no(_("Only an operator of the whole market pays out."))
