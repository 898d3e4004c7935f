"""What a gateway paid out, measured at its tables: so much came by the bank's transfer, so much is booked by lines.

What differs stands at the gateway in the books and in a queue, until it is explained: by a line that is booked later,
by another table, by the transfer of the rest; or two people have the market bear it (`entering`).
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum

from chophien.audit.actions import record
from chophien.gateways import policies
from chophien.gateways.actions.placing import shift
from chophien.gateways.errors import GatewaysMixed, PaidOutBefore, TableMissing
from chophien.gateways.models import Payoff, PayoffLine, Payout, PayoutTransfer
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting

PREFIX, SYMBOLS = "CC", 8


@transaction.atomic
@one_posting()
def say_paid_out(
    *,
    line_code: str,
    amount_vnd: int,
    tables: Collection[str],
    rest_of: str = "",
    actor: Actor,
    at: datetime,
) -> Payout:
    """A transfer of the bank is what a gateway paid out by these tables, or the rest of a payout that differs.

    Whoever calls has explained the bank's line, so that its money is counted here and by the lines of the tables once.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises TableMissing: without a table, or with a code that is none of a table or payout
    :raises GatewaysMixed: if they are not of one gateway
    :raises PaidOutBefore: if a table has a payout, or this transfer was said before
    """
    policies.can_work_off(actor, at=at).require()
    held = list(Payoff.objects.select_for_update().filter(code__in=tables).order_by("pk"))
    payout = Payout.objects.select_for_update().filter(code=rest_of).first() if rest_of else None
    if len(held) != len(set(tables)) or (rest_of and payout is None) or not (held or payout):
        raise TableMissing
    names = {table.gateway for table in held} | ({payout.gateway} if payout else set())
    if len(names) > 1:
        raise GatewaysMixed
    if any(table.payout_id for table in held) or PayoutTransfer.objects.filter(line_code=line_code).exists():
        raise PaidOutBefore
    if payout is None:
        payout = Payout.objects.create(
            code=new_code(PREFIX, SYMBOLS),
            gateway=held[0].gateway,
            came_vnd=0,
            expected_vnd=0,
            said_by=actor.code,
            said_at=at,
        )
    expected = _put_to(payout, held)
    payout.came_vnd += amount_vnd
    payout.expected_vnd += expected
    payout.save(update_fields=["came_vnd", "expected_vnd"])
    PayoutTransfer.objects.create(payout=payout, line_code=line_code, amount_vnd=amount_vnd, said_by=actor.code, at=at)
    shift(payout, amount_vnd - expected, name=f"transfer:{line_code}", at=at)
    facts = {"gateway": payout.gateway, "amount_vnd": amount_vnd, "difference_vnd": payout.difference_vnd}
    record("gateways.paid_out", actor=actor, subject_code=payout.code, at=at, facts=facts)
    return payout


@transaction.atomic
@one_posting()
def add_table(*, payout: Payout, table: str, actor: Actor, at: datetime) -> Payout:
    """The money of one more table came by a payout.

    :raises NotPermitted, TableMissing, GatewaysMixed, PaidOutBefore: as `say_paid_out`
    """
    policies.can_work_off(actor, at=at).require()
    found = Payoff.objects.select_for_update().filter(code=table).first()
    if found is None:
        raise TableMissing
    held = Payout.objects.select_for_update().get(pk=payout.pk)
    if found.gateway != held.gateway:
        raise GatewaysMixed
    if found.payout_id is not None:
        raise PaidOutBefore
    expected = _put_to(held, [found])
    held.expected_vnd += expected
    held.save(update_fields=["expected_vnd"])
    shift(held, -expected, name=f"table:{found.code}", at=at)
    facts = {"gateway": held.gateway, "table": found.code, "difference_vnd": held.difference_vnd}
    record("gateways.paid_out", actor=actor, subject_code=held.code, at=at, facts=facts)
    return held


def bear(payout: Payout, *, at: datetime) -> None:
    """The market bears what is missing of a payout that the caller holds, or keeps what came too much."""
    differs = payout.difference_vnd
    payout.borne_vnd -= differs
    payout.save(update_fields=["borne_vnd"])
    at_gateway, fees = chart.gateway(payout.gateway), chart.GATEWAY_FEES
    debit, credit = (at_gateway, fees) if differs > 0 else (fees, at_gateway)
    code = f"payout:{payout.code}:borne:{payout.borne_vnd}"
    enter([Wish(code, debit, credit, abs(differs), kind="gateway_fee", subject_code=payout.code)], at=at)


def _put_to(payout: Payout, tables: Collection[Payoff]) -> int:
    """Tie tables that the caller holds to a payout; gives back what their booked lines say was paid out."""
    keys = [table.pk for table in tables]
    Payoff.objects.filter(pk__in=keys).update(payout=payout)
    placed = PayoffLine.objects.filter(payoff__in=keys, placed_at__isnull=False)
    return placed.aggregate(sum=Sum(F("amount_vnd") - F("fee_vnd")))["sum"] or 0
