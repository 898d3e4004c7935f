"""Whom the state wants helped, what a shop therefore pays, and who bears the rest. Nobody reads here why."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.accounts.states import SELLER_ROLES
from chophien.lib.dates import local_date
from chophien.places.selectors import region_classes
from chophien.regulations.errors import FeeMissing
from chophien.regulations.models import FeeRate
from chophien.regulations.selectors.fees import Fee, Relief, branch_rates, fee_of, fee_rate, fees_announced, relief_for
from chophien.regulations.states import PaidService, SupportTarget
from chophien.sellers.models import Seller, SupportDecision
from chophien.sellers.policies import LOOKING_ON
from chophien.sellers.sealed import decisions_counting, target_sealed
from chophien.sellers.selectors.shops import COMMUNE, PROVINCE
from chophien.sellers.states import SellerKind

COOPERATIVES = frozenset({SellerKind.COOPERATIVE, SellerKind.COOPERATIVE_GROUP})
REGION_III = 3


def support_targets(seller: Seller, *, at: datetime) -> dict[SupportTarget, str]:
    """As whom a shop is to be helped, and who bears it by decision: for fees alone, no page and no file shows it.

    Region III follows from the commune, being a cooperative from the kind; the rest was decided on evidence.
    """
    return support_targets_of([seller], at=at)[seller.pk]


def support_targets_of(sellers: Collection[Seller], *, at: datetime) -> dict[int, dict[SupportTarget, str]]:
    """The same for several shops, by primary key. One statement. Of several decisions for one the newest counts."""
    day = local_date(at)
    decided = SupportDecision.objects.filter(decisions_counting(day), seller=OuterRef("pk")).order_by("pk")
    region = region_classes(at=day).filter(commune__code=OuterRef("commune__code")).values("region_class")
    rows = (
        Seller.objects.filter(pk__in=[seller.pk for seller in sellers])
        .annotate(region=Subquery(region[:1]))
        .annotate(sealed=ArraySubquery(decided.values("sealed")), funders=ArraySubquery(decided.values("funder")))
    )
    return {row.pk: _targets(row.kind, row.region, row.sealed, row.funders) for row in rows.only("kind")}


def _targets(
    kind: str, region: int | None, sealed: Collection[bytes], funders: Collection[str]
) -> dict[SupportTarget, str]:
    found = {target_sealed(one): funder for one, funder in zip(sealed, funders, strict=True)}
    if kind in COOPERATIVES:
        found.setdefault(SupportTarget.COOPERATIVE, "")
    if region == REGION_III:
        found.setdefault(SupportTarget.REGION_III, "")
    return found


def fee_for_seller(seller: Seller, *, service: PaidService, amount_vnd: int, at: datetime) -> Fee:
    """What a service costs a shop for one amount at that moment: the fee, what of it another bears and who.

    The one door to what support means in money. It says nothing about why: of several reasons the best one counts.

    :raises FeeMissing: if no rate is in force then
    """
    targets = support_targets(seller, at=at)
    return fee_of(amount_vnd, service=service, seller_kind=seller.kind, targets=targets, funders=targets, at=at)


def reliefs_of(sellers: Collection[Seller], *, service: PaidService, at: datetime) -> dict[int, Relief]:
    """What of a fee another bears for each of these shops, by primary key. One statement."""
    targets = support_targets_of(sellers, at=at)
    return {pk: relief_for(service, targets=found, funders=found, at=at) for pk, found in targets.items()}


@dataclass(frozen=True)
class FeeTerms:
    """What one service costs a shop from now on: the rate, what of it another bears, and rates that are announced."""

    service: PaidService
    rate: FeeRate
    relief: Relief
    announced: Sequence[FeeRate]
    branches: Sequence[FeeRate] = ()
    """Rates of certain goods, where they differ."""


def fee_terms(seller: Seller, *, at: datetime) -> list[FeeTerms]:
    """The terms of every service that has a rate in force, in the order of the schedule."""
    targets, kind = support_targets(seller, at=at), seller.kind
    terms = []
    for service in PaidService:
        with suppress(FeeMissing):
            terms.append(
                FeeTerms(
                    service=service,
                    rate=fee_rate(service, seller_kind=kind, at=at),
                    relief=relief_for(service, targets=targets, funders=targets, at=at),
                    announced=fees_announced(service, seller_kind=kind, at=at),
                    branches=branch_rates(service, seller_kind=kind, at=at),
                )
            )
    return terms


def sellers_supported_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops for which somebody records decisions: the queryset to `policies.can_record_support`, own left out."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    area = Seller.objects.filter(reach.q(province=PROVINCE, commune=COMMUNE))
    own = reach_of(person.code, roles=SELLER_ROLES, at=at).sellers
    return area.exclude(code__in=own).select_related("commune__province")


def with_decisions_counted(sellers: QuerySet[Seller], *, at: datetime) -> QuerySet[Seller]:
    """The same shops, each with `decisions`: how many count for it today."""
    counting = SupportDecision.objects.filter(decisions_counting(local_date(at))).values("pk")
    return sellers.annotate(decisions=Count("support_decisions", filter=Q(support_decisions__in=counting)))


@dataclass(frozen=True)
class CommuneCount:
    """How many open shops a commune has, and for how many of them a decision counts."""

    commune: str
    shops: int
    supported: int


def supported_by_commune(sellers: QuerySet[Seller], *, on: date) -> list[CommuneCount]:
    """Figures of an area, commune by commune; numbers alone. One statement."""
    counting = SupportDecision.objects.filter(decisions_counting(on)).values("seller")
    rows = (
        sellers.order_by()
        .values("commune__province__sort_key", "commune__sort_key", "commune__full_name")
        .annotate(shops=Count("pk"), supported=Count("pk", filter=Q(pk__in=counting)))
        .order_by("commune__province__sort_key", "commune__sort_key")
    )
    return [CommuneCount(row["commune__full_name"], row["shops"], row["supported"]) for row in rows]


def decisions_about(seller: Seller) -> QuerySet[SupportDecision]:
    """Every decision about a shop, the newest first, with how it ended. What each is for stays sealed."""
    return SupportDecision.objects.filter(seller=seller).select_related("ending").order_by("-pk")
