"""A household asks for its earned money in cash: the money is set aside until it is handed over, or not."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from chophien.audit.actions import record
from chophien.audit.models import Entry
from chophien.cashpoints.actions._aside import free, set_aside
from chophien.cashpoints.actions._steps import lock_order, lock_till, note_step, take_step
from chophien.cashpoints.errors import (
    AskedDifferently,
    AtOtherPoint,
    BadAmount,
    CustomerLimit,
    CustomerMissing,
    CustomerOver,
    NothingDue,
    NotOneHousehold,
    NotThatMuch,
    OutOfDate,
    OwnMoney,
    PointDayLimit,
    PointMonthLimit,
    TooManyLookups,
)
from chophien.cashpoints.models import BalanceAsk, CashOrder, Guard, Point, Till
from chophien.cashpoints.policies import can_call_off, can_serve, can_take_cash_of
from chophien.cashpoints.selectors.customers import households_named, is_household, seller_of_order, speaker_of
from chophien.cashpoints.selectors.limits import Limit, Limits, limits_left
from chophien.cashpoints.selectors.owed import Owed, owed_named
from chophien.cashpoints.selectors.payable import payable_in_cash
from chophien.cashpoints.states import OPEN, CashKind
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code
from chophien.lib.dates import VIETNAM, local_date
from chophien.lib.errors import DomainError, NotFound, StepNotAllowed
from chophien.lib.money import format_vnd
from chophien.payments import chart
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.settlement.selectors.payable import lock_payable
from chophien.settlement.states import Kind

PREFIX, BALANCE_PREFIX, SYMBOLS = "TM", "SD", 8
CLOCK = SystemActor("system:clock")
HOUR = timedelta(hours=1)
KEY_MOST = 64


def name_household(*, text: str, till: Till, actor: Actor, at: datetime) -> Seller:
    """The household that a customer at the counter names by its phone number, its card or its shop's code.

    Every look is written down, found or not, under the household that it found. Call it outside a transaction.

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises TooManyLookups: after `cashpoints.asks_per_hour` looks of one agent
    :raises CustomerMissing: if that names none, or more than one
    """
    refusal: DomainError = CustomerMissing()
    with transaction.atomic(durable=True):
        can_serve(actor, till.point, at=at).require()
        _require_few_looks(actor, at=at)
        found = households_named(text, at=at)
        _note_look(found[0].code if len(found) == 1 else "", found=len(found), till=till, actor=actor, at=at)
    if len(found) == 1:
        return found[0]
    raise refusal


def name_owed(*, text: str, till: Till, actor: Actor, at: datetime) -> Owed:
    """The group of orders, or the contract with a deposit, that a customer at the counter names, to be paid in cash; a
    look like `name_household`.

    The same again within the hour is the same look. Call it outside a transaction.

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises TooManyLookups: after `cashpoints.asks_per_hour` looks of one agent
    :raises NotFound: if neither orders nor a deposit have this code
    """
    with transaction.atomic(durable=True):
        can_serve(actor, till.point, at=at).require()
        found = owed_named(text)
        if found is not None and _looks_of(actor, at=at).filter(subject_code=found.code).exists():
            return found
        _require_few_looks(actor, at=at)
        _note_look(found.code if found else "", found=int(found is not None), till=till, actor=actor, at=at)
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def ask_cash_out(*, seller: Seller, till: Till, amount_vnd: int, key: str, actor: Actor, at: datetime) -> CashOrder:
    """Set earned money of a household aside to be given in cash at a till: asked by an agent, or by itself.

    At the counter it lasts `cashpoints.counter_minutes`, from a phone `cashpoints.phone_hours`, never past midnight.
    Asked again with the same `key`, it is the same. The customer still has to say yes (`confirm_cash_out`).

    :raises NotPermitted: unless `actor` is an agent of the point or the household's own manager
    :raises NotOneHousehold, CustomerMissing: if that shop is not paid in cash, or nobody speaks for it
    :raises OwnMoney: if an agent asks for their own household
    :raises BadAmount, NothingDue: about the amount; only the household reads how much it has
    :raises LimitReached: naming the limit, what is used of it and what is left, of a customer's only to themselves
    :raises FloatTooLow: if the till cannot give that much
    :raises PointClosed, DayOpen: if no cash moves there now
    :raises AskedDifferently: if the key was used for something else
    """
    own = bool(can_take_cash_of(actor, seller, at=at))
    if not own:
        can_serve(actor, till.point, at=at).require()
    if not is_household(seller):
        raise NotOneHousehold
    person = speaker_of(seller, at=at)
    if person is None:
        raise CustomerMissing
    hold_customer(person.code)
    till, simulated = lock_till(till, at=at)
    key = f"{actor.code}:{key}"[:KEY_MOST]
    before = CashOrder.objects.filter(key=key).select_related("till__point__commune__province", "person").first()
    if before is not None:
        if (before.seller_code, before.amount_vnd, before.kind) != (seller.code, amount_vnd, CashKind.OUT):
            raise AskedDifferently
        return before
    if own and bool(can_serve(actor, till.point, at=at)):
        raise OwnMoney
    check_amount(amount_vnd, at=at)
    check_limits(person.code, till.point, amount_vnd, own=own, simulated=simulated, at=at)
    lock_payable(of_all=False)
    most = payable_in_cash(seller, simulated=simulated, at=at)
    if amount_vnd > most:
        raise NothingDue(facts={"most": format_vnd(most)}) if own else NotThatMuch

    order = CashOrder.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        kind=CashKind.OUT,
        till=till,
        seller_code=seller.code,
        person=person,
        customer_code=person.code,
        amount_vnd=amount_vnd,
        counts_on=local_date(at),
        simulated=simulated,
        key=key,
        asked_by=actor.code,
        asked_at=at,
        taken_up_at=None if own else at,
        expires_at=at + lasts(own=own, at=at),
    )
    note_step(order, "ask", before="", actor=actor, at=at)
    _set_aside(order, at=at)
    return order


@transaction.atomic
def take_up(*, order: CashOrder, till: Till, actor: Actor, at: datetime) -> CashOrder:
    """An agent has the household's own ask before them, at this till of the point. It can be taken up again.

    :raises NotPermitted: unless `actor` is an agent of the order's point and the till is one of it
    :raises OwnMoney: if it is the agent's own
    :raises StepNotAllowed, OutOfDate, FloatTooLow, PointClosed, DayOpen: if it cannot be given here now
    """
    can_serve(actor, order.till.point, at=at).require()
    if till.point.pk != order.till.point.pk:
        raise AtOtherPoint(facts={"point": order.till.point.name})
    till, _simulated = lock_till(till, at=at)
    order = lock_order(order.pk)
    _require_open(order, at=at)
    if can_take_cash_of(actor, seller_of_order(order.seller_code), at=at):
        raise OwnMoney
    if order.till.pk != till.pk:
        free(order, at=at)
        order.till = till
        _set_aside(order, at=at)
    order.taken_up_at = at
    order.save(update_fields=["taken_up_at"])
    note_step(order, "take_up", before=order.status, actor=actor, at=at)
    return order


@transaction.atomic
def cancel_cash_out(*, order: CashOrder, actor: Actor, at: datetime, reason: str = "") -> CashOrder:
    """Call it off before any cash was handed over or booked: the money is free again. Cash that was counted for an
    order goes back to who brought it, and what was counted out for a buyer into the till.

    :raises NotPermitted: unless it is the household or an agent of the point
    :raises StepNotAllowed: if it was paid, called off or is over
    """
    order = lock_order(order.pk)
    seller = seller_of_order(order.seller_code) if order.seller_code else None
    can_call_off(actor, order, seller, at=at).require()
    end_unpaid(order, "refuse", actor=actor, at=at, reason=reason)
    if order.expires_at > at and order.aside_code:
        free(order, at=at)
    return order


def end_unpaid(order: CashOrder, step: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """End an order of cash before anything moved, by a step of its flow; the payer's number goes with it. The caller
    holds it.

    :raises StepNotAllowed: if the flow does not allow `step` now
    """
    take_step(order, step, actor=actor, at=at, reason=reason)
    order.ended_at, order.payer_phone = at, ""
    order.save(update_fields=["status", "ended_at", "payer_phone"])


def expire_orders(*, at: datetime) -> int:
    """Whatever nobody fetched in time is over; the books free the money by their own clock. Says how many."""
    late = CashOrder.objects.filter(status__in=OPEN, expires_at__lte=at).order_by("pk").values_list("pk", flat=True)
    done = 0
    for pk in late:
        with transaction.atomic():
            order = lock_order(pk)
            if order.status not in OPEN:
                continue
            end_unpaid(order, "expire", actor=CLOCK, at=at)
            done += 1
    return done


@transaction.atomic
def ask_balance(*, seller: Seller, till: Till, actor: Actor, at: datetime) -> BalanceAsk:
    """A household at the counter asks what it has to come. It is shown once it has said yes (`confirm_balance`).

    :raises NotPermitted: unless `actor` is an agent of the point
    :raises NotOneHousehold, CustomerMissing, OwnMoney: as for cash
    """
    can_serve(actor, till.point, at=at).require()
    if not is_household(seller):
        raise NotOneHousehold
    person = speaker_of(seller, at=at)
    if person is None:
        raise CustomerMissing
    if can_take_cash_of(actor, seller, at=at):
        raise OwnMoney
    till, simulated = lock_till(till, at=at)
    ask = BalanceAsk.objects.create(
        code=new_code(BALANCE_PREFIX, SYMBOLS),
        till=till,
        seller_code=seller.code,
        person=person,
        asked_by=actor.code,
        asked_at=at,
        expires_at=at + timedelta(minutes=rules.whole("cashpoints.counter_minutes", at=at)),
        simulated=simulated,
    )
    facts = {"till": till.code}
    record("cashpoints.balance_asked", actor=actor, subject_code=seller.code, at=at, facts=facts)
    return ask


def hold_customer(*customer_codes: str) -> None:
    """Hold the rows that make everything about these customers happen in turn, until the transaction ends: all of them
    at once, since they are held in one order. Who is named empty is nobody.
    """
    codes = sorted({code for code in customer_codes if code})
    Guard.objects.bulk_create([Guard(customer_code=code) for code in codes], ignore_conflicts=True)
    list(Guard.objects.select_for_update().filter(customer_code__in=codes).order_by("customer_code"))


def check_amount(amount_vnd: int, *, at: datetime) -> None:
    """Let an amount pass that can be given in notes.

    :raises BadAmount: below `cashpoints.least_vnd`, or no multiple of `cashpoints.step_vnd`
    """
    least = rules.whole("cashpoints.least_vnd", at=at)
    if amount_vnd < least or amount_vnd % rules.whole("cashpoints.step_vnd", at=at):
        raise BadAmount(facts={"least": format_vnd(least)})


def check_limits(
    customer_code: str,
    point: Point,
    amount_vnd: int,
    *,
    own: bool,
    simulated: bool,
    at: datetime,
    but_counted_for: str = "",
    kind: CashKind = CashKind.IN,
) -> Limits:
    """Let an amount pass that is within all limits, which nobody else moves meanwhile: the caller holds both rows.

    `own`: the customers themselves ask, and read what they took today; an agent does not. What waits for a yes under
    the code `but_counted_for`, of that `kind`, is this very cash, counted before.

    :raises LimitReached: naming the limit, what is used of it and what is left
    """
    limits = limits_left(customer_code, point, simulated=simulated, at=at, but_counted_for=but_counted_for, kind=kind)
    refuse_over(limits, amount_vnd, own=own)
    return limits


def refuse_over(limits: Limits, amount_vnd: int, *, own: bool) -> None:
    """Let an amount pass that is within these limits; `own` as above.

    :raises LimitReached: naming the limit, what is used of it and what is left
    """
    for limit, refusal in (
        (limits.customer_day, CustomerLimit if own else CustomerOver),
        (limits.point_day, PointDayLimit),
        (limits.point_month, PointMonthLimit),
    ):
        if amount_vnd > limit.left_vnd:
            raise refusal(facts=_in_words(limit))


def check_customers_day(
    customer_code: str, point: Point, amount_vnd: int, *, simulated: bool, at: datetime, but_counted_for: str
) -> None:
    """Let an amount pass that is within the day of whose order it is, or of who brings it for another; what waits under
    the code `but_counted_for` is this very cash. The caller holds their guard.

    :raises CustomerLimit: naming it, without a figure of theirs
    """
    limits = limits_left(customer_code, point, simulated=simulated, at=at, but_counted_for=but_counted_for)
    limit = limits.customer_day
    if amount_vnd > limit.left_vnd:
        raise CustomerOver(facts=_in_words(limit))


def _looks_of(actor: Actor, *, at: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(what="cashpoints.looked_up", actor_code=actor.code, at__gt=at - HOUR, at__lte=at)


def _require_few_looks(actor: Actor, *, at: datetime) -> None:
    if _looks_of(actor, at=at).count() >= rules.whole("cashpoints.asks_per_hour", at=at):
        raise TooManyLookups


def _note_look(code: str, *, found: int, till: Till, actor: Actor, at: datetime) -> None:
    """Write a look into the trail under what it found, or under the point where it found nothing."""
    point = till.point.code
    facts = {"found": found, "point": point, "till": till.code}
    record("cashpoints.looked_up", actor=actor, subject_code=code or point, at=at, facts=facts)


def _set_aside(order: CashOrder, *, at: datetime) -> None:
    set_aside(order, debit=chart.due(order.seller_code), kind=Kind.CASH_OUT, at=at)


def _require_open(order: CashOrder, *, at: datetime) -> None:
    if order.status not in OPEN:
        raise StepNotAllowed(step="take_up", status=order.status)
    if order.expires_at <= at:
        raise OutOfDate


def lasts(*, own: bool, at: datetime) -> timedelta:
    """How long an order may wait, from somebody's own phone or at the counter: never past midnight, since limits are a
    day's.
    """
    wanted = timedelta(hours=rules.whole("cashpoints.phone_hours", at=at))
    if not own:
        wanted = timedelta(minutes=rules.whole("cashpoints.counter_minutes", at=at))
    midnight = datetime.combine(local_date(at) + timedelta(days=1), time.min, VIETNAM)
    return min(wanted, midnight - at)


def _in_words(limit: Limit) -> dict[str, str]:
    return {
        "most": format_vnd(limit.most_vnd),
        "used": format_vnd(limit.used_vnd),
        "left": format_vnd(limit.left_vnd),
    }
