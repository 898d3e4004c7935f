"""Sellers with money to come."""

from datetime import UTC, datetime

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import SYSTEM
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.sellers.models import PayoutAccount, Seller
from chophien.sellers.tests.factories import a_seller
from chophien.settlement.actions.batches import answer, draw_up, send, sign
from chophien.settlement.models import Payout
from chophien.uploads.sealing import seal

SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""The day on which sellers are paid out who chose nothing."""


def with_account(seller: Seller, *, number: str = "0123456789", confirmed: bool = True) -> Seller:
    """The seller with an account of its own at Vietcombank."""
    PayoutAccount.objects.create(
        seller=seller,
        bank_bin="970436",
        sealed_account=seal(number.encode()),
        account_tail=number[-4:],
        owner_name="Sùng Thị Máy",
        confirmed_at=SUNDAY if confirmed else None,
        updated_at=SUNDAY,
    )
    return seller


def earns(seller: Seller, amount: int, *, order: str, at: datetime) -> None:
    """An order of that seller brought so much, all of it."""
    moves = [
        Wish(f"t:{order}:in", chart.held(), chart.pending(seller.code), amount, kind="receive", subject_code=order),
        Wish(
            f"t:{order}:e",
            chart.pending(seller.code),
            chart.due(seller.code),
            amount,
            kind="earned",
            subject_code=order,
        ),
    ]
    enter(moves, at=at)


def a_paid_seller(amount: int, *, order: str, at: datetime = datetime(2026, 11, 10, tzinfo=UTC)) -> Seller:
    """A seller with an account and so much to come since the 10th."""
    seller = with_account(a_seller())
    earns(seller, amount, order=order, at=at)
    return seller


def sent(seller: Seller, *, at: datetime) -> Payout:
    """What this seller has to come is with the bank, signed by two."""
    batch = draw_up(actor=SYSTEM, at=at, everybody=True)
    for person in (operator(), operator()):
        batch = sign(batch=batch, actor=person, at=at)
    send(batch=batch, actor=operator(), at=at)
    return batch.payouts.select_related("batch").get(seller_code=seller.code)


def bank_says(payout: Payout, *, at: datetime, paid: str = "", failed: str = "") -> None:
    """The bank's answer to one payout: its number of the transfer, or why it failed."""
    told = {"paid": {payout.code: paid} if paid else {}, "failed": {payout.code: failed} if failed else {}}
    answer(batch=payout.batch, actor=SYSTEM, at=at, **told)


def paid_twice(seller: Seller, *, at: datetime, first_at: datetime, answered: bool = True) -> tuple[Payout, Payout]:
    """The bank called a payout to this seller failed and paid it, after another was sent to pay it again, which it has
    paid as well if `answered`.
    """
    first = sent(seller, at=first_at)
    bank_says(first, at=first_at, failed="Sai ten")
    second = sent(seller, at=at)
    bank_says(first, at=at, paid="FT5")
    if answered:
        bank_says(second, at=at, paid="FT6")
    first.refresh_from_db()
    second.refresh_from_db()
    return first, second
