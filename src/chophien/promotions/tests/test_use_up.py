"""Vouchers used up and given back in any order: never over a limit, and to the đồng what the orders that stand used."""

from collections import Counter
from dataclasses import dataclass
from itertools import count

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chophien.lib.actor import SYSTEM
from chophien.promotions.actions.vouchers import give_back, redeem, step_voucher
from chophien.promotions.errors import VoucherStopped, VoucherUsedBefore, VoucherUsedUp
from chophien.promotions.models import Redemption, Voucher, VoucherHolder
from chophien.promotions.selectors.applying import Applied, Buyer
from chophien.promotions.tests.factories import NOON, a_voucher

pytestmark = pytest.mark.django_db
BUYERS = [
    Buyer(phone="+84912000001"),
    Buyer(phone="+84912000002"),
    Buyer(person_code="ND-LAN", phone="+84912000001"),
    Buyer(person_code="ND-LAN", phone="+84912000003"),
    Buyer(person_code="ND-MAI", phone="+84912000003"),
]
"""Two people and three phones: who changes the phone, or borrows one, has used the voucher all the same."""
NUMBERS = count(1)


@dataclass(frozen=True)
class Use:
    """Somebody orders: which vouchers, and how much each takes off each order of the group."""

    buyer: int
    vouchers: tuple[int, ...]
    amounts: tuple[int, ...]


@dataclass(frozen=True)
class GiveBack:
    """One of the orders until now ends, or it and the one after it together; those that ended before may end again."""

    order: int
    count: int


@dataclass(frozen=True)
class Step:
    """Its shop pauses a voucher or lets it run again."""

    voucher: int


@dataclass
class Book:
    """What ought to be: the limits, and for each order that stands who used how much of which voucher."""

    budgets: list[int]
    uses_most: list[int]
    each_most: list[int]
    paused: list[bool]
    standing: dict[str, tuple[int, str, Buyer, int]]
    orders: list[str]

    def spent(self, voucher: int) -> int:
        return sum(amount for one, _group, _buyer, amount in self.standing.values() if one == voucher)

    def groups(self, voucher: int) -> dict[str, Buyer]:
        return {group: buyer for one, group, buyer, _amount in self.standing.values() if one == voucher}

    def by_holder(self, voucher: int) -> Counter:
        return Counter(holder for buyer in self.groups(voucher).values() for holder in buyer.holders)

    def refusal(self, use: Use):
        """Why this cannot be, if it cannot."""
        wanted, total = sorted(use.vouchers), sum(use.amounts)
        for one in wanted:
            if self.paused[one]:
                return VoucherStopped
            if self.spent(one) + total > self.budgets[one] or len(self.groups(one)) >= self.uses_most[one]:
                return VoucherUsedUp
        holders = BUYERS[use.buyer].holders
        if any(self.by_holder(one)[holder] >= self.each_most[one] for one in wanted for holder in holders):
            return VoucherUsedBefore
        return None


USES = st.builds(
    Use,
    buyer=st.integers(0, len(BUYERS) - 1),
    vouchers=st.sampled_from([(0,), (1,), (0, 1), (1, 0)]),
    amounts=st.lists(st.integers(1, 40_000), min_size=1, max_size=3).map(tuple),
)
GIVEN_BACK = st.builds(GiveBack, order=st.integers(0, 40), count=st.integers(1, 2))
LIMITS = st.tuples(st.integers(1, 150_000), st.integers(1, 6), st.integers(1, 3))


@example(
    limits=((2, 2, 1), (1, 1, 1)), deeds=[Step(voucher=1), Use(buyer=0, vouchers=(0, 1), amounts=(1,))]
)  # one of two is paused: nobody is told to have used the other one before
@settings(max_examples=40, deadline=None)
@given(
    limits=st.tuples(LIMITS, LIMITS),
    deeds=st.lists(st.one_of(USES, USES, GIVEN_BACK, st.builds(Step, voucher=st.integers(0, 1))), max_size=25),
)
def test_f72_no_order_of_uses_and_returns_breaks_a_limit_and_every_dong_is_accounted_for(limits, deeds):
    vouchers = [
        a_voucher(budget_vnd=budget, uses_most=uses, per_person_most=min(each, uses)) for budget, uses, each in limits
    ]
    book = Book(
        budgets=[one.budget_vnd for one in vouchers],
        uses_most=[one.uses_most for one in vouchers],
        each_most=[one.per_person_most for one in vouchers],
        paused=[False, False],
        standing={},
        orders=[],
    )

    for deed in deeds:
        if isinstance(deed, Use):
            _use(deed, book, vouchers)
        elif isinstance(deed, GiveBack):
            _give_back(deed, book, vouchers)
        else:
            step = "resume" if book.paused[deed.voucher] else "pause"
            step_voucher(voucher=vouchers[deed.voucher], step=step, actor=SYSTEM, at=NOON)
            book.paused[deed.voucher] = not book.paused[deed.voucher]
        _agree(book, vouchers)


def _use(use: Use, book: Book, vouchers: list[Voucher]) -> None:
    """Order, or be refused for the very reason that the book gives and leave nothing behind."""
    number, buyer = next(NUMBERS), BUYERS[use.buyer]
    group = f"NH-{number}"
    shares = {(one, f"CP-{number}-{one}-{at}"): vnd for one in use.vouchers for at, vnd in enumerate(use.amounts)}
    parts = {
        vouchers[one].code: {order: vnd for (other, order), vnd in shares.items() if other == one}
        for one in use.vouchers
    }
    applied = [Applied(vouchers[one].code, "", sum(use.amounts), "", vouchers[one].pk) for one in use.vouchers]
    asked = {"vouchers": applied, "parts": parts, "group_code": group, "buyer": buyer, "at": NOON}
    refusal = book.refusal(use)
    if refusal is not None:
        with pytest.raises(refusal), transaction.atomic():
            redeem(**asked)
        return
    redeem(**asked)
    book.standing |= {order: (one, group, buyer, vnd) for (one, order), vnd in shares.items()}
    book.orders += [order for _one, order in shares]


def _give_back(deed: GiveBack, book: Book, vouchers: list[Voucher]) -> None:
    """End orders: what comes back is what they used, and nothing the second time."""
    if not book.orders:
        return
    start = deed.order % len(book.orders)
    ended = book.orders[start : start + deed.count]
    owed: Counter = Counter()
    for order in ended:
        if order in book.standing:
            voucher, _group, _buyer, amount = book.standing.pop(order)
            owed[vouchers[voucher].code] += amount

    assert give_back(order_codes=ended, at=NOON) == dict(owed)


def _agree(book: Book, vouchers: list[Voucher]) -> None:
    """What the database says is what the book says, and within every limit."""
    for number, voucher in enumerate(vouchers):
        voucher.refresh_from_db()
        standing = Redemption.objects.filter(voucher=voucher, given_back_at=None).values_list("amount_vnd", flat=True)
        held = dict(VoucherHolder.objects.filter(voucher=voucher, used__gt=0).values_list("holder", "used"))
        assert voucher.spent_vnd == sum(standing) == book.spent(number) <= voucher.budget_vnd
        assert voucher.used == len(book.groups(number)) <= voucher.uses_most
        assert held == dict(book.by_holder(number))
        assert max(held.values(), default=0) <= voucher.per_person_most
