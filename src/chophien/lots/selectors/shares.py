"""One household's own sums: what it brought, which part of each lot that is, and what it got. Nobody else's figures."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from chophien.accounts.models import Person
from chophien.accounts.selectors import opened_by_card
from chophien.lots.models import Contribution, Earning, Grower, GrowerPayment, Lot, LotShare
from chophien.lots.selectors.composition import ancestors, compositions, part_of_whole
from chophien.lots.selectors.lots import Brought, percent
from chophien.lots.selectors.owing import Owed, owed_to
from chophien.lots.states import ContributionStatus, PaymentStatus
from chophien.sellers.models import Seller

LOTS_MOST = 40
PAYMENTS_MOST = 40


@dataclass(frozen=True)
class Entry:
    """One weighing of the household, and what it weighs in the sharing: grams that count times the price of a kg."""

    row: Contribution

    @property
    def counts_g(self) -> int:
        return self.row.grams - self.row.rejected_g

    @property
    def worth_vnd(self) -> int:
        """What it would be at the agreed price, in whole đồng, rounded down; the sharing itself rounds nothing."""
        return self.counts_g * self.row.grade.price_vnd // 1_000


@dataclass(frozen=True)
class LotSums:
    """One lot, sold or not: the household's weighings behind it, its part, and how the money was shared."""

    lot: Lot
    entries: Sequence[Entry]
    is_made: bool
    percent: Decimal
    mine_worth_vnd: int
    all_worth_vnd: int
    brought: Brought
    mine_vnd: int

    @property
    def went_on(self) -> bool:
        """Whether all of it was processed into other lots, or lost: what it brings stands there."""
        return bool(self.lot.gone_g) and self.lot.gone_g == self.lot.total_g


@dataclass(frozen=True)
class ShareSheet:
    """Everything about one household's shares, newest lot first, in đồng."""

    grower: Grower
    lots: Sequence[LotSums]
    payments: Sequence[GrowerPayment]
    owed: Owed

    @property
    def to_answer(self) -> list[GrowerPayment]:
        """What the cooperative says it has paid, and the household has not answered."""
        return [one for one in self.payments if one.status == PaymentStatus.SAID]


def growers_of_person(person: Person) -> QuerySet[Grower]:
    """The households that somebody is, one for each cooperative they bring goods to; by a card the one it opens."""
    rows = Grower.objects.filter(person=person, is_shop=False)
    opens = opened_by_card(person.code)
    if opens is not None:
        rows = rows.filter(code=opens)
    return rows.select_related("seller__commune__province", "person").order_by("-joined_at", "pk")


def asked_of_person(person: Person) -> QuerySet[Grower]:
    """The households that a shop wrote down with this person's number; only they can say whether it is them.

    The queryset to `policies.is_asked_to_be`.
    """
    if not person.mobile or opened_by_card(person.code) is not None:
        return Grower.objects.none()
    rows = Grower.objects.filter(phone_said=person.mobile, left_at__isnull=True)
    return rows.select_related("seller__commune__province", "person").order_by("-joined_at", "pk")


def payments_of_person(person: Person) -> QuerySet[GrowerPayment]:
    """What was written down as paid to the households that somebody is."""
    return GrowerPayment.objects.filter(grower__in=growers_of_person(person)).select_related("grower__seller")


def share_sheet(grower: Grower) -> ShareSheet:
    """The household's sums. A fixed number of statements, and a few for each lot that was made of others."""
    shares = dict(
        LotShare.objects.filter(grower=grower)
        .values("earning__lot_id")
        .annotate(sum=Sum("amount_vnd"))
        .values_list("earning__lot_id", "sum")
    )
    counted = Contribution.objects.filter(grower=grower, status=ContributionStatus.COUNTED)
    mine: defaultdict[int, list[Entry]] = defaultdict(list)
    for row in counted.select_related("grade").order_by("recorded_at", "pk"):
        mine[row.lot_id].append(Entry(row))
    asked = sorted({*shares, *mine}, reverse=True)[:LOTS_MOST]
    lots = Lot.objects.filter(pk__in=asked).order_by("-opened_at", "-pk")
    return ShareSheet(
        grower=grower,
        lots=_sums(list(lots), mine, shares, grower.code),
        payments=list(GrowerPayment.objects.filter(grower=grower).order_by("-said_at", "-pk")[:PAYMENTS_MOST]),
        owed=owed_to([grower.pk])[grower.pk],
    )


def _sums(lots: list[Lot], mine: dict[int, list[Entry]], shares: dict[int, int], code: str) -> list[LotSums]:
    ids = [one.pk for one in lots]
    whose, behind_it = compositions(ids), ancestors(ids)
    sums = Earning.objects.filter(lot_id__in=ids).order_by().values("lot_id")
    brought = {
        row["lot_id"]: row
        for row in sums.annotate(net=Sum("net_vnd"), fee=Sum("fee_vnd"), cost=Sum("cost_vnd"), shared=Sum("shared_vnd"))
    }
    found = []
    for lot in lots:
        weights = whose[lot.pk]
        is_made = lot.pk not in mine
        behind = [lot.pk] if not is_made else sorted(behind_it[lot.pk])
        row = brought.get(lot.pk, {"net": 0, "fee": 0, "cost": 0, "shared": 0})
        found.append(
            LotSums(
                lot=lot,
                entries=[entry for pk in behind for entry in mine.get(pk, [])],
                is_made=is_made,
                percent=percent(part_of_whole(weights, code)),
                mine_worth_vnd=int(weights.get(code, 0) / 1_000),
                all_worth_vnd=int(sum(weights.values()) / 1_000),
                brought=Brought(row["net"], row["fee"], row["cost"], row["shared"], 0),
                mine_vnd=shares.get(lot.pk, 0),
            )
        )
    return found


def grower_at(seller: Seller) -> QuerySet[Grower]:
    """The households of a shop, also those that bring nothing more; not the shop itself."""
    return Grower.objects.filter(seller=seller, is_shop=False).select_related("seller__commune__province", "person")


def payment_at(seller: Seller) -> QuerySet[GrowerPayment]:
    """What was written down as paid to the households of a shop."""
    return GrowerPayment.objects.filter(grower__seller=seller).select_related("grower__seller", "grower__person")
