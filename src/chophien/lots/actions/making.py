"""Processing, splitting, putting together and packing: lots into lots, and lots into goods on the shelf."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.models import Category, Variant
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotFound, Sentence, StepNotAllowed
from chophien.lib.money import share_by_largest_remainder
from chophien.lib.quantity import format_quantity
from chophien.lib.text import clean_line
from chophien.lots import events, policies
from chophien.lots.actions._days import wrong_last_days
from chophien.lots.actions._holding import Packing, grams_packed, require_what_it_holds
from chophien.lots.actions._steps import lock_lot, lock_lots, take_step
from chophien.lots.actions.agreeing import NAME_MOST, PREFIX, SYMBOLS
from chophien.lots.actions.weighing import REASON_MOST
from chophien.lots.errors import LotStopped, LotTooSmall, MoreThanWentIn, NothingWeighed, NotTheSameTerms, OddYield
from chophien.lots.models import Lot, LotGoods, LotLink, Pack, Transformation
from chophien.lots.selectors.amounts import kilograms
from chophien.lots.selectors.yields import usual_yield
from chophien.lots.sharing import moved_cost
from chophien.lots.states import LotStatus
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of
from chophien.supply.actions import put_in

__all__ = ["Made", "Packing", "pack_lot", "sell_without_lots", "transform"]
MADE_PREFIX, PACK_PREFIX = "CB", "DG"
LOTS_MOST = 20


@dataclass(frozen=True)
class Made:
    """One lot that comes out: what it is, how much, and until when it is good."""

    product: str
    grams: int
    category: Category | None = None
    best_before: date | None = None
    cost_vnd: int = 0


@transaction.atomic
def transform(
    *,
    seller: Seller,
    used: Mapping[int, int],
    made: Sequence[Made],
    actor: Actor,
    at: datetime,
    reason: str = "",
    days_are_right: bool = False,
) -> Transformation:
    """Make lots of lots: `used` says how many grams of which lot (by id) go in. What they cost so far goes along.

    The weighing of what goes in is closed by it. What comes out is whose the leaves were, in proportion. A last day
    that is past is asked about; `days_are_right` is the answer.

    :raises NotPermitted: if `actor` may not weigh in for the shop
    :raises Invalid: naming each answer that cannot be used
    :raises LotTooSmall: if more of a lot goes in than is left of it
    :raises LotStopped: if one is called back
    :raises MoreThanWentIn: if more comes out than went in
    :raises OddYield: if another part than usual comes out of it, and no reason is given
    :raises NotTheSameTerms: if lots with different fees or rules are put together
    :raises NotFound: if a lot is not the shop's
    """
    policies.can_weigh(actor, seller, at=at).require()
    _check(used, made)
    lots = lock_lots(list(used))
    if len(lots) < len(used) or any(one.seller_id != seller.pk for one in lots.values()):
        raise NotFound
    lasts = [one.best_before for one in made if one.best_before is not None]
    if faults := wrong_last_days(list(lots), lasts, are_right=days_are_right, today=local_date(at)):
        raise Invalid(faults)
    for pk, lot in lots.items():
        _ready(lot, used[pk], actor=actor, at=at)
    first = next(iter(lots.values()))
    if len({(one.fee_basis_points, one.allocation) for one in lots.values()}) > 1:
        raise NotTheSameTerms
    used_g, made_g = sum(used.values()), sum(one.grams for one in made)
    words = clean_line(reason)[:REASON_MOST]
    _require_likely(first, made, used_g=used_g, made_g=made_g, reason=words, at=at)

    act = Transformation.objects.create(
        code=new_code(MADE_PREFIX, SYMBOLS),
        seller=seller,
        used_g=used_g,
        made_g=made_g,
        reason=words,
        done_by=actor.code,
        at=at,
    )
    costs = sum(_use(lot, used[pk]) for pk, lot in lots.items())
    inherited = share_by_largest_remainder(costs, [one.grams for one in made])
    for one, cost in zip(made, inherited, strict=True):
        lot = _make(seller, one, like=first, cost_in_vnd=cost, actor=actor, at=at)
        LotLink.objects.create(transformation=act, lot=lot, is_output=True, grams=one.grams)
        take_step(lot, "make", actor=actor, at=at, note=act.code)
    for pk, lot in lots.items():
        LotLink.objects.create(transformation=act, lot=lot, is_output=False, grams=used[pk])
        take_step(lot, "use", actor=actor, at=at, note=act.code)
    events.lots_made.send(sender=Transformation, act=act, at=at)
    return act


@transaction.atomic
def pack_lot(*, lot: Lot, packing: Packing, actor: Actor, at: datetime) -> Pack:
    """Pack goods of a lot: so many units more are in stock. The weighing is closed by it, for what is packed is sold.

    From the first pack on, orders of these goods are packed of lots only.

    :raises NotPermitted: if `actor` may not weigh in for the shop
    :raises NotFound: if the goods are not the shop's
    :raises Invalid: naming each answer that cannot be used
    :raises LotTooSmall: if less is left of the lot
    :raises LotStopped: if it is called back
    :raises OddPack: if one holds more or less than the goods say, beyond `lots.pack_percent`, and no reason is given
    :raises PacksHoldMore: if by what the goods say the packs would hold more than there is of the lot
    """
    lot = lock_lot(lot.pk)
    policies.can_weigh(actor, lot.seller, at=at).require()
    variant = packing.variant
    if variant.listing.seller_id != lot.seller_id:
        raise NotFound
    grams = grams_packed(packing, lot, at=at)
    _ready(lot, grams, actor=actor, at=at)
    reason = require_what_it_holds(packing, lot, at=at)
    behalf = principal_of(actor, lot.seller, at=at)
    pack = Pack.objects.create(
        code=new_code(PACK_PREFIX, SYMBOLS),
        lot=lot,
        variant=variant,
        units=packing.units,
        unit_g=packing.unit_g,
        remaining=packing.units,
        made_on=packing.made_on or local_date(at),
        best_before=packing.best_before or lot.best_before,
        reason=reason,
        packed_by=actor.code,
        on_behalf_of=behalf,
        packed_at=at,
    )
    Lot.objects.filter(pk=lot.pk).update(left_g=F("left_g") - grams)
    LotGoods.objects.get_or_create(variant=variant, defaults={"since": at})
    put_in(quantities={variant.pk: packing.units}, subject_code=pack.code, actor=actor, at=at, on_behalf_of=behalf)
    take_step(lot, "pack", actor=actor, at=at, note=pack.code)
    events.lot_packed.send(sender=Pack, lot=lot, pack=pack, at=at)
    return pack


@transaction.atomic
def sell_without_lots(*, variant: Variant, actor: Actor, at: datetime) -> None:
    """Orders of these goods need no lot any more. What packs still hold stays with them.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    seller = variant.listing.seller
    policies.can_decide_about_lots(actor, seller, at=at).require()
    if LotGoods.objects.filter(variant=variant).delete()[0]:
        facts = {"variant": variant.code}
        record("lots.without", actor=actor, subject_code=seller.code, at=at, facts=facts)


def _check(used: Mapping[int, int], made: Sequence[Made]) -> None:
    faults: dict[str, list[Sentence]] = {}
    if not 0 < len(used) <= LOTS_MOST or any(grams <= 0 for grams in used.values()):
        faults["used"] = [_("Say how much of which lot goes in.")]
    if not 0 < len(made) <= LOTS_MOST or any(
        one.grams <= 0 or not any(letter.isalnum() for letter in one.product) for one in made
    ):
        faults["made"] = [_("Say what comes out, and how much of it.")]
    if any(one.cost_vnd < 0 for one in made):
        faults["cost_vnd"] = [_("Write the amount in whole đồng, like 1.250.000.")]
    if faults:
        raise Invalid(faults)


def _ready(lot: Lot, grams: int, *, actor: Actor, at: datetime) -> None:
    """Have a lot that the caller holds ready for so much to be taken of it."""
    if lot.status not in {LotStatus.OPEN, LotStatus.FROZEN}:
        raise StepNotAllowed(step="use", status=lot.status)
    if lot.stopped_at is not None:
        raise LotStopped
    if not lot.total_g:
        raise NothingWeighed
    if grams > lot.left_g:
        raise LotTooSmall(facts={"left": kilograms(lot.left_g)})
    if lot.status == LotStatus.OPEN:
        take_step(lot, "freeze", actor=actor, at=at)


def _require_likely(first: Lot, made: Sequence[Made], *, used_g: int, made_g: int, reason: str, at: datetime) -> None:
    if made_g > used_g:
        raise MoreThanWentIn(facts={"made": kilograms(made_g), "used": kilograms(used_g)})
    changed = any(clean_line(one.product) != first.product for one in made)
    least, most = usual_yield(made[0].category or first.category, at=at) if changed else (0, 100)
    if not reason and not least * used_g <= 100 * made_g <= most * used_g:
        here = format_quantity(round(Decimal(100 * made_g) / used_g, 1))
        raise OddYield(facts={"least": least, "most": most, "here": here})


def _use(lot: Lot, grams: int) -> int:
    """Take so much out of a lot; returns the shared costs that go with it."""
    unsold = lot.total_g - lot.settled_g - lot.gone_g
    cost = moved_cost(lot.cost_open_vnd, used_g=grams, unsold_g=unsold)
    Lot.objects.filter(pk=lot.pk).update(
        left_g=F("left_g") - grams, gone_g=F("gone_g") + grams, cost_out_vnd=F("cost_out_vnd") + cost
    )
    return cost


def _make(seller: Seller, made: Made, *, like: Lot, cost_in_vnd: int, actor: Actor, at: datetime) -> Lot:
    return Lot.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        seller=seller,
        category=made.category or like.category,
        product=clean_line(made.product)[:NAME_MOST],
        status=LotStatus.FROZEN,
        allocation=like.allocation,
        fee_basis_points=like.fee_basis_points,
        cost_vnd=made.cost_vnd,
        cost_in_vnd=cost_in_vnd,
        harvested_on=like.harvested_on,
        best_before=made.best_before,
        total_g=made.grams,
        left_g=made.grams,
        opened_by=actor.code,
        opened_at=at,
        frozen_at=at,
    )
