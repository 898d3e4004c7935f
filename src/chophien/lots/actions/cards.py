"""The printed card with which a household without a smartphone reads its own shares and says that it was paid."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from chophien.accounts.models import SignInCard
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code, new_pin, new_token, token_digest
from chophien.lots.actions.growers import person_of_grower
from chophien.lots.models import Grower
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
    return GrowerCard(card, token, pin)
