"""Lots that are called back: what a recall reaches, who has goods of it, and who has said that they know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.accounts.states import Role
from chophien.lots.models import Draw, Lot
from chophien.orders.models import Order
from chophien.orders.states import OrderStatus
from chophien.traceability.models import LotRecall, RecalledLot, RecallNotice
from chophien.traceability.policies import OVERSEEING, SEEING
from chophien.traceability.states import RecallStatus

LISTED_MOST = 500


@dataclass(frozen=True)
class Progress:
    """How far a recall is: how many orders, how many of their buyers were told, how many said that they know."""

    orders: int
    told: int
    known: int


def recall_of(lot: Lot) -> LotRecall | None:
    """The recall that reaches a lot now: of it itself, or of one that it was made of. One statement."""
    running = LotRecall.objects.filter(reached__lot=lot, status=RecallStatus.RUNNING)
    return running.select_related("lot__seller").order_by("-started_at", "-pk").first()


def recalls_that_hold() -> QuerySet[LotRecall]:
    """The recalls by which lots are stopped: those that run, and those that ended and something was wrong."""
    return LotRecall.objects.filter(Q(status=RecallStatus.RUNNING) | Q(was_harmless=False))


def recall_that_holds(lot: Lot) -> LotRecall | None:
    """Why nothing of a lot is sold: the recall that runs, else the last one that ended and something was wrong. None
    for a lot that was let go. One statement.
    """
    rows = recalls_that_hold().filter(reached__lot=lot).select_related("lot__seller")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-pk").first()


def held_among(lot_ids: Collection[int]) -> frozenset[int]:
    """Those of these lots that a recall holds. One statement."""
    reached = RecalledLot.objects.filter(lot__in=lot_ids, recall__in=recalls_that_hold())
    return frozenset(reached.values_list("lot", flat=True))


def last_recall_of(lot: Lot) -> LotRecall | None:
    """The recall that was started with this very lot last, running or not."""
    return LotRecall.objects.filter(lot=lot).select_related("lot__seller").order_by("-started_at", "-pk").first()


def lots_seen_by(person: Person, *, at: datetime) -> QuerySet[Lot]:
    """The lots whose chain somebody may see: those of shops where they work, and of their area as operator."""
    return _lots_within(person, SEEING, at=at)


def lots_overseen_by(person: Person, *, at: datetime) -> QuerySet[Lot]:
    """The lots of shops in somebody's area as operator or officer."""
    return _lots_within(person, OVERSEEING, at=at)


def lots_called(rows: QuerySet[Lot], text: str) -> QuerySet[Lot]:
    """Those of the lots that a code, product or shop means; all of them where nothing is said."""
    typed = text.strip()
    if not typed:
        return rows
    return rows.filter(Q(code__iexact=typed) | Q(product__icontains=typed) | Q(seller__name__icontains=typed))


def _lots_within(person: Person, roles: Collection[Role], *, at: datetime) -> QuerySet[Lot]:
    reach = reach_of(person.code, roles=roles, at=at)
    rows = Lot.objects.select_related("seller__commune__province", "category")
    if reach.nation:
        return rows
    return rows.filter(
        reach.q(province="seller__commune__province__code", commune="seller__commune__code", seller="seller__code")
    )


def progress_of(recall: LotRecall) -> Progress:
    """How far a recall is. One statement."""
    counts = RecallNotice.objects.filter(recall=recall).aggregate(
        orders=Count("pk"), told=Count("told_at"), known=Count("known_at")
    )
    return Progress(**counts)


def notices_of(recall: LotRecall) -> list[RecallNotice]:
    """The orders that have goods of it, those whose buyer has not said a word first. One statement."""
    rows = RecallNotice.objects.filter(recall=recall).select_related("order__group")
    return list(rows.order_by(F("known_at").asc(nulls_first=True), "pk")[:LISTED_MOST])


def orders_with(lot_ids: list[int]) -> QuerySet[Order]:
    """The orders that were packed of these lots, that were not called off and of which not all came back."""
    codes = Draw.objects.filter(pack__lot__in=lot_ids, given_back__lt=F("units")).values("order_code")
    return Order.objects.filter(code__in=codes).exclude(status=OrderStatus.CANCELLED).order_by("pk")


def notice_by_digest(digest: str) -> RecallNotice | None:
    """The notice whose link somebody has."""
    rows = RecallNotice.objects.select_related("recall__lot__seller", "order__group")
    return rows.filter(token_digest=digest).first()


def goods_of(notice: RecallNotice) -> list[tuple[str, str]]:
    """What of an order is called back: the goods' title as it was bought, and the lot. Two statements."""
    lots = notice.recall.reached.values("lot")
    draws = Draw.objects.filter(order_code=notice.order.code, pack__lot__in=lots, given_back__lt=F("units"))
    found = draws.values_list("line_key", "pack__lot__code").distinct()
    titles = {str(pk): title for pk, title in notice.order.lines.values_list("pk", "title")}
    return sorted({(titles.get(key, ""), code) for key, code in found})
