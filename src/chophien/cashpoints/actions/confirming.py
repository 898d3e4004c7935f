"""The second step: the customer says yes with something of their own. Without it no cash leaves a till.

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
from chophien.accounts.models import Person
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
    CardOfSomebodyElse,
    ConfirmationOver,
    NoOwnPhone,
    NotAtCounter,
    NothingToConfirm,
    OutOfDate,
    TooManyConfirmations,
    TooManyToday,
    WrongConfirmation,
)
from chophien.cashpoints.models import BalanceAsk, CashOrder, Confirmable
from chophien.cashpoints.policies import can_serve, can_take_cash_of
from chophien.cashpoints.selectors.codes import codes_today
from chophien.cashpoints.selectors.customers import seller_of_order, to_confirm_by
from chophien.cashpoints.states import CASH_FLOW, Way
from chophien.lib.actor import SYSTEM, Actor
from chophien.lib.codes import new_pin
from chophien.lib.errors import DomainError, Sentence
from chophien.lib.money import format_vnd
from chophien.messages.actions.telling import notify, wipe_secret
from chophien.rules import selectors as rules

CASH_CODE = _("Chợ Phiên: %(pin)s is the code for %(amount)s in cash at %(point)s. Say it only at the counter.")
BALANCE_CODE = _("Chợ Phiên: with code %(pin)s the counter of %(point)s sees your sales money. Say it only there.")
MANY_CODES = _("Chợ Phiên: today many codes for your cash at %(point)s. If that was not you, tell us at once.")
MONEY_PAGE = "/ban-hang/tien-mat/"
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


@transaction.atomic
def send_confirmation(*, order: CashOrder, actor: Actor, at: datetime) -> CashOrder:
    """Send the customer's own phone a code that names amount and place; the code before it does not count any more.

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises StepNotAllowed, OutOfDate: if there is nothing to say yes to any more
    :raises NoOwnPhone: if the household has no phone: it uses its card
    :raises TooManyConfirmations: after `cashpoints.codes_most` codes
    :raises TooManyToday: after `cashpoints.codes_day` codes of a day for the customer, wherever; they are warned
    """
    hold_customer(order.customer_code)
    order = held_order(order.pk)
    can_serve(actor, order.till.point, at=at).require()
    CASH_FLOW.next("confirm", order.status)
    _require_in_time(order.expires_at, at=at)
    facts = {"amount": format_vnd(order.amount_vnd), "point": short_name(order.till.point)}
    _send(order, order.person, CASH_CODE, facts=facts, simulated=order.simulated, at=at)
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
    if proof is None:
        return _confirm_at_own_desk(order, actor=actor, at=at)
    if proof.by_card:
        can_serve(actor, order.till.point, at=at).require()
        require_anothers(order, actor=actor, at=at)
        CASH_FLOW.next("confirm", order.status)
        _prove_by_card(proof, opens=order.seller_code, actor=actor, at=at)
    refusal: DomainError | None = None
    with transaction.atomic(durable=True):
        hold_customer(order.customer_code)
        order = held_order(order.pk)
        can_serve(actor, order.till.point, at=at).require()
        require_anothers(order, actor=actor, at=at)
        CASH_FLOW.next("confirm", order.status)
        _require_in_time(order.expires_at, at=at)
        refusal = None if proof.by_card else _why_not(order, proof.code, at=at)
        if refusal is None:
            order.confirmed_at, order.confirmed_way = at, Way.CARD if proof.by_card else Way.CODE
            _finish(order, actor=actor, at=at)
            return order
        order.save(update_fields=CONFIRM_FIELDS)
    raise refusal


@transaction.atomic
def send_balance_code(*, ask: BalanceAsk, actor: Actor, at: datetime) -> BalanceAsk:
    """The same for a household that asks what it has to come."""
    hold_customer(ask.person.code)
    ask = held_ask(ask.pk)
    can_serve(actor, ask.till.point, at=at).require()
    _require_in_time(ask.expires_at, at=at)
    facts = {"point": short_name(ask.till.point)}
    _send(ask, ask.person, BALANCE_CODE, facts=facts, simulated=ask.simulated, at=at)
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
        _prove_by_card(proof, opens=ask.seller_code, actor=actor, at=at)
    refusal: DomainError | None = None
    with transaction.atomic(durable=True):
        hold_customer(ask.person.code)
        ask = held_ask(ask.pk)
        can_serve(actor, ask.till.point, at=at).require()
        if ask.confirmed_at is not None:
            return ask
        _require_in_time(ask.expires_at, at=at)
        refusal = None if proof.by_card else _why_not(ask, proof.code, at=at)
        if refusal is None:
            ask.confirmed_at, ask.confirmed_way = at, Way.CARD if proof.by_card else Way.CODE
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
    _require_in_time(order.expires_at, at=at)
    if order.taken_up_at is None:
        raise NotAtCounter
    order.confirmed_at, order.confirmed_way = at, way
    _finish(order, actor=actor, at=at)
    return order


def _finish(order: CashOrder, *, actor: Actor, at: datetime) -> None:
    order.code_digest = ""
    take_step(order, "confirm", actor=actor, at=at, reason=str(order.confirmed_way))
    order.save(update_fields=[*CONFIRM_FIELDS, "status"])
    wipe_secret(about=_about(order), at=at)


def _prove_by_card(proof: Proof, *, opens: str, actor: Actor, at: datetime) -> None:
    try:
        confirm_by_card(token=proof.card_token, code=proof.card_code, pin=proof.pin, opens=opens, actor=actor, at=at)
    except CardUnknown:
        raise CardOfSomebodyElse from None


def _send(
    what: CashOrder | BalanceAsk,
    person: Person | None,
    text: Sentence,
    *,
    facts: Mapping[str, object],
    simulated: bool,
    at: datetime,
) -> None:
    if person is None or not person.mobile:
        raise NoOwnPhone
    if what.codes_sent >= rules.whole("cashpoints.codes_most", at=at):
        raise TooManyConfirmations
    today, most = codes_today(person.code, at=at), rules.whole("cashpoints.codes_day", at=at)
    if today.sent >= most:
        raise TooManyToday
    if what.codes_sent:
        wipe_secret(about=_about(what), at=at)
    pin = new_pin()
    what.code_digest, what.code_sent_at = _digest(what, pin), at
    what.codes_sent += 1
    what.save(update_fields=CONFIRM_FIELDS)
    sms(
        phone=person.mobile,
        text=text,
        facts={"pin": pin, **facts},
        simulated=simulated,
        language=person.language,
        about=_about(what),
        secret=True,
        at=at,
    )
    if today.sent + 1 == most:
        _warn(what, person, at=at)


def _why_not(what: CashOrder | BalanceAsk, typed: str, *, at: datetime) -> DomainError | None:
    """Why the code that was told is not the one, or None; a wrong one is counted. As long for every code."""
    most = rules.whole("cashpoints.wrong_tries", at=at)
    if what.wrong_tries >= most:
        return TooManyConfirmations()
    person, a_day = what.person, rules.whole("cashpoints.wrong_tries_day", at=at)
    wrong = codes_today(person.code, at=at).wrong if person else 0
    if wrong >= a_day:
        return TooManyToday()
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
    if person is not None and wrong + 1 == a_day:
        _warn(what, person, at=at)
    left = most - what.wrong_tries
    return WrongConfirmation(facts={"left": left}) if left > 0 else TooManyConfirmations()


def _warn(what: CashOrder | BalanceAsk, person: Person, *, at: datetime) -> None:
    """Tell the household that its codes of today are used up: somebody else may be trying."""
    facts = {"point": short_name(what.till.point)}
    sms(
        phone=person.mobile,
        text=MANY_CODES,
        facts=facts,
        simulated=what.simulated,
        language=person.language,
        about=what.code,
        at=at,
    )
    text = in_trial(MANY_CODES, simulated=what.simulated)
    notify(
        person_code=person.code,
        text=text,
        facts=facts,
        language=person.language,
        link=MONEY_PAGE,
        about=what.code,
        at=at,
    )
    record("cashpoints.many_codes", actor=SYSTEM, subject_code=person.code, at=at, facts={"till": what.till.code})


def _require_in_time(until: datetime, *, at: datetime) -> None:
    if until <= at:
        raise OutOfDate


def _digest(what: Confirmable, pin: str) -> str:
    return salted_hmac("chophien.cashpoints.code", f"{what}:{pin}", algorithm="sha256").hexdigest()


def _about(what: CashOrder | BalanceAsk) -> str:
    return f"cash:{what.code}"
