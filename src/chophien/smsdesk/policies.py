"""Who takes care of what was not understood."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.selectors import grants_of, holds_nationwide
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.selectors.helping import mandated_sellers
from chophien.sellers.selectors.shops import sellers_decided_by
from chophien.smsdesk.models import IncomingSms


def cared_for_by(person: Person, *, at: datetime) -> Q:
    """Whose SMS somebody takes care of: of the households they help, of the shops of an operator's area; of people
    without a shop the operators of the whole country.
    """
    helped = mandated_sellers(person, at=at).values("code")
    return Q(seller_code__in=helped) | operated_by(person, at=at)


def operated_by(person: Person, *, at: datetime) -> Q:
    """Whose SMS somebody takes care of as operator: of shops of the area; of people without a shop and of strangers,
    operators of the whole country.
    """
    cared = Q(seller_code__in=sellers_decided_by(person, at=at).values("code"))
    if holds_nationwide(person.code, roles={Role.OPERATOR}, at=at):
        cared |= Q(seller_code="")
    return cared


def can_see_puzzling(actor: Actor, sms: IncomingSms, *, at: datetime) -> Verdict:
    """May `actor` see and tick off this SMS? The queryset to this verdict is `selectors.puzzling_for`."""
    if actor.is_system:
        return YES
    if isinstance(actor, Person) and IncomingSms.objects.filter(cared_for_by(actor, at=at), pk=sms.pk).exists():
        return YES
    return no(_("You do not help this household."))


def can_answer(actor: Actor, sms: IncomingSms, *, at: datetime) -> Verdict:
    """May `actor` see the number and answer in the market's name? The queryset is `selectors.unmatched_for`."""
    if isinstance(actor, Person) and IncomingSms.objects.filter(operated_by(actor, at=at), pk=sms.pk).exists():
        return YES
    return no(_("This message is not of your area."))


def can_see_list(person: Person, *, at: datetime) -> bool:
    """Whether somebody has anything to do with what was not understood: as helper of a household, or as operator."""
    return grants_of(person.code, at=at).filter(role__in=[Role.HELPER, Role.OPERATOR]).exists()
