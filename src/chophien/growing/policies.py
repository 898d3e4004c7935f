"""Who puts land on the map, who may see where exactly it lies, and who writes down what an authority decided."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.growing.models import GrowingArea
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.sellers.models import Seller
from chophien.sellers.policies import LOOKING_ON, ROLES_OF_DEED, may
from chophien.sellers.states import Deed

DECIDING_ON_CODES = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER})


def can_map(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` draw the shop's areas? Its managers, and helpers who may list for it."""
    sentence = _("Only the shop's manager and its helpers can put its land on the map.")
    return may(actor, Deed.LIST, seller, at=at, roles=ROLES_OF_DEED[Deed.LIST] | {Role.OPERATOR}, otherwise=sentence)


def can_see_exactly(actor: Actor, area: GrowingArea, *, at: datetime) -> Verdict:
    """May `actor` see where exactly it lies? Those who map it, and the officers of its commune and province.

    A household's land is its home: nobody else learns more than the cell of a kilometre.
    """
    seller = area.seller
    if actor.is_system or may(actor, Deed.LIST, seller, at=at):
        return YES
    if has_role_over(actor, LOOKING_ON, seller_code=seller.code, commune=area.commune, at=at):
        return YES
    return no(_("Where exactly it lies, only its people and the officers of the area can see."))


def can_write_codes(actor: Actor, area: GrowingArea, *, at: datetime) -> Verdict:
    """May `actor` write down what an authority decided about a code? Officers of the province, and operators."""
    if actor.is_system or has_role_over(actor, DECIDING_ON_CODES, commune=area.commune, at=at):
        return YES
    return no(_("Only officers of the province write down codes of growing areas."))
