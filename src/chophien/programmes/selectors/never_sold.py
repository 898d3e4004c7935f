"""Shops that have never sold: the list for the office, and the honest figure that is shared."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.lib.dates import local_date
from chophien.orders.models import Order
from chophien.places.models import Commune
from chophien.programmes.facts import Fact, delivered
from chophien.programmes.models import Task
from chophien.programmes.states import PENDING, TaskKind
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.sellers.policies import LOOKING_ON
from chophien.sellers.states import SellerStatus


@dataclass(frozen=True)
class EverSold:
    """Of the shops that are open today, how many have ever had an order delivered, and how old the figure is."""

    shops: int
    sold: int
    as_of: date

    @property
    def percent(self) -> int | None:
        """Rounded down, so that it never promises too much; none where there is no shop."""
        return 100 * self.sold // self.shops if self.shops else None


def shops_overseen_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops of somebody's area that are open today."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    there = reach.q(province="commune__province__code", commune="commune__code")
    return Seller.objects.filter(there, status=SellerStatus.APPROVED)


def never_sold(shops: QuerySet[Seller], *, at: datetime) -> QuerySet[Seller]:
    """Those of `shops` that opened longer ago than the rules' days and never had an order delivered, oldest first."""
    before = at - timedelta(days=rules.whole("programmes.never_sold_days", at=at))
    rows = shops.filter(~Exists(Order.objects.filter(delivered(), seller=OuterRef("pk"))), approved_at__lte=before)
    return rows.select_related("commune__province").order_by("approved_at", "pk")


def with_codes(shops: QuerySet[Seller], codes: Collection[str]) -> list[Seller]:
    """Those of `shops` that were ticked, in their order."""
    return list(shops.filter(code__in=codes))


def ever_sold(shops: QuerySet[Seller], *, at: datetime) -> EverSold:
    """How many of `shops` have sold. Two statements."""
    sold = shops.filter(Exists(Order.objects.filter(delivered(), seller=OuterRef("pk"))))
    return EverSold(shops=shops.count(), sold=sold.count(), as_of=local_date(at))


def within(shops: QuerySet[Seller], *, province: str, commune: str) -> QuerySet[Seller]:
    """Those of `shops` that lie there; empty codes leave all."""
    if province:
        shops = shops.filter(commune__province__code=province)
    return shops.filter(commune__code=commune) if commune else shops


def days_until_listed(*, at: datetime) -> int:
    """How many days a shop may be open without a sale before it is listed."""
    return rules.whole("programmes.never_sold_days", at=at)


def communes_with_shops(person: Person, *, province: str, at: datetime) -> list[Commune]:
    """The communes of somebody's area that have open shops, for choosing one; of one province when it is named."""
    shops = within(shops_overseen_by(person, at=at), province=province, commune="")
    rows = Commune.objects.filter(pk__in=shops.values("commune"))
    return list(rows.order_by("sort_key", "pk"))


def fact_about(seller: Seller, *, at: datetime) -> Fact:
    """That this shop has never sold, as the night's work would say it."""
    due = local_date(at) + timedelta(days=rules.whole("programmes.task_days", at=at))
    since = local_date(seller.approved_at or at)
    return Fact(TaskKind.NEVER_SOLD, seller.pk, seller.code, due, {"open_since": since.isoformat()})


def tasks_about(sellers: Collection[Seller]) -> Mapping[int, Task]:
    """The pending never-sold tasks of these shops, by shop, with their helpers."""
    rows = Task.objects.filter(kind=TaskKind.NEVER_SOLD, seller__in=sellers, status__in=PENDING)
    return {task.seller_id: task for task in rows.select_related("assigned_to").order_by(F("made_at"))}
