"""What sellers have to come, and how much of it can be paid out now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from chophien.ledger.selectors import Sums, sums_of
from chophien.lib.dates import local_date
from chophien.payments import chart
from chophien.rules import selectors as rules
from chophien.sellers.models import PayoutAccount
from chophien.settlement.models import Rhythm
from chophien.settlement.states import BACK_OF_A_SALE, OF_A_SALE, Period

ONE_AT_A_TIME = 0x43484954
"""Key of the lock under which money that sellers have to come is set aside."""
LONGEST_RHYTHM = 31
"""Days within which every rhythm has its day."""
DUE = """
    WITH dues AS (
        SELECT account.id, account.code,
               sum(balance.credits_posted - balance.debits_posted - balance.debits_pending) AS owed
        FROM ledger_account AS account JOIN ledger_balance AS balance ON balance.account_id = account.id
        WHERE account.kind = 'seller_due' AND (%(only)s::text[] IS NULL OR account.code = ANY(%(only)s::text[]))
        GROUP BY account.id
        HAVING sum(balance.credits_posted - balance.debits_posted - balance.debits_pending) > 0
    ), away AS (
        SELECT order_code FROM collecting_cash
        WHERE status IN ('in_hand', 'offered')
          AND (%(sellers)s::text[] IS NULL OR seller_code = ANY(%(sellers)s::text[]))
        UNION
        SELECT payment.order_code FROM gateways_attempt AS attempt
        JOIN payments_payment AS payment ON payment.group_code = attempt.group_code
        WHERE attempt.status = 'paid' AND attempt.use = 'orders' AND attempt.settled_on IS NULL
          AND (payment.came_into LIKE 'gateway:%%' OR payment.advance_vnd > 0 OR EXISTS (
              SELECT 1 FROM ledger_transfer AS deposit JOIN ledger_account AS into_it ON into_it.id = deposit.debit_id
              WHERE payment.deposit_paid_at IS NOT NULL
                AND deposit.code = 'pay:' || payment.code || ':receive_deposit' AND into_it.code LIKE 'gateway:%%'
          ))
          AND (%(sellers)s::text[] IS NULL OR payment.seller_code = ANY(%(sellers)s::text[]))
        UNION
        SELECT disputed.code FROM orders_order AS disputed
        JOIN sellers_seller AS seller ON seller.id = disputed.seller_id
        WHERE disputed.disputed_since IS NOT NULL
          AND (%(sellers)s::text[] IS NULL OR seller.code = ANY(%(sellers)s::text[]))
    ), moved AS (
        SELECT credit_id AS account_id, subject_code, kind, amount_vnd AS amount FROM ledger_transfer
        WHERE credit_id IN (SELECT id FROM dues) AND at > %(since)s AND kind = ANY(%(kinds)s::text[])
        UNION ALL
        SELECT debit_id, subject_code, kind, -amount_vnd FROM ledger_transfer
        WHERE debit_id IN (SELECT id FROM dues) AND at > %(since)s AND kind = ANY(%(kinds)s::text[])
        UNION ALL
        SELECT credit_id, subject_code, kind, amount_vnd FROM away JOIN ledger_transfer ON subject_code = order_code
        WHERE credit_id IN (SELECT id FROM dues) AND subject_code <> '' AND at <= %(since)s
          AND kind = ANY(%(kinds)s::text[])
        UNION ALL
        SELECT debit_id, subject_code, kind, -amount_vnd FROM away JOIN ledger_transfer ON subject_code = order_code
        WHERE debit_id IN (SELECT id FROM dues) AND subject_code <> '' AND at <= %(since)s
          AND kind = ANY(%(kinds)s::text[])
    ), fresh AS (
        SELECT account_id, sum(greatest(amount, 0)) FILTER (WHERE sold > 0) AS amount FROM (
            SELECT account_id, sum(amount) AS amount, sum(amount) FILTER (WHERE kind = ANY(%(sold)s::text[])) AS sold
            FROM moved GROUP BY account_id, subject_code
        ) AS of_a_sale GROUP BY account_id
    )
    SELECT dues.code, dues.owed::bigint, greatest(coalesce(fresh.amount, 0), 0)::bigint
    FROM dues LEFT JOIN fresh ON fresh.account_id = dues.id ORDER BY dues.code
"""


@dataclass(frozen=True)
class Payable:
    """What one seller has to come, in đồng: all of it, and what waits until the days for complaints are over."""

    seller_code: str
    owed_vnd: int
    held_back_vnd: int

    @property
    def now_vnd(self) -> int:
        return max(self.owed_vnd - self.held_back_vnd, 0)


@dataclass(frozen=True)
class Waiting:
    """The money of one seller as the seller sees it: never a balance to dispose of.

    `pending_vnd` is of orders that are not completed, `owed_vnd` of completed ones; `now_vnd` is what of that can be
    sent, and `aside_vnd` what was set aside for a payout or at a cash point and has not come to the seller yet.
    """

    pending_vnd: int
    owed_vnd: int
    now_vnd: int
    aside_vnd: int
    next_on: date
    period: Period

    @property
    def total_vnd(self) -> int:
        """All that buyers paid and that is still to be sent to the seller; below zero what the seller owes."""
        return self.pending_vnd + self.owed_vnd + self.aside_vnd

    @property
    def later_vnd(self) -> int:
        """What of completed orders cannot be sent yet: the days for complaints run, or others still have the money."""
        return max(self.owed_vnd - self.now_vnd, 0)


def lock_payable(*, of_all: bool) -> None:
    """From now on until the transaction ends nobody else sets money aside that `payable_of` says can be paid.

    With `of_all` nobody at all; else others may do so for other sellers, and whoever asks sees to it that of one seller
    it happens in turn.
    """
    shared = "" if of_all else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{shared}(%s)", [ONE_AT_A_TIME])


def payable_of(seller_codes: Collection[str] | None = None, *, at: datetime) -> list[Payable]:
    """Every seller with something to come, by code; of some only. One statement.

    What sales of the last `settlement.hold_days` brought is held back, and what sales brought whose money has not come
    to who pays out: cash is still in the hands of a carrier or helper, or a gateway has not handed it over, be it the
    deposit alone. So is what an order brought about which a complaint is open, until it ends. What went back to buyers
    counts at once: of a sale whose money waits it is taken off that money, and of no other as well.
    """
    since = at - timedelta(days=rules.whole("settlement.hold_days", at=at))
    only = None if seller_codes is None else [chart.due(code) for code in seller_codes]
    with connection.cursor() as cursor:
        sellers = None if seller_codes is None else list(seller_codes)
        sold = [str(kind) for kind in OF_A_SALE]
        kinds = sold + [str(kind) for kind in BACK_OF_A_SALE]
        cursor.execute(DUE, {"only": only, "sellers": sellers, "since": since, "kinds": kinds, "sold": sold})
        return [Payable(chart.owner_of(code), owed, fresh) for code, owed, fresh in cursor.fetchall()]


def left_out(*, at: datetime) -> list[Payable]:
    """Sellers with something to come who have no confirmed account of their own, most first. Two statements."""
    found = payable_of(at=at)
    confirmed = PayoutAccount.objects.filter(
        seller__code__in=[one.seller_code for one in found], confirmed_at__isnull=False
    )
    with_account = set(confirmed.values_list("seller__code", flat=True))
    return sorted((one for one in found if one.seller_code not in with_account), key=lambda one: -one.owed_vnd)


def waiting_of(seller_code: str, *, at: datetime) -> Waiting:
    """What one seller has to come, and the day of the next payout. Three statements."""
    found = payable_of([seller_code], at=at)
    period = rhythm_of(seller_code, at=at)
    sums = sums_of([chart.pending(seller_code), chart.due(seller_code)])
    due = sums.get(chart.due(seller_code), Sums())
    return Waiting(
        pending_vnd=sums.get(chart.pending(seller_code), Sums()).owed,
        owed_vnd=due.owed,
        now_vnd=found[0].now_vnd if found else 0,
        aside_vnd=due.debits_pending,
        next_on=next_day(period, after=local_date(at)),
        period=period,
    )


def to_come(seller_code: str) -> int:
    """All that buyers paid and that has not come to a seller, in đồng, also what is set aside; below zero it owes.

    One statement.
    """
    found = sums_of([chart.pending(seller_code), chart.due(seller_code)])
    return sum(one.owed + one.debits_pending for one in found.values())


def market_rhythm(*, at: datetime | date) -> Period:
    """How often sellers are paid out who chose nothing (`settlement.period`)."""
    return Period(str(rules.value("settlement.period", at=at)))


def rhythm_of(seller_code: str, *, at: datetime) -> Period:
    """How often a seller is paid out: as it chose, else as the market does."""
    chosen = Rhythm.objects.filter(seller_code=seller_code).first()
    return Period(chosen.period) if chosen else market_rhythm(at=at)


def rhythms() -> dict[str, Period]:
    """What sellers chose, by seller. One statement."""
    return {code: Period(period) for code, period in Rhythm.objects.values_list("seller_code", "period")}


def is_day_of(period: Period, day: date) -> bool:
    """Whether sellers of that rhythm are paid out on `day`."""
    if period == Period.MONTH:
        return day.day == 1
    if period == Period.HALF_MONTH:
        return day.day in {1, 16}
    return day.isoweekday() == rules.whole("settlement.pay_weekday", at=day)


def was_day_of(period: Period, *, after: date | None, until: date) -> bool:
    """Whether `until` is a day of that rhythm, or one of the days between `after` and it was."""
    days = min((until - after).days, LONGEST_RHYTHM) if after is not None else 1
    return any(is_day_of(period, until - timedelta(days=back)) for back in range(days))


def next_day(period: Period, *, after: date) -> date:
    """The first day after `after` on which sellers of that rhythm are paid out."""
    day = after + timedelta(days=1)
    while not is_day_of(period, day):
        day += timedelta(days=1)
    return day
