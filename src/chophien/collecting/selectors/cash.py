"""Reads about cash: in whose hands it is, how much, since when, and what of a shop's money is on its way."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet, Sum

from chophien.accounts.models import Person
from chophien.collecting.models import Cash, SettlingCarrier
from chophien.collecting.states import AWAY, CashStatus, Holder, HolderKind
from chophien.lib.dates import local_date
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import mandated_sellers
from chophien.sellers.states import Deed


@dataclass(frozen=True)
class Away:
    """A shop's money that somebody holds in cash: who, how much in đồng, for how many orders, since when."""

    holder: Holder
    name: str
    amount_vnd: int
    orders: int
    since: datetime


@dataclass(frozen=True)
class Pile:
    """The cash of one shop in somebody's hands, order by order."""

    seller_code: str
    name: str
    cash: Sequence[Cash]

    @property
    def amount_vnd(self) -> int:
        return sum(one.hand_vnd for one in self.cash)

    @property
    def ready(self) -> Sequence[Cash]:
        """What is not being handed over already."""
        return [one for one in self.cash if one.status == CashStatus.IN_HAND]

    @property
    def ready_vnd(self) -> int:
        return sum(one.hand_vnd for one in self.ready)


def away_of(seller_code: str) -> list[Away]:
    """A shop's cash in other hands than its own, by who holds it, the longest first. At most four statements."""
    found = Cash.objects.filter(seller_code=seller_code, status__in=AWAY).values("holder_kind", "holder_code")
    rows = list(found.annotate(sum=Sum("hand_vnd"), count=Count("pk"), since=Min("since")).order_by("since"))
    holders = [Holder(HolderKind(row["holder_kind"]), row["holder_code"]) for row in rows]
    names = names_of(holders)
    return [
        Away(holder, names[holder], row["sum"], row["count"], row["since"])
        for holder, row in zip(holders, rows, strict=True)
    ]


def piles_of(holder: Holder) -> list[Pile]:
    """What somebody holds, by shop, the longest held first. Two statements."""
    rows = list(Cash.objects.filter(_held_by(holder), status__in=AWAY).order_by("since", "pk"))
    names = dict(Seller.objects.filter(code__in={row.seller_code for row in rows}).values_list("code", "name"))
    codes = dict.fromkeys(row.seller_code for row in rows)
    return [Pile(code, names.get(code, code), [row for row in rows if row.seller_code == code]) for code in codes]


def in_hand_of(holder: Holder) -> int:
    """How much somebody holds in đồng, what is being handed over among it."""
    held = Cash.objects.filter(_held_by(holder), status__in=AWAY)
    return held.aggregate(sum=Sum("hand_vnd"))["sum"] or 0


def limit_of(holder: Holder, *, at: datetime) -> int | None:
    """How much somebody may hold at `at`, in đồng; none for a shop, whose safe is its own affair."""
    if holder.kind == HolderKind.HELPER:
        return rules.whole("collecting.helper_limit_vnd", at=at)
    if holder.kind == HolderKind.SELLER:
        return None
    today = local_date(at)
    in_force = SettlingCarrier.objects.filter(slug=holder.code, starts_on__lte=today).order_by("-starts_on").first()
    agreed = in_force.limit_vnd if in_force else None
    return agreed or rules.whole("collecting.carrier_limit_vnd", at=at)


def lock_holder(holder: Holder) -> None:
    """Have whoever else gives cash to this holder wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"collecting:{holder.account}"])


def lock_cash_of(order_codes: Collection[str]) -> list[Cash]:
    """The cash of these orders, held in the order of their keys until the transaction ends."""
    return list(Cash.objects.select_for_update().filter(order_code__in=order_codes).order_by("pk"))


def cash_of(order_code: str) -> Cash | None:
    """What was collected in cash for an order."""
    return Cash.objects.filter(order_code=order_code).first()


def was_cleared(order_code: str) -> bool:
    """Whether the cash of an order was taken off what its shop has to come, when it reached the shop's own hands."""
    return Cash.objects.filter(order_code=order_code, cleared=True).exists()


def names_of(holders: Iterable[Holder]) -> Mapping[Holder, str]:
    """How to name who holds cash. At most three statements."""
    asked = set(holders)
    by_kind = {kind: {one.code for one in asked if one.kind == kind} for kind in HolderKind}
    told: dict[tuple[str, str], str] = {}
    if codes := by_kind[HolderKind.CARRIER]:
        contracts = SettlingCarrier.objects.filter(slug__in=codes).order_by("starts_on")
        told |= {(HolderKind.CARRIER, slug): name for slug, name in contracts.values_list("slug", "name")}
    if codes := by_kind[HolderKind.HELPER]:
        people = Person.objects.filter(code__in=codes)
        told |= {(HolderKind.HELPER, code): name for code, name in people.values_list("code", "name")}
    if codes := by_kind[HolderKind.SELLER]:
        shops = Seller.objects.filter(code__in=codes)
        told |= {(HolderKind.SELLER, code): name for code, name in shops.values_list("code", "name")}
    return {one: told.get((one.kind, one.code)) or one.code for one in asked}


@dataclass(frozen=True)
class Holding:
    """What one holder has, for the office: how much, since when, what of it is old, and how much it may be."""

    holder: Holder
    name: str
    amount_vnd: int
    orders: int
    since: datetime
    limit_vnd: int | None

    @property
    def is_over(self) -> bool:
        return self.limit_vnd is not None and self.amount_vnd > self.limit_vnd


def holdings(*, at: datetime, most: int = 200) -> list[Holding]:
    """Everybody with cash in hand, the longest first. At most six statements."""
    found = Cash.objects.filter(status__in=AWAY).values("holder_kind", "holder_code")
    rows = list(found.annotate(sum=Sum("hand_vnd"), count=Count("pk"), since=Min("since")).order_by("since")[:most])
    holders = [Holder(HolderKind(row["holder_kind"]), row["holder_code"]) for row in rows]
    names = names_of(holders)
    limits: dict[HolderKind, int | None] = {
        HolderKind.HELPER: rules.whole("collecting.helper_limit_vnd", at=at),
        HolderKind.CARRIER: rules.whole("collecting.carrier_limit_vnd", at=at),
    }
    slugs = [holder.code for holder in holders if holder.kind == HolderKind.CARRIER]
    begun = SettlingCarrier.objects.filter(slug__in=slugs, starts_on__lte=local_date(at)).order_by("starts_on")
    agreed = dict(begun.values_list("slug", "limit_vnd"))
    return [
        Holding(
            holder,
            names[holder],
            row["sum"],
            row["count"],
            row["since"],
            (agreed.get(holder.code) if holder.kind == HolderKind.CARRIER else None) or limits.get(holder.kind),
        )
        for holder, row in zip(holders, rows, strict=True)
    ]


def old_cash(*, at: datetime) -> QuerySet[Cash]:
    """Cash that stays longer with somebody than the rules say (`collecting.helper_days`, `collecting.carrier_days`)."""
    days = {
        HolderKind.HELPER: rules.whole("collecting.helper_days", at=at),
        HolderKind.SELLER: rules.whole("collecting.helper_days", at=at),
        HolderKind.CARRIER: rules.whole("collecting.carrier_days", at=at),
    }
    late = Q(pk__in=[])
    for kind, most in days.items():
        late |= Q(holder_kind=kind, since__lt=at - timedelta(days=most))
    return Cash.objects.filter(late, status__in=AWAY).order_by("since", "pk")


def carriers_over_limit(*, at: datetime) -> QuerySet[SettlingCarrier]:
    """The newest contracts of carriers that hold more than they may. Three statements until it is read."""
    held = Cash.objects.filter(status__in=AWAY, holder_kind=HolderKind.CARRIER).values("holder_code")
    sums = {row["holder_code"]: row["sum"] for row in held.annotate(sum=Sum("hand_vnd")).order_by()}
    usual = rules.whole("collecting.carrier_limit_vnd", at=at)
    newest = SettlingCarrier.objects.filter(slug__in=sums).order_by("slug", "-starts_on").distinct("slug")
    over = [one.pk for one in newest if sums[one.slug] > (one.limit_vnd or usual)]
    return SettlingCarrier.objects.filter(pk__in=over)


def households_delivered_for(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The households whose parcels somebody hands over by mandate, and whose cash they may therefore take."""
    return mandated_sellers(person, at=at, deed=Deed.HAND_OVER)


def _held_by(holder: Holder) -> Q:
    return Q(holder_kind=holder.kind, holder_code=holder.code)
