"""What is not over yet between a person and others: who is not known any more can neither be paid nor asked."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import F, Q, QuerySet, Sum

from chophien.accounts.models import Person
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.states import OPEN as AT_THE_TILL
from chophien.collecting.models import Finding
from chophien.collecting.selectors.cash import in_hand_of
from chophien.collecting.states import GO_BACK, FindingStatus, Holder, HolderKind
from chophien.complaints.models import Complaint
from chophien.complaints.states import OPEN_STATUSES as COMPLAINED
from chophien.gateways.models import Repayment
from chophien.gateways.selectors import odd_attempts
from chophien.gateways.states import RepaymentStatus
from chophien.lib.errors import Sentence
from chophien.lib.money import format_vnd
from chophien.lots.models import Grower
from chophien.lots.selectors.owing import owed_to
from chophien.orders.models import Order, OrderGroup
from chophien.orders.states import OrderStatus
from chophien.payments.models import Payment
from chophien.payments.selectors.asking import accounts_awaited
from chophien.payments.selectors.interest import open_interest, paid_by_the_shop
from chophien.payments.selectors.refunds import open_refunds
from chophien.privacy.models import DataRequest
from chophien.privacy.states import OPEN_REQUESTS, TODO, RequestKind, Unsettled
from chophien.promotions.models import Pledge
from chophien.promotions.states import PledgeStatus
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.states import LineStatus
from chophien.sellers.selectors.shops import shops_of
from chophien.sellers.states import SellerStatus
from chophien.settlement.selectors.debts import refunds_of_their_own, stands_of
from chophien.wholesale.models import Contract, StandingOrder
from chophien.wholesale.states import ContractStatus, StandingStatus

OPEN_ORDERS = (OrderStatus.PLACED, OrderStatus.CONFIRMED)
KEPT_ASIDE = (LineStatus.NEW, LineStatus.OPEN, LineStatus.PART)
GIVEN_BACK = (RepaymentStatus.DONE, RepaymentStatus.OTHERWISE)
NAMED_MOST = 5


@dataclass(frozen=True)
class Matter:
    """One kind of matter that is not over, with the codes of what is meant, at most five, and the sum in đồng."""

    kind: Unsettled
    codes: tuple[str, ...] = ()
    amount_vnd: int = 0
    order_code: str = ""
    """The order on whose page the person can do something about it."""

    @property
    def what(self) -> str:
        """What it is, with its codes and sum, in the reader's language."""
        named = ", ".join(self.codes)
        amount = format_vnd(self.amount_vnd) if self.amount_vnd else ""
        told = " · ".join(part for part in (named, amount) if part)
        return f"{self.kind.label}: {told}." if told else f"{self.kind.label}."

    @property
    def todo(self) -> Sentence:
        """What is to be done about it."""
        return TODO[self.kind]

    @property
    def in_words(self) -> str:
        """Both, as two sentences."""
        return f"{self.what} {self.todo}"


@dataclass(frozen=True)
class _Bought:
    """The codes of what the person bought: groups of orders and contracts, and the payments of all these."""

    groups: frozenset[str]
    contracts: frozenset[str]
    order_of: dict[str, str]

    @property
    def codes(self) -> frozenset[str]:
        return self.groups | self.contracts

    @property
    def payments(self) -> QuerySet[Payment]:
        return Payment.objects.filter(group_code__in=self.codes)


def unsettled(person: Person, *, at: datetime) -> list[Matter]:
    """Every matter that keeps the person from being erased: what was bought, money that is owed to the person and by
    them, their shops, their part of a cooperative's sales. About 25 statements.
    """
    contracts = Contract.objects.filter(buyer=person).values_list("code", flat=True)
    order_of = dict(Order.objects.filter(group__person=person).order_by("-pk").values_list("group__code", "code"))
    groups = OrderGroup.objects.filter(person=person).values_list("code", flat=True)
    bought = _Bought(frozenset(groups), frozenset(contracts), order_of)
    found: Sequence[Callable[[], Iterator[Matter]]] = (
        lambda: _not_over(person),
        lambda: _owed_to_buyer(bought),
        lambda: _came_too_much(bought),
        lambda: _of_shops(person, bought, at=at),
        lambda: _of_households(person),
    )
    return list(chain.from_iterable(one() for one in found))


def unsettled_for(request: DataRequest, *, at: datetime) -> list[Matter]:
    """The same for a wish to be erased that is open; nothing for any other."""
    waits = request.kind == RequestKind.ERASE and request.status in OPEN_REQUESTS
    return unsettled(request.person, at=at) if waits else []


def _not_over(person: Person) -> Iterator[Matter]:
    """What was ordered or complained about and has not ended."""
    rows: Sequence[tuple[Unsettled, QuerySet[Order] | QuerySet[Contract] | QuerySet[StandingOrder]]] = (
        (Unsettled.ORDERS, Order.objects.filter(group__person=person, status__in=OPEN_ORDERS)),
        (Unsettled.CONTRACTS, Contract.objects.filter(buyer=person, status=ContractStatus.AGREED)),
        (Unsettled.CONTRACTS, StandingOrder.objects.filter(buyer=person).exclude(status=StandingStatus.ENDED)),
    )
    for kind, open_rows in rows:
        yield from _named(kind, list(open_rows.order_by("pk").values_list("code", flat=True)))
    pledged = Pledge.objects.filter(person=person, status=PledgeStatus.WAITING).order_by("pk")
    yield from _named(Unsettled.PLEDGES, list(pledged.values_list("purchase__code", flat=True)))
    complained = Complaint.objects.filter(order__group__person=person, status__in=COMPLAINED).order_by("pk")
    told = list(complained.values_list("code", "order__code"))
    yield from _named(Unsettled.COMPLAINTS, [code for code, _order in told], order=told[0][1] if told else "")


def _owed_to_buyer(bought: _Bought) -> Iterator[Matter]:
    """Money that is promised back: with the buyer's account awaited, on its way, or late."""
    awaited = accounts_awaited(bought.codes)
    about = {one.about for one in awaited}
    order = next((bought.order_of.get(one.group_code, "") for one in awaited), "")
    yield from _owed(Unsettled.ACCOUNT, [(one.about, one.amount_vnd) for one in awaited], order=order)
    back = list(open_refunds().filter(payment__group_code__in=bought.codes).exclude(code__in=about))
    own = [one.payment.order_code for one in back if one.payment.group_code in bought.groups]
    yield from _owed(Unsettled.REFUND, [(one.code, one.amount_vnd) for one in back], order=own[0] if own else "")
    late = open_interest(bought.payments).exclude(code__in=about)
    yield from _owed(Unsettled.INTEREST, [(one.code, one.amount_vnd) for one in late])


def _came_too_much(bought: _Bought) -> Iterator[Matter]:
    """What came for an order and did not pay it, or not yet: by a transfer, through a gateway or a carrier."""
    backs = MoneyBack.objects.filter(line__target__in=bought.codes, done_at__isnull=True)
    aside = BankLine.objects.filter(target__in=bought.codes, status__in=KEPT_ASIDE, incoming=True)
    through = Repayment.objects.filter(group_code__in=bought.codes, refund__isnull=True).exclude(status__in=GIVEN_BACK)
    odd = odd_attempts().filter(group_code__in=bought.codes)
    carried = Finding.objects.filter(
        cash__order_code__in=bought.order_of.values(), bearer__in=GO_BACK, status=FindingStatus.TO_RETURN
    )
    rows = chain(
        backs.order_by("pk").values_list("code", "amount_vnd"),
        aside.order_by("pk").values_list("target", F("amount_vnd") - F("used_vnd")),
        through.order_by("pk").values_list("group_code", "amount_vnd"),
        odd.order_by("pk").values_list("group_code", "amount_vnd"),
        carried.annotate(sum=Sum("steps__amount_vnd")).order_by("pk").values_list("code", "sum"),
    )
    yield from _owed(Unsettled.SURPLUS, list(rows))


def _of_shops(person: Person, bought: _Bought, *, at: datetime) -> Iterator[Matter]:
    """Shops that the person manages: open ones, and what is still to be paid to them or by them; cash at a till."""
    managed = [shop.seller for shop in shops_of(person, at=at) if shop.is_managed]
    codes = [seller.code for seller in managed]
    yield from _named(Unsettled.SHOPS, [one.code for one in managed if one.status != SellerStatus.CLOSED])
    theirs = list(refunds_of_their_own(codes))
    total = stands_of(codes)
    yield from _owed(Unsettled.SHOP_DUE, [(code, amount) for code, amount in total.items() if amount > 0])
    yield from _owed(Unsettled.SHOP_OWES, [(code, -amount) for code, amount in total.items() if amount < 0])
    interest = paid_by_the_shop(open_interest(Payment.objects.filter(seller_code__in=codes)))
    gives = [(one.payment.order_code, one.amount_vnd) for one in theirs]
    gives += [(one.code, one.amount_vnd) for one in interest]
    yield from _owed(Unsettled.SHOP_REFUNDS, gives)
    whose = Q(person=person) | Q(seller_code__in=codes) | Q(group_code__in=bought.groups)
    tills = CashOrder.objects.filter(whose, status__in=AT_THE_TILL, simulated=False).order_by("pk")
    yield from _owed(Unsettled.TILL, list(tills.values_list("code", "amount_vnd")))


def _of_households(person: Person) -> Iterator[Matter]:
    """The person's part of what cooperatives sold, and cash that they hold as a helper of households."""
    growers = dict(Grower.objects.filter(person=person, is_shop=False).order_by("pk").values_list("pk", "code"))
    owed = owed_to(growers) if growers else {}
    parts = [(growers[pk], one.owed_vnd) for pk, one in owed.items() if one.owed_vnd or one.said_vnd]
    yield from _owed(Unsettled.SHARE, [(code, amount) for code, amount in parts if amount >= 0])
    yield from _owed(Unsettled.SHARE_OWES, [(code, -amount) for code, amount in parts if amount < 0])
    held = in_hand_of(Holder(HolderKind.HELPER, person.code))
    if held:
        yield Matter(Unsettled.HELD, amount_vnd=held)


def _named(kind: Unsettled, codes: Sequence[str], *, order: str = "") -> Iterator[Matter]:
    if codes:
        yield Matter(kind, tuple(codes[:NAMED_MOST]), order_code=order)


def _owed(kind: Unsettled, rows: Collection[tuple[str, int | None]], *, order: str = "") -> Iterator[Matter]:
    if rows:
        codes = tuple(dict.fromkeys(code for code, _amount in rows))[:NAMED_MOST]
        yield Matter(kind, codes, sum(amount or 0 for _code, amount in rows), order)
