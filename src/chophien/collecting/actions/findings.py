"""What differs between a carrier and the market, and what people decide about it. Each decision has its actor, its
reason and its entry in the books.
"""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.collecting import policies
from chophien.collecting.actions.taking import take_over
from chophien.collecting.errors import DoesNotFit, WordsMissing
from chophien.collecting.events import carrier_told
from chophien.collecting.models import CarrierLine, Cash, Finding, FindingStep, SettlingCarrier
from chophien.collecting.selectors.carriers import order_meant
from chophien.collecting.selectors.cash import cash_of, lock_cash_of
from chophien.collecting.states import (
    AWAY,
    CASH_FLOW,
    CASH_OVER,
    CASH_SHORT,
    FINDING_FLOW,
    GO_BACK,
    WAITING,
    Bearer,
    CashStatus,
    Decision,
    FindingStatus,
    Outcome,
)
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code
from chophien.lib.errors import StepNotAllowed
from chophien.lib.text import clean_line
from chophien.payments import chart
from chophien.payments.actions.asking import ask_for_account, no_longer_asked
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.selectors import lock_payments, payment_of

PREFIX, SYMBOLS, REASON_MOST = "CL", 8, 300
CARRIER = SystemActor("system:carrier")
FOUND = frozenset({Outcome.AGREED, Outcome.DIFFERS, Outcome.RETURNED})
"""Lines that speak of money which may have been missing before."""
LOSSES = "cash"
"""Whose account says what the market lost on the way: `funder:market:cash`."""
SHORT, OVER = frozenset({Bearer.MARKET, Bearer.SELLER}), frozenset({Bearer.BUYER, Bearer.SELLER, Bearer.NOBODY})
DECIDED_WITH_BEARER = frozenset({Decision.ACCEPT, Decision.WRITE_OFF, Decision.SEND_BACK})


def find(
    *, line: CarrierLine | None, cash: Cash | None, carrier: SettlingCarrier, outcome: Outcome, at: datetime
) -> Finding:
    """Put a difference into the queue. The caller holds the cash."""
    with_them = cash is not None and cash.holder == carrier.holder and cash.status in AWAY
    ours = cash.hand_vnd if cash is not None and with_them and outcome != Outcome.TWICE else 0
    return Finding.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        carrier=carrier,
        line=line,
        cash=cash,
        outcome=outcome,
        ours_vnd=ours,
        theirs_vnd=line.amount_vnd if line else 0,
        found_at=at,
    )


def settle_told(*, cash: Cash, at: datetime) -> None:
    """What was missing is told by a later file: the question is answered."""
    for finding in Finding.objects.select_for_update().filter(cash=cash, outcome=Outcome.MISSING, status__in=WAITING):
        _take_step(finding, Decision.TOLD, actor=CARRIER, at=at, reason="")


@transaction.atomic
@one_posting()
def accept(*, finding: Finding, bearer: Bearer, reason: str, actor: Actor, at: datetime) -> Finding:
    """The carrier's amount counts. `bearer` says who bears what is missing: the market, or the shop; or who has what
    is too much: the buyer gets it back, the shop has it, or it is kept as money that nobody has explained.

    Cash that counted as the shop's own, and that the carrier says it has, is the carrier's to hand over from now on.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises WordsMissing: without a reason
    :raises DoesNotFit: if that bearer cannot bear it, or the carrier says nothing
    :raises StepNotAllowed: if it was decided, or the cash was handed over meanwhile
    """
    held, cash = _hold(finding, Decision.ACCEPT, reason=reason, actor=actor, at=at)
    if held.outcome == Outcome.MISSING:
        raise DoesNotFit
    if held.outcome == Outcome.NOT_THEIRS:
        cash = _claimed(held, cash, actor=actor, at=at)
    counts_in = cash is not None and cash.holder == held.carrier.holder and cash.status in AWAY
    if held.outcome == Outcome.TWICE or not counts_in:
        cash = None
    difference = held.theirs_vnd - (cash.hand_vnd if cash else 0)
    if difference and bearer not in (SHORT if difference < 0 else OVER):
        raise DoesNotFit
    if difference > 0 and bearer == Bearer.SELLER and held.cash is None:
        raise DoesNotFit
    if cash is not None:
        _follow(cash, held, at=at)
    else:
        held.counts = True
    _post_difference(held, difference, bearer, at=at)
    held.bearer = bearer if difference else ""
    step = "accept_for_buyer" if difference > 0 and bearer == Bearer.BUYER else "accept"
    return _take_step(held, Decision.ACCEPT, step=step, moved=abs(difference), actor=actor, at=at, reason=reason)


@transaction.atomic
@one_posting()
def write_off(*, finding: Finding, reason: str, actor: Actor, at: datetime) -> Finding:
    """The market bears all that the carrier should have: the shop is paid as if it had come.

    :raises NotPermitted, WordsMissing, StepNotAllowed: as `accept`
    :raises DoesNotFit: if there is no cash of ours in it
    """
    held, cash = _hold(finding, Decision.WRITE_OFF, reason=reason, actor=actor, at=at)
    if cash is None or not held.ours_vnd:
        raise DoesNotFit
    lost = cash.hand_vnd
    held.bearer = Bearer.MARKET
    _give_up(cash, at=at)
    _enter_loss(held, chart.funder(chart.MARKET, LOSSES), lost, at=at)
    return _take_step(held, Decision.WRITE_OFF, moved=lost, actor=actor, at=at, reason=reason)


@transaction.atomic
def insist(*, finding: Finding, reason: str, actor: Actor, at: datetime) -> Finding:
    """Our amount counts: the carrier pays it in.

    :raises NotPermitted, WordsMissing, StepNotAllowed: as `accept`
    :raises DoesNotFit: if there is no cash of ours in it
    """
    held, cash = _hold(finding, Decision.INSIST, reason=reason, actor=actor, at=at)
    if cash is None or not held.ours_vnd or cash.status != CashStatus.IN_HAND:
        raise DoesNotFit
    cash.agreed, cash.fee_vnd = True, held.line.fee_vnd if held.line else 0
    cash.save(update_fields=["agreed", "fee_vnd"])
    return _take_step(held, Decision.INSIST, actor=actor, at=at, reason=reason)


@transaction.atomic
def ask(*, finding: Finding, reason: str, actor: Actor, at: datetime) -> Finding:
    """The carrier is asked; the reason says what, and by which way. It waits on.

    :raises NotPermitted, WordsMissing, StepNotAllowed: as `accept`
    """
    held, _cash = _hold(finding, Decision.ASK, reason=reason, actor=actor, at=at)
    return _take_step(held, Decision.ASK, actor=actor, at=at, reason=reason)


@transaction.atomic
def dismiss(*, finding: Finding, reason: str, actor: Actor, at: datetime) -> Finding:
    """Nothing is expected for it: the line is none of ours, or was told twice.

    :raises NotPermitted, WordsMissing, StepNotAllowed: as `accept`
    :raises DoesNotFit: if there is cash of ours in it
    """
    held, _cash = _hold(finding, Decision.DISMISS, reason=reason, actor=actor, at=at)
    if held.ours_vnd:
        raise DoesNotFit
    return _take_step(held, Decision.DISMISS, actor=actor, at=at, reason=reason)


@transaction.atomic
@one_posting()
def send_back(*, finding: Finding, reason: str, actor: Actor, at: datetime) -> Finding:
    """What was kept as money that nobody has explained goes back to whoever sent it: it is owed to them from now on.

    :raises NotPermitted, WordsMissing, StepNotAllowed: as `accept`
    :raises DoesNotFit: if nothing of it is kept as unexplained
    """
    held, _cash = _hold(finding, Decision.SEND_BACK, reason=reason, actor=actor, at=at)
    if held.bearer != Bearer.NOBODY:
        raise DoesNotFit
    kept = sum(one.amount_vnd for one in held.steps.all())
    _enter(held, chart.UNKNOWN, chart.REFUNDS, kept, kind="unexplained_back", at=at)
    held.bearer = Bearer.SENDER
    return _take_step(held, Decision.SEND_BACK, actor=actor, at=at, reason=reason)


@transaction.atomic
@one_posting()
def give_back(*, finding: Finding, reference: str, actor: Actor, at: datetime) -> Finding:
    """What the buyer had paid too much, or nobody could explain, went back: write down the transfer.

    :raises NotPermitted, WordsMissing, StepNotAllowed: as `accept`
    """
    held, _cash = _hold(finding, Decision.GIVEN_BACK, reason=reference, actor=actor, at=at)
    moved, homes = held.kept_vnd, held.came_home
    sent = Wish(
        f"finding:{held.code}:given-back" + (f":{homes + 1}" if homes else ""),
        debit=chart.REFUNDS,
        credit=chart.held(),
        amount=moved,
        kind="surplus_back",
        subject_code=held.code,
    )
    enter([sent], at=at)
    no_longer_asked([held.code], at=at)
    return _take_step(held, Decision.GIVEN_BACK, actor=actor, at=at, reason=reference)


@transaction.atomic
@one_posting()
def take_home(*, finding: Finding, reference: str, actor: Actor, at: datetime) -> Finding:
    """The bank sent back what had gone to the buyer, or to whoever sent it: it is owed again, and the buyer is asked
    for another account. `reference` is the bank's number of what came back.

    :raises NotPermitted, WordsMissing: as `accept`
    :raises StepNotAllowed: if nothing of it is out
    """
    held, cash = _hold(finding, Decision.CAME_HOME, reason=reference, actor=actor, at=at)
    if held.bearer not in GO_BACK:
        raise StepNotAllowed(step=Decision.CAME_HOME, status=held.status)
    home = Wish(
        f"finding:{held.code}:home:{held.came_home + 1}",
        debit=chart.held(),
        credit=chart.REFUNDS,
        amount=held.kept_vnd,
        kind="surplus_home",
        subject_code=held.code,
    )
    enter([home], at=at)
    payment = payment_of(cash.order_code) if cash is not None and held.bearer == Bearer.BUYER else None
    if payment is not None:
        ask_for_account(about=held.code, group_code=payment.group_code, amount_vnd=held.kept_vnd, at=at)
    return _take_step(held, Decision.CAME_HOME, actor=actor, at=at, reason=reference)


def _hold(
    finding: Finding, decision: Decision, *, reason: str, actor: Actor, at: datetime
) -> tuple[Finding, Cash | None]:
    """Hold the payment, its cash, then the difference; refuse who may not, what has no reason, and what is decided."""
    policies.can_reconcile_carriers(actor, at=at).require()
    if not clean_line(reason):
        raise WordsMissing
    code = finding.cash.order_code if finding.cash else ""
    cash = None
    if code:
        lock_payments([code])
        cash = next(iter(lock_cash_of([code])), None)
    rows = Finding.objects.select_for_update(of=("self",)).select_related("carrier", "line", "cash")
    held = rows.get(pk=finding.pk)
    FINDING_FLOW.next(decision, held.status)
    return held, cash


def _claimed(held: Finding, cash: Cash | None, *, actor: Actor, at: datetime) -> Cash | None:
    """The carrier says it has money that we thought elsewhere: where that can be so, it is so from now on."""
    if held.line is None:
        return None
    order_code = order_meant(tracking_code=held.line.tracking_code, order_code=held.line.order_code)
    if cash is None and order_code:
        carrier_told.send(sender=Finding, order_code=order_code, holder=held.carrier.holder, at=at)
        cash = cash_of(order_code)
    elif cash is not None and cash.status == CashStatus.OWN:
        cash = take_over(order_code=cash.order_code, holder=held.carrier.holder, actor=actor, at=at)
    held.cash = cash
    return cash


def _follow(cash: Cash, held: Finding, *, at: datetime) -> None:
    """What the carrier has of this order is what it says."""
    if cash.status != CashStatus.IN_HAND:
        CASH_FLOW.next("offer", cash.status)
    if not held.theirs_vnd:
        _give_up(cash, at=at)
        held.counts = bool(held.line and held.line.fee_vnd)
        return
    cash.hand_vnd, cash.agreed, cash.fee_vnd = held.theirs_vnd, True, held.line.fee_vnd if held.line else 0
    cash.save(update_fields=["hand_vnd", "agreed", "fee_vnd"])


def _give_up(cash: Cash, *, at: datetime) -> None:
    cash.status, cash.hand_vnd, cash.ended_at = CASH_FLOW.next("write_off", cash.status), 0, at
    cash.save(update_fields=["status", "hand_vnd", "ended_at"])


def _post_difference(held: Finding, difference: int, bearer: Bearer, *, at: datetime) -> None:
    seller = held.cash.seller_code if held.cash else ""
    if difference < 0:
        account = chart.due(seller) if bearer == Bearer.SELLER else chart.funder(chart.MARKET, LOSSES)
        _enter_loss(held, account, -difference, at=at)
    elif difference > 0:
        has_it = {
            Bearer.BUYER: (chart.REFUNDS, "surplus"),
            Bearer.NOBODY: (chart.UNKNOWN, "unexplained"),
            Bearer.SELLER: (chart.due(seller), CASH_OVER),
        }
        account, kind = has_it[bearer]
        _enter(held, held.carrier.holder.account, account, difference, kind=kind, at=at)


def _enter_loss(held: Finding, bearer: str, amount: int, *, at: datetime) -> None:
    _enter(held, bearer, held.carrier.holder.account, amount, kind=CASH_SHORT, at=at)


def _enter(held: Finding, debit: str, credit: str, amount: int, *, kind: str, at: datetime) -> None:
    subject = held.cash.order_code if held.cash else held.code
    moved = Wish(f"finding:{held.code}:{kind}", debit, credit, amount, kind=kind, subject_code=subject)
    enter([moved], at=at)


def _take_step(
    held: Finding,
    decision: Decision,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    step: str = "",
    moved: int = 0,
) -> Finding:
    before = held.status
    held.status = FINDING_FLOW.next(step or decision, before)
    held.ended_at = at if held.status == FindingStatus.SETTLED else None
    held.save(update_fields=["status", "bearer", "counts", "cash", "ended_at"])
    FindingStep.objects.create(
        finding=held,
        decision=decision,
        bearer=held.bearer if decision in DECIDED_WITH_BEARER else "",
        amount_vnd=moved,
        from_status=before,
        to_status=held.status,
        actor_code=actor.code,
        reason=clean_line(reason)[:REASON_MOST],
        at=at,
    )
    facts = {"verdict": str(decision), "bearer": held.bearer, "amount_vnd": moved}
    subject = held.cash.order_code if held.cash else held.code
    record("collecting.decided", actor=actor, subject_code=subject, at=at, facts=facts)
    return held
