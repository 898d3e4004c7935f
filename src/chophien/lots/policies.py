"""Who weighs in, who decides about lots, and who pays households."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.policies import has_role_over
from chophien.accounts.selectors import opened_by_card
from chophien.accounts.states import Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.lots.models import Grower
from chophien.sellers.models import Seller
from chophien.sellers.policies import CASHIERS, MANAGING, may
from chophien.sellers.states import Deed

AT_THE_SCALES = frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER, Role.OPERATOR})


def can_weigh(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` weigh in, sort out and pack? Managers, packers, and helpers who may list for the shop."""
    sentence = _("Only the shop's manager, packers and helpers can weigh in and pack.")
    return may(actor, Deed.LIST, seller, at=at, roles=AT_THE_SCALES, otherwise=sentence)


def can_decide_about_lots(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` say who belongs to the cooperative, and what is agreed about a lot? Its managers."""
    if actor.is_system or has_role_over(actor, MANAGING, seller_code=seller.code, at=at):
        return YES
    return no(_("Only the shop's manager can decide this about its lots."))


def can_pay_growers(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` see what is owed to households and write down what was paid? Managers and accountants."""
    if actor.is_system or has_role_over(actor, CASHIERS, seller_code=seller.code, at=at):
        return YES
    return no(_("Only the shop's manager and accountant pay its households."))


def is_asked_to_be(actor: Actor, grower: Grower) -> Verdict:
    """May `actor` say whether they are this household? Whose phone the shop wrote down, signed in by that phone."""
    if isinstance(actor, Person) and actor.mobile and actor.mobile == grower.phone_said and not grower.left_at:
        return YES if opened_by_card(actor.code) is None else no(_("Only the household itself can say so."))
    return no(_("Only the household itself can say so."))


def is_this_grower(actor: Actor, grower: Grower) -> Verdict:
    """Is `actor` the household itself?"""
    if isinstance(actor, Person) and grower.person_id == actor.pk:
        return YES
    return no(_("Only the household itself can say so."))
