"""What is agreed about a lot: opening it, its terms, what households mean to bring, and the line under its weighing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.models import Category
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, Sentence, StepNotAllowed
from chophien.lib.money import MAX_VND
from chophien.lib.text import clean_line
from chophien.lots import events, policies
from chophien.lots.actions._steps import lock_lot, take_step
from chophien.lots.actions.growers import the_shop_itself
from chophien.lots.errors import LotFrozen, NothingWeighed
from chophien.lots.models import Contribution, Grade, Grower, Lot, Pledge
from chophien.lots.selectors.amounts import kilograms
from chophien.lots.selectors.land import is_land_of
from chophien.lots.sharing import ALL_OF_IT
from chophien.lots.states import Allocation, LotStatus
from chophien.sellers.models import Seller

PREFIX, SYMBOLS = "LO", 7
NAME_MOST, GRADE_MOST = 120, 40
GRAMS_MOST = 10**12
GRADES_MOST = 6


@dataclass(frozen=True)
class LotTerms:
    """What is agreed about a lot before anything of it is sold. Prices are of one kilogram of each grade, in đồng.

    `area_code` is the field that it was opened from, with which the page at the scales begins.
    """

    product: str
    grades: Sequence[tuple[str, int]]
    fee_basis_points: int = 0
    cost_vnd: int = 0
    allocation: Allocation = Allocation.FIRST_COME
    category: Category | None = None
    target_g: int | None = None
    gather_until: date | None = None
    harvested_on: date | None = None
    best_before: date | None = None
    area_code: str = ""


@transaction.atomic
def open_lot(*, seller: Seller, terms: LotTerms, actor: Actor, at: datetime) -> Lot:
    """Begin a lot that households bring to.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises Invalid: naming each answer that cannot be used
    """
    policies.can_decide_about_lots(actor, seller, at=at).require()
    lot = Lot(code=new_code(PREFIX, SYMBOLS), seller=seller, opened_by=actor.code, opened_at=at)
    _agree(lot, terms)
    lot.save()
    _write_grades(lot, terms)
    the_shop_itself(seller=seller, at=at)
    take_step(lot, "open", actor=actor, at=at)
    events.lot_opened.send(sender=Lot, lot=lot, at=at)
    return lot


@transaction.atomic
def change_terms(*, lot: Lot, terms: LotTerms, actor: Actor, at: datetime) -> Lot:
    """Agree otherwise while the lot is open. A grade that something was weighed by stays, with its new price.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises LotFrozen: once the weighing is closed
    :raises Invalid: naming each answer that cannot be used
    """
    lot = lock_lot(lot.pk)
    policies.can_decide_about_lots(actor, lot.seller, at=at).require()
    if lot.status != LotStatus.OPEN:
        raise LotFrozen
    used = set(Contribution.objects.filter(lot=lot).values_list("grade__name", flat=True))
    if gone := sorted(used - {clean_line(name) for name, _price in terms.grades}):
        raise Invalid({"grades": [_("Something was weighed in as %(grade)s: keep that grade.") % {"grade": gone[0]}]})
    _agree(lot, terms)
    lot.save()
    _write_grades(lot, terms)
    facts = {"lot": lot.code}
    record("lots.terms", actor=actor, subject_code=lot.seller.code, at=at, facts=facts)
    return lot


@transaction.atomic
def freeze_lot(*, lot: Lot, actor: Actor, at: datetime) -> Lot:
    """Close the weighing: from now on the sharing is fixed.

    :raises NotPermitted: if `actor` may not weigh in for the shop
    :raises NothingWeighed: if nothing was
    :raises StepNotAllowed: if it is closed already
    """
    lot = lock_lot(lot.pk)
    policies.can_weigh(actor, lot.seller, at=at).require()
    if lot.status == LotStatus.OPEN and not lot.total_g:
        raise NothingWeighed
    take_step(lot, "freeze", actor=actor, at=at)
    return lot


@transaction.atomic
def end_lot(*, lot: Lot, actor: Actor, at: datetime) -> Lot:
    """Put a lot away of which nothing is left, or give up one to which nobody brought anything.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises StepNotAllowed: if something of it is still there
    """
    lot = lock_lot(lot.pk)
    policies.can_decide_about_lots(actor, lot.seller, at=at).require()
    step = "call_off" if lot.status == LotStatus.OPEN else "close"
    if lot.left_g or lot.packs.filter(remaining__gt=0).exists():
        raise StepNotAllowed(step=step, status=lot.status)
    take_step(lot, step, actor=actor, at=at)
    events.lot_ended.send(sender=Lot, lot=lot, at=at)
    return lot


@transaction.atomic
def pledge(*, lot: Lot, grower: Grower, grams: int, actor: Actor, at: datetime) -> None:
    """Write down how much a household means to bring; said again, the last word counts. 0 takes it back.

    :raises NotPermitted: if `actor` is neither the household nor weighs in for the shop
    :raises LotFrozen: once the weighing is closed
    :raises Invalid: if it is no weight, or more than is still wanted
    """
    lot = lock_lot(lot.pk)
    if not policies.is_this_grower(actor, grower):
        policies.can_weigh(actor, lot.seller, at=at).require()
    if lot.status != LotStatus.OPEN or grower.seller_id != lot.seller_id:
        raise LotFrozen
    if not 0 <= grams <= GRAMS_MOST:
        raise Invalid({"kg": [_("Write a weight in kg.")]})
    others = Pledge.objects.filter(lot=lot).exclude(grower=grower).aggregate(sum=Sum("grams"))["sum"] or 0
    if lot.target_g is not None and others + grams > lot.target_g:
        wanted = kilograms(max(lot.target_g - others, 0))
        raise Invalid({"kg": [_("%(wanted)s are still wanted for this lot.") % {"wanted": wanted}]})
    if grams:
        facts = {"grams": grams, "entered_by": actor.code, "at": at}
        Pledge.objects.update_or_create(lot=lot, grower=grower, defaults=facts)
    else:
        Pledge.objects.filter(lot=lot, grower=grower).delete()


def _agree(lot: Lot, terms: LotTerms) -> None:
    names = [clean_line(name) for name, _price in terms.grades]
    faults: dict[str, list[Sentence]] = {}
    if not any(letter.isalnum() for letter in terms.product):
        faults["product"] = [_("Say what it is that is brought.")]
    if not names or len(names) > GRADES_MOST or len({name.casefold() for name in names}) < len(names):
        faults["grades"] = [_("Name one grade at least, each by a name of its own.")]
    elif any(not name or len(name) > GRADE_MOST for name in names) or any(
        not 0 < price <= MAX_VND for _name, price in terms.grades
    ):
        faults["grades"] = [_("Each grade has a name and a price of one kilogram.")]
    if not 0 <= terms.fee_basis_points <= ALL_OF_IT:
        faults["fee"] = [_("The fee is a part of a hundred: 0 to 100.")]
    if not 0 <= terms.cost_vnd <= MAX_VND:
        faults["cost_vnd"] = [_("Write the amount in whole đồng, like 1.250.000.")]
    if terms.target_g is not None and not 0 < terms.target_g <= GRAMS_MOST:
        faults["target"] = [_("Write a weight in kg.")]
    if terms.best_before and terms.harvested_on and terms.best_before < terms.harvested_on:
        faults["best_before"] = [_("It is good until a day after the harvest.")]
    if terms.area_code and not is_land_of(lot.seller, terms.area_code):
        faults["area_code"] = [_("This land is not your shop's. Choose one from the list, or leave it out.")]
    if faults:
        raise Invalid(faults)
    lot.product = clean_line(terms.product)[:NAME_MOST]
    lot.fee_basis_points, lot.cost_vnd, lot.allocation = terms.fee_basis_points, terms.cost_vnd, terms.allocation
    lot.category, lot.target_g, lot.gather_until = terms.category, terms.target_g, terms.gather_until
    lot.harvested_on, lot.best_before = terms.harvested_on, terms.best_before
    lot.area_code = clean_line(terms.area_code)


def _write_grades(lot: Lot, terms: LotTerms) -> None:
    kept = {grade.name: grade for grade in Grade.objects.filter(lot=lot)}
    names = [clean_line(name) for name, _price in terms.grades]
    Grade.objects.filter(lot=lot).exclude(name__in=names).delete()
    for place, grade in enumerate(kept.values()):
        Grade.objects.filter(pk=grade.pk).update(place=GRADES_MOST + place)
    for place, (name, (_said, price)) in enumerate(zip(names, terms.grades, strict=True), start=1):
        Grade.objects.update_or_create(lot=lot, name=name, defaults={"price_vnd": price, "place": place})
