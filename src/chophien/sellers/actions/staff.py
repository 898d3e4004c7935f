"""Who works for a shop, and telling them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chophien.accounts.actions.people import ensure_person
from chophien.accounts.actions.roles import end_role, give_role
from chophien.accounts.models import Grant, Person
from chophien.accounts.selectors import people_with_role_at
from chophien.accounts.states import SELLER_ROLES, Role, Scope
from chophien.lib.actor import Actor
from chophien.lib.errors import Sentence
from chophien.messages.actions.telling import tell
from chophien.sellers import policies
from chophien.sellers.errors import LastManager, NotStaff
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import lock_seller, managers_of, staff_of

STAFF_NEWS = "shop.news"
"""How everybody of a shop is told, unless its managers are told more urgently."""


def tell_staff(
    *,
    seller: Seller,
    text: Sentence,
    link: str,
    about: str,
    at: datetime,
    facts: Mapping[str, object] | None = None,
    kind: str = STAFF_NEWS,
) -> None:
    """Leave a notice for everybody who works for the shop, in their language; its managers are told by this `kind`.

    `facts` fill the places of a lazy `text`.
    """
    managers = {person.code for person in managers_of(seller, at=at)} if kind != STAFF_NEWS else set()
    for person in people_with_role_at(roles=SELLER_ROLES, scope=Scope.SELLER, scope_code=seller.code, at=at):
        tell(
            kind=kind if person.code in managers else STAFF_NEWS,
            person_code=person.code,
            phone=person.mobile,
            text=text,
            facts=facts,
            language=person.language,
            link=link,
            about=about,
            seller_code=seller.code,
            at=at,
        )


def tell_managers(
    *,
    seller: Seller,
    kind: str,
    text: Sentence,
    link: str,
    about: str,
    at: datetime,
    facts: Mapping[str, object] | None = None,
    phone_text: Sentence = "",
) -> None:
    """Tell the managers of a shop by the channels of this kind, in their language."""
    for person in managers_of(seller, at=at):
        tell(
            kind=kind,
            person_code=person.code,
            text=text,
            phone_text=phone_text,
            facts=facts,
            link=link,
            about=about,
            seller_code=seller.code,
            at=at,
        )


@transaction.atomic
def add_staff(*, seller: Seller, phone: str, name: str, role: str, actor: Actor, at: datetime) -> Grant:
    """Let somebody work for the shop as manager, accountant or packer, known by their mobile number.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises ScopeMismatch: if it is no role of a shop
    :raises BadPhone, BadName, AccountClosed: as `accounts.actions.people.ensure_person`
    """
    seller = lock_seller(seller.pk)
    policies.can_manage_shop(actor, seller, at=at).require()

    person = ensure_person(phone=phone, name=name, actor=actor, at=at)
    return give_role(person=person, role=role, scope_kind=Scope.SELLER, scope_code=seller.code, actor=actor, at=at)


@transaction.atomic
def remove_staff(*, seller: Seller, person_code: str, role: str, actor: Actor, at: datetime) -> Grant:
    """End somebody's role at the shop. Everybody may end their own.

    :raises NotPermitted: if `actor` neither manages the shop nor lays down an own role
    :raises NotStaff: if nobody has that role there any more
    :raises LastManager: if the shop would be left without a manager
    """
    seller = lock_seller(seller.pk)
    if actor.code != person_code:
        policies.can_manage_shop(actor, seller, at=at).require()
    grants = list(staff_of(seller, at=at))
    grant = next((one for one in grants if (one.person.code, one.role) == (person_code, role)), None)
    if grant is None:
        raise NotStaff
    if role == Role.SELLER_MANAGER and sum(one.role == Role.SELLER_MANAGER for one in grants) == 1:
        raise LastManager

    return end_role(grant=grant, actor=actor, at=at)


def first_manager(*, seller: Seller, person: Person, actor: Actor, at: datetime) -> Grant:
    """Make the person who begins a shop its manager: the market itself gives that role."""
    return give_role(
        person=person, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, scope_code=seller.code, actor=actor, at=at
    )
