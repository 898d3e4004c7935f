"""Opening lots, weighing in, sorting out, and closing the weighing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.models import Category
from chophien.growing.selectors.areas import areas_of
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, Sentence, StepNotAllowed
from chophien.lib.money import MAX_VND
from chophien.lib.text import clean_line
from chophien.lots import events, policies
from chophien.lots.actions._steps import lock_lot, take_step
from chophien.lots.actions.growers import the_shop_itself
from chophien.lots.errors import LotFrozen, LotTooSmall, NothingWeighed, WeighedOtherwise
from chophien.lots.models import Contribution, Grade, Grower, Loss, Lot, Pledge
from chophien.lots.selectors.amounts import kilograms
from chophien.lots.sharing import ALL_OF_IT
from chophien.lots.states import CONTRIBUTION_FLOW, Allocation, ContributionStatus, LossKind, LotStatus
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of

PREFIX, SYMBOLS = "LO", 7
NAME_MOST, GRADE_MOST, REASON_MOST, ID_MOST = 120, 40, 200, 60
GRAMS_MOST = 10**12
GRADES_MOST = 6
TENTHS = 1_000
CLOCK_AHEAD = timedelta(minutes=10)
"""How far a phone may be ahead."""


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


@dataclass(frozen=True)
class Weighed:
    """What the scales said, and when, by the clock of whoever stood there. `client_id` makes it count once."""

    client_id: str
    grams: int
    recorded_at: datetime
    moisture_tenths: int | None = None
    photo_code: str = ""
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
def weigh_in(*, lot: Lot, grower: Grower, grade: Grade, weighed: Weighed, actor: Actor, at: datetime) -> Contribution:
    """Write down what a household brought. Sent twice it counts once; the first answer comes back.

    What comes after the weighing was closed does not count: it is kept among what came too late, and the row that comes
    back says so (`TOO_LATE`), whenever it was recorded.

    :raises NotPermitted: if `actor` may not weigh in for the shop
    :raises Invalid: naming each answer that cannot be used
    :raises WeighedOtherwise: if the same client id came with other figures
    """
    lot = lock_lot(lot.pk)
    policies.can_weigh(actor, lot.seller, at=at).require()
    _check(weighed, lot, grower, grade, at=at)
    status = ContributionStatus.COUNTED if lot.status == LotStatus.OPEN else ContributionStatus.TOO_LATE
    try:
        with transaction.atomic():
            kept = Contribution.objects.create(
                client_id=weighed.client_id,
                lot=lot,
                grower=grower,
                grade=grade,
                grams=weighed.grams,
                moisture_tenths=weighed.moisture_tenths,
                photo_code=weighed.photo_code,
                area_code=clean_line(weighed.area_code)[:40],
                status=status,
                recorded_at=weighed.recorded_at,
                received_at=at,
                entered_by=actor.code,
                on_behalf_of=principal_of(actor, lot.seller, at=at),
            )
    except IntegrityError as clash:
        return _the_same(lot, grower, grade, weighed, clash)
    if status == ContributionStatus.COUNTED:
        _add(lot, weighed.grams)
        events.weighed_in.send(sender=Contribution, lot=lot, contribution=kept, at=at)
    facts = {"lot": lot.code, "grower": grower.code, "grams": weighed.grams, "too_late": status != "counted"}
    record(
        "lots.weighed",
        actor=actor,
        subject_code=lot.seller.code,
        on_behalf_of=kept.on_behalf_of,
        at=at,
        facts=facts,
    )
    return kept


@transaction.atomic
def take_back(*, contribution: Contribution, actor: Actor, at: datetime) -> Contribution:
    """Undo an entry that was a mistake. The row stays and counts no more.

    :raises NotPermitted: if `actor` may not weigh in for the shop
    :raises LotFrozen: once the weighing is closed
    :raises StepNotAllowed: if it does not count
    """
    lot, contribution = _held(contribution, actor=actor, at=at)
    if contribution.status == ContributionStatus.COUNTED and lot.status != LotStatus.OPEN:
        raise LotFrozen
    step = "drop" if contribution.status == ContributionStatus.TOO_LATE else "take_back"
    counted = contribution.grams - contribution.rejected_g if step == "take_back" else 0
    _end(contribution, step, actor=actor, at=at)
    _add(lot, -counted)
    if step == "take_back":
        events.weighing_undone.send(sender=Contribution, lot=lot, contribution=contribution, at=at)
    return contribution


@transaction.atomic
def count_elsewhere(*, contribution: Contribution, grade: Grade, actor: Actor, at: datetime) -> Contribution:
    """Have what came too late count in another lot of the shop that is open, by that lot's grade.

    :raises NotPermitted: if `actor` may not weigh in for the shop
    :raises StepNotAllowed: if it did not come too late
    :raises LotFrozen: if the other lot is not open either
    """
    _lot, contribution = _held(contribution, actor=actor, at=at)
    to = lock_lot(grade.lot_id)
    if to.seller_id != contribution.grower.seller_id or to.status != LotStatus.OPEN:
        raise LotFrozen
    _end(contribution, "move", actor=actor, at=at)
    weighed = Weighed(
        client_id=f"moved:{contribution.pk}",
        grams=contribution.grams,
        recorded_at=contribution.recorded_at,
        moisture_tenths=contribution.moisture_tenths,
        photo_code=contribution.photo_code,
        area_code=contribution.area_code if _is_of(to.seller, contribution.area_code) else "",
    )
    counted = weigh_in(lot=to, grower=contribution.grower, grade=grade, weighed=weighed, actor=actor, at=at)
    contribution.moved_to = counted
    contribution.save(update_fields=["moved_to"])
    return counted


@transaction.atomic
def note_loss(
    *, lot: Lot, grams: int, reason: str, actor: Actor, at: datetime, contribution: Contribution | None = None
) -> Loss:
    """Write down what was sorted out of one contribution, or lost of the whole lot.

    What is sorted out of one contribution is that household's alone, so it can be said while the lot is open only. What
    is lost of the lot later is borne by all who brought to it, and by nobody else.

    :raises NotPermitted: if `actor` may not weigh in for the shop
    :raises Invalid: naming each answer that cannot be used
    :raises LotFrozen: if something of one contribution is sorted out once the weighing is closed
    """
    lot = lock_lot(lot.pk)
    policies.can_weigh(actor, lot.seller, at=at).require()
    faults: dict[str, list[Sentence]] = {}
    words = clean_line(reason)[:REASON_MOST]
    if not any(letter.isalnum() for letter in words):
        faults["reason"] = [_("Say in a few words what happened.")]
    most = lot.left_g
    if contribution is not None:
        contribution = Contribution.objects.select_for_update().get(pk=contribution.pk, lot=lot)
        if lot.status != LotStatus.OPEN or contribution.status != ContributionStatus.COUNTED:
            raise LotFrozen
        most = contribution.grams - contribution.rejected_g
    if not 0 < grams <= most:
        faults["grams"] = [_("More cannot be lost than is there.")]
    if faults:
        raise Invalid(faults)
    kind = LossKind.LOSS if contribution is None else LossKind.REJECT
    loss = Loss.objects.create(
        lot=lot, contribution=contribution, kind=kind, grams=grams, reason=words, noted_by=actor.code, at=at
    )
    if contribution is not None:
        contribution.rejected_g += grams
        contribution.save(update_fields=["rejected_g"])
        _add(lot, -grams)
    else:
        Lot.objects.filter(pk=lot.pk).update(left_g=F("left_g") - grams, gone_g=F("gone_g") + grams)
    facts = {"lot": lot.code, "grams": grams, "kind": kind.value}
    behalf = principal_of(actor, lot.seller, at=at)
    record("lots.loss", actor=actor, subject_code=lot.seller.code, on_behalf_of=behalf, at=at, facts=facts)
    events.lot_lost.send(sender=Loss, lot=lot, loss=loss, at=at)
    return loss


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
    if terms.area_code and not _is_of(lot.seller, terms.area_code):
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


def _check(weighed: Weighed, lot: Lot, grower: Grower, grade: Grade, *, at: datetime) -> None:
    faults: dict[str, list[Sentence]] = {}
    if grower.seller_id != lot.seller_id or grower.left_at is not None:
        faults["grower"] = [_("Choose a household from the list.")]
    if grade.lot_id != lot.pk:
        faults["grade"] = [_("Choose a grade of this lot.")]
    if not 0 < weighed.grams <= rules.whole("lots.contribution_most_kg", at=at) * 1_000:
        faults["kg"] = [_("Look at the weight again: it is zero, or too much for one weighing.")]
    if weighed.moisture_tenths is not None and not 0 <= weighed.moisture_tenths <= TENTHS:
        faults["moisture"] = [_("Moisture is a part of a hundred: 0 to 100.")]
    if not 0 < len(weighed.client_id) <= ID_MOST:
        faults["client_id"] = [_("Open the page anew and enter it again.")]
    if weighed.recorded_at > at + CLOCK_AHEAD:
        faults["recorded_at"] = [_("The phone's clock is ahead. Set it right and enter it again.")]
    if weighed.area_code and not _is_of(lot.seller, weighed.area_code):
        faults["area_code"] = [_("This land is not your shop's. Choose one from the list, or leave it out.")]
    if faults:
        raise Invalid(faults)


def _is_of(seller: Seller, area_code: str) -> bool:
    """Whether it names land of the shop: nobody's goods grew on the land of others."""
    return areas_of(seller).filter(code=clean_line(area_code)).exists()


def _the_same(lot: Lot, grower: Grower, grade: Grade, weighed: Weighed, clash: IntegrityError) -> Contribution:
    before = Contribution.objects.filter(client_id=weighed.client_id).first()
    if before is None:
        raise clash
    said = (lot.pk, grower.pk, grade.pk, weighed.grams, weighed.moisture_tenths)
    if said != (before.lot_id, before.grower_id, before.grade_id, before.grams, before.moisture_tenths):
        raise WeighedOtherwise from clash
    return before


def _held(contribution: Contribution, *, actor: Actor, at: datetime) -> tuple[Lot, Contribution]:
    lot = lock_lot(contribution.lot_id)
    policies.can_weigh(actor, lot.seller, at=at).require()
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("grower")
    return lot, rows.get(pk=contribution.pk)


def _end(contribution: Contribution, step: str, *, actor: Actor, at: datetime) -> None:
    contribution.status = CONTRIBUTION_FLOW.next(step, contribution.status)
    contribution.ended_by, contribution.ended_at = actor.code, at
    contribution.save(update_fields=["status", "ended_by", "ended_at"])
    seller = contribution.grower.seller
    facts = {"grower": contribution.grower.code, "grams": contribution.grams, "step": step}
    behalf = principal_of(actor, seller, at=at)
    record("lots.weighing_ended", actor=actor, subject_code=seller.code, on_behalf_of=behalf, at=at, facts=facts)


def _add(lot: Lot, grams: int) -> None:
    """More or less came into the lot, which the caller holds.

    :raises LotTooSmall: if more of it was lost than would be left
    """
    if lot.left_g + grams < 0:
        raise LotTooSmall(facts={"left": kilograms(lot.left_g)})
    Lot.objects.filter(pk=lot.pk).update(total_g=F("total_g") + grams, left_g=F("left_g") + grams)
    lot.total_g, lot.left_g = lot.total_g + grams, lot.left_g + grams
