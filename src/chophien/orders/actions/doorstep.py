"""Cash on delivery before the buyer has said anything: a helper who took it at the door, a carrier who says that it
did. The order is paid by that; it is completed when the buyer has the parcel, or by the clock.
"""

from datetime import datetime

from django.db import transaction

from chophien.collecting.actions.taking import collect, take_over
from chophien.collecting.selectors.cash import cash_of
from chophien.collecting.states import CashStatus, Holder, HolderKind
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.errors import StepNotAllowed
from chophien.orders import policies
from chophien.orders.actions.steps import Doing, follow_payments, tell_all, write_moves
from chophien.orders.models import Order
from chophien.orders.selectors.orders import lock_order
from chophien.orders.states import News, OrderStatus
from chophien.payments.actions.books import one_posting
from chophien.payments.states import PaymentStatus

CARRIER = SystemActor("system:carrier")
TO_BE_PAID = frozenset({PaymentStatus.DUE_ON_DELIVERY, PaymentStatus.DEPOSIT_PAID})


@transaction.atomic
@one_posting()
def take_cash(*, order: Order, actor: Actor, at: datetime) -> Order:
    """A helper handed the parcel over for the household and took the cash, which is in the helper's hands from now on.

    Also when the buyer was quicker to say that it came, and the cash counted as the household's own.

    :raises NotPermitted: if `actor` is not the household's helper for handing over
    :raises TooMuchInHand: if the helper would hold more than the rules let one; nothing is changed then
    :raises StepNotAllowed: if nothing is to be paid in cash, or somebody else has it
    """
    order = lock_order(order.pk)
    policies.can_take_cash(actor, order, at=at).require()
    holder, doing = Holder(HolderKind.HELPER, actor.code), Doing.of(actor, order, at=at)
    known = cash_of(order.code)
    if known is not None:
        if known.status != CashStatus.OWN or known.cleared:
            raise StepNotAllowed(step="take_cash", status=known.status)
        take_over(order_code=order.code, holder=holder, actor=actor, at=at, on_behalf_of=doing.on_behalf_of)
        return order
    if order.status != OrderStatus.CONFIRMED or order.handed_over_at is None:
        raise StepNotAllowed(step="take_cash", status=order.status)
    return _paid_in_cash(order, holder, doing=doing)


@transaction.atomic
@one_posting()
def take_carriers_word(*, order_code: str, holder: Holder, at: datetime) -> bool:
    """A carrier says that it has the cash for a parcel. Returns whether that is new: it is not when the order was paid
    before, or is over.
    """
    order = lock_order(Order.objects.values_list("pk", flat=True).get(code=order_code))
    if order.status != OrderStatus.CONFIRMED or order.payment_status not in TO_BE_PAID:
        return False
    _paid_in_cash(order, holder, doing=Doing.of(CARRIER, order, at=at))
    return True


def _paid_in_cash(order: Order, holder: Holder, *, doing: Doing) -> Order:
    if order.payment_status not in TO_BE_PAID:
        raise StepNotAllowed(step="take_cash", status=order.payment_status)
    payment = collect(
        order_code=order.code, holder=holder, actor=doing.actor, at=doing.at, on_behalf_of=doing.on_behalf_of
    )
    write_moves(follow_payments([order], [payment]), doing=doing)
    order.save(update_fields=["payment_status"])
    tell_all(order, news=News.CASH_TAKEN, what="orders.cash_taken", doing=doing)
    return order
