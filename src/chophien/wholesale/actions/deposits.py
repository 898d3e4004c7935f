"""A contract's deposit: asked for once both have confirmed, received, overdue, and what is left of it given back.

It is a payment like that of an order, with the contract's code as the content of the transfer.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.dates import local_date
from chophien.lib.errors import NotPermitted
from chophien.lib.money import format_vnd
from chophien.lib.text import clean_line
from chophien.payments.actions import asking
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.counter import receive_at_counter, to_pay, unpaid_of_group
from chophien.payments.actions.interest import record_interest, take_interest_back
from chophien.payments.actions.opening import NewPayment, open_payment
from chophien.payments.actions.receiving import mark_received
from chophien.payments.actions.refunding import promise_refund, record_refund, void_payment
from chophien.payments.actions.returning import take_refund_back
from chophien.payments.errors import NothingAwaited, NotToFetch, WrongAmount
from chophien.payments.models import AccountAsked, InterestOwed, Payment, Refund
from chophien.payments.selectors import lock_payments, payment_of, seller_account
from chophien.payments.selectors.asking import asks_for_cash, asks_for_interest
from chophien.payments.selectors.fetching import are_fetchable
from chophien.payments.states import NamedBy, PaymentMethod, PaymentStatus, Purpose, Receiver
from chophien.wholesale import policies
from chophien.wholesale.actions.telling import tell_both, tell_buyer_of_contract
from chophien.wholesale.models import Contract, DeliveryPart
from chophien.wholesale.selectors.contracts import lock_contract
from chophien.wholesale.selectors.deposits import contract_of_deposit, deposit_to_fetch, left_of, set_off_so_far
from chophien.wholesale.states import CONTRACT_FLOW, ContractStatus, DepositLate, Party

CLOCK = SystemActor("system:clock")
REFERENCE_MOST = 80
DEPOSIT_BACK = _(
    "The bank sent back what was left of the deposit of contract %(code)s: the buyer's account is closed or wrong."
    " It is owed to the buyer as before, who writes another account on the contract's page."
)
CASH_BACK = _(
    "Chợ Phiên: the deposit of contract %(code)s was paid in cash. To get its rest back, write your bank account on the"
    " contract's page."
)
CASH_OR_ACCOUNT = _(
    "Chợ Phiên: the deposit of contract %(code)s was paid in cash. To get its rest back, say %(code)s at a cash point,"
    " or write your bank account on the contract's page."
)
INTEREST_WAITS = _(
    "Chợ Phiên: the money for contract %(code)s came back late. To get the interest, write your bank account on the"
    " contract's page."
)
ACCOUNT_GIVEN = _(
    "Chợ Phiên: the money for %(code)s goes to the account ending in %(tail)s. Was that not you? Call the market."
)


def open_deposit(contract: Contract) -> Payment | None:
    """Ask for the deposit of a contract that has just come into force. None where none was agreed on.

    It goes to the shop's own confirmed account, else to the market's.
    """
    if not contract.deposit_vnd:
        return None
    receiver = Receiver.SELLER if seller_account(contract.seller.code) else Receiver.MARKET
    due = NewPayment(
        order_code=contract.code,
        group_code=contract.code,
        seller_code=contract.seller.code,
        method=PaymentMethod.VIETQR,
        receiver=receiver,
        amount_vnd=contract.deposit_vnd,
        purpose=Purpose.CONTRACT,
    )
    return open_payment(due=due)


@transaction.atomic
def deposit_came(
    *, contract: Contract, actor: Actor, at: datetime, amount_vnd: int | None = None, reference: str = ""
) -> Payment:
    """The deposit is on the account. After the contract has lapsed all of it is owed back at once.

    :raises NotPermitted: if `actor` is neither an operator nor a cashier of the shop to whose account it came
    :raises NothingAwaited: if none is awaited, or it came before
    :raises WrongAmount: if another amount came; nothing is changed then
    """
    held = lock_contract(contract.pk)
    payment = next(iter(lock_payments([held.code])), None)
    if payment is None or payment.status not in {PaymentStatus.AWAITING_TRANSFER, PaymentStatus.VOID}:
        raise NothingAwaited
    if amount_vnd is not None and amount_vnd != payment.amount_vnd:
        raise WrongAmount(facts={"awaited": format_vnd(payment.amount_vnd)})
    reference = clean_line(reference)[:REFERENCE_MOST]
    payment = mark_received(payment=payment, actor=actor, at=at, reason=reference)
    _tell_it_came(held, payment, actor=actor, at=at)
    return payment


@transaction.atomic
@one_posting()
def deposit_came_in_cash(
    *, contract: Contract, amount_vnd: int, into: str, reference: str, actor: Actor, at: datetime
) -> Payment:
    """The whole deposit was paid in cash, `into` that account of the chart: the market has it from now on, also where a
    transfer would have gone to the shop's own account. Whoever calls has decided who may take cash.

    :raises NothingAwaited: if nothing is to be paid, any more or yet, or a part came by transfer
    :raises WrongAmount: if it is another amount; nothing is changed then
    """
    held = lock_contract(contract.pk)
    lock_payments([held.code])
    [payment] = unpaid_of_group(held.code)
    if to_pay(payment) != amount_vnd:
        raise WrongAmount(facts={"awaited": format_vnd(to_pay(payment))})
    payment = receive_at_counter(payment=payment, into=into, actor=actor, at=at, reason=reference)
    _tell_it_came(held, payment, actor=actor, at=at)
    return payment


@transaction.atomic
def deposit_overdue(*, contract: Contract, at: datetime) -> Contract:
    """The day of the deposit is over. By its terms the contract ends, or both sides are reminded, once.

    A contract of which goods were sent goes on in any case. When the money was quicker nothing happens.
    """
    held = lock_contract(contract.pk)
    payment = next(iter(lock_payments([held.code])), None)
    waits = payment is not None and payment.status == PaymentStatus.AWAITING_TRANSFER
    late = held.deposit_on is not None and held.deposit_on < local_date(at)
    if not waits or not late or held.status != ContractStatus.AGREED or held.deposit_warned_at is not None:
        return held
    sent = DeliveryPart.objects.filter(delivery__contract=held, failed_at__isnull=True).exists()
    if held.deposit_late == DepositLate.END and not sent:
        held.status, held.ended_at = CONTRACT_FLOW.next("lapse", held.status), at
        held.save(update_fields=["status", "ended_at"])
        void_payment(order_code=held.code, actor=CLOCK, at=at)
        tell_both(held, _("The contract %(code)s has ended, because its deposit did not come in time."), at=at)
        record("wholesale.contract_lapsed", actor=CLOCK, subject_code=held.code, at=at)
        return held
    held.deposit_warned_at = at
    held.save(update_fields=["deposit_warned_at"])
    tell_both(held, _("The deposit of contract %(code)s is overdue. The contract stays in force."), at=at)
    record("wholesale.deposit_overdue", actor=CLOCK, subject_code=held.code, at=at)
    return held


def _tell_it_came(held: Contract, payment: Payment, *, actor: Actor, at: datetime) -> None:
    if payment.status == PaymentStatus.PAID:
        tell_both(held, _("The deposit of contract %(code)s has come."), at=at)
    else:
        tell_both(held, _("The deposit of contract %(code)s came after its end and is given back."), at=at)
    facts = {"amount_vnd": payment.amount_vnd, "status": str(payment.status)}
    record("wholesale.deposit_came", actor=actor, subject_code=held.code, at=at, facts=facts)


def give_rest_back(held: Contract, *, at: datetime) -> Refund | None:
    """What is left of the deposit is owed back to the buyer, now that the contract is fulfilled. None: nothing is left.

    The caller holds the contract. A deposit that never came is not awaited any longer.
    """
    payment = payment_of(held.code)
    if payment is None:
        return None
    if payment.status == PaymentStatus.AWAITING_TRANSFER:
        void_payment(order_code=held.code, actor=CLOCK, at=at)
        return None
    left = left_of(payment, used_vnd=set_off_so_far(held))
    if not left:
        return None
    words = _("The rest of the deposit of contract %(code)s") % {"code": held.code}
    refund = promise_refund(order_code=held.code, amount_vnd=left, reason=str(words), noticed_at=at, actor=CLOCK, at=at)
    if asks_for_cash([held.code]):
        can_fetch = deposit_to_fetch(held, at=at) is not None
        tell_buyer_of_contract(held, CASH_OR_ACCOUNT if can_fetch else CASH_BACK, {}, at=at)
    return refund


@transaction.atomic
def deposit_went_back(
    *,
    refund: Refund,
    reference: str,
    actor: Actor,
    at: datetime,
    out_of: str = "",
    left_on: date | None = None,
    with_interest: bool = True,
) -> Refund:
    """What was owed back of a deposit is with the buyer: write down how, `out_of` which account of the chart if not the
    licensed partner's, and on which day it left where a bank told. Late and not `with_interest`, that is owed by
    itself.

    :raises NotPermitted: if `actor` is neither an operator nor a cashier of the shop that had the money
    :raises ReferenceMissing: without a reference
    :raises AlreadyRefunded: if it went back before
    :raises GoesThroughGateway: if a gateway has it and `out_of` is not told
    :raises AccountNotTold: if the deposit was paid in cash, the buyer has named no account for what goes back, and
        neither `left_on` nor `out_of` is told
    """
    refund = record_refund(
        refund=refund,
        reference=reference,
        actor=actor,
        at=at,
        out_of=out_of,
        left_on=left_on,
        with_interest=with_interest,
    )
    contract = contract_of_deposit(refund.payment.order_code)
    if contract is not None:
        tell_both(contract, _("What was left of the deposit of contract %(code)s was given back."), at=at)
        if asks_for_interest(contract.code):
            tell_buyer_of_contract(contract, INTEREST_WAITS, {}, at=at)
    return refund


@transaction.atomic
@one_posting()
def deposit_fetched(
    *, contract: Contract, wanted: Mapping[str, int], out_of: str, reference: str, actor: Actor, at: datetime
) -> list[Refund]:
    """The buyer fetched what was left of the deposit in cash: these refunds, by code, each with exactly so much in
    đồng, its interest among it, `out_of` that account of the chart. Whoever calls has decided who may give cash.

    :raises NotToFetch: if one of them went back meanwhile, an account was named for it, or it comes to another sum;
        nothing is changed then
    """
    held = lock_contract(contract.pk)
    lock_payments([held.code])
    refunds = are_fetchable(held.code, wanted, at=at)
    if refunds is None:
        raise NotToFetch
    return [
        deposit_went_back(refund=refund, reference=reference, actor=actor, at=at, out_of=out_of) for refund in refunds
    ]


def tell_that_interest_waits(*, contract_code: str, at: datetime) -> None:
    """An account is asked for, for interest of a deposit: tell the buyer of that contract, if it is one."""
    contract = contract_of_deposit(contract_code)
    if contract is not None:
        tell_buyer_of_contract(contract, INTEREST_WAITS, {}, at=at)


@transaction.atomic
def deposit_refund_came_back(*, refund: Refund, reference: str, actor: Actor, at: datetime) -> Refund:
    """What was given back of a deposit came home from the bank: it is owed again, and both sides read it.

    :raises NotPermitted: unless `actor` acts for the market
    :raises NotPaidOut: if it did not leave the market's account, or came back before
    """
    refund = take_refund_back(refund=refund, reference=reference, actor=actor, at=at)
    contract = contract_of_deposit(refund.payment.order_code)
    if contract is not None:
        tell_both(contract, DEPOSIT_BACK, at=at)
    return refund


@transaction.atomic
def deposit_interest_went(
    *, interest: InterestOwed, reference: str, actor: Actor, at: datetime, left_on: date | None = None
) -> InterestOwed:
    """The interest of a deposit that went back late was transferred: write down how, and on which day it left where a
    bank told. Both sides are told.

    :raises NotPermitted, ReferenceMissing, AlreadyRefunded, AccountNotTold: as
        `payments.actions.interest.record_interest`
    """
    paid = record_interest(interest=interest, reference=reference, actor=actor, at=at, left_on=left_on)
    contract = contract_of_deposit(paid.refund.payment.order_code)
    if contract is not None:
        tell_both(contract, _("The interest for the late deposit of contract %(code)s was transferred."), at=at)
    return paid


@transaction.atomic
def deposit_interest_came_back(*, interest: InterestOwed, reference: str, actor: Actor, at: datetime) -> InterestOwed:
    """The bank sent back the interest of a deposit: it is owed as before, and both sides read it.

    :raises NotPermitted, NotPaidOut: as `payments.actions.interest.take_interest_back`
    """
    back = take_interest_back(interest=interest, reference=reference, actor=actor, at=at)
    contract = contract_of_deposit(back.refund.payment.order_code)
    if contract is not None:
        tell_both(contract, DEPOSIT_BACK, at=at)
    return back


@transaction.atomic
def give_account(
    *, contract: Contract, bank_bin: str, account: str, owner_name: str, actor: Actor, at: datetime
) -> list[AccountAsked]:
    """The buyer says where what was left of the deposit goes, or interest on it: the bank could not bring it, or it was
    paid in cash. They are told the last digits, so that nobody else says so unseen.

    :raises NotPermitted: unless `actor` is the contract's buyer
    :raises NoAccountAsked: if no money waits for an account, or all of it was sent meanwhile
    :raises Invalid: naming each answer that cannot be used
    """
    if policies.party_of(actor, contract, at=at) != Party.BUYER:
        raise NotPermitted
    given = asking.give_account(
        group_code=contract.code,
        bank_bin=bank_bin,
        account=account,
        owner_name=owner_name,
        by=NamedBy.SIGNED_IN,
        actor=actor,
        at=at,
    )
    tell_buyer_of_contract(contract, ACCOUNT_GIVEN, {"tail": given[-1].account_tail}, at=at)
    return given
