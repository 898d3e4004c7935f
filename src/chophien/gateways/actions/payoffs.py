"""A gateway's table taken in: what it paid out moves to the licensed partner in the books, its fee with it, and every
line that differs from what the market knows is shown to somebody. Nothing of a line that differs is booked.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from chophien.audit.actions import record
from chophien.gateways import policies
from chophien.gateways.actions.steps import GATEWAY
from chophien.gateways.models import Attempt, Payoff, PayoffLine, Repayment
from chophien.gateways.reading import RawLine, Read, read_payoff
from chophien.gateways.selectors import missing_in
from chophien.gateways.states import AttemptStatus, Difference, RepaymentStatus
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.text import clean_line
from chophien.payments import chart
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
    attempts, repayments = _held(read)
    lines = [_placed(payoff, raw, attempts, repayments) for raw in read.lines]
    lines += _missing(payoff)
    PayoffLine.objects.bulk_create(lines)
    enter([wish for line in lines for wish in _moves(payoff, line)], at=at)
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


def _held(read: Read) -> tuple[dict[str, Attempt], dict[str, Repayment]]:
    """What the lines may be about, held in the order of keys: tries first, then what goes back."""
    references = [line.reference for line in read.lines]
    attempts = Attempt.objects.select_for_update().filter(gateway=read.gateway, reference__in=references)
    repayments = Repayment.objects.select_for_update().filter(gateway=read.gateway, reference__in=references)
    return (
        {one.reference: one for one in attempts.order_by("pk")},
        {one.reference: one for one in repayments.order_by("pk")},
    )


def _placed(payoff: Payoff, raw: RawLine, attempts: dict[str, Attempt], repayments: dict[str, Repayment]) -> PayoffLine:
    """A line with what it is about, and how it differs. What fits is settled on that day."""
    attempt = attempts.get(raw.reference)
    repayment = repayments.get(raw.reference) if raw.amount_vnd < 0 else None
    if repayment is None and raw.amount_vnd < 0 and attempt is not None:  # VNPay names the payment that goes back
        fitting = [one for one in attempt.repayments.all() if one.amount_vnd == -raw.amount_vnd]
        repayment = next((one for one in fitting if one.settled_on is None), next(iter(fitting), None))
        repayment = repayments.setdefault(repayment.reference, repayment) if repayment is not None else None
    thing = repayment if raw.amount_vnd < 0 else attempt
    line = PayoffLine(
        payoff=payoff,
        attempt=attempt,
        repayment=repayment,
        reference=raw.reference,
        day=raw.day,
        amount_vnd=raw.amount_vnd,
        fee_vnd=raw.fee_vnd,
        difference=_difference(thing, abs(raw.amount_vnd)),
    )
    if thing is not None and not line.difference:
        _settle(thing, raw, payoff)
    return line


def _settle(thing: Attempt | Repayment, raw: RawLine, payoff: Payoff) -> None:
    """It stands in a table; that it was missing in another one needs nobody's look any more."""
    thing.settled_on = raw.day
    if isinstance(thing, Attempt):
        thing.fee_vnd = raw.fee_vnd
    thing.save()
    missing = PayoffLine.objects.filter(difference=Difference.MISSING, looked_at__isnull=True)
    mine = (
        missing.filter(attempt=thing, repayment=None) if isinstance(thing, Attempt) else missing.filter(repayment=thing)
    )
    mine.update(looked_at=payoff.sent_at, looked_by=GATEWAY.code, note=payoff.code)


def _difference(thing: Attempt | Repayment | None, amount_vnd: int) -> Difference:
    if thing is None:
        return Difference.NOT_OURS
    if thing.status not in {AttemptStatus.PAID, RepaymentStatus.DONE}:
        return Difference.NOT_PAID
    if thing.amount_vnd != amount_vnd:
        return Difference.AMOUNT
    return Difference.TWICE if thing.settled_on is not None else Difference.NONE


def _missing(payoff: Payoff) -> Iterator[PayoffLine]:
    """What was paid or went back on the table's days and stands in no table."""
    paid, back = missing_in(payoff.gateway, first_day=payoff.first_day, last_day=payoff.last_day)
    for attempt in paid:
        yield PayoffLine(
            payoff=payoff,
            attempt=attempt,
            reference=attempt.reference,
            day=local_date(attempt.decided_at or payoff.sent_at),
            amount_vnd=attempt.amount_vnd,
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


def _moves(payoff: Payoff, line: PayoffLine) -> list[Wish]:
    """From the gateway to the licensed partner, less the fee; what went back is less paid out."""
    if line.difference:
        return []
    name = f"payoff:{payoff.gateway}:{line.repayment.reference if line.repayment else line.reference}"
    at_gateway, held = chart.gateway(payoff.gateway), chart.held()
    about = line.attempt.group_code if line.attempt else payoff.code
    if line.amount_vnd < 0:
        paid = Wish(f"{name}:back", at_gateway, held, -line.amount_vnd, kind="gateway_paid_back", subject_code=about)
    else:
        paid = Wish(f"{name}:net", held, at_gateway, line.amount_vnd, kind="gateway_paid_out", subject_code=about)
    fee = Wish(f"{name}:fee", chart.GATEWAY_FEES, held, line.fee_vnd, kind="gateway_fee", subject_code=about)
    return [paid, fee]
