"""A line of a gateway's table beside what the market knows. What fits is booked: at once, or as soon as it does fit.

Held in this order: the try, what goes back of it, the line, its table, the payout of the table, accounts.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.gateways.actions.steps import GATEWAY
from chophien.gateways.models import Attempt, Entry, Payoff, PayoffLine, Payout, Repayment
from chophien.gateways.selectors import lines_to_place
from chophien.gateways.states import AttemptStatus, Difference, RepaymentStatus
from chophien.ledger.actions.posting import Wish
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting


def hold(gateway: str, references: Sequence[str]) -> tuple[dict[str, Attempt], dict[str, Repayment]]:
    """What lines with these references may be about, held in the order of keys: tries first, then what goes back."""
    attempts = Attempt.objects.select_for_update().filter(gateway=gateway, reference__in=references)
    repayments = Repayment.objects.select_for_update().filter(gateway=gateway, reference__in=references)
    return (
        {one.reference: one for one in attempts.order_by("pk")},
        {one.reference: one for one in repayments.order_by("pk")},
    )


def compare(
    line: PayoffLine, name: str, attempts: Mapping[str, Attempt], repayments: dict[str, Repayment], *, at: datetime
) -> list[Wish]:
    """Say what a line is about that names `name`, and how it differs. What fits is settled on its day, and what is to
    be booked is given back; of a line that differs that is nothing.
    """
    goes_back = line.amount_vnd < 0
    attempt = attempts.get(name)
    repayment = repayments.get(name) if goes_back else None
    if repayment is None and goes_back and attempt is not None:  # VNPay names the payment that goes back
        fitting = [one for one in attempt.repayments.order_by("pk") if one.amount_vnd == -line.amount_vnd]
        waiting = [one for one in fitting if one.settled_on is None and one.reference not in repayments]
        repayment = next(iter(sorted(waiting, key=_is_not_done)), next(iter(fitting), None))
        repayment = repayments.setdefault(repayment.reference, repayment) if repayment is not None else None
    thing = repayment if goes_back else attempt
    line.attempt, line.repayment = attempt or (repayment.attempt if repayment else None), repayment
    line.difference = _difference(thing, abs(line.amount_vnd))
    if thing is None or line.difference:
        return []
    return settle(line, thing, at=at)


def settle(line: PayoffLine, thing: Attempt | Repayment, *, at: datetime) -> list[Wish]:
    """The gateway has paid this out, or kept it; that it was missing in another table needs nobody's look any more.

    Gives back what is to be booked: from the gateway to the licensed partner, less the fee; what went back is less paid
    out.
    """
    thing.settled_on = line.day
    if isinstance(thing, Attempt):
        thing.fee_vnd = line.fee_vnd
    thing.save()
    line.placed_at = at
    missing = PayoffLine.objects.filter(difference=Difference.MISSING, looked_at__isnull=True).exclude(pk=line.pk)
    mine = (
        missing.filter(attempt=thing, repayment=None) if isinstance(thing, Attempt) else missing.filter(repayment=thing)
    )
    mine.update(looked_at=at, looked_by=GATEWAY.code, note=line.payoff.code)
    gateway = line.payoff.gateway
    name = f"payoff:{gateway}:{thing.reference}"
    about = line.attempt.group_code if line.attempt else line.payoff.code
    return moves(gateway, name, amount_vnd=line.amount_vnd, fee_vnd=line.fee_vnd, about=about)


def moves(gateway: str, name: str, *, amount_vnd: int, fee_vnd: int, about: str) -> list[Wish]:
    """So much was paid out by the gateway, or kept where it is below zero, and so much it keeps for itself."""
    at_gateway, held = chart.gateway(gateway), chart.held()
    if amount_vnd < 0:
        paid = Wish(f"{name}:back", at_gateway, held, -amount_vnd, kind="gateway_paid_back", subject_code=about)
    else:
        paid = Wish(f"{name}:net", held, at_gateway, amount_vnd, kind="gateway_paid_out", subject_code=about)
    return [paid, Wish(f"{name}:fee", chart.GATEWAY_FEES, held, fee_vnd, kind="gateway_fee", subject_code=about)]


def book(line: PayoffLine, wishes: Sequence[Wish], *, at: datetime, entry_id: int = 0) -> None:
    """Book a line that the caller holds. Where its payout was measured before, it explains so much of what differed.

    What was proposed for it and waits is needed no more; `entry_id` is what it follows from.
    """
    line.placed_at = at
    line.save()
    enter(wishes, at=at)
    table = Payoff.objects.select_for_update().get(pk=line.payoff_id)
    if table.payout_id is not None:
        payout = Payout.objects.select_for_update().get(pk=table.payout_id)
        payout.expected_vnd += line.net_vnd
        payout.save(update_fields=["expected_vnd"])
        shift(payout, -line.net_vnd, name=f"line:{line.pk}", at=at)
    others = Entry.objects.filter(line=line, decided_at__isnull=True).exclude(pk=entry_id)
    others.update(decided_by=GATEWAY.code, decided_at=at, accepted=False)


def shift(payout: Payout, amount_vnd: int, *, name: str, at: datetime) -> None:
    """So much more of what came by a payout is explained by no line, or less: it stands at the gateway in the books."""
    at_gateway, held = chart.gateway(payout.gateway), chart.held()
    debit, credit = (held, at_gateway) if amount_vnd > 0 else (at_gateway, held)
    code = f"payout:{payout.code}:{name}"
    moved = Wish(code, debit, credit, abs(amount_vnd), kind="gateway_payout_differs", subject_code=payout.code)
    enter([moved], at=at)


@transaction.atomic
@one_posting()
def place_again(*, line_id: int, at: datetime, target: str = "", entry_id: int = 0) -> PayoffLine:
    """Compare a line once more, whose payment may have been decided since, or that is for `target`. Booked, it stays.

    `entry_id` is what it follows from, if somebody proposed it.
    """
    seen = PayoffLine.objects.select_related("payoff", "attempt", "repayment").get(pk=line_id)
    known = seen.repayment or seen.attempt
    name = target or (known.reference if known is not None else seen.reference)
    attempts, repayments = hold(seen.payoff.gateway, [name])
    line = PayoffLine.objects.select_for_update(of=("self",)).select_related("payoff").get(pk=line_id)
    if line.placed_at is not None or (line.difference == Difference.MISSING and not target):
        return line
    before = line.difference
    wishes = compare(line, name, attempts, repayments, at=at)
    if line.placed_at is None:
        line.save()
        return line
    book(line, wishes, at=at, entry_id=entry_id)
    facts = {"difference": before, "amount_vnd": line.amount_vnd}
    record("gateways.line_placed", actor=GATEWAY, subject_code=line.payoff.code, at=at, facts=facts)
    return line


def place_open_lines(*, at: datetime, by_itself: Callable[[str], AbstractContextManager[object]] = nullcontext) -> int:
    """Compare all lines again that may fit by now; say how many were booked.

    `by_itself` is held around each: it decides whether what is wrong with one keeps the others.
    """
    booked = 0
    for pk in list(lines_to_place()):
        with by_itself(f"line {pk}"):
            booked += place_again(line_id=pk, at=at).placed_at == at
    return booked


def _difference(thing: Attempt | Repayment | None, amount_vnd: int) -> Difference:
    if thing is None:
        return Difference.NOT_OURS
    if thing.status not in {AttemptStatus.PAID, RepaymentStatus.DONE}:
        return Difference.NOT_PAID
    if amount_vnd != (thing.came_vnd if isinstance(thing, Attempt) else thing.amount_vnd):
        return Difference.AMOUNT
    return Difference.TWICE if thing.settled_on is not None else Difference.NONE


def _is_not_done(repayment: Repayment) -> bool:
    return repayment.status != RepaymentStatus.DONE
