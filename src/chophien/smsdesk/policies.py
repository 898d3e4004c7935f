"""Who takes care of what was not understood."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.selectors import grants_of
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.smsdesk.models import IncomingSms
from chophien.smsdesk.selectors import puzzling_for


def can_see_puzzling(actor: Actor, sms: IncomingSms, *, at: datetime) -> Verdict:
    """May `actor` see and tick off this SMS? The queryset to this verdict is `selectors.puzzling_for`."""
    if actor.is_system or (isinstance(actor, Person) and puzzling_for(actor, at=at).filter(pk=sms.pk).exists()):
        return YES
    return no(_("You do not help this household."))


def can_see_list(person: Person, *, at: datetime) -> bool:
    """Whether somebody has anything to do with what was not understood: as helper of a household, or as operator."""
    grants = grants_of(person.code, at=at).filter(role__in=[Role.HELPER, Role.OPERATOR])
    return grants.exists()
