"""Orders before the harvest: placed, asked when the harvest is moved, turned into ordinary orders when it begins.

A harvest belongs to its seller and is changed in one tap; what follows for its orders is done one order at a time by
jobs, each in a transaction of its own, so that a long list never keeps anybody waiting and an outage loses nothing:
whoever was not asked or begun yet is found by the days that differ.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from chophien.accounts.models import Person
from chophien.delivery.actions import promise_anew
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.orders import policies
from chophien.orders.actions.placing import DirectLine, DirectWish, Placed, Terms, place_order
from chophien.orders.actions.steps import Doing, Move, call_off, tell_all, write_moves
from chophien.orders.errors import CartRefused, HarvestGone
from chophien.orders.models import Order, Preorder
from chophien.orders.selectors import preorders
from chophien.orders.selectors.orders import lock_order
from chophien.orders.states import PREORDER_FLOW, Axis, MarketReason, News, Origin, PreorderStatus
from chophien.payments.actions.books import one_posting
from chophien.payments.states import PaymentMethod, PaymentStatus
from chophien.rules import selectors as rules
from chophien.seasons.actions.harvests import begin_harvest, end_harvest, shift_window
from chophien.seasons.errors import HarvestNotOpen, MovedEnough
from chophien.seasons.models import Harvest
from chophien.seasons.states import HarvestStatus
from chophien.switches.selectors import require_on
from chophien.switches.states import Feature

WAIT, REFUND = "wait", "refund"


def place_preorder(
    *,
    harvest: Harvest,
    quantity: Decimal,
    wish: DirectWish,
    idempotency_key: str,
    actor: Actor,
    at: datetime,
    person: Person | None = None,
    language: str = "vi",
) -> Placed:
    """Order so much of a harvest to come, first come first served. The wish's way of paying does not matter: where
    the seller asks for a deposit it is transferred and the rest paid on delivery, else all is paid on delivery.

    :raises NotOffered: if nobody can order before the harvest at the moment
    :raises HarvestGone: if the harvest takes no orders any more, or no more than less is left of it
    :raises Invalid, KeyMissing, IdempotencyClash, TotalChanged, RegulationsChanged: as `place_order`
    :raises CartRefused: if so much is never sold
    """
    province = harvest.variant.listing.seller.commune.province.code
    require_on(Feature.PREORDERS, at=at, province_code=province)
    days = timedelta(days=rules.whole("seasons.delivery_days", at=at))
    hold = timedelta(hours=rules.whole("seasons.deposit_hours", at=at))
    method = PaymentMethod.VIETQR if harvest.deposit_percent else PaymentMethod.COD
    try:
        return place_order(
            wish=wish.paid_by(method),
            lines=[DirectLine(harvest.variant.code, quantity, harvest.price_vnd, harvest)],
            origin=Origin.PREORDER,
            idempotency_key=idempotency_key,
            actor=actor,
            at=at,
            person=person,
            terms=Terms(
                promised=(harvest.begins_on, harvest.ends_on + days),
                waits_for_season=True,
                held_until=at + hold,
                deposit_percent=harvest.deposit_percent,
            ),
            language=language,
        )
    except HarvestNotOpen as refusal:
        raise HarvestGone(str(refusal)) from refusal
    except CartRefused as refusal:
        raise HarvestGone(refusal.problems[0].sentence, code=refusal.code) from refusal


@transaction.atomic
def move_harvest(
    *, harvest: Harvest, begins_on: date, ends_on: date, actor: Actor, at: datetime, reason: str = ""
) -> Harvest:
    """The harvest comes between other days: every buyer is asked whether to wait or to have all money back.

    :raises NotPermitted, Invalid, StepNotAllowed: as `seasons.actions.harvests.shift_window`
    :raises MovedEnough: if a buyer was asked `seasons.harvest_moves_most` times before; nothing is changed then
    """
    most = rules.whole("seasons.harvest_moves_most", at=at)
    if preorders.waiting_of(harvest).filter(moves__gte=most).exists():
        raise MovedEnough
    harvest = shift_window(harvest=harvest, begins_on=begins_on, ends_on=ends_on, reason=reason, actor=actor, at=at)
    enqueue("orders.follow_harvest", harvest_id=harvest.pk)
    return harvest


@transaction.atomic
def start_harvest(*, harvest: Harvest, actor: Actor, at: datetime) -> Harvest:
    """The goods are there: its orders become ordinary orders to accept, pack and send.

    :raises NotPermitted, StepNotAllowed: as `seasons.actions.harvests.begin_harvest`
    """
    harvest = begin_harvest(harvest=harvest, actor=actor, at=at)
    enqueue("orders.follow_harvest", harvest_id=harvest.pk)
    return harvest


@transaction.atomic
@one_posting()
def call_off_harvest(*, harvest: Harvest, reason: str, actor: Actor, at: datetime) -> Harvest:
    """The harvest will not come: its orders are cancelled and all money goes back.

    :raises NotPermitted, StepNotAllowed: as `seasons.actions.harvests.end_harvest`
    """
    harvest = end_harvest(harvest=harvest, reason=reason, actor=actor, at=at)
    enqueue("orders.follow_harvest", harvest_id=harvest.pk)
    return harvest


@transaction.atomic
@one_posting()
def follow(*, order: Order, actor: Actor, at: datetime) -> bool:
    """Do for one order what follows from how its harvest stands now. Returns whether there was anything to do."""
    order = lock_order(order.pk)
    preorder = preorders.lock_preorder(order)
    harvest = preorder.harvest
    if preorder.status not in {PreorderStatus.WAITING, PreorderStatus.ASKED}:
        return False
    doing = Doing.of(actor, order, at=at)
    if harvest.status == HarvestStatus.CALLED_OFF:
        reason = preorders.why_called_off(harvest) or MarketReason.NO_HARVEST.value
        call_off([order], step="cancel", news=News.CANCELLED, doing=Doing.of(actor, order, at=at, reason=reason))
        return True
    if (preorder.begins_on, preorder.ends_on) != (harvest.begins_on, harvest.ends_on):
        _ask(order, preorder, doing=doing)
        return True
    if preorder.status == PreorderStatus.ASKED and preorder.answer_by is not None and preorder.answer_by <= at:
        silence = rules.value("seasons.silence_means", at=at)
        _settle(order, preorder, silence, doing=Doing.of(actor, order, at=at, reason=MarketReason.NO_ANSWER))
        return True
    waits = preorder.status == PreorderStatus.WAITING and order.payment_status != PaymentStatus.AWAITING_TRANSFER
    if waits and harvest.status == HarvestStatus.BEGUN:
        _begin(order, preorder, doing=doing)
        return True
    return False


@transaction.atomic
@one_posting()
def answer_move(*, order: Order, answer: str, actor: Actor, at: datetime) -> Order:
    """The buyer waits for the new days (`wait`), or has all money back (`refund`).

    :raises NotPermitted: if `actor` is not the buyer
    :raises StepNotAllowed: if nobody is asked any more
    """
    order = lock_order(order.pk)
    policies.can_answer_move(actor, order).require()
    preorder = preorders.lock_preorder(order)
    PREORDER_FLOW.next("wait", preorder.status)
    reason = MarketReason.HARVEST_MOVED if answer == REFUND else ""
    _settle(order, preorder, answer, doing=Doing.of(actor, order, at=at, reason=reason))
    return order


def _ask(order: Order, preorder: Preorder, *, doing: Doing) -> None:
    """Tell the buyer the new days and ask. The share and the money stay as they are until there is an answer."""
    before, preorder.status = preorder.status, PREORDER_FLOW.next("ask", preorder.status)
    preorder.begins_on, preorder.ends_on = preorder.harvest.begins_on, preorder.harvest.ends_on
    preorder.moves += 1
    preorder.answer_by = doing.at + timedelta(days=rules.whole("seasons.answer_days", at=doing.at))
    preorder.save(update_fields=["status", "begins_on", "ends_on", "moves", "answer_by"])

    days = timedelta(days=rules.whole("seasons.delivery_days", at=doing.at))
    order.promised_from, order.promised_to = preorder.begins_on, preorder.ends_on + days
    order.save(update_fields=["promised_from", "promised_to"])
    promise_anew(order_code=order.code, promised=(order.promised_from, order.promised_to))
    write_moves([Move(order, Axis.HARVEST, "ask", before, preorder.status)], doing=doing)
    tell_all(order, news=News.HARVEST_MOVED, what="orders.asked_to_wait", doing=doing)


def _settle(order: Order, preorder: Preorder, answer: object, *, doing: Doing) -> None:
    if answer != WAIT:
        call_off([order], step="cancel", news=News.CANCELLED, doing=doing)
        return
    before, preorder.status = preorder.status, PREORDER_FLOW.next("wait", preorder.status)
    preorder.answer_by = None
    preorder.save(update_fields=["status", "answer_by"])
    write_moves([Move(order, Axis.HARVEST, "wait", before, preorder.status)], doing=doing)
    tell_all(order, news=News.WAITS_ON, what="orders.waits_on", doing=doing)
    if preorder.harvest.status == HarvestStatus.BEGUN:
        enqueue("orders.follow_harvest", harvest_id=preorder.harvest.pk)


def _begin(order: Order, preorder: Preorder, *, doing: Doing) -> None:
    """From now on it is an order like any other: the seller has `orders.accept_hours` to answer."""
    before, preorder.status = preorder.status, PREORDER_FLOW.next("begin", preorder.status)
    preorder.save(update_fields=["status"])
    order.accept_by = doing.at + timedelta(hours=rules.whole("orders.accept_hours", at=doing.at))
    order.save(update_fields=["accept_by"])
    write_moves([Move(order, Axis.HARVEST, "begin", before, preorder.status)], doing=doing)
    tell_all(order, news=News.HARVEST_BEGUN, what="orders.harvest_begun", doing=doing)
    enqueue("orders.watch_acceptance", run_at=order.accept_by, group_id=order.group.pk)
