"""Who may write facts, and who decides whether sellers may use them."""

from datetime import datetime

from django.utils.translation import gettext as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.selectors import holds_nationwide
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.places.models import Province

WRITERS = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER})


def can_write_facts(actor: Actor, province: Province | None, *, at: datetime) -> Verdict:
    """May `actor` write, approve and retire facts about this province? Those about the whole country need its grant."""
    if actor.is_system:
        return YES
    if province is not None and has_role_over(actor, WRITERS, province_code=province.code, at=at):
        return YES
    if province is None and holds_nationwide(actor.code, roles=WRITERS, at=at):
        return YES
    return no(_("Only operators and officers of the province write the library."))
