"""Saying yes to something with one's card: its owner is there, and nobody is signed in by it."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from chophien.accounts.cards import card_named, check_pin
from chophien.accounts.errors import CardUnknown, OwnPinWanted
from chophien.accounts.models import SignInCard
from chophien.lib.actor import Actor


def confirm_by_card(
    *, token: str = "", code: str = "", pin: str, opens: str | None, actor: Actor, at: datetime
) -> SignInCard:
    """The owner of a card says yes on `actor`'s device: the card that opens the desk of `opens`, and its PIN. With None
    it may be any card of the market: its owner alone is asked for.

    Call it outside a transaction: a wrong try is written down although it fails. It takes as long for an unknown card.

    :raises CardUnknown: if there is no such card, it was taken back, or it opens something else
    :raises CardLocked: after `accounts.card_wrong_tries` wrong PINs, for good
    :raises WrongPin: with the tries that are left
    :raises OwnPinWanted: if its owner has still to choose a PIN: whoever printed the card knows the one on it
    """
    card = card_named(token=token, code=code)
    if card is None or (opens is not None and card.opens != opens):
        make_password(pin)
        raise CardUnknown
    with transaction.atomic(durable=True):
        card = SignInCard.objects.select_for_update(of=("self",)).select_related("person").get(pk=card.pk)
        refusal = check_pin(card, pin, actor=actor, at=at)
        if refusal is None and card.wants_own_pin:
            refusal = OwnPinWanted()
        if refusal is None:
            card.wrong_tries, card.last_used_at = 0, at
            card.save(update_fields=["wrong_tries", "last_used_at"])
            return card
    raise refusal
