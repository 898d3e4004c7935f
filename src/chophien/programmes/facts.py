"""What the market itself sees that households need help with, from what stands in its tables. Reads only.

One place for the helper's desk, which asks about thirty households at this moment, and for the night's work, which
asks about all of them. Thresholds are dated rules.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Q, Window

from chophien.catalog.models import Certificate, Listing
from chophien.catalog.states import ListingStatus
from chophien.delivery.states import DeliveryStatus
from chophien.lib.dates import local_date
from chophien.messages.selectors import visits_due
from chophien.orders.models import Order
from chophien.orders.states import OrderStatus, Origin
from chophien.programmes.states import TaskKind
from chophien.rules import selectors as rules
from chophien.sellers.models import Mandate, Seller
from chophien.sellers.states import BEING_WRITTEN, MandateStatus, SellerStatus

Cause = tuple[str, int, str]


@dataclass(frozen=True)
class Fact:
    """One thing that needs help: of what kind, for which household, about what, why in figures, and until when."""

    kind: TaskKind
    seller_id: int
    subject_code: str
    due_on: date
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def cause(self) -> Cause:
        """What makes it the same fact tomorrow."""
        return (self.kind.value, self.seller_id, self.subject_code)


def facts_of(sellers: Collection[Seller], *, at: datetime) -> list[Fact]:
    """All that these households need help with now, the most urgent kind first. Seven statements for any number."""
    if not sellers:
        return []
    known = {one.pk: one for one in sellers}
    return [
        *_orders_waiting(known, at=at),
        *_orders_unsent(known, at=at),
        *_news(known, at=at),
        *_mandates(known, at=at),
        *_unfinished(known, at=at),
        *_certificates(known, at=at),
        *_thin_listings(known, at=at),
        *_without_sales(known, at=at),
    ]


def _orders_waiting(sellers: Mapping[int, Seller], *, at: datetime) -> Iterator[Fact]:
    del at
    rows = Order.objects.filter(seller__in=sellers, status=OrderStatus.PLACED, accept_by__isnull=False)
    for seller, code, until in rows.order_by("accept_by", "pk").values_list("seller_id", "code", "accept_by"):
        if until is not None:
            yield Fact(TaskKind.ORDER_WAITING, seller, code, local_date(until), {"until": until.isoformat()})


def _orders_unsent(sellers: Mapping[int, Seller], *, at: datetime) -> Iterator[Fact]:
    near = local_date(at) + timedelta(days=rules.whole("programmes.unsent_days", at=at))
    here = [DeliveryStatus.WAITING, DeliveryStatus.PACKED]
    rows = Order.objects.filter(
        seller__in=sellers, status=OrderStatus.CONFIRMED, delivery_status__in=here, promised_to__lte=near
    )
    for seller, code, promised in rows.order_by("promised_to", "pk").values_list("seller_id", "code", "promised_to"):
        yield Fact(TaskKind.ORDER_UNSENT, seller, code, promised, {"promised": promised.isoformat()})


def _news(sellers: Mapping[int, Seller], *, at: datetime) -> Iterator[Fact]:
    del at
    by_code = {one.code: one.pk for one in sellers.values()}
    for visit in visits_due(seller_codes=list(by_code)):
        asked = local_date(visit.asked_at)
        yield Fact(TaskKind.NEWS_TO_BRING, by_code[visit.seller_code], visit.code, asked, {"since": asked.isoformat()})


def _mandates(sellers: Mapping[int, Seller], *, at: datetime) -> Iterator[Fact]:
    day = local_date(at)
    soon = day + timedelta(days=rules.whole("sellers.mandate_warning_days", at=at))
    ending = Mandate.objects.filter(
        seller__in=sellers, status=MandateStatus.GIVEN, valid_until__gte=day, valid_until__lte=soon
    )
    rows = ending.order_by("valid_until", "pk").values_list("seller_id", "code", "valid_until", "helper__code")
    for seller, code, until, helper in rows:
        facts = {"until": until.isoformat(), "helper": helper}
        yield Fact(TaskKind.MANDATE_EXPIRING, seller, code, until, facts)


def _unfinished(sellers: Mapping[int, Seller], *, at: datetime) -> Iterator[Fact]:
    days = rules.whole("programmes.unfinished_days", at=at)
    for seller in sellers.values():
        if seller.status in BEING_WRITTEN and seller.created_at <= at - timedelta(days=days):
            begun = local_date(seller.created_at)
            due = begun + timedelta(days=2 * days)
            yield Fact(TaskKind.SHOP_UNFINISHED, seller.pk, seller.code, due, {"begun": begun.isoformat()})


def _certificates(sellers: Mapping[int, Seller], *, at: datetime) -> Iterator[Fact]:
    day = local_date(at)
    soon = day + timedelta(days=rules.whole("programmes.certificate_days", at=at))
    ending = Certificate.objects.filter(
        seller__in=sellers, verified_at__isnull=False, withdrawn_at__isnull=True, valid_to__gte=day, valid_to__lte=soon
    )
    for one in ending.order_by("valid_to", "pk"):
        if one.valid_to is not None:
            facts = {"until": one.valid_to.isoformat(), "certificate": one.kind, "stars": one.stars or 0}
            yield Fact(TaskKind.CERTIFICATE_EXPIRING, one.seller_id, one.code, one.valid_to, facts)


def _thin_listings(sellers: Mapping[int, Seller], *, at: datetime) -> Iterator[Fact]:
    """The thinnest goods of each shop, and how many are as thin."""
    thin = Listing.objects.filter(
        seller__in=sellers,
        status=ListingStatus.PUBLISHED,
        score__lt=rules.whole("programmes.thin_score", at=at),
    )
    counted = thin.annotate(many=Window(Count("pk"), partition_by=F("seller")))
    worst = counted.order_by("seller_id", "score", "pk").distinct("seller_id")
    due = local_date(at) + timedelta(days=rules.whole("programmes.task_days", at=at))
    for seller, code, title, score, many in worst.values_list("seller_id", "code", "live__title", "score", "many"):
        facts = {"listing": code, "title": title, "score": score, "many": many}
        yield Fact(TaskKind.THIN_LISTING, seller, sellers[seller].code, due, facts)


def _without_sales(sellers: Mapping[int, Seller], *, at: datetime) -> Iterator[Fact]:
    """Open shops that are awake and have never sold, or not for long. What counts is what was delivered."""
    rows = Order.objects.filter(delivered(), seller__in=sellers).values("seller_id").annotate(last=Max("placed_at"))
    last = dict(rows.values_list("seller_id", "last"))
    never = at - timedelta(days=rules.whole("programmes.never_sold_days", at=at))
    idle = at - timedelta(days=rules.whole("programmes.idle_days", at=at))
    due = local_date(at) + timedelta(days=rules.whole("programmes.task_days", at=at))
    for pk, seller in sellers.items():
        if seller.status != SellerStatus.APPROVED or seller.approved_at is None or seller.asleep_since is not None:
            continue
        if pk not in last and seller.approved_at <= never:
            facts = {"open_since": local_date(seller.approved_at).isoformat()}
            yield Fact(TaskKind.NEVER_SOLD, pk, seller.code, due, facts)
        elif pk in last and last[pk] <= idle:
            facts = {"sold_last": local_date(last[pk]).isoformat()}
            yield Fact(TaskKind.IDLE_SHOP, pk, seller.code, due, facts)


def delivered(path: str = "") -> Q:
    """The orders that count as sold, wherever they were made: the buyer has the goods, and they replace no others."""
    arrived = Q(**{f"{path}delivery_status": DeliveryStatus.DELIVERED})
    return arrived & ~Q(**{f"{path}origin": Origin.REPLACEMENT})
