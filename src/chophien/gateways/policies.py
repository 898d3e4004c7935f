"""Who works off what gateways leave to people."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no

WORKING = frozenset({Role.OPERATOR})


def can_work_off(actor: Actor, *, at: datetime) -> Verdict:
    """Operators of the whole country: a gateway's account is the market's, not a province's."""
    if has_role_over(actor, WORKING, at=at):
        return YES
    return no(_("Only an operator of the whole country works off what gateways leave open."))
