"""Who registers teams, gives out and does tasks, notes visits, and speaks in a mentor pair."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.places.models import Commune
from chophien.programmes.households import households_of
from chophien.programmes.models import MentorPair, Task
from chophien.sellers.models import Seller
from chophien.sellers.policies import LOOKING_ON, MANAGING


def can_register_team(actor: Actor, commune: Commune, *, at: datetime) -> Verdict:
    """May `actor` register the teams of this commune and their members? Its officers and operators."""
    if has_role_over(actor, LOOKING_ON, commune=commune, at=at):
        return YES
    return no(_("Only the officers of this commune or province can register its teams."))


def can_oversee_household(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` write down and give out what there is to do for this household? Officers and operators there."""
    if has_role_over(actor, LOOKING_ON, commune=seller.commune, at=at):
        return YES
    return no(_("Only the officers of the household's commune or province can give out tasks."))


def can_help_household(helper: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """Does `helper` help in the household's commune?"""
    if has_role_over(helper, {Role.HELPER}, commune=seller.commune, at=at):
        return YES
    return no(_("Only a community helper of the household's commune can do this."))


def can_see_household(helper: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """Is this household the helper's business? The queryset to this verdict is `households.households_of`."""
    if households_of(helper, at=at).filter(pk=seller.pk).exists():
        return YES
    return no(_("This household has not been given to you."))


def can_do_task(actor: Actor, task: Task, *, at: datetime) -> Verdict:
    """May `actor` say how far a task is? Its helper while helping there, and the officers and operators of the area."""
    if task.assigned_to is not None and task.assigned_to.code == actor.code:
        return can_help_household(actor, task.seller, at=at)
    if has_role_over(actor, LOOKING_ON, commune=task.seller.commune, at=at):
        return YES
    return no(_("This task was given to somebody else."))


def can_take_task(actor: Actor, task: Task, *, at: datetime) -> Verdict:
    """May `actor` take this task up? Whom it was given to; else any helper whose business the household is."""
    if not isinstance(actor, Person):
        return no(_("Only a community helper takes tasks up."))
    if task.assigned_to is not None and task.assigned_to.code != actor.code:
        return no(_("This task was given to somebody else."))
    return can_help_household(actor, task.seller, at=at) and can_see_household(actor, task.seller, at=at)


def can_speak_for(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` say yes or no for this household in a mentor pair? Its managers themselves, never a helper."""
    if has_role_over(actor, MANAGING, seller_code=seller.code, at=at) and not actor.is_system:
        return YES
    return no(_("Only the household itself can answer this."))


def can_end_pair(actor: Actor, pair: MentorPair, *, at: datetime) -> Verdict:
    """Both households at any time, and the officers and operators of their commune."""
    either = can_speak_for(actor, pair.lead, at=at) or can_speak_for(actor, pair.follower, at=at)
    return either or can_oversee_household(actor, pair.follower, at=at)
