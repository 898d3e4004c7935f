"""Who runs a shop, who decides about it, and who may see who stands behind it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.policies import covers, has_role_over
from chophien.accounts.selectors import reach_of
from chophien.accounts.states import SELLER_ROLES, Role
from chophien.lib.actor import Actor, GuestActor
from chophien.lib.errors import Sentence
from chophien.lib.verdict import YES, Verdict, no
from chophien.places.models import Commune
from chophien.rules import selectors as rules
from chophien.sellers.mandates import acts_today, mandates_of_helper
from chophien.sellers.models import Mandate, Seller
from chophien.sellers.states import Deed

MANAGING = frozenset({Role.SELLER_MANAGER})
DECIDING = frozenset({Role.OPERATOR})
CASHIERS = frozenset({Role.SELLER_MANAGER, Role.SELLER_ACCOUNTANT})
"""Whose business a shop's money is."""
LOOKING_ON = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_OFFICER})
"""Those who see a shop before it is open. Helpers are not among them: what they need, a household shows them."""
ROLES_OF_DEED: Mapping[Deed, frozenset[Role]] = {
    Deed.LIST: frozenset({Role.SELLER_MANAGER}),
    Deed.ANSWER: frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER}),
    Deed.ACCEPT: frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER, Role.OPERATOR}),
    Deed.HAND_OVER: frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER, Role.OPERATOR}),
}
"""Who does these things by their own role. A helper does them by a mandate of the household."""
NOT_BY_YOU: Mapping[Deed, Sentence] = {
    Deed.LIST: _("Only the shop's manager can change its goods."),
    Deed.ANSWER: _("Only those who work for the shop can answer its buyers."),
    Deed.ACCEPT: _("Only the shop's manager and packers can accept this order."),
    Deed.HAND_OVER: _("Only the shop's manager and packers can hand this order over."),
}


def may(
    actor: Actor,
    deed: Deed,
    seller: Seller,
    *,
    at: datetime,
    roles: frozenset[Role] | None = None,
    otherwise: Sentence = "",
) -> Verdict:
    """May `actor` do this for the shop: by a role there, as operator of the area, or by the household's mandate?

    `roles` names who may do it by their own role where that differs from `ROLES_OF_DEED`. A mandate counts while it
    lasts, in the commune where its helper helps, and for as many acts a day as `sellers.helper_acts_per_day` allows.
    `otherwise` is what strangers to the shop are told.
    """
    if not isinstance(actor, Person):
        return YES if actor.is_system else no(otherwise or NOT_BY_YOU[deed])
    by_role = ROLES_OF_DEED[deed] if roles is None else roles
    reach = reach_of(actor.code, roles=by_role | {Role.HELPER}, at=at)
    own = replace(reach, communes=frozenset())
    if covers(own, seller_code=seller.code, commune=seller.commune):
        return YES
    if seller.commune.code in reach.communes:
        return _by_mandate(actor, deed, seller, at=at)
    return no(otherwise or NOT_BY_YOU[deed])


def _by_mandate(actor: Person, deed: Deed, seller: Seller, *, at: datetime) -> Verdict:
    if not mandates_of_helper(actor.code, at=at, deed=deed).filter(seller=seller).exists():
        return no(_("The household has not let you do this, or no longer."))
    if acts_today(actor.code, at=at) >= rules.whole("sellers.helper_acts_per_day", at=at):
        return no(_("You have done as much for others today as one helper may. Go on tomorrow."))
    return YES


def can_ask_for_mandate(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` ask this household to be let help? Community helpers, in the commune they help in; not its staff."""
    if not isinstance(actor, Person) or not has_role_over(actor, {Role.HELPER}, commune=seller.commune, at=at):
        return no(_("Only a community helper of the household's commune can ask for this."))
    if has_role_over(actor, SELLER_ROLES, seller_code=seller.code, at=at):
        return no(_("You work for this shop yourself. It needs no mandate for you."))
    return YES


def can_open_for_others(actor: Actor, commune: Commune, *, at: datetime) -> Verdict:
    """May `actor` begin a shop for a household there? Community helpers of that commune."""
    if has_role_over(actor, {Role.HELPER}, commune=commune, at=at):
        return YES
    return no(_("Only a community helper of this commune can do this for somebody."))


def can_take_consent(actor: Actor, mandate: Mandate, *, at: datetime) -> Verdict:
    """May the household say yes on `actor`'s screen? On its helper's, while the helper may still ask."""
    if actor.code != mandate.helper.code:
        return no(_("Only the helper whom it is about can take the household's consent."))
    return can_ask_for_mandate(actor, mandate.seller, at=at)


def can_see_mandate(actor: Actor, mandate: Mandate, *, at: datetime) -> Verdict:
    """The helper, the household's managers, and the officers and operators of its area."""
    return YES if actor.code == mandate.helper.code else can_end_mandate(actor, mandate, at=at)


def can_end_mandate(actor: Actor, mandate: Mandate, *, at: datetime) -> Verdict:
    """The household at any time, by its desk or its link; its officers and operators; and whoever helps."""
    by_link = actor.code == household_of(mandate).code
    if actor.is_system or by_link or actor.code == mandate.helper.code:
        return YES
    seller = mandate.seller
    if has_role_over(actor, MANAGING | LOOKING_ON, seller_code=seller.code, commune=seller.commune, at=at):
        return YES
    return no(_("Only the household and the officers of its area can end this."))


def can_see_evidence(actor: Actor, mandate: Mandate, *, at: datetime) -> Verdict:
    """May `actor` see how a household said yes? Its officers and operators, for a purpose that is written down."""
    if has_role_over(actor, LOOKING_ON, commune=mandate.seller.commune, at=at):
        return YES
    return no(_("Only the officers of the area can see how a household said yes."))


def can_call_back(actor: Actor, mandate: Mandate, *, at: datetime) -> Verdict:
    """May `actor` call the household about what its helper did? Officers and operators of the area, not the helper."""
    if actor.code != mandate.helper.code and has_role_over(actor, LOOKING_ON, commune=mandate.seller.commune, at=at):
        return YES
    return no(_("Only the officers of the area call households back."))


def household_of(mandate: Mandate) -> GuestActor:
    """Whoever opened the household's own link to a mandate."""
    return GuestActor(code=f"guest:{mandate.code}")


def can_issue_card(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` print a sign-in card for the household? Its managers, its helper, and the officers of its area."""
    if has_role_over(actor, MANAGING | LOOKING_ON, seller_code=seller.code, commune=seller.commune, at=at):
        return YES
    if isinstance(actor, Person) and mandates_of_helper(actor.code, at=at).filter(seller=seller).exists():
        return YES
    return no(_("Only the household, its helper and the officers of its area can have a card printed."))


def can_manage_shop(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` change what the shop says of itself, its papers, its account and its staff?"""
    if actor.is_system or has_role_over(actor, MANAGING, seller_code=seller.code, at=at):
        return YES
    return no(_("Only the shop's manager can change this."))


def can_see_shop(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` see how the shop stands? The queryset to this verdict is `selectors.sellers_visible_to`."""
    if actor.is_system or has_role_over(
        actor, SELLER_ROLES | LOOKING_ON, seller_code=seller.code, commune=seller.commune, at=at
    ):
        return YES
    return no(_("This shop is not open to you."))


def can_decide_about_shop(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` approve, refuse or suspend this shop? Never one's own."""
    if actor.is_system:
        return YES
    if not has_role_over(actor, DECIDING, commune=seller.commune, at=at):
        return no(_("Only an operator for this area can decide about shops."))
    if has_role_over(actor, SELLER_ROLES, seller_code=seller.code, at=at):
        return no(_("You work for this shop. Somebody else has to decide about it."))
    return YES


def can_see_identity(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` see who stands behind the shop? Operators only, for a stated purpose that is written down."""
    if actor.is_system or has_role_over(actor, DECIDING, commune=seller.commune, at=at):
        return YES
    return no(_("Only an operator for this area can see who stands behind a shop."))


def can_record_support(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` write down a decision about support for this shop, and read for a purpose what it is for?

    Operators and officers of the area; never somebody of the shop itself.
    """
    if actor.is_system:
        return YES
    if has_role_over(actor, SELLER_ROLES, seller_code=seller.code, at=at):
        return no(_("You work for this shop. Somebody else has to write this down."))
    if has_role_over(actor, LOOKING_ON, commune=seller.commune, at=at):
        return YES
    return no(_("Only officers of the area write down who is supported."))


def can_close_shop(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` close the shop for good?"""
    managing = can_manage_shop(actor, seller, at=at)
    return managing or can_decide_about_shop(actor, seller, at=at)


def can_take_over_shops(actor: Actor, *, province_code: str, at: datetime) -> Verdict:
    """May `actor` bring in shops of this province from a list, without their people?"""
    if actor.is_system or has_role_over(actor, DECIDING, province_code=province_code, at=at):
        return YES
    return no(_("Only an operator can bring in shops from a list."))
