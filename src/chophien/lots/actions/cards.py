"""The printed card with which a household without a smartphone reads its own shares and says that it was paid."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person, SignInCard
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code, new_pin, new_token, token_digest
from chophien.lots.actions.growers import SHARES_PAGE, person_of_grower
from chophien.lots.errors import HasItsOwnPhone
from chophien.lots.models import Grower
from chophien.messages.actions.telling import tell
from chophien.sellers.actions.staff import tell_managers
from chophien.switches.selectors import require_on
from chophien.switches.states import Feature

PREFIX, SYMBOLS = "TH", 8


@dataclass(frozen=True)
class GrowerCard:
    """A card as it is printed: the only time that its token and PIN are known."""

    card: SignInCard
    token: str
    pin: str


@transaction.atomic
def print_grower_card(*, grower: Grower, actor: Actor, at: datetime) -> GrowerCard:
    """Print a card for a household; the one before ends. It says yes to nothing until its owner has chosen a PIN.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises HasItsOwnPhone: if it signs in by a phone of its own
    :raises NotOffered: if no cards are printed in that province at the moment
    """
    grower = person_of_grower(grower=grower, actor=actor, at=at)
    require_on(Feature.SIGN_IN_CARDS, at=at, province_code=grower.seller.commune.province.code)
    held = SignInCard.objects.select_for_update().filter(opens=grower.code, revoked_at__isnull=True)
    for card in held:
        card.revoked_by, card.revoked_at = actor.code, at
        card.save(update_fields=["revoked_by", "revoked_at"])
    if grower.person is None:
        raise AssertionError("just made sure of")
    if grower.person.mobile:
        raise HasItsOwnPhone
    token, pin = new_token(), new_pin()
    card = SignInCard.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        person=grower.person,
        opens=grower.code,
        token_digest=token_digest(token),
        pin=make_password(pin),
        wants_own_pin=True,
        issued_by=actor.code,
        issued_at=at,
    )
    facts = {"card": card.code, "grower": grower.code}
    record("lots.card_printed", actor=actor, subject_code=grower.seller.code, at=at, facts=facts)
    _tell(grower, grower.person, card, at=at)
    return GrowerCard(card, token, pin)


def _tell(grower: Grower, holder: Person, card: SignInCard, *, at: datetime) -> None:
    """Say to whom the card lets in, and to all who manage the shop, that it was printed."""
    text = _("A card was printed that opens the page of %(name)s at %(shop)s.")
    facts = {"name": grower.name[:60], "shop": grower.seller.name[:60]}
    kind, about, there = "account.changed", card.code, f"/ban-hang/ho-gop/{grower.code}/"
    tell(kind=kind, person_code=holder.code, text=text, facts=facts, link=SHARES_PAGE, about=about, at=at)
    tell_managers(seller=grower.seller, kind=kind, text=text, facts=facts, link=there, about=about, at=at)
