"""Paying 10,000 sellers out: the batch is drawn up, signed by two, written as the bank's file, and its answer read in.

In a database of its own on the project's server, through the market's own actions. Every seller has an account, a
manager and three sales that are to be paid out; one line in fifty fails at the bank. At the end the books are proved.
"""

import io
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from bench.databases import bench_database
from bench.telling import tell
from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import sums_of
from chophien.lib.actor import SYSTEM
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.places.models import Commune
from chophien.sellers.models import PayoutAccount, Seller
from chophien.sellers.states import SellerKind, SellerStatus
from chophien.settlement.actions.batches import answer, draw_up, send, sign
from chophien.settlement.models import Batch, Payout
from chophien.settlement.selectors.bankfile import read_answer
from chophien.uploads.sealing import seal

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
SOLD_AT = AT - timedelta(days=10)
SELLERS, SALES, FAILED_EVERY = 10_000, 3, 50
ORDER_VND = 150_000
Result = TypeVar("Result")
took: dict[str, float] = {}


def main() -> None:
    with bench_database("payouts", keep=False):
        call_command("load_reference_data", stdout=io.StringIO())
        fill()
        first, second, third = operator(), operator(), operator()
        batch = timed("draw_up", lambda: draw_up(actor=SYSTEM, at=AT))
        timed("sign", lambda: sign(batch=batch, actor=first, at=AT))
        timed("sign_again", lambda: sign(batch=batch, actor=second, at=AT))
        file = timed("file", lambda: send(batch=batch, actor=third, at=AT))
        told = answer_of_bank(file)
        timed("answer", lambda: take_answer(batch, told, actor=third))
        require_all_paid(batch)
        parts = {name: round(seconds, 2) for name, seconds in took.items()}
        tell("payout_batch_10k_s", sum(took.values()), "s", n=1, sellers=SELLERS, sales=SELLERS * SALES, **parts)


def timed(name: str, work: Callable[[], Result]) -> Result:
    began = time.perf_counter()
    result = work()
    took[name] = time.perf_counter() - began
    return result


def fill() -> None:
    """Sellers with somebody who manages them, an account of their own, and what three orders brought."""
    commune = Commune.objects.order_by("pk").first()
    sellers = Seller.objects.bulk_create(
        Seller(
            code=f"SHOP-{number:05}",
            slug=f"shop-{number:05}",
            name=f"Nhà số {number}",
            folded_name=f"nha so {number}",
            kind=SellerKind.HOUSEHOLD_BUSINESS,
            status=SellerStatus.APPROVED,
            approved_at=SOLD_AT,
            commune=commune,
            created_at=SOLD_AT,
        )
        for number in range(SELLERS)
    )
    people = Person.objects.bulk_create(
        Person(code=f"ND-B{number:05}", phone=f"+8492{number:07}", password="!", joined_at=SOLD_AT)
        for number in range(SELLERS)
    )
    Grant.objects.bulk_create(
        Grant(
            person=person,
            role=Role.SELLER_MANAGER,
            scope_kind=Scope.SELLER,
            scope_code=seller.code,
            given_by="system",
            given_at=SOLD_AT,
        )
        for person, seller in zip(people, sellers, strict=True)
    )
    PayoutAccount.objects.bulk_create(
        PayoutAccount(
            seller=seller,
            bank_bin="970436",
            sealed_account=seal(f"0123{number:06}".encode()),
            account_tail=f"{number:06}"[-4:],
            owner_name="Sùng Thị Máy",
            confirmed_at=SOLD_AT,
            updated_at=SOLD_AT,
        )
        for number, seller in enumerate(sellers)
    )
    for start in range(0, SELLERS, 1_000):
        with transaction.atomic():
            enter([wish for seller in sellers[start : start + 1_000] for wish in sales_of(seller)], at=SOLD_AT)


def sales_of(seller: Seller) -> list[Wish]:
    pending, due = chart.pending(seller.code), chart.due(seller.code)
    return [
        wish
        for number in range(SALES)
        for order in (f"{seller.code}-{number}",)
        for wish in (
            Wish(f"b:{order}:in", chart.held(), pending, ORDER_VND, kind="receive", subject_code=order),
            Wish(f"b:{order}:e", pending, due, ORDER_VND, kind="earned", subject_code=order),
            Wish(f"b:{order}:v", due, chart.tax("vat"), 1_500, kind="vat", subject_code=order),
        )
    ]


def answer_of_bank(file: str) -> str:
    """The bank's answer to its file: most are paid, some fail."""
    codes = [line.split(",")[1] for line in file.splitlines()[1:]]
    return "\n".join(
        f"{code},LOI,Sai ten" if number % FAILED_EVERY == 0 else f"{code},OK,FT{number:012}"
        for number, code in enumerate(codes)
    )


def take_answer(batch: Batch, told: str, *, actor: Person) -> None:
    read = read_answer(told)
    answer(batch=batch, paid=read.paid, failed=read.failed, actor=actor, at=AT)


def require_all_paid(batch: Batch) -> None:
    batch.refresh_from_db()
    failed = Payout.objects.filter(batch=batch, status="failed").count()
    due = (ORDER_VND - 1_500) * SALES
    held = sums_of([chart.held()])[chart.held()]
    left = held.debits_posted - held.credits_posted
    wanted = SELLERS * SALES * ORDER_VND - (SELLERS - failed) * due
    if batch.status != "done" or failed != SELLERS // FAILED_EVERY or left != wanted or not prove(at=AT).right:
        raise RuntimeError(f"{batch.status}, {failed} failed, {left} đồng left of {wanted}")


if __name__ == "__main__":
    main()
