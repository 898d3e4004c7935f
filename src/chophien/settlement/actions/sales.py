"""Settling a completed sale in the books, and taking back of it what goes with money that is given back later."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chophien.collecting.selectors.cash import was_cleared
from chophien.ledger.actions.posting import Wish
from chophien.ledger.selectors import transfers_about
from chophien.lib.actor import Actor
from chophien.lots.selectors.owing import was_shared
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.actions.receiving import Earned, earn
from chophien.payments.models import Refund
from chophien.payments.requests import Parts
from chophien.payments.selectors.refunds import kept_by_buyer, parts_of_refunds, promised_so_far
from chophien.settlement.actions.growers import share_among_growers, take_back_from_growers
from chophien.settlement.requests import Charge, CompletedSale, brought_by, charges_of, elsewhere_of, entitled
from chophien.settlement.states import Kind
from chophien.tax.actions.withholding import give_back, withhold
from chophien.tax.actions.years import count_elsewhere
from chophien.tax.selectors.rows import lines_left
from chophien.tax.states import SoldLine

VAT, PIT = "vat", "pit"
BACK = {
    Kind.BUYER_FEE: Kind.BUYER_FEE_BACK,
    Kind.FEE: Kind.FEE_BACK,
    Kind.FEE_TAX: Kind.FEE_TAX_BACK,
    Kind.FEE_RELIEF: Kind.FEE_RELIEF_BACK,
    Kind.FEE_RELIEF_TAX: Kind.FEE_RELIEF_TAX_BACK,
    Kind.SUPPORT: Kind.SUPPORT_BACK,
    Kind.SHIPPING_SUPPORT: Kind.SHIPPING_SUPPORT_BACK,
}
"""What goes back with the part of the sale that it belongs to, and as what."""


@transaction.atomic
@one_posting()
def settle_sale(*, sale: CompletedSale, actor: Actor, at: datetime) -> Earned | None:
    """The order is completed: what came for it is the seller's, less fee and tax, and with what others pay towards it.

    What was sold outside came to the shop: it is revenue, and the households of its lots have their part of it.
    Once; asked again, it is None. The caller holds the order.
    """
    earned = earn(order_code=sale.order_code, paid=sale.paid, at=at)
    if earned is None:
        return None
    due, kept, booked = chart.due(sale.seller.code), earned.kept, earned.booked_vnd
    elsewhere, taxes = elsewhere_of(kept, booked_vnd=booked), {}
    moves = [(kind, who, to, amount) for (kind, who, to), amount in charges_of(sale, kept).items()]
    if sale.outside:
        count_elsewhere(seller=sale.seller, amount_vnd=elsewhere, at=at)
    else:
        bases = entitled(sale, kept, booked_vnd=booked)
        withheld = withhold(
            seller=sale.seller,
            subject_code=sale.order_code,
            lines=[SoldLine(one.key, bases[one.key], one.category_slug, one.listing_code) for one in sale.lines],
            elsewhere_vnd=elsewhere,
            actor=actor,
            at=at,
        )
        taxes = {line.key: line.vat_vnd + line.pit_vnd for line in withheld.lines}
        moves += [
            (Kind.VAT, due, chart.tax(VAT), withheld.vat_vnd),
            (Kind.PIT, due, chart.tax(PIT), withheld.pit_vnd),
        ]
    own_hands = chart.cash(chart.SELLER, sale.seller.code)
    if earned.came_into == own_hands and not was_cleared(sale.order_code):
        moves.append((Kind.OWN_CASH, due, own_hands, earned.last_vnd))
    _enter("sale", sale.order_code, moves, at=at)
    share_among_growers(sale=sale, brought=brought_by(sale, kept, tax=taxes), at=at)
    return earned


@transaction.atomic
@one_posting()
def take_back(*, refund: Refund, sale: CompletedSale, actor: Actor, at: datetime) -> None:
    """Money of a completed sale is owed back: so is what goes with the goods, or the shipping, that it is for.

    Nothing of a sale that was not settled. Once for each refund, in the transaction that promised it and holds the
    order and its payment.
    """
    payment = refund.payment
    if payment.earned_at is None:
        return
    promised = promised_so_far(payment, paid=sale.paid)
    kept, booked = kept_by_buyer(payment, promised, paid=sale.paid), payment.booked_vnd - promised.booked_vnd
    moves = [
        (BACK[kind], credit, debit, amount)
        for (kind, debit, credit), amount in _too_much(_charged(payment.order_code), charges_of(sale, kept)).items()
    ]
    bases = entitled(sale, kept, booked_vnd=booked)
    left = lines_left(payment.order_code)
    returned = {key: max(line.base_vnd - bases.get(key, 0), 0) for key, line in left.items()}
    if any(returned.values()):
        cause = refund.code
        given = give_back(subject_code=payment.order_code, cause=cause, lines=returned, actor=actor, at=at)
        due = chart.due(payment.seller_code)
        moves += [
            (Kind.VAT_BACK, chart.tax(VAT), due, given.vat_vnd),
            (Kind.PIT_BACK, chart.tax(PIT), due, given.pit_vnd),
        ]
    _less_elsewhere(refund, sale, kept, booked, at=at)
    _enter(f"refund:{refund.code}", payment.order_code, moves, at=at)
    if was_shared(payment.order_code):
        taxes = {key: line.tax_vnd for key, line in lines_left(payment.order_code).items()}
        take_back_from_growers(sale=sale, cause=refund.code, brought=brought_by(sale, kept, tax=taxes), at=at)


def _less_elsewhere(refund: Refund, sale: CompletedSale, kept: Parts, booked_vnd: int, *, at: datetime) -> None:
    """What the shop gives back of what came to itself is no revenue any more."""
    if refund.booked_vnd == refund.amount_vnd:
        return
    before = elsewhere_of(kept.more(parts_of_refunds([refund])[refund.code]), booked_vnd=booked_vnd + refund.booked_vnd)
    less = elsewhere_of(kept, booked_vnd=booked_vnd) - before
    count_elsewhere(seller=sale.seller, amount_vnd=less, at=at, sold_at=refund.payment.earned_at)


def _too_much(charged: Mapping[Charge, int], wanted: Mapping[Charge, int]) -> dict[Charge, int]:
    """What was charged beyond what is wanted now.

    Of sales from before shipping's support had a word of its own, both stand under the other's.
    """
    left = dict(wanted)
    for kind, funder, due in wanted:
        if kind == Kind.SHIPPING_SUPPORT and (kind, funder, due) not in charged:
            left[Kind.SUPPORT, funder, due] = left.get((Kind.SUPPORT, funder, due), 0) + left[kind, funder, due]
    over = {charge: amount - left.get(charge, 0) for charge, amount in charged.items()}
    return {charge: amount for charge, amount in over.items() if amount > 0}


def _charged(order_code: str) -> dict[Charge, int]:
    """What was charged for a sale and not taken back yet, by kind and accounts."""
    sums: defaultdict[Charge, int] = defaultdict(int)
    forth = {str(back): kind for kind, back in BACK.items()}
    for one in transfers_about(order_code):
        if one.kind in BACK:
            sums[Kind(one.kind), one.debit.code, one.credit.code] += one.amount_vnd
        elif one.kind in forth:
            sums[forth[one.kind], one.credit.code, one.debit.code] -= one.amount_vnd
    return {key: amount for key, amount in sums.items() if amount}


def _enter(prefix: str, order_code: str, moves: list[tuple[Kind, str, str, int]], *, at: datetime) -> None:
    wishes = [
        Wish(
            f"{prefix}:{order_code}:{place}:{kind}",
            debit=debit,
            credit=credit,
            amount=amount,
            kind=kind,
            subject_code=order_code,
        )
        for place, (kind, debit, credit, amount) in enumerate(moves)
        if amount
    ]
    enter(wishes, at=at)
