"""Signing in with a printed card: the token of its QR or the code printed on it, and its PIN."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from chophien.accounts.actions.guards import enter
from chophien.accounts.errors import CardLocked, CardUnknown, OwnPinWanted, WeakPin, WrongPin
from chophien.accounts.models import SignInCard
from chophien.accounts.states import SignInWay
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import BadCode, normalise_code, token_digest
from chophien.lib.errors import DomainError
from chophien.rules import selectors as rules

PREFIX = "TH"
PIN_DIGITS = 6
IN_A_ROW = "01234567890123456789"


@dataclass(frozen=True)
class CardSession:
    """A session that a card began: which card, and after how many seconds without a press it is over."""

    code: str
    idle_seconds: int
    warning_seconds: int


def card_named(*, token: str = "", code: str = "") -> SignInCard | None:
    """The card with this token, or with the code printed on it; none when it does not count."""
    cards = SignInCard.objects.filter(revoked_at__isnull=True, person__is_active=True).select_related("person")
    if token:
        return cards.filter(token_digest=token_digest(token)).first()
    try:
        return cards.filter(code=normalise_code(code, prefix=PREFIX)).first()
    except BadCode:
        return None


def opened_by(code: str) -> str:
    """What the card with this code opens; empty once it counts no more. Asked on every page that is opened with it."""
    cards = SignInCard.objects.filter(code=code, revoked_at__isnull=True, locked_at__isnull=True)
    return next(iter(cards.filter(person__is_active=True).values_list("opens", flat=True)), "")


def card_session(code: str, *, at: datetime) -> CardSession:
    """What the pages of a session with this card say of it."""
    idle = rules.whole("accounts.card_idle_seconds", at=at)
    return CardSession(code, idle, rules.whole("accounts.card_warning_seconds", at=at))


def idle_time(*, at: datetime) -> timedelta:
    """How long somebody may do nothing before the card's session is over."""
    return timedelta(seconds=rules.whole("accounts.card_idle_seconds", at=at))


def sign_in_by_card(*, card: SignInCard | None, pin: str, own_pin: str, actor: Actor, at: datetime) -> SignInCard:
    """Let the card's owner in. A card that somebody else printed takes `own_pin` as its PIN from then on.

    Call it outside a transaction: a wrong try is written down although it fails. It takes as long for an unknown card.

    :raises CardUnknown: if there is no such card, or it was taken back
    :raises CardLocked: after `accounts.card_wrong_tries` wrong PINs, for good
    :raises WrongPin: with the tries that are left
    :raises OwnPinWanted, WeakPin: if the owner has still to choose a PIN, or chose one that anybody would guess
    """
    if card is None:
        make_password(pin)
        raise CardUnknown
    with transaction.atomic(durable=True):
        card = SignInCard.objects.select_for_update(of=("self",)).select_related("person").get(pk=card.pk)
        refusal = check_pin(card, pin, actor=actor, at=at)
        if refusal is None:
            _choose_pin(card, pin, own_pin, actor=actor, at=at)
            card.wrong_tries, card.last_used_at = 0, at
            card.save(update_fields=["wrong_tries", "last_used_at", "pin", "wants_own_pin"])
            enter(card.person, way=SignInWay.CARD, at=at, guest_cart_code="")
            return card
    raise refusal


def check_pin(card: SignInCard, pin: str, *, actor: Actor, at: datetime) -> DomainError | None:
    """Why this PIN does not open a card whose row is held, or None. A wrong try is counted and may lock it."""
    if card.revoked_at is not None:
        return CardUnknown()
    if card.locked_at is not None:
        return CardLocked()
    if check_password(pin, card.pin):
        return None
    card.wrong_tries += 1
    left = rules.whole("accounts.card_wrong_tries", at=at) - card.wrong_tries
    if left <= 0:
        card.locked_at = at
        facts = {"card": card.code}
        record("accounts.card_locked", actor=actor, subject_code=card.person.code, at=at, facts=facts)
    card.save(update_fields=["wrong_tries", "locked_at"])
    return WrongPin(left=left) if left > 0 else CardLocked()


def _choose_pin(card: SignInCard, pin: str, own_pin: str, *, actor: Actor, at: datetime) -> None:
    """Let the owner's own PIN count, where the card still wants one; noted, for who printed it could choose it too."""
    if not card.wants_own_pin:
        return
    if not own_pin:
        raise OwnPinWanted
    in_a_row = own_pin in IN_A_ROW or own_pin in IN_A_ROW[::-1]
    if len(own_pin) != PIN_DIGITS or not own_pin.isdigit() or len(set(own_pin)) < 3 or in_a_row or own_pin == pin:
        raise WeakPin
    card.pin, card.wants_own_pin = make_password(own_pin), False
    facts = {"card": card.code, "opens": card.opens, "issued_by": card.issued_by}
    record("accounts.card_pin_chosen", actor=actor, subject_code=card.person.code, at=at, facts=facts)
