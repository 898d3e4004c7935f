"""A cooperative and its households in the books: their shares of a sale, and what it paid each of them.

The cooperative is paid as every seller is. Beside that it owes its households: `members:` is debited with what all
together have to come from it, `grower:` credited with what is one household's. When it has paid a household and the
household has said so, both go down again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lots.actions import paying
from chophien.lots.actions.earning import Shared, SoldLine, share_sale, take_back_of_sale
from chophien.lots.actions.paying import Receipt
from chophien.lots.models import GrowerPayment
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.settlement.requests import CompletedSale
from chophien.settlement.states import Kind


def share_among_growers(*, sale: CompletedSale, brought: Mapping[str, int], at: datetime) -> None:
    """Share what a sale brought the shop among the households whose lots it was packed of.

    `brought` is what is left of each line after fee and tax. Inside the transaction that completes the order; of goods
    that come from no lot it is nothing. Once.
    """
    shared = share_sale(order_code=sale.order_code, lines=_lines(sale, brought), at=at)
    _enter("sale", sale.order_code, sale.seller.code, shared, at=at)


def take_back_from_growers(*, sale: CompletedSale, cause: str, brought: Mapping[str, int], at: datetime) -> None:
    """Money of a sale went back to its buyer, and each line brings so much now: the rest of the shares of the goods
    that it was for goes back, also of those that were paid already.
    """
    shared = take_back_of_sale(order_code=sale.order_code, cause=cause, lines=_lines(sale, brought), at=at)
    _enter(f"refund:{cause}", sale.order_code, sale.seller.code, shared, at=at)


def _lines(sale: CompletedSale, brought: Mapping[str, int]) -> list[SoldLine]:
    return [SoldLine(line.key, brought.get(line.key, 0), line.quantity) for line in sale.lines]


@transaction.atomic
@one_posting()
def confirm_payment(*, payment: GrowerPayment, receipt: Receipt, actor: Actor, at: datetime) -> GrowerPayment:
    """The household has its money, by its own word: it is owed that much less.

    :raises NotPermitted: if `actor` may not take that word
    :raises StepNotAllowed: if it was answered before
    """
    payment = paying.confirm(payment=payment, receipt=receipt, actor=actor, at=at)
    grower = payment.grower
    wish = Wish(
        f"household:{payment.code}",
        debit=chart.grower(grower.code),
        credit=chart.members(grower.seller.code),
        amount=payment.amount_vnd,
        kind=Kind.HOUSEHOLD_PAID,
        subject_code=payment.code,
    )
    enter([wish], at=at)
    return payment


def _enter(prefix: str, order_code: str, seller_code: str, shared: Sequence[Shared], *, at: datetime) -> None:
    owes = chart.members(seller_code)
    wishes = []
    for one in shared:
        theirs = chart.grower(one.grower_code)
        forth = one.amount_vnd > 0
        wishes.append(
            Wish(
                f"{prefix}:{order_code}:{one.lot_code}:{one.grower_code}",
                debit=owes if forth else theirs,
                credit=theirs if forth else owes,
                amount=abs(one.amount_vnd),
                kind=Kind.HOUSEHOLDS if forth else Kind.HOUSEHOLDS_BACK,
                subject_code=order_code,
            )
        )
    enter(wishes, at=at)
