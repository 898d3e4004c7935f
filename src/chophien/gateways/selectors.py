"""Reads about tries to pay through a gateway, money that goes back, and gateways' tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from chophien.gateways.adapters.base import Outcome
from chophien.gateways.codes import SUSPICIOUS, why, why_not_back
from chophien.gateways.configured import is_open, is_simulated
from chophien.gateways.models import Attempt, Entry, Notice, Payoff, PayoffLine, Payout, Repayment
from chophien.gateways.states import (
    AttemptStatus,
    Difference,
    GatewayName,
    Odd,
    RepaymentStatus,
    Source,
    StepReason,
    Use,
)
from chophien.ledger.selectors import sums_of
from chophien.lib.dates import local_date
from chophien.lib.errors import Sentence
from chophien.payments import chart
from chophien.payments.models import Payment, Refund
from chophien.payments.selectors.asking import asked_about
from chophien.payments.selectors.refunds import given_back_by_a_gateway, open_refunds, partly_by_a_gateway

MOST_SHOWN, MOST_DIGITS, LONGEST_CODE = 50, 15, 16
BY_ITS_NUMBER = frozenset({"refuse", "give_up", "wait"})
"""Steps with money that goes back whose reason is the gateway's number."""
ODD: dict[str, Sentence] = {
    Odd.AMOUNT: _("The gateway told of another amount than the market asked for. Nothing was booked."),
    Odd.SUSPICIOUS: SUSPICIOUS,
    Odd.SILENT: _("The gateway was asked again and again and never said what became of it."),
}


def attempt_of(reference: str) -> Attempt | None:
    """The try with this reference."""
    return Attempt.objects.filter(reference=reference).first() if reference else None


def attempts_for(group_code: str) -> Sequence[Attempt]:
    """All tries to pay a group, the last first. One statement."""
    return list(Attempt.objects.filter(group_code=group_code).order_by("-pk"))


def backs_for(group_code: str) -> Sequence[Repayment]:
    """All money of a group that goes or went back through a gateway, the last first. One statement."""
    return list(Repayment.objects.filter(group_code=group_code).order_by("-pk"))


def lock_attempt(pk: int) -> Attempt:
    """Hold a try until the transaction ends. It is locked before the orders that it pays."""
    return Attempt.objects.select_for_update().get(pk=pk)


def lock_repayment(pk: int) -> tuple[Repayment, Attempt | None]:
    """Hold the try and then the money that goes back of it."""
    attempt_id = Repayment.objects.values_list("attempt_id", flat=True).get(pk=pk)
    attempt = lock_attempt(attempt_id) if attempt_id is not None else None
    return Repayment.objects.select_for_update(of=("self",)).select_related("refund__payment").get(pk=pk), attempt


def to_ask(at: datetime) -> QuerySet[Attempt]:
    """Tries about which the gateway is to be asked by now."""
    return Attempt.objects.filter(ask_at__lte=at).order_by("ask_at")


def to_send(at: datetime) -> QuerySet[Repayment]:
    """Money that is to be sent back or asked about by now."""
    return Repayment.objects.filter(next_at__lte=at).order_by("next_at")


def refunds_to_send() -> QuerySet[Refund]:
    """Refunds of money that a gateway took, of which the gateway has not been told."""
    known = Repayment.objects.filter(refund=OuterRef("pk"))
    of_gateways = open_refunds().filter(given_back_by_a_gateway())
    return of_gateways.filter(~Exists(known)).order_by("pk")


def attempt_that_paid(group_code: str, gateway: str, amount_vnd: int) -> Attempt | None:
    """The try through which so much can go back to who paid a group; the one of which most is left, if several."""
    paid = Attempt.objects.filter(group_code=group_code, gateway=gateway, status=AttemptStatus.PAID, use=Use.ORDERS)
    fitting = [one for one in paid.order_by("pk") if one.left_vnd >= amount_vnd]
    return max(fitting, key=lambda one: one.left_vnd, default=None)


def backs_to_look_at() -> QuerySet[Repayment]:
    """Money that a gateway would not give back, or of which it does not say what it did."""
    return Repayment.objects.filter(status__in=[RepaymentStatus.REFUSED, RepaymentStatus.STUCK])


def code_of(repayment: Repayment) -> str:
    """What money that goes back is called where it is transferred: the code of its refund, or of a payment for which
    nothing was awaited the first half of the name that it has for the gateway.
    """
    return repayment.refund.code if repayment.refund is not None else repayment.reference[:LONGEST_CODE]


def backs_never_asked_about() -> list[Repayment]:
    """Of what gateways would not give back: whose buyer was not asked for an account. Two statements."""
    found = list(backs_to_look_at().filter(Q(refund=None) | Q(refund__done_at=None)).select_related("refund__payment"))
    asked = asked_about([code_of(one) for one in found])
    return [one for one in found if code_of(one) not in asked]


def backs_on_their_way() -> QuerySet[Repayment]:
    """Money that goes back through a gateway and about which nobody has to do anything, the most urgent first."""
    under_way = Repayment.objects.filter(status__in=[RepaymentStatus.WAITING, RepaymentStatus.ASKED])
    return under_way.order_by("due_on", "pk")


def backs_of_refunds(refunds: Iterable[Refund]) -> Mapping[int, Repayment]:
    """How these refunds go back through gateways, by the key of the refund. One statement."""
    found = Repayment.objects.filter(refund__in=[refund.pk for refund in refunds])
    return {one.refund_id: one for one in found if one.refund_id is not None}


def odd_attempts() -> QuerySet[Attempt]:
    """Payments that a gateway tells of in a way that does not fit."""
    return Attempt.objects.filter(Q(looked_at__isnull=True) & ~Q(odd="") | Q(suspected_at__isnull=False))


def differences() -> QuerySet[PayoffLine]:
    """Lines of gateways' tables that differ from the market's books."""
    return PayoffLine.objects.filter(looked_at__isnull=True).exclude(difference="")


def _unsettled() -> Q:
    """Of lines: what they are about stands in no table that is booked, so its money is somebody's still."""
    payment = Q(repayment__isnull=True, attempt__isnull=False, attempt__settled_on__isnull=True)
    back = Q(repayment__isnull=False, repayment__settled_on__isnull=True)
    return Q(placed_at__isnull=True) & ~Q(difference="") & (payment | back)


def seen_and_unsettled() -> QuerySet[PayoffLine]:
    """Lines that somebody has looked at, which ends nothing: what they are about stands in no table that is booked, and
    the shop's money is held back. They wait until a table has it, or two people enter it.
    """
    return PayoffLine.objects.filter(_unsettled(), looked_at__isnull=False)


def lines_to_place() -> QuerySet[PayoffLine, int]:
    """Keys of lines that were not booked and may fit by now: their payment was decided, or their money went back."""
    went = Repayment.objects.filter(
        Q(pk=OuterRef("repayment_id")) | Q(attempt_id=OuterRef("attempt_id")),
        status=RepaymentStatus.DONE,
        settled_on__isnull=True,
        amount_vnd=0 - OuterRef("amount_vnd"),
    )
    paid = Q(attempt__status=AttemptStatus.PAID, attempt__settled_on__isnull=True, attempt__came_vnd=F("amount_vnd"))
    waiting = PayoffLine.objects.filter(placed_at__isnull=True).exclude(difference=Difference.MISSING)
    return waiting.filter(paid | (Q(amount_vnd__lt=0) & Exists(went))).order_by("pk").values_list("pk", flat=True)


def lines_about(attempt: Attempt) -> QuerySet[PayoffLine]:
    """Lines of tables about a payment, or about money that goes back of it, that were not booked."""
    about = PayoffLine.objects.filter(attempt=attempt, placed_at__isnull=True)
    return about.exclude(difference=Difference.MISSING).order_by("pk")


def entries_open() -> QuerySet[Entry]:
    """What operators proposed and nobody else has looked at, the oldest first."""
    waiting = Entry.objects.filter(decided_at__isnull=True).select_related("line__payoff", "payout")
    return waiting.order_by("proposed_at", "pk")


def entries_of(table_or_payout: Payoff | Payout) -> QuerySet[Entry]:
    """What was proposed about the lines of a table, or about a payout, and nobody else has looked at."""
    if isinstance(table_or_payout, Payoff):
        return entries_open().filter(line__payoff=table_or_payout)
    return entries_open().filter(payout=table_or_payout)


def entry_among(entries: QuerySet[Entry], typed: str) -> Entry | None:
    """The entry that a form means, of those that wait."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS
    return entries.filter(pk=int(typed)).first() if is_number else None


def payouts() -> QuerySet[Payout]:
    """All payouts of gateways, with what their page shows."""
    return Payout.objects.prefetch_related("transfers", "tables", "entries")


def payouts_that_differ() -> QuerySet[Payout]:
    """Payouts of which more or less came than lines of tables explain."""
    return Payout.objects.exclude(came_vnd=F("expected_vnd") - F("borne_vnd"))


def tables_to_pay_out() -> Sequence[Payoff]:
    """The tables of which nobody has said by which transfer they were paid out, the last first."""
    return list(Payoff.objects.filter(payout__isnull=True).order_by("-last_day", "-pk")[:MOST_SHOWN])


def tables_with_open_lines() -> QuerySet[Payoff]:
    """The tables with a line that differs and that nobody has seen to, the oldest first."""
    waiting = Q(lines__looked_at__isnull=True) & ~Q(lines__difference="")
    found = Payoff.objects.annotate(open_lines=Count("lines", filter=waiting)).filter(open_lines__gt=0)
    return found.order_by("first_day", "pk")


def repayments() -> QuerySet[Repayment]:
    """All money that goes back, with what its page shows."""
    return Repayment.objects.select_related("attempt", "refund__payment").prefetch_related("steps", "attempt__notices")


def attempts() -> QuerySet[Attempt]:
    """All tries, with what their page shows."""
    return Attempt.objects.prefetch_related("notices", "repayments")


def payoffs() -> QuerySet[Payoff]:
    """All tables of gateways."""
    return Payoff.objects.all()


def lines_of(payoff: Payoff) -> QuerySet[PayoffLine]:
    """The lines of a table, those that differ first."""
    return (
        PayoffLine.objects.filter(payoff=payoff)
        .select_related("attempt", "repayment")
        .prefetch_related("entries")
        .order_by("pk")
    )


def payoff_lines() -> QuerySet[PayoffLine]:
    """All lines of all tables."""
    return PayoffLine.objects.select_related("payoff", "attempt", "repayment")


def missing_in(gateway: str, *, first_day: date, last_day: date) -> tuple[list[Attempt], list[Repayment]]:
    """What was paid and what went back on these days, and stands in no table of the gateway."""
    paid = Attempt.objects.filter(
        gateway=gateway,
        status=AttemptStatus.PAID,
        settled_on__isnull=True,
        decided_at__date__range=(first_day, last_day),
    )
    back = Repayment.objects.filter(
        gateway=gateway,
        status=RepaymentStatus.DONE,
        settled_on__isnull=True,
        done_at__date__range=(first_day, last_day),
    )
    return list(paid.order_by("pk")), list(back.order_by("pk"))


def standing() -> Sequence[tuple[str, bool, bool, int]]:
    """Each gateway by name, whether it is open here, whether it is a simulation, and what the books say it has."""
    sums = sums_of([chart.gateway(one.value) for one in GatewayName])
    held = {code: one.held for code, one in sums.items()}
    return [
        (str(one.label), is_open(one.value), is_simulated(one.value), held.get(chart.gateway(one.value), 0))
        for one in GatewayName
    ]


def waiting_in(payoff: Payoff) -> Sequence[PayoffLine]:
    """The lines of a table that nobody has seen to, or whose money is held all the same; as many as a page can bear."""
    waiting = lines_of(payoff).filter(Q(looked_at__isnull=True) | _unsettled()).exclude(difference="")
    return list(waiting[:MOST_SHOWN])


@dataclass(frozen=True)
class AtGateway:
    """A shop's money that a gateway took and has not handed over: of so many completed orders, since that day.
    `missing_vnd` of it is not in the gateway's own tables, and the market asks for it.
    """

    gateway: Sentence
    orders: int
    amount_vnd: int
    missing_vnd: int
    since: date


def at_gateways(seller_code: str) -> list[AtGateway]:
    """What of a shop's earned money is held back as a gateway has not handed it over, by gateway. Two statements."""
    earned = Payment.objects.filter(seller_code=seller_code, earned_at__isnull=False, amount_vnd__gt=F("owed_back_vnd"))
    earned = earned.filter(partly_by_a_gateway() | Q(advance_vnd__gt=0))
    left = {group: (count, sum_) for group, count, sum_ in _by_group(earned)}
    away = Attempt.objects.filter(status=AttemptStatus.PAID, use=Use.ORDERS, settled_on__isnull=True)
    told = PayoffLine.objects.filter(attempt=OuterRef("pk"), difference=Difference.MISSING, placed_at__isnull=True)
    found: dict[str, list[tuple[date, int, int, bool]]] = {}
    for one in away.filter(group_code__in=left).annotate(is_missing=Exists(told)).order_by("decided_at", "pk"):
        orders, amount = left.pop(one.group_code, (0, 0))
        if orders and one.decided_at is not None:
            row = (local_date(one.decided_at), orders, amount, one.is_missing)
            found.setdefault(one.get_gateway_display(), []).append(row)
    return [
        AtGateway(
            gateway,
            orders=sum(count for _day, count, _amount, _missing in rows),
            amount_vnd=sum(amount for _day, _count, amount, _missing in rows),
            missing_vnd=sum(amount for _day, _count, amount, is_missing in rows if is_missing),
            since=rows[0][0],
        )
        for gateway, rows in sorted(found.items())
    ]


def _by_group(payments: QuerySet[Payment]) -> Iterable[tuple[str, int, int]]:
    sums = payments.values("group_code").annotate(orders=Count("pk"), left=Sum(F("amount_vnd") - F("owed_back_vnd")))
    return sums.values_list("group_code", "orders", "left")


def line_to_look_at(payoff: Payoff, typed: str) -> PayoffLine | None:
    """The line that a form of this table means."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS
    return payoff_lines().filter(payoff=payoff, pk=int(typed)).first() if is_number else None


def target_of(line: PayoffLine, typed: str) -> str:
    """The reference of what a line may be for as somebody types it: the market's or the gateway's own number, or the
    code of a group of orders of which exactly one payment of that amount stands in no table. Empty if there is none.
    """
    typed, gateway = typed.strip(), line.payoff.gateway
    if not typed or line.difference == Difference.MISSING:
        return ""
    named = Q(reference=typed) | Q(number=typed)
    ours: QuerySet[Attempt] | QuerySet[Repayment]
    if line.amount_vnd < 0:
        ours = Repayment.objects.filter(gateway=gateway, settled_on__isnull=True)
        fitting = Q(amount_vnd=-line.amount_vnd)
    else:
        ours = Attempt.objects.filter(gateway=gateway, settled_on__isnull=True)
        fitting = Q(came_vnd=line.amount_vnd)
    found = list(ours.filter(named | (fitting & Q(group_code=typed.upper()))).values_list("reference", flat=True)[:2])
    return found[0] if len(found) == 1 else ""


def words_of_back(back: Repayment) -> Sentence:
    """Why it has not gone back, as far as the gateway said."""
    if back.attempt_id is None:
        return _("More is owed back than came through the gateway by any one payment.")
    return why_not_back(back.gateway, back.code) if back.code and back.done_at is None else ""


def words_of_step(gateway: str, step: str, reason: str) -> Sentence:
    """Why a `step` with money that goes back was taken: the gateway's number in words, the market's own reason, or what
    somebody wrote down.
    """
    if reason in StepReason.values:
        return StepReason(reason).label
    return why_not_back(gateway, reason) if reason and step in BY_ITS_NUMBER else reason


def words_of_attempt(attempt: Attempt) -> Sentence:
    """What about it does not fit, or why it was not paid."""
    if attempt.odd:
        return ODD[attempt.odd]
    return why(attempt.gateway, attempt.code) if attempt.code and attempt.status == AttemptStatus.FAILED else ""


def digest_of(*parts: object) -> str:
    """Tells one message from another, in 64 hexadecimal digits."""
    return sha256("\0".join(str(part) for part in parts).encode("utf-8", "surrogatepass")).hexdigest()


def told_of(attempt: Attempt) -> Notice | None:
    """The last message, signed or answered, that says how much was paid by a try."""
    paid = attempt.notices.filter(genuine=True, outcome=Outcome.PAID.value, amount_vnd__isnull=False)
    return paid.exclude(source=Source.RETURN).order_by("-at", "-pk").first()


def has_said_something(attempt: Attempt) -> bool:
    """Whether the gateway ever said what became of a try, be it that it waits."""
    return attempt.notices.filter(genuine=True).exclude(outcome=Outcome.UNKNOWN.value).exists()


def unsigned_count(attempt: Attempt) -> int:
    """How many messages about a try were kept that nobody with the key signed."""
    return attempt.notices.filter(genuine=False).count()
