"""What goes back of an order whose money lies apart: each part is a refund of its own, with whoever has it.

A deposit or the deposit of a contract may have come to the market, and the rest to the shop's own account or in cash
into its hands; or the other way round. What came to the market goes back first, and of that first what a gateway took:
it goes back through the gateway, and what came another way by a transfer.
"""

from itertools import accumulate

from django.db.models import F

from chophien.lib.codes import new_code
from chophien.payments.actions._steps import REFUND_PREFIX, SYMBOLS
from chophien.payments.models import AccountAsked, Payment, Refund
from chophien.payments.selectors import refunds


def set_apart(payment: Payment) -> None:
    """Part what is promised back and not given yet of a payment, where two hold it or a gateway took some of it. The
    caller holds the payment.

    All parts keep the day by which the law wants them; in the books nothing moves. For whoever has promised money, or
    moved the cash of an order into or out of its shop's hands. What was promised to go by a transfer, and what the bank
    sent back, stays one. Nothing promised takes no statement.
    """
    if not payment.owed_back_vnd:
        return
    taken, with_market = refunds.taken_by_gateways(payment), refunds.with_the_market(payment)
    to_gateways = list(accumulate(taken.values()))
    if not any(0 < held < payment.received_vnd for held in (*to_gateways, with_market)):
        return
    start = 0
    for one in Refund.objects.filter(payment=payment).order_by("pk"):
        part, end = one, start + one.booked_vnd
        for held in (*to_gateways, with_market) if one.through else (with_market,):
            first = min(held - start, part.booked_vnd)
            if one.done_at is None and 0 < first < part.amount_vnd:
                start += first
                rest_through = refunds.goes_through(taken, after_vnd=start) if one.through else ""
                part = _split(part, first, rest_through=rest_through)
        start = end


def _split(refund: Refund, first_vnd: int, *, rest_through: str) -> Refund:
    """So much of it, all of it in the books, stays this refund; the rest is another, which is returned. The shipping is
    with the first, as far as it reaches, as the books have it. What was told of single goods stays told with the first,
    and so does the account that the buyer named, for so much less.
    """
    goods = refund.goods_vnd
    shipping = min(refund.shipping_vnd, first_vnd)
    fee = max(first_vnd - shipping - goods, 0)
    rest = Refund.objects.create(
        code=new_code(REFUND_PREFIX, SYMBOLS),
        payment_id=refund.payment_id,
        amount_vnd=refund.amount_vnd - first_vnd,
        booked_vnd=refund.booked_vnd - first_vnd,
        shipping_vnd=refund.shipping_vnd - shipping,
        fee_vnd=refund.fee_vnd - fee,
        through=rest_through,
        reason=refund.reason,
        due_on=refund.due_on,
        asked_at=refund.asked_at,
    )
    asked = AccountAsked.objects.filter(about=refund.code, ended_at__isnull=True)
    asked.update(amount_vnd=F("amount_vnd") - (refund.amount_vnd - first_vnd))
    refund.amount_vnd = refund.booked_vnd = first_vnd
    refund.shipping_vnd, refund.fee_vnd = shipping, fee
    refund.save(update_fields=["amount_vnd", "booked_vnd", "shipping_vnd", "fee_vnd"])
    return rest
