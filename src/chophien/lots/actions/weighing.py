"""Weighing in, taking it back, and sorting out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.dates import local, local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.text import clean_line
from chophien.lots import events, policies
from chophien.lots.actions._steps import lock_lot
from chophien.lots.errors import LotFrozen, LotTooSmall, WeighedOtherwise
from chophien.lots.models import Contribution, Grade, Grower, Loss, Lot
from chophien.lots.selectors.amounts import kilograms
from chophien.lots.selectors.land import is_land_of
from chophien.lots.states import CONTRIBUTION_FLOW, ContributionStatus, LossKind, LotStatus
from chophien.rules import selectors as rules
from chophien.sellers.selectors.helping import principal_of

REASON_MOST, ID_MOST = 200, 60
TENTHS = 1_000
NOT_ENDED = (ContributionStatus.COUNTED, ContributionStatus.TOO_LATE)
CLOCK_AHEAD = timedelta(minutes=10)
"""How far a phone may be ahead."""


@dataclass(frozen=True)
class Weighed:
    """What the scales said, and when, by the clock of whoever stood there. `client_id` makes it count once.

    `is_another` says that it is another weighing, though the same household brought as much of the same grade that day.
    """

    client_id: str
    grams: int
    recorded_at: datetime
    moisture_tenths: int | None = None
    photo_code: str = ""
    area_code: str = ""
    is_another: bool = False


@transaction.atomic
def weigh_in(*, lot: Lot, grower: Grower, grade: Grade, weighed: Weighed, actor: Actor, at: datetime) -> Contribution:
    """Write down what a household brought. Sent twice it counts once; the first answer comes back.

    What comes after the weighing was closed does not count: it is kept among what came too late, and the row that comes
    back says so (`TOO_LATE`), whenever it was recorded.

    :raises NotPermitted: if `actor` may not weigh in for the shop
    :raises Invalid: naming each answer that cannot be used; or asking whether it is another weighing (`is_another`)
    :raises WeighedOtherwise: if the same client id came with other figures
    """
    lot = lock_lot(lot.pk)
    policies.can_weigh(actor, lot.seller, at=at).require()
    _check(weighed, lot, grower, grade, at=at)
    _ask_about_the_same(weighed, lot, grower, grade)
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
        area_code=contribution.area_code if is_land_of(to.seller, contribution.area_code) else "",
        is_another=True,
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
    if weighed.area_code and not is_land_of(lot.seller, weighed.area_code):
        faults["area_code"] = [_("This land is not your shop's. Choose one from the list, or leave it out.")]
    if faults:
        raise Invalid(faults)


def _ask_about_the_same(weighed: Weighed, lot: Lot, grower: Grower, grade: Grade) -> None:
    """Who went back to the page and pressed once more has a new id: as much of the same on one day is asked about."""
    alike = Contribution.objects.filter(
        lot=lot, grower=grower, grade=grade, grams=weighed.grams, status__in=NOT_ENDED
    ).order_by("-recorded_at")
    known = list(alike.values_list("client_id", "recorded_at"))
    day = local_date(weighed.recorded_at)
    before = [at for _client, at in known if local_date(at) == day]
    if weighed.is_another or not before or weighed.client_id in {client for client, _at in known}:
        return
    said = _(
        "%(name)s: %(weight)s of %(grade)s was written down at %(time)s already."
        " If this is another weighing, tick here."
    )
    facts = {"name": grower.name, "weight": kilograms(weighed.grams), "grade": grade.name}
    raise Invalid({"is_another": [said % {**facts, "time": f"{local(before[0]):%H:%M}"}]})


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
