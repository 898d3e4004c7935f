"""Reads about lead households and mentor pairs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, Max, Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.catalog.models import Listing
from chophien.catalog.states import ListingStatus
from chophien.orders.models import OrderStep
from chophien.orders.states import Axis, Origin
from chophien.programmes.models import MentorPair, QuarterResult
from chophien.programmes.states import LEAD, PairStatus
from chophien.sellers.models import Seller
from chophien.sellers.policies import LOOKING_ON
from chophien.sellers.selectors.agreeing import shops_agreeing
from chophien.sellers.selectors.shops import sellers_managed_by
from chophien.sellers.states import SellerStatus

PROGRESS_DAYS = 90


@dataclass(frozen=True)
class Progress:
    """How a follower's shop goes: goods on sale, their mean score, orders delivered lately. No money."""

    goods: int
    mean_score: int | None
    delivered: int


@dataclass(frozen=True)
class PairView:
    """A pair as one of its households sees it. `progress` is there for the mentor, by the follower's consent."""

    pair: MentorPair
    mine: Seller
    other: Seller
    i_teach: bool
    i_said_yes: bool
    progress: Progress | None


def latest_quarter() -> date | None:
    """The last quarter that was judged; none while none was."""
    found: date | None = QuarterResult.objects.aggregate(last=Max("quarter"))["last"]
    return found


def is_lead_household(seller: Seller) -> bool:
    """Whether a household was one of the leads of the last quarter that was judged."""
    quarter = latest_quarter()
    return quarter is not None and QuarterResult.objects.filter(seller=seller, quarter=quarter, is_lead=True).exists()


def quarters_overseen_by(person: Person, *, at: datetime) -> QuerySet[QuarterResult]:
    """What the households of somebody's area sold in each quarter: lead households first, then by goods sold."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    there = reach.q(province="seller__commune__province__code", commune="seller__commune__code")
    rows = QuarterResult.objects.filter(there).select_related("seller__commune__province")
    return rows.order_by("-quarter", "-is_lead", "-goods_vnd", "pk")


def shown_by_name(rows: Collection[QuarterResult], *, at: datetime) -> set[int]:
    """Whose figures officers read beside their name, by the key of the shop: those who agreed to be named."""
    agreed = shops_agreeing([row.seller for row in rows], purpose=LEAD, at=at)
    return {row.seller.pk for row in rows if row.seller.code in agreed}


def of_quarter(rows: QuerySet[QuarterResult], quarter: date) -> QuerySet[QuarterResult]:
    """Those of `rows` that are about this quarter."""
    return rows.filter(quarter=quarter)


def quarters_judged() -> list[date]:
    """The quarters that were judged, newest first."""
    return list(QuarterResult.objects.order_by("-quarter").values_list("quarter", flat=True).distinct()[:40])


def quarters_of(seller: Seller) -> QuerySet[QuarterResult]:
    """The history of one household, newest quarter first."""
    return QuarterResult.objects.filter(seller=seller).order_by("-quarter")


def pairs_overseen_by(person: Person, *, at: datetime) -> QuerySet[MentorPair]:
    """The mentor pairs of somebody's area, newest first; those that are over too."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    there = reach.q(province="follower__commune__province__code", commune="follower__commune__code")
    rows = MentorPair.objects.filter(there).select_related("lead", "follower__commune__province")
    return rows.order_by("-proposed_at", "-pk")


def followers_to_be(lead: Seller) -> QuerySet[Seller]:
    """The open shops of the lead's commune that could learn from it."""
    going = MentorPair.objects.filter(lead=lead, status__in=[PairStatus.PROPOSED, PairStatus.ACTIVE])
    near = Seller.objects.filter(commune=lead.commune, status=SellerStatus.APPROVED).exclude(pk=lead.pk)
    return near.exclude(pk__in=going.values("follower")).order_by("folded_name", "pk")


def sellers_named(area: QuerySet[Seller], codes: Sequence[str]) -> list[Seller]:
    """Those of `area` with these codes, in the order in which they were named; who is not there is left out."""
    found = {one.code: one for one in area.filter(code__in=codes)}
    return [found[code] for code in codes if code in found]


def pair_for(person: Person, code: str, *, at: datetime) -> PairView | None:
    """A pair as its household's manager sees it; none for strangers."""
    return next((one for one in pairs_of(person, at=at) if one.pair.code == code), None)


def pairs_of(person: Person, *, at: datetime) -> Sequence[PairView]:
    """The pairs of the shops that somebody manages, those that wait first; over ones are left out. Five statements."""
    mine = {one.pk: one for one in sellers_managed_by(person, at=at)}
    if not mine:
        return []
    here = Q(lead__in=mine) | Q(follower__in=mine)
    going = MentorPair.objects.filter(here, status__in=[PairStatus.PROPOSED, PairStatus.ACTIVE])
    pairs = list(going.select_related("lead", "follower").order_by("-status", "-proposed_at", "-pk"))
    shown = [
        pair.follower_id
        for pair in pairs
        if pair.lead_id in mine and pair.status == PairStatus.ACTIVE and pair.shows_progress_since is not None
    ]
    progress = progress_of(shown, at=at)
    return [
        PairView(
            pair=pair,
            mine=pair.lead if (i_teach := pair.lead_id in mine) else pair.follower,
            other=pair.follower if i_teach else pair.lead,
            i_teach=i_teach,
            i_said_yes=(pair.lead_said_yes_at if i_teach else pair.follower_said_yes_at) is not None,
            progress=progress.get(pair.follower_id) if i_teach and pair.follower_id in shown else None,
        )
        for pair in pairs
    ]


def progress_of(sellers: Sequence[int], *, at: datetime) -> Mapping[int, Progress]:
    """How these shops go. Two statements, none for none."""
    if not sellers:
        return {}
    on_sale = Listing.objects.filter(seller__in=sellers, status=ListingStatus.PUBLISHED).values("seller_id")
    goods = {row["seller_id"]: row for row in on_sale.annotate(many=Count("pk"), mean=Avg("score"))}
    since = at - timedelta(days=PROGRESS_DAYS)
    steps = OrderStep.objects.filter(axis=Axis.DELIVERY, step="deliver", at__gte=since, order__seller__in=sellers)
    steps = steps.exclude(order__origin=Origin.REPLACEMENT)
    counted = steps.values("order__seller_id").annotate(many=Count("order_id", distinct=True))
    delivered = {row["order__seller_id"]: row["many"] for row in counted}
    return {
        pk: Progress(
            goods=goods[pk]["many"] if pk in goods else 0,
            mean_score=int(goods[pk]["mean"]) if pk in goods and goods[pk]["mean"] is not None else None,
            delivered=delivered.get(pk, 0),
        )
        for pk in sellers
    }
