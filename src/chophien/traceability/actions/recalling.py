"""Calling a lot back with everything that was made of it: nothing of it is sold any more, every buyer is told."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.models import Variant
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code, token_digest
from chophien.lib.text import clean_text
from chophien.lots.actions.stopping import hold_lots, let_go, stop_lots
from chophien.lots.models import Lot
from chophien.messages.actions.telling import tell
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.selectors.helping import principal_of
from chophien.traceability import policies
from chophien.traceability.actions.steps import write_recalled
from chophien.traceability.errors import RecallRuns, RecallUnclear
from chophien.traceability.models import LotRecall, RecalledLot, RecallNotice
from chophien.traceability.selectors.kin import relatives
from chophien.traceability.selectors.recalls import goods_of, orders_with, recalls_that_hold
from chophien.traceability.states import RECALL_FLOW, RecallStatus

PREFIX, SYMBOLS = "TL", 8
LINK_PREFIX, LINK_SYMBOLS = "TB", 18
AT_ONCE, WORDS_MOST = 200, 500
TO_BUYER = _("Chợ Phiên: do not use “%(title)s” of order %(order)s. It is called back. Read %(path)s")
TO_SHOP = _("Lot %(lot)s (%(product)s) is called back. Do not send any more of it; everybody who bought of it is told.")


@dataclass(frozen=True)
class Notice:
    """Why a lot is called back, and what buyers shall do."""

    why: str
    what_to_do: str


@transaction.atomic
def start_recall(*, lot: Lot, notice: Notice, actor: Actor, at: datetime) -> LotRecall:
    """Call a lot back, with all lots that were made of it: none of them is packed, processed or drawn any more, what is
    in their packs is out of stock, and the buyer of each order of them will be told.

    :raises NotPermitted: if `actor` is neither the shop's manager nor an officer of its area
    :raises RecallUnclear: if the notice says too little
    :raises RecallRuns: if the lot is being called back already
    """
    lot = Lot.objects.select_for_update(of=("self",)).select_related("seller__commune__province").get(pk=lot.pk)
    policies.can_recall_lot(actor, lot.seller, at=at).require()
    why, what_to_do = clean_text(notice.why)[:WORDS_MOST], clean_text(notice.what_to_do)[:WORDS_MOST]
    if not any(letter.isalnum() for letter in why) or not any(letter.isalnum() for letter in what_to_do):
        raise RecallUnclear
    if LotRecall.objects.filter(lot=lot, status=RecallStatus.RUNNING).exists():
        raise RecallRuns
    reached = _hold_all_made_of(lot)
    recall = LotRecall.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        lot=lot,
        why=why,
        what_to_do=what_to_do,
        started_by=actor.code,
        on_behalf_of=principal_of(actor, lot.seller, at=at),
        started_at=at,
    )
    stopped = stop_lots(lot_ids=[one.pk for one in reached], subject_code=recall.code, at=at)
    codes = _codes_of(stopped.values())
    RecalledLot.objects.bulk_create(
        RecalledLot(
            recall=recall,
            lot=one,
            out_of_stock={codes[variant]: str(count) for variant, count in stopped.get(one.pk, {}).items()},
        )
        for one in reached
    )
    orders = list(orders_with([one.pk for one in reached]))
    RecallNotice.objects.bulk_create(
        RecallNotice(recall=recall, order=order, token_digest=token_digest(_new_link())) for order in orders
    )
    write_recalled(lots=reached, at=at)
    facts = {"lot": lot.code, "lots": len(reached), "orders": len(orders)}
    record(
        "traceability.recall_started",
        actor=actor,
        subject_code=recall.code,
        on_behalf_of=recall.on_behalf_of,
        at=at,
        facts=facts,
    )
    tell_staff(
        seller=lot.seller,
        text=TO_SHOP,
        facts={"lot": lot.code, "product": lot.product[:60]},
        link=f"/truy-xuat/lo/{lot.code}/thu-hoi/",
        about=recall.code,
        at=at,
        kind="shop.notice",
    )
    enqueue("traceability.tell_recall", recall_id=recall.pk)
    return recall


@transaction.atomic
def tell_some(*, recall_id: int, at: datetime) -> int:
    """Tell some buyers who were not told yet, each once with a link of their own; come back for the others. Says how
    many were told.
    """
    recall = LotRecall.objects.select_for_update(of=("self",), no_key=True).get(pk=recall_id)
    waiting = RecallNotice.objects.filter(recall=recall, told_at__isnull=True).select_related("order__group__person")
    notices = list(waiting.order_by("pk")[:AT_ONCE])
    for notice in notices:
        group, link = notice.order.group, _new_link()
        notice.token_digest, notice.told_at = token_digest(link), at
        titles = [title for title, _lot in goods_of(notice)]
        tell(
            kind="recall.notice",
            person_code=group.person.code if group.person else "",
            phone=group.contact_phone,
            language=group.language,
            text=TO_BUYER,
            facts={"title": (titles or [""])[0][:30], "order": notice.order.code, "path": f"/thu-hoi-lo/{link}/"},
            link=f"/thu-hoi-lo/{link}/",
            about=recall.code,
            at=at,
        )
    RecallNotice.objects.bulk_update(notices, ["token_digest", "told_at"])
    if len(notices) == AT_ONCE:
        enqueue("traceability.tell_recall", recall_id=recall.pk)
    else:
        recall.told_all_at = at
        recall.save(update_fields=["told_all_at"])
    return len(notices)


@transaction.atomic
def note_known(*, notice: RecallNotice, at: datetime) -> RecallNotice:
    """The buyer says that they have read the notice; whoever has its link speaks for them. Said again, once counts."""
    held = RecallNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if held.known_at is None:
        held.known_at = at
        held.save(update_fields=["known_at"])
    return held


@transaction.atomic
def end_recall(*, recall: LotRecall, was_harmless: bool, actor: Actor, at: datetime) -> LotRecall:
    """End a recall. The lots stay stopped, unless nothing was wrong with them: then they are for sale again, each that
    no other recall holds, be it one that runs or one that ended and something was wrong.

    :raises NotPermitted: if `actor` is neither the shop's manager nor an officer of its area; what an
        officer began, an officer ends
    :raises StepNotAllowed: if it ended before
    """
    hold_lots(list(recall.reached.values_list("lot_id", flat=True)))  # two that end at once see one another
    recall = LotRecall.objects.select_for_update(of=("self",)).select_related("lot__seller__commune").get(pk=recall.pk)
    policies.can_end_recall(actor, recall, at=at).require()
    recall.status = RecallStatus(RECALL_FLOW.next("end", recall.status))
    recall.ended_by, recall.ended_at, recall.was_harmless = actor.code, at, was_harmless
    recall.save(update_fields=["status", "ended_by", "ended_at", "was_harmless"])
    held = RecalledLot.objects.filter(recall__in=recalls_that_hold()).values("lot")
    free = list(recall.reached.exclude(lot__in=held).values_list("lot_id", flat=True))
    if free:
        out = RecalledLot.objects.filter(lot__in=free, back_at__isnull=True)
        let_go(lot_ids=free, units=_out_of_stock(out), subject_code=f"{recall.code}-", at=at)
        out.update(back_at=at)
    facts = {"lot": recall.lot.code, "harmless": was_harmless}
    record("traceability.recall_ended", actor=actor, subject_code=recall.code, at=at, facts=facts)
    return recall


def _hold_all_made_of(lot: Lot) -> list[Lot]:
    """The lot and every one made of it, held; also one that somebody is making of them in this moment."""
    while True:
        known = {lot.pk, *(one.lot.pk for one in relatives(lot, back=False))}
        hold_lots(known)
        if {one.lot.pk for one in relatives(lot, back=False)} <= known:
            found = Lot.objects.select_related("seller__commune__province").in_bulk(known)
            return [found[pk] for pk in sorted(known)]


def _new_link() -> str:
    return new_code(LINK_PREFIX, LINK_SYMBOLS)


def _codes_of(stopped: Collection[Mapping[int, Decimal]]) -> dict[int, str]:
    variants = {variant for units in stopped for variant in units}
    return dict(Variant.objects.filter(pk__in=variants).values_list("pk", "code"))


def _out_of_stock(rows: QuerySet[RecalledLot]) -> dict[int, Decimal]:
    """What went out of stock with these lots, added up by the variant's id."""
    found: Counter[str] = Counter()
    for units in rows.values_list("out_of_stock", flat=True):
        found.update({code: Decimal(count) for code, count in units.items()})
    ids = dict(Variant.objects.filter(code__in=list(found)).values_list("code", "pk"))
    return {ids[code]: Decimal(count) for code, count in found.items()}
