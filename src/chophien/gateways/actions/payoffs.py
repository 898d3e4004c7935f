"""A gateway's table taken in: what it paid out moves to the licensed partner in the books, its fee with it, and every
line that differs from what the market knows is shown to somebody. A line that differs is booked once it fits, or once
two people have entered it (`placing`, `entering`).
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from chophien.audit.actions import record
from chophien.gateways import policies
from chophien.gateways.actions.placing import compare, hold
from chophien.gateways.models import Payoff, PayoffLine
from chophien.gateways.reading import RawLine, Read, read_payoff
from chophien.gateways.selectors import missing_in
from chophien.gateways.states import Difference
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.text import clean_line
from chophien.payments.actions.books import enter, one_posting

PREFIX, SYMBOLS, NAME_MOST = "BC", 8, 160


@transaction.atomic
@one_posting()
def take_payoff(*, data: bytes, name: str, actor: Actor, at: datetime) -> Payoff:
    """Take in a gateway's table. The same bytes again are the same; a line that another table had is told, not booked.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises TableUnreadable, HeadingsUnknown, LineFaulty: nothing is kept then
    """
    policies.can_work_off(actor, at=at).require()
    digest = sha256(data).hexdigest()
    known = Payoff.objects.filter(digest=digest).first()
    if known is not None:
        return known
    read = read_payoff(data)
    payoff = _kept(read, digest=digest, name=name, actor=actor, at=at)
    attempts, repayments = hold(read.gateway, [line.reference for line in read.lines])
    lines: list[PayoffLine] = []
    for raw in read.lines:
        lines.append(_line(payoff, raw))
        enter(compare(lines[-1], raw.reference, attempts, repayments, at=at), at=at)
    lines += _missing(payoff)
    PayoffLine.objects.bulk_create(lines)
    for line in lines:
        if line.difference == Difference.NOT_PAID and line.attempt is not None and line.amount_vnd > 0:
            enqueue("gateways.ask", attempt_id=line.attempt.pk)
    facts = {"gateway": payoff.gateway, "lines": len(lines), "net_vnd": payoff.net_vnd}
    record("gateways.payoff_taken", actor=actor, subject_code=payoff.code, at=at, facts=facts)
    return payoff


def _kept(read: Read, *, digest: str, name: str, actor: Actor, at: datetime) -> Payoff:
    days = [line.day for line in read.lines]
    return Payoff.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        gateway=read.gateway,
        layout=read.layout,
        name=clean_line(name)[:NAME_MOST],
        digest=digest,
        first_day=min(days),
        last_day=max(days),
        took_vnd=sum(line.amount_vnd for line in read.lines if line.amount_vnd > 0),
        back_vnd=-sum(line.amount_vnd for line in read.lines if line.amount_vnd < 0),
        fee_vnd=sum(line.fee_vnd for line in read.lines),
        sent_by=actor.code,
        sent_at=at,
    )


def _line(payoff: Payoff, raw: RawLine) -> PayoffLine:
    return PayoffLine(
        payoff=payoff, reference=raw.reference, day=raw.day, amount_vnd=raw.amount_vnd, fee_vnd=raw.fee_vnd
    )


def _missing(payoff: Payoff) -> Iterator[PayoffLine]:
    """What was paid or went back on the table's days and stands in no table."""
    paid, back = missing_in(payoff.gateway, first_day=payoff.first_day, last_day=payoff.last_day)
    for attempt in paid:
        yield PayoffLine(
            payoff=payoff,
            attempt=attempt,
            reference=attempt.reference,
            day=local_date(attempt.decided_at or payoff.sent_at),
            amount_vnd=attempt.came_vnd,
            difference=Difference.MISSING,
        )
    for repayment in back:
        yield PayoffLine(
            payoff=payoff,
            repayment=repayment,
            attempt=repayment.attempt,
            reference=repayment.reference,
            day=local_date(repayment.done_at or payoff.sent_at),
            amount_vnd=-repayment.amount_vnd,
            difference=Difference.MISSING,
        )
