"""What a seller does with a harvest to come, and the shares that orders take of it.

What follows for the orders (asking buyers, money back, orders to be accepted) is done in `orders.actions.preorders`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from chophien.audit.actions import record
from chophien.catalog.models import Variant
from chophien.catalog.quality.open_words import fault_of_words
from chophien.catalog.states import ListingStatus
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import MAX_VND
from chophien.lib.quantity import MAX_QUANTITY, UNITS, format_quantity
from chophien.lib.text import clean_line
from chophien.rules import selectors as rules
from chophien.seasons import policies, statements
from chophien.seasons.errors import HarvestFull, HarvestNotOpen, HarvestOpenAlready
from chophien.seasons.models import Harvest, HarvestShare, HarvestStep
from chophien.seasons.selectors import harvests as reads
from chophien.seasons.states import HARVEST_FLOW, HarvestStatus
from chophien.sellers.selectors.helping import principal_of

PREFIX, SYMBOLS = "VU", 7
NOTE_MOST = 300


@dataclass(frozen=True)
class HarvestTerms:
    """What a seller promises: between which days, at most how much in the variant's unit, at which price a unit.

    The deposit is a part of the goods' price, to be transferred at once; 0: everything is paid on delivery.
    """

    begins_on: date
    ends_on: date
    cap: Decimal
    price_vnd: int
    deposit_percent: int = 0
    note: str = ""


@transaction.atomic
def open_harvest(*, variant: Variant, terms: HarvestTerms, actor: Actor, at: datetime) -> Harvest:
    """Let buyers order from a harvest to come, first come first served.

    :raises NotPermitted: if `actor` does not manage the shop and has no mandate to
    :raises Invalid: naming every answer that needs a correction
    :raises HarvestOpenAlready: if another harvest of the variant is open or closed and has not begun
    """
    seller = variant.listing.seller
    policies.can_manage_harvest(actor, seller, at=at).require()
    _check(variant, terms, at=at)
    try:
        with transaction.atomic():
            harvest = Harvest.objects.create(
                code=new_code(PREFIX, SYMBOLS),
                variant=variant,
                begins_on=terms.begins_on,
                ends_on=terms.ends_on,
                price_vnd=terms.price_vnd,
                cap=terms.cap,
                deposit_percent=terms.deposit_percent,
                note=clean_line(terms.note)[:NOTE_MOST],
                opened_by=actor.code,
                opened_at=at,
            )
    except IntegrityError as clash:
        raise HarvestOpenAlready from clash
    _write_step(harvest, "open", "", actor=actor, at=at)
    return harvest


@transaction.atomic
def close_harvest(*, harvest: Harvest, actor: Actor, at: datetime) -> Harvest:
    """Take no more orders; those that are in stay. See `reopen_harvest`."""
    return _step(harvest, "close", actor=actor, at=at)


@transaction.atomic
def reopen_harvest(*, harvest: Harvest, actor: Actor, at: datetime) -> Harvest:
    """Take orders again."""
    return _step(harvest, "reopen", actor=actor, at=at)


@transaction.atomic
def shift_window(
    *, harvest: Harvest, begins_on: date, ends_on: date, reason: str, actor: Actor, at: datetime
) -> Harvest:
    """Say that the harvest comes between other days. Buyers are asked by `orders.actions.preorders`.

    :raises NotPermitted: if `actor` does not manage the shop and has no mandate to
    :raises Invalid: if the days cannot be
    :raises StepNotAllowed: if it has begun or was called off
    """
    faults = _window_faults(begins_on, ends_on, at=at)
    if faults:
        raise Invalid(faults)
    return _step(
        harvest, "move", actor=actor, at=at, begins_on=begins_on, ends_on=ends_on, reason=clean_line(reason)[:NOTE_MOST]
    )


@transaction.atomic
def begin_harvest(*, harvest: Harvest, actor: Actor, at: datetime) -> Harvest:
    """The goods are there: what was ordered can be accepted and packed.

    :raises NotPermitted, StepNotAllowed: as `shift_window`
    """
    return _step(harvest, "begin", actor=actor, at=at, begun_at=at)


@transaction.atomic
def end_harvest(*, harvest: Harvest, reason: str, actor: Actor, at: datetime) -> Harvest:
    """The harvest will not come, such as after hail. Orders are called off by `orders.actions.preorders`.

    :raises NotPermitted, StepNotAllowed: as `shift_window`
    """
    return _step(harvest, "call_off", actor=actor, at=at, called_off_at=at, reason=clean_line(reason)[:NOTE_MOST])


def take_share(*, harvest: Harvest, quantity: Decimal, subject_code: str, at: datetime) -> None:
    """Keep so much of an open harvest for one order. The row stays locked until the transaction ends: call it last.

    :raises HarvestNotOpen: if it takes no orders
    :raises HarvestFull: if less is left; nothing is taken then
    """
    enough = Harvest.objects.filter(pk=harvest.pk, status=HarvestStatus.OPEN, taken__lte=F("cap") - quantity)
    if not enough.update(taken=F("taken") + quantity):
        now = Harvest.objects.select_related("variant").get(pk=harvest.pk)
        if now.status != HarvestStatus.OPEN:
            raise HarvestNotOpen
        left = now.cap - now.taken
        raise HarvestFull(left=left, words=format_quantity(left, UNITS.get(now.variant.unit)))
    HarvestShare.objects.create(harvest=harvest, subject_code=subject_code, quantity=quantity, taken_at=at)


def give_back_shares(*, subject_codes: Collection[str], at: datetime) -> int:
    """Put back what these orders had of their harvests, exactly once however often it is asked. One statement.

    Returns of how many harvests something came back.
    """
    with connection.cursor() as cursor:
        cursor.execute(statements.GIVE_BACK, {"subjects": list(subject_codes), "at": at})
        return int(cursor.rowcount)


def _step(harvest: Harvest, step: str, *, actor: Actor, at: datetime, reason: str = "", **changes: object) -> Harvest:
    harvest = reads.lock_harvest(harvest.pk)
    policies.can_manage_harvest(actor, harvest.variant.listing.seller, at=at).require()
    before, harvest.status = harvest.status, HARVEST_FLOW.next(step, harvest.status)
    for name, value in changes.items():
        setattr(harvest, name, value)
    harvest.save(update_fields=["status", *changes])
    _write_step(harvest, step, before, actor=actor, at=at, reason=reason)
    return harvest


def _write_step(harvest: Harvest, step: str, before: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    seller = harvest.variant.listing.seller
    behalf = principal_of(actor, seller, at=at)
    HarvestStep.objects.create(
        harvest=harvest,
        step=step,
        from_status=before,
        to_status=harvest.status,
        begins_on=harvest.begins_on,
        ends_on=harvest.ends_on,
        reason=reason,
        actor_code=actor.code,
        on_behalf_of=behalf,
        at=at,
    )
    facts = {"step": step, "begins_on": f"{harvest.begins_on}", "ends_on": f"{harvest.ends_on}"}
    record("seasons.harvest", actor=actor, subject_code=harvest.code, at=at, on_behalf_of=behalf, facts=facts)


def _check(variant: Variant, terms: HarvestTerms, *, at: datetime) -> None:
    faults = _window_faults(terms.begins_on, terms.ends_on, at=at)
    if variant.listing.status != ListingStatus.PUBLISHED or not variant.is_active:
        faults["variant"] = [_("Only goods that are on sale can be ordered before the harvest.")]
    least = max(variant.min_quantity, Decimal("0.001"))
    if not terms.cap.is_finite() or not least <= terms.cap <= MAX_QUANTITY or terms.cap % variant.step:
        faults["cap"] = [_("Write how much you expect to harvest, in steps as the goods are sold.")]
    if not 0 < terms.price_vnd <= MAX_VND:
        faults["price_vnd"] = [_("Write the price in whole đồng.")]
    most = rules.whole("seasons.deposit_percent_most", at=at)
    if fault := fault_of_words(terms.note, of=variant.listing, at=at):
        faults["note"] = [fault]
    if not 0 <= terms.deposit_percent <= most:
        faults["deposit_percent"] = [_("A deposit is at most %(most)s percent.") % {"most": most}]
    if faults:
        raise Invalid(faults)


def _window_faults(begins_on: date, ends_on: date, *, at: datetime) -> dict[str, list[Sentence]]:
    today = local_date(at)
    faults: dict[str, list[Sentence]] = {}
    if begins_on <= today:
        faults["begins_on"] = [_("The harvest begins on a day to come.")]
    if begins_on > today + timedelta(days=rules.whole("seasons.harvest_ahead_days", at=at)):
        faults["begins_on"] = [_("That is too far ahead to promise anything.")]
    if ends_on < begins_on:
        faults["ends_on"] = [_("The last day comes after the first.")]
    elif ends_on > begins_on + timedelta(days=rules.whole("seasons.harvest_window_days", at=at)):
        faults["ends_on"] = [_("Buyers need to know it closer: name fewer days.")]
    return faults
