"""What shops were paid twice, as the bank called a payout failed and paid it: how much of it they still owe."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL

from chophien.settlement.models import Payout, WriteOff
from chophien.settlement.states import PayoutStatus, WriteOffStatus

OWED = """
    WITH twice AS (
        SELECT paid.id, paid.code, paid.amount_vnd, due.id AS due_id,
               ARRAY(SELECT again.code FROM settlement_payout AS again
                     WHERE again.retry_of_id = paid.id AND again.status = 'paid') AS again
        FROM settlement_payout AS paid
        JOIN ledger_account AS due ON due.code = 'seller:' || paid.seller_code || ':due'
        JOIN ledger_balance AS balance ON balance.account_id = due.id
        WHERE paid.status = 'paid' AND paid.reason <> ''
          AND (%s::text[] IS NULL OR paid.code = ANY(%s::text[]))
          AND EXISTS (SELECT 1 FROM settlement_payout AS again
                      WHERE again.retry_of_id = paid.id AND again.status = 'paid')
        GROUP BY paid.id, due.id
        HAVING sum(balance.credits_posted - balance.debits_posted - balance.debits_pending) < 0
    ), standing AS (
        SELECT twice.code, moved.id,
               sum(CASE WHEN moved.credit_id = twice.due_id THEN moved.amount_vnd ELSE -moved.amount_vnd END)
                   OVER (PARTITION BY twice.id ORDER BY moved.id) AS stands
        FROM twice JOIN ledger_transfer AS moved
          ON (moved.debit_id = twice.due_id OR moved.credit_id = twice.due_id) AND moved.step IN ('plain', 'post')
         AND NOT (moved.subject_code = twice.code AND moved.kind IN ('paid_back', 'written_off'))
    ), best AS (
        SELECT standing.code, max(standing.stands) AS stands
        FROM standing JOIN twice ON twice.code = standing.code
        WHERE standing.id >= (SELECT max(sent.id) FROM ledger_transfer AS sent
                              WHERE sent.debit_id = twice.due_id AND sent.kind = 'payout'
                                AND sent.step IN ('plain', 'post')
                                AND sent.subject_code = ANY(twice.code || twice.again))
        GROUP BY standing.code
    ), left_of AS (
        SELECT twice.code, least(twice.amount_vnd, -best.stands) - (
            SELECT coalesce(sum(amount_vnd), 0) FROM ledger_transfer
            WHERE credit_id = twice.due_id AND subject_code = twice.code AND kind IN ('paid_back', 'written_off')
        ) AS amount
        FROM twice JOIN best USING (code)
    )
    SELECT code, amount::bigint FROM left_of WHERE amount > 0
"""
"""What a shop stood at best since the second of the two was paid, their own ends left out, sales have not set off. What
they have set off once is set off: if the shop owes again later, that is for something else.
"""
OWED_CODES = f"SELECT code FROM ({OWED}) AS owed"  # noqa: S608 - made of the constant above alone


@dataclass(frozen=True)
class PaidTwice:
    """A payout that was paid after all, what was sent to pay it again, and what became of it, in đồng."""

    payout: Payout
    again: Sequence[Payout]
    owed_vnd: int
    """What of it the shop still owes: neither set off, nor sent back, nor borne by the market."""
    borne_vnd: int
    """What of it the market bears."""
    write_offs: Sequence[WriteOff]

    @property
    def waiting(self) -> WriteOff | None:
        """What waits for a second yes."""
        return next((one for one in self.write_offs if one.status == WriteOffStatus.DRAFT), None)

    @property
    def can_be_stopped(self) -> bool:
        """Whether the bank can still be asked not to pay the second one."""
        return any(one.status == PayoutStatus.SENT for one in self.again)

    @property
    def can_be_borne(self) -> bool:
        """Whether it can be written down that the market bears it."""
        return self.owed_vnd > 0 and not self.can_be_stopped and self.waiting is None


def paid_twice() -> QuerySet[Payout]:
    """Payouts that the bank called failed and paid after all, with what it was sent to pay again in the meantime.

    Each as long as the bank can still be asked to stop that, and then until the shop's sales have set it off, it has
    sent the money back, or two people have agreed that the market bears it. The one that waits longest first.
    """
    with_bank = Payout.objects.filter(retry_of=OuterRef("pk"), status=PayoutStatus.SENT)
    owed = RawSQL(OWED_CODES, [None, None])  # noqa: S611 - a constant, and nothing of it is anybody's words
    twice = _after_all().filter(Q(code__in=owed) | Exists(with_bank))
    return twice.order_by("answered_at", "pk")


def owed_twice(codes: Collection[str] | None = None) -> dict[str, int]:
    """What shops still owe of each payout that was paid twice, in đồng; of some only. One statement.

    Never more than the shop has owed at all since the second of the two was paid.
    """
    only = None if codes is None else list(codes)
    with connection.cursor() as cursor:
        cursor.execute(OWED, [only, only])
        return dict(cursor.fetchall())


def twice_by_code(code: str) -> PaidTwice | None:
    """The payout with this code, if it was paid after all and sent again. Four statements."""
    payout = _after_all().filter(code=code).first()
    again: list[Payout] = getattr(payout, "sent_again", [])
    if payout is None or not again:
        return None
    write_offs = list(WriteOff.objects.filter(payout=payout).order_by("-pk"))
    return PaidTwice(payout, again, owed_twice([code]).get(code, 0), _borne(write_offs), write_offs)


def paid_twice_by(payout: Payout) -> PaidTwice | None:
    """The same by the code of either of the two."""
    first = payout.retry_of
    return twice_by_code(payout.code) or (twice_by_code(first.code) if first is not None else None)


def borne_of(payout: Payout) -> list[WriteOff]:
    """What of this payout, or of the one that it pays again, the market bears and that has not come in. Held."""
    of_either = Q(payout=payout) | Q(payout=payout.retry_of_id)
    found = WriteOff.objects.select_for_update().filter(of_either, status=WriteOffStatus.DONE)
    return [one for one in found.order_by("pk") if one.came_in_vnd < one.amount_vnd]


def _borne(write_offs: Sequence[WriteOff]) -> int:
    return sum(one.amount_vnd - one.came_in_vnd for one in write_offs if one.status == WriteOffStatus.DONE)


def _after_all() -> QuerySet[Payout]:
    sent_again = Payout.objects.filter(status__in=[PayoutStatus.SENT, PayoutStatus.PAID]).select_related("batch")
    retries = Prefetch("retries", queryset=sent_again.order_by("pk"), to_attr="sent_again")
    after_all = Payout.objects.filter(status=PayoutStatus.PAID).exclude(reason="")
    return after_all.select_related("batch").prefetch_related(retries)
