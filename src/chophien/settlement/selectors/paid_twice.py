"""What shops were paid twice, as the bank called a payout failed and paid it: how much of it they still owe."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from chophien.settlement.models import Payout, WriteOff
from chophien.settlement.selectors.owing import Owing, borne_in
from chophien.settlement.selectors.retries import tried_again, tried_before
from chophien.settlement.states import PayoutStatus

OWED = """
    WITH RECURSIVE chain AS (
        SELECT paid.id AS first_id, again.id, again.code, again.status
        FROM settlement_payout AS paid JOIN settlement_payout AS again ON again.retry_of_id = paid.id
        WHERE paid.status = 'paid' AND paid.reason <> ''
          AND (%s::text[] IS NULL OR paid.code = ANY(%s::text[]))
        UNION ALL
        SELECT chain.first_id, further.id, further.code, further.status
        FROM chain JOIN settlement_payout AS further ON further.retry_of_id = chain.id
    ), twice AS (
        SELECT paid.id, paid.code, paid.amount_vnd, due.id AS due_id,
               ARRAY(SELECT chain.code FROM chain WHERE chain.first_id = paid.id AND chain.status = 'paid') AS again
        FROM settlement_payout AS paid
        JOIN ledger_account AS due ON due.code = 'seller:' || paid.seller_code || ':due'
        JOIN ledger_balance AS balance ON balance.account_id = due.id
        WHERE paid.id IN (SELECT chain.first_id FROM chain WHERE chain.status = 'paid')
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
BEFORE_ONE_WITH_THE_BANK = """
    WITH RECURSIVE before AS (
        SELECT retry_of_id AS id FROM settlement_payout WHERE status = 'sent' AND retry_of_id IS NOT NULL
        UNION
        SELECT one.retry_of_id FROM before JOIN settlement_payout AS one ON one.id = before.id
        WHERE one.retry_of_id IS NOT NULL
    )
    SELECT id FROM before
"""
OWED_CODES = f"SELECT code FROM ({OWED}) AS owed"  # noqa: S608 - made of the constant above alone


@dataclass(frozen=True, kw_only=True)
class PaidTwice(Owing):
    """A payout that was paid after all, what was sent to pay it again, and what became of it, in đồng."""

    payout: Payout
    again: Sequence[Payout]

    @property
    def subject_code(self) -> str:
        return self.payout.code

    @property
    def can_be_stopped(self) -> bool:
        """Whether the bank can still be asked not to pay the second one."""
        return any(one.status == PayoutStatus.SENT for one in self.again)

    @property
    def can_be_borne(self) -> bool:
        return super().can_be_borne and not self.can_be_stopped


def paid_twice() -> QuerySet[Payout]:
    """Payouts that the bank called failed and paid after all, with what it was sent to pay again in the meantime.

    Each as long as the bank can still be asked to stop that, and then until the shop's sales have set it off, it has
    sent the money back, or two people have agreed that the market bears it. The one that waits longest first.
    """
    with_bank = RawSQL(BEFORE_ONE_WITH_THE_BANK, [])  # noqa: S611 - a constant
    owed = RawSQL(OWED_CODES, [None, None])  # noqa: S611 - a constant, and nothing of it is anybody's words
    twice = _after_all().filter(Q(code__in=owed) | Q(pk__in=with_bank))
    return twice.order_by("answered_at", "pk")


def with_what_was_sent_again(payouts: Iterable[Payout]) -> list[Payout]:
    """These, each with `sent_again`: the lines, of all that were to pay it again one after the other, that are with the
    bank or paid. Two statements besides their own.
    """
    shown = list(payouts)
    chains = tried_again([one.pk for one in shown])
    wanted = {pk for chain in chains.values() for pk in chain}
    sent = Payout.objects.filter(status__in=[PayoutStatus.SENT, PayoutStatus.PAID]).select_related("batch")
    found = sent.in_bulk(wanted) if wanted else {}
    for one in shown:
        one.sent_again = [found[pk] for pk in chains.get(one.pk, []) if pk in found]
    return shown


def owed_twice(codes: Collection[str] | None = None) -> dict[str, int]:
    """What shops still owe of each payout that was paid twice, in đồng; of some only. One statement.

    Never more than the shop has owed at all since the second of the two was paid.
    """
    only = None if codes is None else list(codes)
    with connection.cursor() as cursor:
        cursor.execute(OWED, [only, only])
        return dict(cursor.fetchall())


def twice_by_code(code: str) -> PaidTwice | None:
    """The payout with this code, if it was paid after all and sent again. Five statements."""
    payout = next(iter(with_what_was_sent_again(_after_all().filter(code=code))), None)
    if payout is None or not payout.sent_again:
        return None
    write_offs = list(WriteOff.objects.filter(payout=payout).order_by("-pk"))
    return PaidTwice(
        seller_code=payout.seller_code,
        payout=payout,
        again=payout.sent_again,
        owed_vnd=owed_twice([code]).get(code, 0),
        borne_vnd=borne_in(write_offs),
        write_offs=write_offs,
    )


def paid_twice_by(payout: Payout) -> PaidTwice | None:
    """The same by it or by one that was to pay it again."""
    before = tried_before(payout)
    codes = dict(Payout.objects.filter(pk__in=before).values_list("pk", "code")) if before else {}
    named = (twice_by_code(code) for code in (payout.code, *(codes[pk] for pk in before)))
    return next((found for found in named if found is not None), None)


def _after_all() -> QuerySet[Payout]:
    return Payout.objects.filter(status=PayoutStatus.PAID).exclude(reason="").select_related("batch")
