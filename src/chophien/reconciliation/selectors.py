"""Reads about lines of the bank's statements: what one is for, what waits, what goes back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from chophien.collecting.models import Finding, HandOver
from chophien.collecting.selectors.files import finding_by_code, findings_that_go_back
from chophien.collecting.selectors.handovers import PREFIX as RECEIPT_PREFIX
from chophien.collecting.selectors.handovers import hand_over_by_code
from chophien.orders.models import OrderGroup
from chophien.orders.selectors.orders import lock_orders_of
from chophien.payments.actions.foreseen import Foreseen, Words, foreseen_by
from chophien.payments.models import InterestOwed, Payment, Refund
from chophien.payments.selectors import lock_payments
from chophien.payments.selectors.interest import interest_by_code
from chophien.payments.selectors.refunds import refund_by_code
from chophien.payments.states import Purpose
from chophien.reconciliation.codes import (
    INCOMING,
    KINDS,
    codes_in,
    is_back,
    is_finding,
    is_interest,
    is_payout,
    is_refund,
    is_shop,
)
from chophien.reconciliation.models import BankLine, MoneyBack, Statement
from chophien.reconciliation.naming import targets_named
from chophien.reconciliation.reading.lines import bare
from chophien.reconciliation.states import LineStatus, Outcome, Why
from chophien.settlement.models import Payout
from chophien.settlement.selectors.batches import PAYOUT_PREFIX, lock_payout
from chophien.settlement.selectors.debts import ShopDebt, debt_of
from chophien.settlement.selectors.payable import lock_payable
from chophien.treasury.selectors.standing import is_own
from chophien.uploads.sealing import open_sealed
from chophien.wholesale.models import Contract
from chophien.wholesale.selectors.contracts import lock_contract
from chophien.wholesale.selectors.deposits import contract_of_deposit

FORGOTTEN = timedelta(minutes=2)
PAYOUTS = {PAYOUT_PREFIX: KINDS[PAYOUT_PREFIX]}


@dataclass(frozen=True)
class Target:
    """What a transfer is for: a group of orders, a contract whose deposit it is, cash that is paid in, a payout, a
    refund, its interest, a surplus or what a carrier collected too much that comes back, what a shop owes, or what an
    app above or beside knows of.
    """

    code: str
    group: OrderGroup | None = None
    contract: Contract | None = None
    hand_over: HandOver | None = None
    payout: Payout | None = None
    refund: Refund | None = None
    interest: InterestOwed | None = None
    back: MoneyBack | None = None
    finding: Finding | None = None
    foreseen: Foreseen | None = None
    debt: ShopDebt | None = None

    @property
    def is_back(self) -> bool:
        """Whether it went out before, and what came brings it back."""
        return any(one is not None for one in (self.payout, self.refund, self.interest, self.back, self.finding))


def target_in(text: str, *, amount_vnd: int) -> tuple[str, Why | None]:
    """The code of what these words name; empty, with the reason, when they name nothing or several things."""
    named = targets_named(text, amount_vnd=amount_vnd)
    if not named:
        return "", Why.NO_SUCH_CODE if codes_in(text, kinds=INCOMING) else Why.NO_CODE
    return ("", Why.SEVERAL_CODES) if len(named) > 1 else (named[0], None)


def lock_words(words: str) -> None:
    """Have whoever else works at the same thing wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"reconciliation:{words}"])


def lock_lines(pk: int, *, target: str) -> tuple[BankLine, list[BankLine]]:
    """Hold a line and the parts kept aside for its target, in the order of their keys, until the transaction ends.

    The caller has locked the words of the target.
    """
    parts = Q(target=target, status=LineStatus.PART) if target else Q(pk=pk)
    rows = list(BankLine.objects.select_for_update().filter(Q(pk=pk) | parts).order_by("pk"))
    return next(row for row in rows if row.pk == pk), [row for row in rows if row.pk != pk]


def lock_target(code: str) -> tuple[Target, list[Payment]]:
    """Hold what a transfer is for: its orders or its contract, then its payments; or the batch of a payout, the order
    and payment of a refund, or the transfer of which a surplus is sent back.
    """
    if (went_out := _lock_what_went_out(code)) is not None:
        return went_out, []
    group = OrderGroup.objects.filter(code=code).select_related("person").first()
    if group is not None:
        codes = [order.code for order in lock_orders_of(group.pk)]
        return Target(code, group=group), lock_payments(codes)
    if (receipt := hand_over_by_code(code)) is not None:
        return Target(code, hand_over=receipt), []
    if is_shop(code):
        lock_payable(of_all=True)
        return Target(code, debt=debt_of(code)), []
    known = foreseen_by(Words(code, [code], 0, incoming=True), on=date.min)
    if known:
        return Target(code, foreseen=known[0]), []
    contract = contract_of_deposit(code)
    held = lock_contract(contract.pk) if contract is not None else None
    return Target(code, contract=held), lock_payments([code])


def _lock_what_went_out(code: str) -> Target | None:
    if is_payout(code):
        lock_payable(of_all=True)  # before its batch
        return Target(code, payout=lock_payout(code))
    if is_refund(code):
        return Target(code, refund=_lock_refund(code))
    if is_interest(code):
        return Target(code, interest=_lock_interest(code))
    if is_finding(code):
        return Target(code, finding=next(iter(findings_that_go_back([code])), None))
    if is_back(code):
        lines = BankLine.objects.select_for_update().filter(backs__code=code)
        return Target(code, back=MoneyBack.objects.select_related("line").get(code=code, line__in=list(lines)))
    return None


def _lock_refund(code: str) -> Refund | None:
    seen = refund_by_code(code)
    if seen is None:
        return None
    if seen.payment.purpose == Purpose.ORDER:
        lock_orders_of(OrderGroup.objects.values_list("pk", flat=True).get(code=seen.payment.group_code))
    lock_payments([seen.payment.order_code])
    return refund_by_code(code)


def _lock_interest(code: str) -> InterestOwed | None:
    seen = interest_by_code(code)
    if seen is not None:
        _lock_refund(seen.refund.code)
    return interest_by_code(code)


def was_used(code: str) -> bool:
    """Whether a line has paid for this."""
    return BankLine.objects.filter(incoming=True, target=code, used_vnd__gt=0).exists()


def sent_by_who_paid(line: BankLine) -> bool:
    """Whether this transfer came from whoever paid what it names: no other transfer paid that but this one, or all that
    did came from the same account under the same name. Whoever has somebody's code can transfer with it.
    """
    paid = BankLine.objects.filter(incoming=True, target=line.target, used_vnd__gt=0) if line.target else ()
    others, sent_by = [one for one in paid if one.pk != line.pk], _payer_of(line)
    if not others:
        return bool(line.target and line.used_vnd)
    return bool(sent_by) and all(_payer_of(one) == sent_by for one in others)


def _payer_of(line: BankLine) -> tuple[str, str] | None:
    """Name and account of who sent it, however a bank writes them; none where no account is told."""
    told = json.loads(open_sealed(line.sealed_payer)) if line.sealed_payer is not None else {}
    account = bare(told.get("account", ""))
    return (bare(told["name"]), account) if account else None


def out_unexplained(code: str, amount_vnd: int) -> BankLine | None:
    """A movement that went out, names this payout and nothing else, and that nobody has explained; held. The caller has
    locked what goes out.
    """
    waiting = BankLine.objects.select_for_update().filter(incoming=False, status=LineStatus.OPEN, amount_vnd=amount_vnd)
    return next((one for one in waiting.order_by("pk") if codes_in(one.text, kinds=PAYOUTS) == [code]), None)


SHELVES: dict[str, tuple[LineStatus, ...]] = {
    "can-xem": (LineStatus.OPEN, LineStatus.NEW),
    "can-tra": (LineStatus.TO_RETURN,),
    "moi-mot-phan": (LineStatus.PART,),
    "xong": (LineStatus.SETTLED, LineStatus.RETURNED, LineStatus.SAME),
    "tien-ra": (LineStatus.OUT,),
}
"""How lines are sorted on the desk: to be looked at, to be sent back, parts, done, money that went out."""


def lines_on(shelf: str) -> QuerySet[BankLine]:
    """The lines of a shelf; an unknown one is the first."""
    statuses = SHELVES.get(shelf, SHELVES["can-xem"])
    return BankLine.objects.filter(status__in=statuses).select_related("twin")


def lines_to_look_at() -> QuerySet[BankLine]:
    """Money that nobody has explained."""
    return BankLine.objects.filter(status=LineStatus.OPEN)


def backs_open() -> QuerySet[MoneyBack]:
    """What is owed back to whoever sent it and has not gone."""
    return MoneyBack.objects.filter(done_at__isnull=True).select_related("line")


def lines_with_all() -> QuerySet[BankLine]:
    """Lines with what their page shows of them."""
    return BankLine.objects.select_related("statement", "twin").prefetch_related("steps", "backs", "shares")


def statements() -> QuerySet[Statement]:
    """All files of the bank."""
    return Statement.objects.all()


def counts_of(statement: Statement) -> Sequence[tuple[Outcome, int, int]]:
    """How the lines that a file was the first to tell came out: outcome, how many, đồng. One statement."""
    found = statement.lines.values("outcome").annotate(count=Count("pk"), sum=Sum("amount_vnd"))
    told = {row["outcome"]: (row["count"], row["sum"]) for row in found}
    return [(outcome, *told[outcome.value]) for outcome in Outcome if outcome.value in told]


def lines_forgotten(at: datetime) -> QuerySet[BankLine]:
    """Lines that were kept, and whose settling something interrupted."""
    return BankLine.objects.filter(status=LineStatus.NEW, came_at__lt=at - FORGOTTEN).order_by("pk")


def parts_waiting() -> QuerySet[BankLine]:
    """Parts that are kept aside until the rest comes."""
    return BankLine.objects.filter(status=LineStatus.PART).order_by("pk")


def kept_for(code: str) -> int:
    """How much is kept aside for this until the rest comes, in đồng."""
    parts = BankLine.objects.filter(target=code, status=LineStatus.PART)
    return parts.aggregate(sum=Sum("amount_vnd"))["sum"] or 0


def target_of_code(typed: str, *, amount_vnd: int) -> str:
    """What a code means as somebody types it for so much money; empty when there is nothing, or several things."""
    named = targets_named(typed, amount_vnd=amount_vnd, by_person=True)
    return named[0] if len(named) == 1 else ""


def lines_of(statement: Statement) -> QuerySet[BankLine]:
    """The lines that a file was the first to tell, in a file's order of the bank."""
    return BankLine.objects.filter(statement=statement)


@dataclass(frozen=True)
class Shown:
    """What a line is for, as its page shows it: the orders of the group, the contract, the receipt for cash, the batch
    of the payout, or what moves of the market's own accounts.
    """

    orders: Sequence[str] = ()
    contract: str = ""
    receipt: str = ""
    batch: str = ""
    own: str = ""


def target_shown(code: str) -> Shown:
    """The orders of a group, the contract or the receipt, the batch of a payout, the order or contract of a refund;
    empty for a line that is for nothing.
    """
    if code.startswith(RECEIPT_PREFIX):
        return Shown(receipt=code)
    if is_own(code) or is_payout(code):
        is_batch = is_payout(code)
        return Shown(batch=Payout.objects.get(code=code).batch.code) if is_batch else Shown(own=code)
    if is_back(code):
        return target_shown(BankLine.objects.values_list("target", flat=True).get(backs__code=code))
    if is_finding(code):
        cash = finding_by_code(code).cash
        return Shown(orders=[cash.order_code] if cash is not None else [])
    if is_refund(code) or is_interest(code):
        return _shown_of_refund(code)
    payments = Payment.objects.filter(group_code=code).order_by("pk") if code else Payment.objects.none()
    codes = list(payments.values_list("order_code", flat=True))
    return Shown(contract=code) if codes == [code] else Shown(orders=codes)


def _shown_of_refund(code: str) -> Shown:
    refund = Refund.objects.filter(Q(code=code) | Q(interests__code=code)).select_related("payment")[0]
    order_code = refund.payment.order_code
    of_contract = refund.payment.purpose == Purpose.CONTRACT
    return Shown(contract=order_code) if of_contract else Shown(orders=[order_code])
