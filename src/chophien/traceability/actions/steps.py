"""The event of each step that this market takes with a lot, written in the transaction of the step."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from django.db.models import F, QuerySet

from chophien.lib.gs1.epcis_context import Json
from chophien.lots.models import Contribution, Draw, Loss, Lot, LotLink, Pack, Transformation
from chophien.lots.states import LossKind
from chophien.sellers.models import Seller
from chophien.traceability import wording
from chophien.traceability.actions.keeping import OfLots, keep
from chophien.traceability.models import ChainLink
from chophien.traceability.reading import draft_of
from chophien.traceability.selectors import codes
from chophien.traceability.selectors.owners import owner_of
from chophien.traceability.wording import KILOGRAM, Goods, kilos

Parts: TypeAlias = "list[tuple[Pack, Decimal]]"
"""How many units of which packs, with their lots, shops and goods fetched; never empty."""
DID_NOT_OCCUR = "did_not_occur"
PACKED, SENT, RECEIVED, SOLD = "packing", "shipping", "receiving", "retail_selling"


def write_opened(*, lot: Lot, at: datetime) -> None:
    """A lot was opened: it exists from now on, and nothing is in it yet."""
    here = codes.location_of(lot.seller)
    ilmd: dict[str, Json] = {"cbvmda:lotNumber": lot.code}
    if lot.harvested_on:
        ilmd["cbvmda:harvestStartDate"] = lot.harvested_on.isoformat()
    if lot.best_before:
        ilmd["cbvmda:bestBeforeDate"] = lot.best_before.isoformat()
    event = wording.object_event(
        at=at,
        action="ADD",
        step="commissioning",
        goods=[_bulk(lot)],
        disposition="active",
        readPoint=wording.place(here),
        bizLocation=wording.place(here),
        ilmd=ilmd,
    )
    _write(lot.seller, [lot.pk], event, at=at)


def write_weighed(*, lot: Lot, contribution: Contribution, at: datetime) -> None:
    """A household brought goods: so much more is in the lot, since the moment when the scales said so."""
    _write(lot.seller, [lot.pk], _weighed(lot, contribution), at=at)


def write_undone(*, lot: Lot, contribution: Contribution, at: datetime) -> None:
    """An entry at the scales was a mistake: its event is declared wrong, with what was sorted out of it."""
    entries = [_entry_of(contribution), *(_loss_entry(pk) for pk in contribution.losses.values_list("pk", flat=True))]
    for entry in entries:
        link = ChainLink.objects.filter(lot=lot, event__is_error=False, event__body__contains=entry)
        for body in link.order_by("number").values_list("event__body", flat=True):
            wrong = wording.declared_wrong(json.loads(body), at=at, reason=DID_NOT_OCCUR, correctives=())
            _write(lot.seller, [lot.pk], wrong, at=at)


def write_lost(*, lot: Lot, loss: Loss, at: datetime) -> None:
    """Something of a lot was sorted out, or is gone."""
    here = codes.location_of(lot.seller)
    step, state = ("removing", "non_sellable_other") if loss.kind == LossKind.REJECT else ("destroying", "destroyed")
    event = wording.object_event(
        at=at,
        action="DELETE",
        step=step,
        goods=[_bulk(lot, loss.grams)],
        disposition=state,
        readPoint=wording.place(here),
        bizLocation=wording.place(here) if step == "removing" else None,
        bizTransactionList=wording.entries(_loss_entry(loss.pk)),
    )
    _write(lot.seller, [lot.pk], event, at=at)


def write_made(*, act: Transformation, at: datetime) -> None:
    """Lots became lots; the event stands in the chain of every one of them, so that links lead both ways."""
    links = list(LotLink.objects.filter(transformation=act).select_related("lot").order_by("is_output", "lot_id"))
    here = codes.location_of(act.seller)
    event = wording.transformation_event(
        at=at,
        step="creating_class_instance",
        used=[_bulk(one.lot, one.grams) for one in links if not one.is_output],
        made=[_bulk(one.lot, one.grams) for one in links if one.is_output],
        disposition="in_progress",
        transformationID=codes.act_of(act.code),
        readPoint=wording.place(here),
        bizLocation=wording.place(here),
    )
    _write(act.seller, [one.lot_id for one in links], event, at=at)


def write_packed(*, lot: Lot, pack: Pack, at: datetime) -> None:
    """Goods of a lot were packed for sale."""
    here = codes.location_of(lot.seller)
    event = wording.transformation_event(
        at=at,
        step=PACKED,
        used=[_bulk(lot, int(pack.units * pack.unit_g))],
        made=[_packed(pack, pack.units, codes.gtin_of(pack.variant), lot.code)],
        disposition="sellable_accessible",
        transformationID=codes.act_of(pack.code),
        readPoint=wording.place(here),
        bizLocation=wording.place(here),
    )
    _write(lot.seller, [lot.pk], event, at=at)


def write_ended(*, lot: Lot, at: datetime) -> None:
    """A lot is over: nothing of it is there any more."""
    here = codes.location_of(lot.seller)
    event = wording.object_event(
        at=at,
        action="DELETE",
        step="decommissioning",
        goods=[_bulk(lot)],
        disposition="inactive",
        readPoint=wording.place(here),
    )
    _write(lot.seller, [lot.pk], event, at=at)


def write_recalled(*, lots: Collection[Lot], at: datetime) -> None:
    """Lots are called back: whatever is left of them is held where it is. One event for each, in its own chain; as many
    statements for many lots of a shop as for one.
    """
    by_shop: defaultdict[int, list[Lot]] = defaultdict(list)
    for lot in lots:
        by_shop[lot.seller_id].append(lot)
    places = codes.locations_of(lot.seller for lot in lots)
    for shop, own in by_shop.items():
        here = wording.place(places[shop])
        events = [
            OfLots(
                draft_of(
                    wording.object_event(
                        at=at,
                        action="OBSERVE",
                        step="holding",
                        goods=[_bulk(lot)],
                        disposition="recalled",
                        readPoint=here,
                    )
                ),
                (lot.pk,),
            )
            for lot in own
        ]
        keep(events, owner=owner_of(own[0].seller), at=at)


def write_order_packed(*, order_codes: Collection[str], at: datetime) -> None:
    """What orders were drawn of is in their parcels."""
    for code, parts in _drawn(order_codes):
        here = codes.location_of(parts[0][0].lot.seller)
        _write_parcel(code, parts, "ADD", PACKED, at=at, readPoint=wording.place(here), bizLocation=wording.place(here))


def write_order_unpacked(*, order_codes: Collection[str], at: datetime) -> None:
    """Parcels that were packed are not sent: what was in them is in its packs again."""
    for code, parts in _drawn(order_codes):
        here = codes.location_of(parts[0][0].lot.seller)
        _write_parcel(
            code, parts, "DELETE", "unpacking", at=at, readPoint=wording.place(here), bizLocation=wording.place(here)
        )


def write_order_sent(*, order_codes: Collection[str], at: datetime) -> None:
    """Parcels left the shop."""
    for code, parts in _drawn(order_codes):
        here = codes.location_of(parts[0][0].lot.seller)
        _write_goods(code, parts, SENT, "in_transit", "OBSERVE", at=at, readPoint=wording.place(here))


def write_order_received(*, order_codes: Collection[str], at: datetime) -> None:
    """Parcels are with their buyers, who own what is in them: it is received, and sold."""
    for code, parts in _drawn(order_codes):
        _write_goods(code, parts, RECEIVED, "in_progress", "OBSERVE", at=at)
        _write_goods(code, parts, SOLD, "retail_sold", "DELETE", at=at)


def write_order_turned_back(*, order_codes: Collection[str], at: datetime) -> None:
    """Parcels that were on their way go back to the shop."""
    for code, parts in _drawn(order_codes):
        _write_goods(code, parts, "void_shipping", "returned", "OBSERVE", at=at)


def write_taken_in(*, order_code: str, returned: Mapping[Draw, Decimal], at: datetime) -> None:
    """Goods came back from a buyer and are for sale again."""
    packs = _packs().in_bulk([one.pack_id for one in returned])
    parts = [(packs[one.pack_id], units) for one, units in returned.items()]
    here = codes.location_of(parts[0][0].lot.seller)
    _write_goods(
        order_code,
        parts,
        RECEIVED,
        "returned",
        "ADD",
        at=at,
        readPoint=wording.place(here),
        bizLocation=wording.place(here),
    )


def _weighed(lot: Lot, contribution: Contribution) -> dict[str, Json]:
    grower = contribution.grower
    here = codes.location_of(lot.seller)
    return wording.object_event(
        at=contribution.recorded_at,
        action="ADD",
        step="creating_class_instance",
        goods=[_bulk(lot, contribution.grams)],
        disposition="active",
        readPoint=wording.place(here),
        bizLocation=wording.place(here),
        bizTransactionList=wording.entries(_entry_of(contribution)),
        sourceList=wording.owners("source", codes.party_of_grower(grower)),
        destinationList=wording.owners("destination", codes.party_of(lot.seller)),
    )


def _entry_of(contribution: Contribution) -> str:
    return wording.reference(codes.site(), "can", contribution.client_id)


def _loss_entry(pk: int) -> str:
    return wording.reference(codes.site(), "hao-hut", str(pk))


def _write_parcel(code: str, parts: Parts, action: str, step: str, *, at: datetime, **more: Json) -> None:
    event = wording.aggregation_event(
        at=at,
        action=action,
        step=step,
        parent=codes.parcel_of(code),
        goods=_goods(parts),
        disposition="in_progress",
        bizTransactionList=wording.bought(codes.order_reference(code)),
        **more,
    )
    _write(parts[0][0].lot.seller, [pack.lot_id for pack, _units in parts], event, at=at)


def _write_goods(
    code: str, parts: Parts, step: str, disposition: str, action: str, *, at: datetime, **more: Json
) -> None:
    event = wording.object_event(
        at=at,
        action=action,
        step=step,
        goods=_goods(parts),
        disposition=disposition,
        bizTransactionList=wording.bought(codes.order_reference(code)),
        **more,
    )
    _write(parts[0][0].lot.seller, [pack.lot_id for pack, _units in parts], event, at=at)


def _packs() -> QuerySet[Pack]:
    return Pack.objects.select_related("lot__seller", "variant")


def _drawn(order_codes: Collection[str]) -> Iterable[tuple[str, Parts]]:
    """Each order that was drawn of packs, with how many units of which are still with it. Two statements for all."""
    draws = list(Draw.objects.filter(order_code__in=order_codes, units__gt=F("given_back")).order_by("pk"))
    packs = _packs().in_bulk([one.pack_id for one in draws]) if draws else {}
    found: defaultdict[str, Parts] = defaultdict(list)
    for one in draws:
        found[one.order_code].append((packs[one.pack_id], one.units - one.given_back))
    return found.items()


def _goods(parts: Iterable[tuple[Pack, Decimal]]) -> list[Goods]:
    """The goods of an order by lot and number, those of several packs of one lot put together."""
    sums: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    packs: dict[tuple[int, str], Pack] = {}
    for pack, units in parts:
        sums[pack.variant_id, pack.lot.code] += units
        packs[pack.variant_id, pack.lot.code] = pack
    gtins = codes.gtins_of({pack.variant_id: pack.variant for pack in packs.values()}.values())
    return [_packed(packs[which], units, gtins[which[0]], which[1]) for which, units in sums.items()]


def _packed(pack: Pack, units: Decimal, gtin: str, lot_code: str) -> Goods:
    return Goods(codes.link_of_goods(gtin, lot_code), units, KILOGRAM if pack.variant.unit == "kg" else "")


def _bulk(lot: Lot, grams: int | None = None) -> Goods:
    return Goods(codes.bulk_link_of(lot), None if grams is None else kilos(grams), KILOGRAM)


def _write(seller: Seller, lots: Iterable[int], event: Mapping[str, Json], *, at: datetime) -> None:
    keep([OfLots(draft_of(event), tuple(sorted(set(lots))))], owner=owner_of(seller), at=at)
