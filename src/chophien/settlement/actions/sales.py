"""Settling a completed sale in the books, and taking back of it what goes with money that is given back later."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from chophien.collecting.selectors.cash import was_cleared
from chophien.ledger.actions.posting import Wish
from chophien.ledger.selectors import transfers_about
from chophien.lib.actor import Actor
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.actions.receiving import Earned, earn
from chophien.payments.models import Payment, Refund
from chophien.settlement.actions.growers import share_among_growers, take_back_from_growers
from chophien.settlement.requests import CompletedSale, entitled, part_of
from chophien.settlement.states import Kind
from chophien.tax.actions.withholding import give_back, withhold
from chophien.tax.selectors.rows import base_left
from chophien.tax.states import SoldLine

VAT, PIT = "vat", "pit"
BACK = {
    Kind.BUYER_FEE: Kind.BUYER_FEE_BACK,
    Kind.FEE: Kind.FEE_BACK,
    Kind.FEE_TAX: Kind.FEE_TAX_BACK,
    Kind.FEE_RELIEF: Kind.FEE_RELIEF_BACK,
    Kind.FEE_RELIEF_TAX: Kind.FEE_RELIEF_TAX_BACK,
    Kind.SUPPORT: Kind.SUPPORT_BACK,
}
"""What goes back in proportion when money goes back to the buyer, and as what."""


@transaction.atomic
@one_posting()
def settle_sale(*, sale: CompletedSale, actor: Actor, at: datetime) -> Earned | None:
    """The order is completed: what came for it is the seller's, less fee and tax, and with what others pay towards it.

    Once; asked again, it is None. The caller holds the order.
    """
    earned = earn(order_code=sale.order_code, shipping_vnd=sale.shipping_vnd, at=at)
    if earned is None:
        return None
    due, kept = chart.due(sale.seller.code), earned.kept_vnd
    moves: list[tuple[Kind, str, str, int]] = []
    support_vnd = 0
    for one in sale.support:
        amount = part_of(one.amount_vnd, kept_vnd=kept, of_vnd=sale.total_vnd)
        support_vnd += 0 if one.for_shipping else amount
        moves.append((Kind.SUPPORT, one.account, due, amount))
    fee, buyer_fee = sale.fee, part_of(sale.buyer_fee_vnd, kept_vnd=kept, of_vnd=sale.total_vnd)
    moves.append((Kind.BUYER_FEE, due, chart.FEES, buyer_fee))
    parts = [
        (Kind.FEE, due, chart.FEES, fee.net_vnd),
        (Kind.FEE_TAX, due, chart.FEE_TAX, fee.tax_vnd),
        (Kind.FEE_RELIEF, fee.bearer, chart.FEES, fee.relieved_vnd),
        (Kind.FEE_RELIEF_TAX, fee.bearer, chart.FEE_TAX, fee.relieved_tax_vnd),
    ]
    moves += [(kind, who, to, part_of(amount, kept_vnd=kept, of_vnd=sale.total_vnd)) for kind, who, to, amount in parts]
    shipping = min(sale.shipping_vnd, earned.booked_vnd)
    bases = entitled(
        sale,
        collected_vnd=earned.booked_vnd,
        shipping_vnd=shipping,
        buyer_fee_vnd=buyer_fee,
        support_vnd=support_vnd,
    )
    withheld = withhold(
        seller=sale.seller,
        subject_code=sale.order_code,
        lines=[SoldLine(one.key, bases[one.key], one.category_slug, one.listing_code) for one in sale.lines],
        actor=actor,
        at=at,
    )
    moves += [
        (Kind.VAT, due, chart.tax(VAT), withheld.vat_vnd),
        (Kind.PIT, due, chart.tax(PIT), withheld.pit_vnd),
    ]
    own_hands = chart.cash(chart.SELLER, sale.seller.code)
    if earned.came_into == own_hands and not was_cleared(sale.order_code):
        moves.append((Kind.OWN_CASH, due, own_hands, earned.last_vnd))
    _enter("sale", sale.order_code, moves, at=at)
    taken_off = sum(amount for kind, debit, _credit, amount in moves if debit == due and kind != Kind.OWN_CASH)
    net = kept - min(sale.shipping_vnd, kept) + support_vnd - taken_off
    share_among_growers(sale=sale, net_vnd=max(net, 0), at=at)
    return earned


@transaction.atomic
@one_posting()
def take_back(*, refund: Refund, actor: Actor, at: datetime, shipping_vnd: int = 0) -> None:
    """Money of a completed sale is owed back: so is its part of fee, tax, and what others paid towards it.

    Nothing of a sale that was not settled. Once for each refund; the caller holds the order. To households that have a
    part of the goods, what goes back is of the goods first, and only then of the `shipping_vnd` that the buyer paid.
    """
    payment = Payment.objects.select_for_update().get(pk=refund.payment_id)
    if payment.earned_at is None:
        return
    kept = payment.received_vnd - payment.owed_back_vnd
    before = kept + refund.amount_vnd
    moves: list[tuple[Kind, str, str, int]] = []
    for (kind, debit, credit), amount in _charged(payment.order_code).items():
        back = amount - part_of(amount, kept_vnd=kept, of_vnd=before)
        moves.append((BACK[kind], credit, debit, back))
    base = base_left(payment.order_code)
    given = give_back(
        subject_code=payment.order_code,
        cause=refund.code,
        amount_vnd=base - part_of(base, kept_vnd=kept, of_vnd=before),
        actor=actor,
        at=at,
    )
    due = chart.due(payment.seller_code)
    moves += [(Kind.VAT_BACK, chart.tax(VAT), due, given.vat_vnd), (Kind.PIT_BACK, chart.tax(PIT), due, given.pit_vnd)]
    _enter(f"refund:{refund.code}", payment.order_code, moves, at=at)
    take_back_from_growers(
        seller_code=payment.seller_code,
        order_code=payment.order_code,
        cause=refund.code,
        kept_vnd=max(kept - shipping_vnd, 0),
        of_vnd=max(before - shipping_vnd, 0),
        at=at,
    )


def _charged(order_code: str) -> dict[tuple[Kind, str, str], int]:
    """What was charged for a sale and not taken back yet, by kind and accounts."""
    sums: defaultdict[tuple[Kind, str, str], int] = defaultdict(int)
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
