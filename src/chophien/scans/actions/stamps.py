"""Stamps ordered, put on the packs of a lot, made invalid."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.models import Variant
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, NotFound
from chophien.lib.text import clean_line
from chophien.lots.models import Lot, Pack
from chophien.rules import selectors as rules
from chophien.scans import policies
from chophien.scans.errors import (
    BadSerial,
    MoreStampsThanPacks,
    NoSuchStamps,
    OtherGoods,
    ReasonMissing,
    StampsInUse,
)
from chophien.scans.models import Stamp, StampBatch, StampStep
from chophien.scans.serials import new_serials, typed_serial
from chophien.scans.states import STAMP_FLOW, StampAct, StampStatus
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of
from chophien.traceability.selectors.codes import gtin_of

PREFIX, SYMBOLS = "TE", 7
AT_ONCE = 2_000
REASON_LEAST, REASON_MOST = 3, 200


@transaction.atomic
def order_stamps(*, seller: Seller, variant: Variant, count: int, actor: Actor, at: datetime) -> StampBatch:
    """Draw a batch of stamps for one of the shop's goods. None of them counts before it is put on a pack.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises NotFound: if the goods are another shop's
    :raises Invalid: if it is none, or more than ``scans.batch_most``
    """
    policies.can_order_stamps(actor, seller, at=at).require()
    if variant.listing.seller_id != seller.pk:
        raise NotFound
    most = rules.whole("scans.batch_most", at=at)
    if not 1 <= count <= most:
        raise Invalid({"count": [_("Order 1 to %(most)s stamps at once.") % {"most": most}]})
    batch = StampBatch.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        seller=seller,
        variant=variant,
        gtin=gtin_of(variant),
        size=count,
        ordered_by=actor.code,
        on_behalf_of=principal_of(actor, seller, at=at),
        ordered_at=at,
    )
    stamps = [Stamp(serial=serial, batch=batch, number=number) for number, serial in enumerate(new_serials(count), 1)]
    Stamp.objects.bulk_create(stamps, batch_size=AT_ONCE)
    _note(batch, StampAct.ORDER, 1, count, actor=actor, at=at)
    return batch


@transaction.atomic
def activate(
    *, batch: StampBatch, first: int, last: int, lot: Lot, actor: Actor, at: datetime, pack: Pack | None = None
) -> int:
    """Put the stamps with these numbers on packs of a lot; say how many. All of them or none.

    `pack` says on which packs of the lot, which have days of their own; where the lot was packed as these goods but
    once, they can be on no others.

    :raises NotPermitted: if `actor` does not pack for the shop
    :raises NotFound: if the lot is another shop's
    :raises NoSuchStamps: if the batch has no such numbers
    :raises OtherGoods: if nothing of the lot, or not these packs, are the goods that they were ordered for
    :raises StampsInUse: if one of them is in use already, or invalid
    :raises MoreStampsThanPacks: if the lot, or these packs of it, would have more stamps than packs
    """
    batch = _locked(batch)
    policies.can_use_stamps(actor, batch.seller, at=at).require()
    lot = Lot.objects.select_for_update().get(pk=lot.pk)
    if lot.seller_id != batch.seller_id:
        raise NotFound
    stamps = _between(batch, first, last)
    _all_can(stamps, "activate")
    packs = {one.pk: one for one in Pack.objects.filter(lot=lot, variant=batch.variant_id)}
    if not packs or (pack is not None and pack.pk not in packs):
        raise OtherGoods
    if pack is None and len(packs) == 1:
        [pack] = packs.values()
    used = Stamp.objects.filter(lot=lot, batch__variant=batch.variant_id, status=StampStatus.ACTIVE)
    _fit(len(stamps), used.count(), sum((one.units for one in packs.values()), Decimal()))
    if pack is not None:
        _fit(len(stamps), used.filter(pack=pack).count(), packs[pack.pk].units)
    rows = Stamp.objects.filter(pk__in=[one.pk for one in stamps])
    rows.update(status=StampStatus.ACTIVE, lot=lot, pack=pack, activated_at=at)
    _note(batch, StampAct.ACTIVATE, first, last, lot=lot, pack=pack, actor=actor, at=at)
    return len(stamps)


@transaction.atomic
def activate_one(
    *, seller: Seller, serial: str, lot: Lot, actor: Actor, at: datetime, pack: Pack | None = None
) -> Stamp:
    """The same for one stamp that was scanned, or whose serial was typed.

    :raises BadSerial: if it is no stamp of this shop
    """
    stamp = _stamp_of(seller, serial)
    activate(batch=stamp.batch, first=stamp.number, last=stamp.number, lot=lot, pack=pack, actor=actor, at=at)
    stamp.refresh_from_db()
    return stamp


@transaction.atomic
def void_stamps(*, batch: StampBatch, first: int, last: int, reason: str, actor: Actor, at: datetime) -> int:
    """Make stamps invalid that were lost, torn or copied; those that are invalid already stay so. Say how many.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises NoSuchStamps: if the batch has no such numbers
    :raises ReasonMissing: if no reason is given
    """
    batch = _locked(batch)
    policies.can_order_stamps(actor, batch.seller, at=at).require()
    said = clean_line(reason)[:REASON_MOST]
    if len(said) < REASON_LEAST:
        raise ReasonMissing
    valid = [one for one in _between(batch, first, last) if STAMP_FLOW.allows("void", one.status)]
    Stamp.objects.filter(pk__in=[one.pk for one in valid]).update(status=StampStatus.VOID, voided_at=at)
    if valid:
        _note(batch, StampAct.VOID, first, last, reason=said, actor=actor, at=at)
    return len(valid)


def _locked(batch: StampBatch) -> StampBatch:
    rows = StampBatch.objects.select_for_update(of=("self",)).select_related("seller__commune__province", "variant")
    return rows.get(pk=batch.pk)


def _between(batch: StampBatch, first: int, last: int) -> list[Stamp]:
    if not 1 <= first <= last <= batch.size:
        raise NoSuchStamps(facts={"first": 1, "last": batch.size})
    return list(Stamp.objects.select_for_update().filter(batch=batch, number__range=(first, last)).order_by("number"))


def _all_can(stamps: list[Stamp], step: str) -> None:
    barred = [one for one in stamps if not STAMP_FLOW.allows(step, one.status)]
    if barred:
        raise StampsInUse(facts={"count": len(barred), "number": barred[0].number})


def _fit(wanted: int, used: int, packs: Decimal) -> None:
    if used + wanted > packs:
        facts = {"packs": int(packs), "left": max(0, int(packs) - used), "wanted": wanted}
        raise MoreStampsThanPacks(facts=facts)


def _stamp_of(seller: Seller, serial: str) -> Stamp:
    found = Stamp.objects.filter(serial=typed_serial(serial), batch__seller=seller).select_related("batch").first()
    if found is None:
        raise BadSerial
    return found


def _note(
    batch: StampBatch,
    step: StampAct,
    first: int,
    last: int,
    *,
    actor: Actor,
    at: datetime,
    lot: Lot | None = None,
    pack: Pack | None = None,
    reason: str = "",
) -> None:
    behalf = principal_of(actor, batch.seller, at=at)
    StampStep.objects.create(
        batch=batch,
        step=step,
        first=first,
        last=last,
        lot=lot,
        pack=pack,
        reason=reason,
        actor_code=actor.code,
        on_behalf_of=behalf,
        at=at,
    )
    facts = {
        "step": str(step),
        "batch": batch.code,
        "stamps": last - first + 1,
        **({"lot": lot.code} if lot else {}),
        **({"pack": pack.code} if pack else {}),
    }
    record("scans.stamps", actor=actor, subject_code=batch.seller.code, at=at, on_behalf_of=behalf, facts=facts)
