"""Who may speak by a key, see the chain of a lot, call it back, and say by which numbers a shop's goods go."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import ApiKey
from chophien.accounts.policies import has_role_over
from chophien.accounts.selectors import reach_of
from chophien.accounts.states import KeyOwner, Role
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.lots.models import Grower
from chophien.lots.policies import is_this_grower
from chophien.sellers.models import Seller
from chophien.sellers.policies import MANAGING
from chophien.traceability.models import LotRecall

VERIFYING = frozenset({Role.OPERATOR})
OVERSEEING = VERIFYING | frozenset({Role.PROVINCE_OFFICER, Role.COMMUNE_OFFICER})
SEEING = MANAGING | OVERSEEING | frozenset({Role.SELLER_PACKER})


def can_speak_by(key: ApiKey, actor: Actor, *, at: datetime) -> Verdict:
    """May whoever made a key still send events in, or read them, for its owner? Managers for their shop; keys of an
    organisation are made by the market itself.
    """
    if key.owner_kind == KeyOwner.ORGANISATION and actor.is_system:
        return YES
    if key.owner_kind == KeyOwner.SELLER and (
        actor.is_system or has_role_over(actor, MANAGING, seller_code=key.owner_code, at=at)
    ):
        return YES
    return no(_("This key speaks for no shop and no organisation."))


def can_see_chain(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` see what a shop's lots were made of and where they went? Who manages or packs, and its officers."""
    if actor.is_system or has_role_over(actor, SEEING, seller_code=seller.code, commune=seller.commune, at=at):
        return YES
    return no(_("Only the shop and the officers of its area see this."))


def can_recall_lot(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` call a lot back? The shop's managers, and the officers of its area."""
    if actor.is_system or has_role_over(
        actor, MANAGING | OVERSEEING, seller_code=seller.code, commune=seller.commune, at=at
    ):
        return YES
    return no(_("Only the shop's manager and the officers of its area can call goods back."))


def can_end_recall(actor: Actor, recall: LotRecall, *, at: datetime) -> Verdict:
    """May `actor` end a recall? Who may begin one; what an officer began, an officer ends."""
    seller = recall.lot.seller
    by_officer = not has_role_over_code(recall.started_by, seller, at=at)
    if not by_officer:
        return can_recall_lot(actor, seller, at=at)
    if actor.is_system or has_role_over(actor, OVERSEEING, seller_code=seller.code, commune=seller.commune, at=at):
        return YES
    return no(_("An officer called this lot back: an officer ends it."))


def has_role_over_code(person_code: str, seller: Seller, *, at: datetime) -> bool:
    """Whether whoever has this code manages the shop."""
    return reach_of(person_code, roles=MANAGING, at=at).covers(seller_code=seller.code)


def can_number_goods(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` say which numbers GS1 gave to the shop? Its managers."""
    if actor.is_system or has_role_over(actor, MANAGING, seller_code=seller.code, at=at):
        return YES
    return no(_("Only the shop's manager can say so."))


def can_verify_number(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` say that a number's paper is right? The operators of the shop's area."""
    if has_role_over(actor, VERIFYING, seller_code=seller.code, commune=seller.commune, at=at):
        return YES
    return no(_("Only an officer of the area can say so."))


def can_say_about_naming(actor: Actor, grower: Grower) -> Verdict:
    """May `actor` say whether a household is named to everybody? The household itself."""
    return is_this_grower(actor, grower)
