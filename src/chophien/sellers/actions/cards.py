"""The printed card that opens a household's own desk on anybody's phone."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person, SignInCard
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code, new_pin, new_token, token_digest
from chophien.sellers import policies
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.errors import NoPhoneOfItsOwn
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of
from chophien.sellers.selectors.shops import lock_seller, managers_of
from chophien.switches.selectors import require_on
from chophien.switches.states import Feature

PREFIX, SYMBOLS = "TH", 8


@dataclass(frozen=True)
class PrintedCard:
    """A card as it is printed: the only time that its token and PIN are known."""

    card: SignInCard
    holder: Person
    token: str
    pin: str


@transaction.atomic
def print_card(*, seller: Seller, actor: Actor, at: datetime) -> PrintedCard:
    """Print a card for the household's first manager; the one before ends, and the household is told.

    Printed by somebody else, it opens nothing until its owner has chosen a PIN of their own.

    :raises NotPermitted: if `actor` is neither of the household, nor its helper, nor an officer of the area
    :raises NotOffered: if no cards are printed in that province at the moment
    :raises NoPhoneOfItsOwn: if nobody but `actor` the helper manages the shop
    """
    seller = lock_seller(seller.pk)
    policies.can_issue_card(actor, seller, at=at).require()
    require_on(Feature.SIGN_IN_CARDS, at=at, province_code=seller.commune.province.code)
    managers = managers_of(seller, at=at)
    if not managers:
        raise NoPhoneOfItsOwn
    holder = next((one for one in managers if one.code == actor.code), managers[0])

    _end(seller, actor=actor, at=at)
    token, pin = new_token(), new_pin()
    card = SignInCard.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        person=holder,
        opens=seller.code,
        token_digest=token_digest(token),
        pin=make_password(pin),
        wants_own_pin=holder.code != actor.code,
        issued_by=actor.code,
        issued_at=at,
    )
    _note("printed", card, seller, actor=actor, at=at)
    tell_managers(
        seller=seller,
        kind="account.changed",
        text=_("A card was printed that opens the desk of %(shop)s. If that was not you, take it back."),
        facts={"shop": seller.name[:60]},
        link=f"/the-vao-cho/{seller.code}/",
        about=card.code,
        at=at,
    )
    return PrintedCard(card, holder, token, pin)


@transaction.atomic
def revoke_card(*, seller: Seller, actor: Actor, at: datetime) -> int:
    """Take the card back at once: who is at work with it is out with the next page. Returns how many ended.

    :raises NotPermitted: if `actor` is neither of the household, nor its helper, nor an officer of the area
    """
    seller = lock_seller(seller.pk)
    policies.can_issue_card(actor, seller, at=at).require()
    return _end(seller, actor=actor, at=at)


def _end(seller: Seller, *, actor: Actor, at: datetime) -> int:
    cards = list(SignInCard.objects.select_for_update().filter(opens=seller.code, revoked_at__isnull=True))
    for card in cards:
        card.revoked_by, card.revoked_at = actor.code, at
        card.save(update_fields=["revoked_by", "revoked_at"])
        _note("revoked", card, seller, actor=actor, at=at)
    return len(cards)


def _note(what: str, card: SignInCard, seller: Seller, *, actor: Actor, at: datetime) -> None:
    behalf = principal_of(actor, seller, at=at)
    facts = {"card": card.code}
    record(f"sellers.card_{what}", actor=actor, subject_code=seller.code, on_behalf_of=behalf, at=at, facts=facts)
