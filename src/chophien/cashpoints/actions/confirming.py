"""The second step: the customer says yes with something of their own. Without it no cash leaves a till, and none that
is brought is booked (`taking`).

Call what is here outside a transaction: a wrong try is written down although it fails.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from chophien.accounts.actions.cards import confirm_by_card
from chophien.accounts.errors import CardUnknown
from chophien.accounts.models import Person, SignInCard
from chophien.audit.actions import record
from chophien.cashpoints.actions._steps import (
    held_order,
    in_trial,
    note_step,
    require_anothers,
    short_name,
    sms,
    take_step,
)
from chophien.cashpoints.actions.asking import hold_customer
from chophien.cashpoints.errors import (
    BuyersTooMany,
    CardOfSomebodyElse,
    ConfirmationOver,
    NoBuyersPhone,
    NoOwnPhone,
    NoPayersPhone,
    NotAtCounter,
    NothingToConfirm,
    OutOfDate,
    PayersTooMany,
    TakingOver,
    TooManyConfirmations,
    TooManyToday,
    WrongConfirmation,
)
from chophien.cashpoints.models import BalanceAsk, CashOrder, Confirmable
from chophien.cashpoints.policies import can_serve, can_take_cash_of
from chophien.cashpoints.selectors.codes import codes_today
from chophien.cashpoints.selectors.customers import Speaker, seller_of_order, speaker_for, to_confirm_by
from chophien.cashpoints.states import CASH_FLOW, CashKind, Says, Way
from chophien.lib.actor import SYSTEM, Actor
from chophien.lib.codes import new_pin
from chophien.lib.errors import DomainError, Sentence, StepNotAllowed
from chophien.lib.money import format_vnd
from chophien.messages.actions.telling import notify, wipe_secret
from chophien.rules import selectors as rules

CASH_CODE = _("Chợ Phiên: %(pin)s is the code for %(amount)s in cash at %(point)s. Say it only at the counter.")
PAY_CODE = _("Chợ Phiên: %(pin)s says that you pay %(amount)s for %(group)s at %(point)s. Say it only at the counter.")
BACK_CODE = _(
    "Chợ Phiên: %(pin)s is the code for %(amount)s back in cash for %(group)s at %(point)s. Say it at the counter, once"
    " you see the cash."
)
BALANCE_CODE = _("Chợ Phiên: with code %(pin)s the counter of %(point)s sees your sales money. Say it only there.")
MANY_CODES = _("Chợ Phiên: today many codes for your cash at %(point)s. If that was not you, tell us at once.")
MANY_TO_PAY = _("Chợ Phiên: today many codes for paying cash at %(point)s. If that was not you, tell us at once.")
MONEY_PAGE = "/ban-hang/tien-mat/"
TEXTS = {CashKind.OUT: CASH_CODE, CashKind.IN: PAY_CODE, CashKind.BACK: BACK_CODE}
NO_PHONE = {Says.HOUSEHOLD: NoOwnPhone, Says.PAYER: NoPayersPhone, Says.BUYER: NoBuyersPhone}
TOO_MANY = {Says.HOUSEHOLD: TooManyToday, Says.PAYER: PayersTooMany, Says.BUYER: BuyersTooMany}
CONFIRM_FIELDS = ("code_digest", "code_sent_at", "codes_sent", "wrong_tries", "confirmed_at", "confirmed_way")


@dataclass(frozen=True)
class Proof:
    """What the customer says yes with: the code from their phone, or the card (its QR or its number) and its PIN."""

    code: str = ""
    card_token: str = ""
    card_code: str = ""
    pin: str = ""

    @property
    def by_card(self) -> bool:
        return bool(self.card_token or self.card_code)

    @property
    def way(self) -> Way:
        return Way.CARD if self.by_card else Way.CODE


@transaction.atomic
def send_confirmation(*, order: CashOrder, actor: Actor, at: datetime) -> CashOrder:
    """Send the customer's own phone a code that names amount and place; the code before it does not count any more.
    Of cash that is taken it goes to the phone that whoever pays has named, of cash that goes back to that of who
    ordered.

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises StepNotAllowed, OutOfDate: if there is nothing to say yes to any more
    :raises NoOwnPhone: if the household or the buyer has no phone, or the payer named none: they use a card
    :raises TooManyConfirmations: after `cashpoints.codes_most` codes
    :raises TooManyToday: after `cashpoints.codes_day` codes of a day for the customer, wherever; they are warned
    """
    hold_customer(order.customer_code, order.payer_code)
    order = held_order(order.pk)
    can_serve(actor, order.till.point, at=at).require()
    CASH_FLOW.next("confirm", order.status)
    require_in_time(order, at=at)
    facts = {
        "amount": format_vnd(order.amount_vnd),
        "point": short_name(order.till.point),
        "group": order.group_code,
    }
    _send(order, TEXTS[CashKind(order.kind)], facts=facts, simulated=order.simulated, at=at)
    note_step(order, "send_code", before=order.status, actor=actor, at=at)
    return order


def confirm_cash_out(*, order: CashOrder, actor: Actor, at: datetime, proof: Proof | None = None) -> CashOrder:
    """The customer says yes: to the agent with a `proof`, or without one on their own phone, at the counter.

    :raises NotPermitted: unless `actor` is an agent of the point, or without a proof the household's own manager
    :raises StepNotAllowed, OutOfDate: if there is nothing to say yes to any more
    :raises WrongConfirmation, ConfirmationOver, TooManyConfirmations, TooManyToday: about the code
    :raises CardUnknown, CardLocked, WrongPin, OwnPinWanted, CardOfSomebodyElse: about the card
    :raises OwnMoney: if an agent brings a proof for a household which they manage themselves
    :raises NotAtCounter: if the household presses before an agent has it before them
    """
    if order.kind != CashKind.OUT:
        raise StepNotAllowed(step="confirm", status=order.status)
    if proof is None:
        return _confirm_at_own_desk(order, actor=actor, at=at)
    if proof.by_card:
        can_serve(actor, order.till.point, at=at).require()
        require_anothers(order, actor=actor, at=at)
        CASH_FLOW.next("confirm", order.status)
        prove_by_card(proof, opens=order.seller_code, actor=actor, at=at)
    refusal: DomainError | None = None
    with transaction.atomic(durable=True):
        hold_customer(order.customer_code)
        order = held_order(order.pk)
        can_serve(actor, order.till.point, at=at).require()
        require_anothers(order, actor=actor, at=at)
        CASH_FLOW.next("confirm", order.status)
        require_in_time(order, at=at)
        refusal = None if proof.by_card else why_not(order, proof.code, at=at)
        if refusal is None:
            order.confirmed_at, order.confirmed_way = at, proof.way
            finish(order, actor=actor, at=at)
            return order
        order.save(update_fields=CONFIRM_FIELDS)
    raise refusal


@transaction.atomic
def send_balance_code(*, ask: BalanceAsk, actor: Actor, at: datetime) -> BalanceAsk:
    """The same for a household that asks what it has to come."""
    hold_customer(ask.person.code)
    ask = held_ask(ask.pk)
    can_serve(actor, ask.till.point, at=at).require()
    require_in_time(ask, at=at)
    facts = {"point": short_name(ask.till.point)}
    _send(ask, BALANCE_CODE, facts=facts, simulated=ask.simulated, at=at)
    return ask


@transaction.atomic
def confirm_by_sms(*, person: Person, at: datetime) -> CashOrder:
    """The household says yes by an SMS from its own phone, to what an agent has before them for it.

    Whoever takes the SMS has compared the PIN in it: a sender can be forged.

    :raises NothingToConfirm: unless exactly one such order waits
    """
    waiting = list(to_confirm_by(person, at=at)[:2])
    if len(waiting) != 1:
        raise NothingToConfirm
    return _confirm_at_own_desk(waiting[0], actor=person, at=at, way=Way.SMS)


def confirm_balance(*, ask: BalanceAsk, proof: Proof, actor: Actor, at: datetime) -> BalanceAsk:
    """The household lets the agent see what it has to come and its last five sales, for some minutes.

    :raises NotPermitted: unless `actor` is the agent who asked
    """
    if proof.by_card:
        can_serve(actor, ask.till.point, at=at).require()
        prove_by_card(proof, opens=ask.seller_code, actor=actor, at=at)
    refusal: DomainError | None = None
    with transaction.atomic(durable=True):
        hold_customer(ask.person.code)
        ask = held_ask(ask.pk)
        can_serve(actor, ask.till.point, at=at).require()
        if ask.confirmed_at is not None:
            return ask
        require_in_time(ask, at=at)
        refusal = None if proof.by_card else why_not(ask, proof.code, at=at)
        if refusal is None:
            ask.confirmed_at, ask.confirmed_way = at, proof.way
            ask.code_digest = ""
            ask.expires_at = at + timedelta(minutes=rules.whole("cashpoints.balance_minutes", at=at))
            ask.save(update_fields=[*CONFIRM_FIELDS, "expires_at"])
            wipe_secret(about=_about(ask), at=at)
            facts = {"till": ask.till.code, "way": str(ask.confirmed_way)}
            record("cashpoints.balance_shown", actor=actor, subject_code=ask.seller_code, at=at, facts=facts)
            return ask
        ask.save(update_fields=CONFIRM_FIELDS)
    raise refusal


def held_ask(pk: int) -> BalanceAsk:
    """Fetch a question for the balance and hold its row."""
    rows = BalanceAsk.objects.select_for_update(of=("self",))
    return rows.select_related("till__point__commune__province", "person").get(pk=pk)


@transaction.atomic
def _confirm_at_own_desk(order: CashOrder, *, actor: Actor, at: datetime, way: Way = Way.DESK) -> CashOrder:
    order = held_order(order.pk)
    can_take_cash_of(actor, seller_of_order(order.seller_code), at=at).require()
    CASH_FLOW.next("confirm", order.status)
    require_in_time(order, at=at)
    if order.taken_up_at is None:
        raise NotAtCounter
    order.confirmed_at, order.confirmed_way = at, way
    finish(order, actor=actor, at=at)
    return order


def finish(order: CashOrder, *, actor: Actor, at: datetime) -> None:
    """The customer has said yes, which way stands on the order: its code is used up. The caller holds it."""
    order.code_digest = ""
    take_step(order, "confirm", actor=actor, at=at, reason=str(order.confirmed_way))
    order.save(update_fields=[*CONFIRM_FIELDS, "status"])
    wipe_secret(about=_about(order), at=at)


def prove_by_card(proof: Proof, *, opens: str | None, actor: Actor, at: datetime) -> SignInCard:
    """The card and its PIN are right, and it opens the desk of `opens` (any card where that is None). Call it outside a
    transaction.

    :raises CardLocked, WrongPin, OwnPinWanted: about the card
    :raises CardOfSomebodyElse, CardUnknown: if it opens something else, or there is no such card
    """
    named = {"token": proof.card_token, "code": proof.card_code, "pin": proof.pin}
    try:
        return confirm_by_card(**named, opens=opens, actor=actor, at=at)
    except CardUnknown:
        if opens is None:
            raise
        raise CardOfSomebodyElse from None


def _send(
    what: CashOrder | BalanceAsk,
    text: Sentence,
    *,
    facts: Mapping[str, object],
    simulated: bool,
    at: datetime,
) -> None:
    who = speaker_for(what)
    if not who.phone:
        raise NO_PHONE[who.says]
    if what.codes_sent >= rules.whole("cashpoints.codes_most", at=at):
        raise TooManyConfirmations
    today, most = codes_today(who.code, at=at), rules.whole("cashpoints.codes_day", at=at)
    if today.sent >= most:
        raise TOO_MANY[who.says]
    if what.codes_sent:
        wipe_secret(about=_about(what), at=at)
    pin = new_pin()
    what.code_digest, what.code_sent_at = _digest(what, pin), at
    what.codes_sent += 1
    what.save(update_fields=CONFIRM_FIELDS)
    sms(
        phone=who.phone,
        text=text,
        facts={"pin": pin, **facts},
        simulated=simulated,
        language=who.language,
        about=_about(what),
        secret=True,
        at=at,
    )
    if today.sent + 1 == most:
        _warn(what, who, at=at)


def why_not(what: CashOrder | BalanceAsk, typed: str, *, at: datetime) -> DomainError | None:
    """Why the code that was told is not the one, or None; a wrong one is counted, and the caller saves that. As long
    for every code.
    """
    most = rules.whole("cashpoints.wrong_tries", at=at)
    if what.wrong_tries >= most:
        return TooManyConfirmations()
    who, a_day = speaker_for(what), rules.whole("cashpoints.wrong_tries_day", at=at)
    wrong = codes_today(who.code, at=at).wrong if who.code else 0
    if wrong >= a_day:
        return TOO_MANY[who.says]()
    alive = what.code_sent_at is not None and at < what.code_sent_at + timedelta(
        minutes=rules.whole("cashpoints.code_minutes", at=at)
    )
    digits = "".join(sign for sign in typed if sign.isdigit())
    right = hmac.compare_digest(_digest(what, digits), what.code_digest or "-")
    if right and alive:
        return None
    if right or not what.code_digest:
        return ConfirmationOver()
    what.wrong_tries += 1
    if who.code and wrong + 1 == a_day:
        _warn(what, who, at=at)
    left = most - what.wrong_tries
    return WrongConfirmation(facts={"left": left}) if left > 0 else TooManyConfirmations()


def _warn(what: CashOrder | BalanceAsk, who: Speaker, *, at: datetime) -> None:
    """Tell the household, or whose phone it is, that its codes of today are used up: somebody else may be trying."""
    facts = {"point": short_name(what.till.point)}
    words = MANY_TO_PAY if who.says == Says.PAYER else MANY_CODES
    sms(
        phone=who.phone,
        text=words,
        facts=facts,
        simulated=what.simulated,
        language=who.language,
        about=what.code,
        at=at,
    )
    if who.says == Says.HOUSEHOLD:
        text = in_trial(words, simulated=what.simulated)
        notify(
            person_code=who.code,
            text=text,
            facts=facts,
            language=who.language,
            link=MONEY_PAGE,
            about=what.code,
            at=at,
        )
    record("cashpoints.many_codes", actor=SYSTEM, subject_code=who.code, at=at, facts={"till": what.till.code})


def require_in_time(what: CashOrder | BalanceAsk, *, at: datetime) -> None:
    """Let pass what the customer can still say yes to.

    :raises OutOfDate: once its time is over; of cash that was counted it says to give it back
    """
    if what.expires_at <= at:
        raise TakingOver if isinstance(what, CashOrder) and what.kind == CashKind.IN else OutOfDate


def _digest(what: Confirmable, pin: str) -> str:
    return salted_hmac("chophien.cashpoints.code", f"{what}:{pin}", algorithm="sha256").hexdigest()


def _about(what: CashOrder | BalanceAsk) -> str:
    return f"cash:{what.code}"
