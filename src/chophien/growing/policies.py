"""Who puts land on the map, who may see where exactly it lies, and who writes down what an authority decided."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.policies import has_role_over
from chophien.accounts.selectors import holds_nationwide, opened_by_card, reach_of
from chophien.accounts.states import SELLER_ROLES, Role
from chophien.growing.models import AreaHousehold, GrowingArea, LandRequest
from chophien.growing.states import LandStatus
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.verdict import YES, Verdict, no
from chophien.places.models import Commune
from chophien.sellers.models import Seller
from chophien.sellers.policies import LOOKING_ON, ROLES_OF_DEED, may
from chophien.sellers.states import Deed

WRITING_DIARIES = frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER, Role.OPERATOR})
WITNESSES = frozenset({Role.COMMUNE_OFFICER, Role.HELPER})
DECIDING_ON_CODES = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER})


def can_map(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` draw the shop's areas? Its managers, and helpers who may list for it."""
    sentence = _("Only the shop's manager and its helpers can put its land on the map.")
    return may(actor, Deed.LIST, seller, at=at, roles=ROLES_OF_DEED[Deed.LIST] | {Role.OPERATOR}, otherwise=sentence)


def can_write_diary(actor: Actor, area: GrowingArea, *, at: datetime) -> Verdict:
    """May `actor` write the area's diary? The shop's managers and packers, and helpers who may list for it."""
    sentence = _("Only the shop's people and its helpers write its farm diary.")
    return may(actor, Deed.LIST, area.seller, at=at, roles=WRITING_DIARIES, otherwise=sentence)


def can_let_look(actor: Actor, area: GrowingArea, *, at: datetime) -> Verdict:
    """May `actor` let a buyer see where exactly the area lies? Its managers alone: no helper gives a home away."""
    if actor.is_system or has_role_over(actor, {Role.SELLER_MANAGER}, seller_code=area.seller.code, at=at):
        return YES
    return no(_("Only the shop's manager can let somebody see where exactly its land lies."))


def was_let_look(actor: Actor, area: GrowingArea, *, at: datetime) -> bool:
    """Whether the owner's yes to `actor` counts today."""
    given = LandRequest.objects.filter(area=area, status=LandStatus.GIVEN, person__code=actor.code)
    return given.filter(until__gte=local_date(at)).exists()


def can_keep_input_lists(actor: Actor, *, at: datetime) -> Verdict:
    """May `actor` bring in lists of permitted inputs? They count in the whole country: its operators."""
    if actor.is_system or holds_nationwide(actor.code, roles={Role.OPERATOR}, at=at):
        return YES
    return no(_("Only an operator of the whole market brings in these lists."))


def can_see_exactly(actor: Actor, area: GrowingArea, *, at: datetime) -> Verdict:
    """May `actor` see where exactly it lies? Those who map it, the officers of its commune and province, and buyers
    to whom its owner said yes.

    A household's land is its home: nobody else learns more than the cell of a kilometre.
    """
    seller = area.seller
    if actor.is_system or may(actor, Deed.LIST, seller, at=at):
        return YES
    if has_role_over(actor, LOOKING_ON, seller_code=seller.code, commune=area.commune, at=at):
        return YES
    if was_let_look(actor, area, at=at):
        return YES
    return no(_("Where exactly it lies, only its people and the officers of the area can see."))


def can_take_name_back(actor: Actor, household: AreaHousehold, *, at: datetime) -> Verdict:
    """May `actor` write down that a household no longer wants its name to be read? Whoever it can tell: those who map
    for the shop, the officers of its area, and the witness of its yes.
    """
    area, word = household.area, household.word
    if isinstance(actor, Person) and word is not None and word.witness_id == actor.pk:
        return YES
    if has_role_over(actor, LOOKING_ON, seller_code=area.seller.code, commune=area.commune, at=at):
        return YES
    return can_map(actor, area.seller, at=at)


def can_witness(person: Person, area: GrowingArea, *, at: datetime) -> Verdict:
    """May `person` say that a household of the area said yes? Officers and digital teams of its commune, not the
    shop's own people, and not who came in by a printed card.
    """
    sentence = _("Only an officer of the commune or a member of its digital team can be the witness.")
    if opened_by_card(person.code) is not None or not holds_in_commune(person, area.commune, at=at):
        return no(sentence)
    if has_role_over(person, SELLER_ROLES, seller_code=area.seller.code, at=at):
        return no(_("You work for this shop yourself. Somebody else has to be the witness."))
    return YES


def holds_in_commune(person: Person, commune: Commune, *, at: datetime) -> bool:
    """Whether somebody is an officer or a digital helper of that very commune."""
    return commune.code in reach_of(person.code, roles=WITNESSES, at=at).communes


def can_see_paper(actor: Actor, area: GrowingArea, *, at: datetime) -> Verdict:
    """May `actor` see the paper by which a household said yes? Officers of the area, for a purpose."""
    if actor.is_system or has_role_over(actor, LOOKING_ON, commune=area.commune, at=at):
        return YES
    return no(_("Only the officers of the area can see how a household said yes."))


def can_write_codes(actor: Actor, area: GrowingArea, *, at: datetime) -> Verdict:
    """May `actor` write down what an authority decided about a code? Officers of the province, and operators."""
    if actor.is_system or has_role_over(actor, DECIDING_ON_CODES, commune=area.commune, at=at):
        return YES
    return no(_("Only officers of the province write down codes of growing areas."))
