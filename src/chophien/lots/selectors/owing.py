"""What a cooperative owes its households, to whom and since when. The same figures stand in the books."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from chophien.lots.models import Earning, Grower
from chophien.lots.states import PaymentStatus
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller

SINCE = """
    WITH shares AS (
        SELECT share.grower_id, earning.at, share.id, share.amount_vnd,
               sum(share.amount_vnd) OVER (PARTITION BY share.grower_id) AS earned,
               sum(share.amount_vnd) OVER (PARTITION BY share.grower_id ORDER BY share.id) AS until_then
        FROM lots_lotshare AS share JOIN lots_earning AS earning ON earning.id = share.earning_id
        JOIN lots_grower AS grower ON grower.id = share.grower_id
        WHERE share.grower_id = ANY(%(growers)s::bigint[]) AND NOT grower.is_shop
    ), paid AS (
        SELECT grower_id,
               coalesce(sum(amount_vnd) FILTER (WHERE status = %(confirmed)s), 0)::bigint AS confirmed,
               coalesce(sum(amount_vnd) FILTER (WHERE status = %(said)s), 0)::bigint AS said
        FROM lots_growerpayment WHERE grower_id = ANY(%(growers)s::bigint[]) GROUP BY grower_id
    )
    SELECT grower.id, coalesce(max(shares.earned), 0)::bigint, coalesce(max(paid.confirmed), 0)::bigint,
           coalesce(max(paid.said), 0)::bigint,
           min(shares.at) FILTER (WHERE shares.until_then > coalesce(paid.confirmed, 0) AND shares.amount_vnd > 0)
    FROM unnest(%(growers)s::bigint[]) AS grower (id)
    LEFT JOIN shares ON shares.grower_id = grower.id LEFT JOIN paid ON paid.grower_id = grower.id
    GROUP BY grower.id
"""


def was_shared(order_code: str) -> bool:
    """Whether households had a part of what an order brought. One statement."""
    return Earning.objects.filter(order_code=order_code).exists()


@dataclass(frozen=True)
class Owed:
    """One household, in đồng: its shares of all sales, what it was paid and has, and what waits for its yes."""

    earned_vnd: int = 0
    paid_vnd: int = 0
    said_vnd: int = 0
    since: datetime | None = None
    """When the oldest share was earned that is not paid yet."""

    @property
    def owed_vnd(self) -> int:
        """What it has to come; below zero when it was paid for goods that were given back."""
        return self.earned_vnd - self.paid_vnd

    @property
    def to_pay_vnd(self) -> int:
        """The same less what the cooperative says it has paid already."""
        return self.owed_vnd - self.said_vnd


@dataclass(frozen=True)
class Debt:
    """A household with something to come, and whether it waits for too long."""

    grower: Grower
    owed: Owed
    is_late: bool


def owed_to(grower_ids: Collection[int]) -> dict[int, Owed]:
    """What these households have to come, by id; every one asked for is there. One statement."""
    asked: dict[str, list[int] | str] = {
        "growers": list(grower_ids),
        "confirmed": PaymentStatus.CONFIRMED.value,
        "said": PaymentStatus.SAID.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(SINCE, asked)
        rows = cursor.fetchall()
    return {
        grower: Owed(earned, paid, said, since if earned > paid else None) for grower, earned, paid, said, since in rows
    }


def growers_of(seller: Seller, *, at: datetime) -> list[Debt]:
    """The households of a shop that bring goods or have something to come: longest owed first, then by name.

    Three statements.
    """
    growers = list(Grower.objects.filter(seller=seller, is_shop=False).select_related("person").order_by("name", "pk"))
    owed = owed_to([one.pk for one in growers])
    late = late_since(at=at)
    debts = [Debt(one, owed[one.pk], _late(owed[one.pk], late)) for one in growers]
    kept = [one for one in debts if one.grower.left_at is None or one.owed.owed_vnd]
    return sorted(kept, key=lambda one: (one.owed.since is None, one.owed.since or at))


def late_since(*, at: datetime) -> datetime:
    """What was earned before and is not paid is late (`lots.pay_within_days`)."""
    return at - timedelta(days=rules.whole("lots.pay_within_days", at=at))


def shops_that_owe(*, at: datetime) -> Sequence[tuple[Seller, int, int]]:
    """Shops that owe households for too long: the shop, to how many, and how much in đồng. Four statements at most."""
    growers = list(
        Grower.objects.filter(is_shop=False, shares__isnull=False)
        .distinct()
        .select_related("seller__commune__province")
        .order_by("seller_id", "pk")
    )
    owed, late = owed_to([one.pk for one in growers]), late_since(at=at)
    found: dict[int, tuple[Seller, int, int]] = {}
    for one in growers:
        if _late(owed[one.pk], late):
            seller, count, amount = found.get(one.seller_id, (one.seller, 0, 0))
            found[one.seller_id] = (seller, count + 1, amount + owed[one.pk].owed_vnd)
    return list(found.values())


def _late(owed: Owed, late: datetime) -> bool:
    return owed.since is not None and owed.since <= late
