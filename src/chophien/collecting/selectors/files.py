"""Reads about carriers' files and what differs in them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from chophien.collecting.models import CarrierFile, CarrierLine, Cash, Finding, SettlingCarrier
from chophien.collecting.states import (
    GO_BACK,
    TELLING,
    WAITING,
    CashStatus,
    Decision,
    FindingStatus,
    HolderKind,
    Outcome,
)

SHELVES: Mapping[str, Collection[FindingStatus]] = {
    "can-xem": (FindingStatus.OPEN,),
    "da-hoi": (FindingStatus.ASKED,),
    "can-tra": (FindingStatus.TO_RETURN,),
    "xong": (FindingStatus.SETTLED,),
}
"""How differences are sorted on the desk: to be decided, carrier asked, to be given back, done."""


def told_before(cash: Cash) -> bool:
    """Whether a line of a carrier named this cash with money already."""
    return CarrierLine.objects.filter(cash=cash, outcome__in=TELLING).exists()


def untold(carrier: SettlingCarrier, *, before: datetime) -> list[int]:
    """Keys of the cash that a carrier has since before then and told nothing of, and that nobody was asked about."""
    theirs = Cash.objects.filter(
        holder_kind=HolderKind.CARRIER, holder_code=carrier.slug, status=CashStatus.IN_HAND, agreed=False
    )
    named = CarrierLine.objects.filter(cash=OuterRef("pk"), outcome__in=TELLING)
    asked = Finding.objects.filter(cash=OuterRef("pk"), outcome=Outcome.MISSING)
    rows = theirs.filter(~Exists(named), ~Exists(asked), collected_at__lt=before)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def files() -> QuerySet[CarrierFile]:
    """All files of carriers."""
    return CarrierFile.objects.select_related("carrier")


def files_of(carrier: SettlingCarrier) -> QuerySet[CarrierFile]:
    """The files of a carrier, the newest first."""
    return CarrierFile.objects.filter(carrier__slug=carrier.slug).order_by("-pk")


def counts_of(file: CarrierFile) -> Sequence[tuple[Outcome, int, int]]:
    """How the lines of a file came out: outcome, how many, đồng. One statement."""
    found = file.lines.values("outcome").annotate(count=Count("pk"), sum=Sum("amount_vnd")).order_by()
    told = {row["outcome"]: (row["count"], row["sum"]) for row in found}
    return [(outcome, *told[outcome.value]) for outcome in Outcome if outcome.value in told]


def lines_of(file: CarrierFile) -> QuerySet[CarrierLine]:
    """The lines of a file with their differences."""
    return file.lines.select_related("cash", "finding")


def findings_waiting() -> QuerySet[Finding]:
    """Differences that nobody has decided about."""
    return Finding.objects.filter(status__in=WAITING)


def findings_on(shelf: str) -> QuerySet[Finding]:
    """The differences of a shelf; an unknown one is the first."""
    statuses = SHELVES.get(shelf, SHELVES["can-xem"])
    return Finding.objects.filter(status__in=statuses).select_related("carrier", "line__file", "cash")


def findings_with_all() -> QuerySet[Finding]:
    """Differences with what their page shows of them."""
    return Finding.objects.select_related("carrier", "line__file", "cash").prefetch_related("steps")


def finding_by_code(code: str) -> Finding:
    """The difference with this code.

    :raises Finding.DoesNotExist: if there is none
    """
    return Finding.objects.select_related("carrier", "line", "cash").get(code=code)


def surpluses_to_give_back(codes: Collection[str]) -> list[tuple[str, int, bool, int]]:
    """What buyers had paid carriers too much, and what nobody could explain and goes back to its sender, by codes of
    differences or of orders: code, đồng, whether it went back, how often the bank sent it home. One statement.
    """
    named = Finding.objects.filter(Q(code__in=codes) | Q(cash__order_code__in=codes), bearer__in=GO_BACK)
    homes = Count("steps", filter=Q(steps__decision=Decision.CAME_HOME))
    rows = named.annotate(moved=Sum("steps__amount_vnd"), homes=homes).order_by("pk")
    told = rows.values_list("code", "moved", "status", "homes")
    return [(code, moved, status == FindingStatus.SETTLED, count) for code, moved, status, count in told]


def findings_that_go_back(codes: Collection[str]) -> list[Finding]:
    """Those of these differences whose money goes, or went, to a buyer or to whoever sent it. One statement."""
    return list(Finding.objects.filter(code__in=codes, bearer__in=GO_BACK).select_related("cash").order_by("pk"))


def ready_to_pay_in(carrier: SettlingCarrier) -> tuple[int, int]:
    """What a carrier has to pay in now and the fees that it keeps, in đồng: all that is agreed. One statement."""
    theirs = Q(holder_kind=HolderKind.CARRIER, holder_code=carrier.slug, status=CashStatus.IN_HAND, agreed=True)
    sums = Cash.objects.filter(theirs).aggregate(cash=Sum("hand_vnd"), fee=Sum("fee_vnd"))
    return sums["cash"] or 0, sums["fee"] or 0
