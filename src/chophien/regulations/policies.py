"""Who decides what selling costs."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no


def can_announce_fees(actor: Actor, *, at: datetime) -> Verdict:
    """Operators of the whole market: a fee is the same for every province."""
    if has_role_over(actor, {Role.OPERATOR}, at=at):
        return YES
    return no(_("Only operators of the whole market decide on its fees."))
