"""What helping brought in a month: visits, first sales, goods bettered, orders saved. No money of anybody is in it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from chophien.accounts.models import Person
from chophien.accounts.selectors import people_by_code, reach_of
from chophien.catalog.models import ListingVersion
from chophien.catalog.quality.score import unmet_needs
from chophien.catalog.states import VersionStatus
from chophien.lib.dates import local_date
from chophien.orders.models import OrderStep
from chophien.orders.states import Axis
from chophien.places.models import TODAY, Commune
from chophien.programmes.models import HouseholdVisit
from chophien.programmes.quarters import begins, month_after
from chophien.rules import selectors as rules
from chophien.sellers.models import Mandate, Seller
from chophien.sellers.policies import LOOKING_ON

Place = tuple[str, str]
"""A helper's code and a commune's code: one line of the report."""


@dataclass(frozen=True)
class ResultLine:
    """What one helper brought about in one commune in one month."""

    helper_code: str
    helper_name: str
    commune_code: str
    commune_name: str
    province_name: str
    visits: int
    first_sales: int
    listings: int
    orders_saved: int


@dataclass(frozen=True)
class Results:
    """A month's report, line by line, and its sums. `bettered_points`: from how many on goods count as bettered."""

    month: date
    lines: Sequence[ResultLine]
    bettered_points: int

    @property
    def visits(self) -> int:
        return sum(line.visits for line in self.lines)

    @property
    def first_sales(self) -> int:
        return sum(line.first_sales for line in self.lines)

    @property
    def listings(self) -> int:
        return sum(line.listings for line in self.lines)

    @property
    def orders_saved(self) -> int:
        return sum(line.orders_saved for line in self.lines)


def results_overseen_by(person: Person, *, month: date, at: datetime) -> Results:
    """The month in somebody's area as officer or operator. A fixed number of statements."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    there = reach.q(province="commune__province__code", commune="commune__code")
    return _results(Seller.objects.filter(there), month=month)


def results_of(helper: Person, *, month: date) -> Results:
    """What one helper brought about in the month, wherever it was."""
    return _results(Seller.objects.all(), month=month, helper=helper.code)


def _results(sellers: QuerySet[Seller], *, month: date, helper: str = "") -> Results:
    since, until = begins(month.replace(day=1)), begins(month_after(month))
    visits = _count(_visits(sellers, since, until, helper))
    sales = _count(_first_sales(sellers, since, until, helper))
    listings = _count(_listings(sellers, since, until, helper))
    saved = _count(_orders_saved(sellers, since, until, helper))
    places = sorted({*visits, *sales, *listings, *saved})
    people = people_by_code({code for code, _commune in places})
    communes = _communes({commune for _code, commune in places})
    lines = [
        ResultLine(
            helper_code=code,
            helper_name=people[code].name if code in people else "",
            commune_code=commune,
            commune_name=communes[commune].full_name if commune in communes else "",
            province_name=communes[commune].province.name if commune in communes else "",
            visits=visits[code, commune],
            first_sales=sales[code, commune],
            listings=listings[code, commune],
            orders_saved=saved[code, commune],
        )
        for code, commune in places
    ]
    lines.sort(key=lambda line: (line.commune_name, line.helper_name, line.helper_code))
    return Results(month.replace(day=1), lines, rules.whole("programmes.bettered_points", at=until))


def _count(places: Iterable[Place]) -> Counter[Place]:
    return Counter(places)


def _visits(sellers: QuerySet[Seller], since: datetime, until: datetime, helper: str) -> Iterable[Place]:
    rows = HouseholdVisit.objects.filter(
        seller__in=sellers, visited_on__gte=local_date(since), visited_on__lt=local_date(until)
    )
    if helper:
        rows = rows.filter(helper__code=helper)
    return rows.values_list("helper__code", "seller__commune__code")


def _listings(sellers: QuerySet[Seller], since: datetime, until: datetime, helper: str) -> Iterable[Place]:
    """Goods that the helper made better in the household's name, each once a month: those that could not be sold
    before, and those whose approved versions by the helper together brought `programmes.bettered_points`. Two
    statements.
    """
    approved = ListingVersion.objects.filter(status=VersionStatus.APPROVED)
    rows = approved.filter(
        listing__seller__in=sellers, decided_at__gte=since, decided_at__lt=until, score__isnull=False
    ).exclude(on_behalf_of="")
    if helper:
        rows = rows.filter(written_by=helper)
    earlier = approved.filter(listing=OuterRef("listing"), number__lt=OuterRef("number")).order_by("-number")
    rows = rows.annotate(before_pk=Subquery(earlier.values("pk")[:1]), commune=F("listing__seller__commune__code"))
    written = list(rows.only("written_by", "listing_id", "score", "decided_at"))
    before = ListingVersion.objects.select_related("category").in_bulk([one.before_pk for one in written])
    gains: Counter[tuple[str, str, int]] = Counter()
    least = rules.whole("programmes.bettered_points", at=until)
    for one in written:
        gain = _gain(one, before.get(one.before_pk), enough=least)
        gains[one.written_by, one.commune, one.listing_id] += gain
    return [(code, commune) for (code, commune, _listing), gain in gains.items() if gain >= least]


def _gain(version: ListingVersion, before: ListingVersion | None, *, enough: int) -> int:
    """How many points a version brought; `enough` where the goods could not have been sold as they were."""
    if before is None or unmet_needs(before, at=version.decided_at or before.written_at):
        return enough
    return 0 if version.score is None or before.score is None else version.score - before.score


def _orders_saved(sellers: QuerySet[Seller], since: datetime, until: datetime, helper: str) -> Iterable[Place]:
    """Orders that the helper accepted for a household after its first deadline had passed: they were about to end."""
    rows = OrderStep.objects.filter(
        axis=Axis.ORDER,
        step="confirm",
        at__gte=since,
        at__lt=until,
        order__warned_at__isnull=False,
        order__seller__in=sellers,
    ).exclude(on_behalf_of="")
    if helper:
        rows = rows.filter(actor_code=helper)
    return rows.values_list("actor_code", "order__seller__commune__code")


def _first_sales(sellers: QuerySet[Seller], since: datetime, until: datetime, helper: str) -> Iterable[Place]:
    """The first order of a shop that ever arrived, for the helper whom the household had let help by then, else for
    the last one who had visited it shortly before. One helper gets it.
    """
    arrived = OrderStep.objects.filter(axis=Axis.DELIVERY, step="deliver")
    earlier = arrived.filter(order__seller=OuterRef("order__seller"), at__lt=since)
    rows = arrived.filter(~Exists(earlier), at__gte=since, at__lt=until, order__seller__in=sellers)
    first: dict[int, datetime] = {}
    communes: dict[int, str] = {}
    for seller, commune, at in rows.order_by("at", "pk").values_list(
        "order__seller_id", "order__seller__commune__code", "at"
    ):
        first.setdefault(seller, at)
        communes[seller] = commune
    credited = _credit(first)
    return [(code, communes[seller]) for seller, code in credited.items() if not helper or code == helper]


def _credit(first: Mapping[int, datetime]) -> Mapping[int, str]:
    """Whom each first sale is counted for. Two statements."""
    if not first:
        return {}
    found: dict[int, str] = {}
    mandates = Mandate.objects.filter(Q(given_at__isnull=False), seller__in=first).order_by("given_at", "pk")
    for mandate in mandates.select_related("helper"):
        at = first[mandate.seller_id]
        lasted = mandate.ended_at is None or mandate.ended_at > at
        if mandate.given_at and mandate.given_at <= at and lasted and mandate.valid_until >= local_date(at):
            found.setdefault(mandate.seller_id, mandate.helper.code)
    visits = HouseholdVisit.objects.filter(seller__in=[one for one in first if one not in found])
    for visit in visits.select_related("helper").order_by("-visited_on", "-pk"):
        day = local_date(first[visit.seller_id])
        back = timedelta(days=rules.whole("programmes.credit_days", at=day))
        if day - back <= visit.visited_on <= day:
            found.setdefault(visit.seller_id, visit.helper.code)
    return found


def _communes(codes: set[str]) -> Mapping[str, Commune]:
    rows = Commune.objects.filter(code__in=codes, vintage=TODAY).select_related("province")
    return {one.code: one for one in rows}
