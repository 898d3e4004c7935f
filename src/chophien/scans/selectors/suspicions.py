"""Stamps that seem to be copied: what waits for a shop and for the officers of its place, and what is known of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.lib.dates import VIETNAM
from chophien.lib.errors import Sentence
from chophien.places.selectors import provinces_today
from chophien.scans.models import Scan, Suspicion, SuspicionStep
from chophien.scans.states import REASON_WORDS, UNSETTLED, SuspicionStatus
from chophien.sellers.models import Seller
from chophien.sellers.policies import LOOKING_ON

COMMUNE = "stamp__batch__seller__commune"
DAYS_MOST = 60


@dataclass(frozen=True)
class Day:
    """The scans of one day: how many, with how many devices, in which provinces of those that were told."""

    day: date
    scans: int
    devices: int
    places: Sequence[str]


@dataclass(frozen=True)
class SuspicionPage:
    """One stamp with why it is suspected, its scans by day, and what was done."""

    suspicion: Suspicion
    reasons: Sequence[Sentence]
    days: Sequence[Day]
    steps: Sequence[tuple[Sentence, SuspicionStep]]


def suspicions_of(seller: Seller) -> QuerySet[Suspicion]:
    """What a shop looks into, the strongest first, what is settled last."""
    return _ordered(Suspicion.objects.filter(stamp__batch__seller=seller))


def suspicions_overseen_by(person: Person, *, at: datetime) -> QuerySet[Suspicion]:
    """What officers and operators see of the shops of their places: the queryset to `policies.can_look_into`."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    rows = _ordered(Suspicion.objects.all())
    if reach.nation:
        return rows
    within = Q(**{f"{COMMUNE}__code__in": reach.communes}) | Q(**{f"{COMMUNE}__province__code__in": reach.provinces})
    return rows.filter(within, **{f"{COMMUNE}__vintage": "2025"})


def unsettled(rows: QuerySet[Suspicion]) -> QuerySet[Suspicion]:
    """Those of them that wait for somebody."""
    return rows.filter(status__in=UNSETTLED)


def suspicion_page(suspicion: Suspicion) -> SuspicionPage:
    """Four statements."""
    rows = Scan.objects.filter(stamp=suspicion.stamp_id, by_shop=False).annotate(day=TruncDate("at", tzinfo=VIETNAM))
    names: dict[str, str] = dict(provinces_today().values_list("code", "name"))
    told: dict[date, set[str]] = {}
    for day, code in rows.exclude(province_code="").values_list("day", "province_code").distinct():
        told.setdefault(day, set()).add(names.get(code, code))
    counted = rows.values("day").annotate(scans=Count("pk"), devices=Count("device", distinct=True)).order_by("-day")
    return SuspicionPage(
        suspicion=suspicion,
        reasons=[REASON_WORDS[one] for one in suspicion.reasons if one in REASON_WORDS],
        days=[
            Day(row["day"], row["scans"], row["devices"], sorted(told.get(row["day"], ())))
            for row in counted[:DAYS_MOST]
        ],
        steps=[
            (SuspicionStatus(one.to_status).label, one)
            for one in SuspicionStep.objects.filter(suspicion=suspicion).order_by("-at", "-pk")
        ],
    )


def _ordered(rows: QuerySet[Suspicion]) -> QuerySet[Suspicion]:
    rows = rows.select_related("stamp__batch__seller__commune__province", "stamp__batch__variant__listing__live")
    return rows.order_by(F("decided_at").asc(nulls_first=True), "-score", "-opened_at", "-pk")
