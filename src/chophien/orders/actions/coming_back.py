"""Money that was given back to a buyer and that the bank could not bring: it is owed again, and the buyer says to which
other account it goes.
"""

from datetime import datetime

from django.db import transaction

from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.errors import NotPermitted
from chophien.orders.actions.steps import Doing, follow_payments, tell_all, write_moves
from chophien.orders.models import Order
from chophien.orders.policies import is_buyer
from chophien.orders.selectors.orders import lock_orders_of
from chophien.orders.states import News
from chophien.payments.actions import asking
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.returning import take_refund_back
from chophien.payments.models import AccountAsked, Refund
from chophien.payments.selectors import lock_payments


@transaction.atomic
@one_posting()
def refund_came_back(*, refund: Refund, reference: str, actor: Actor, at: datetime) -> Refund:
    """What went back to the buyer of an order came home: it is owed again, and the buyer reads what is to be mended.

    :raises NotPermitted: unless `actor` acts for the market
    :raises NotPaidOut: if it did not leave the market's account, or came back before; nothing is changed then
    """
    order_code = refund.payment.order_code
    group_id = Order.objects.values_list("group_id", flat=True).get(code=order_code)
    order = next(order for order in lock_orders_of(group_id) if order.code == order_code)
    refund = take_refund_back(refund=refund, reference=reference, actor=actor, at=at)
    doing = Doing.of(actor, order, at=at, reason=reference)
    write_moves(follow_payments([order], lock_payments([order_code])), doing=doing)
    order.save(update_fields=["payment_status"])
    tell_all(order, news=News.REFUND_BACK, what="orders.refund_back", doing=doing)
    return refund


@transaction.atomic
def give_account(
    *, order: Order, bank_bin: str, account: str, owner_name: str, actor: Actor, at: datetime
) -> list[AccountAsked]:
    """The buyer of an order says where the money goes that the bank could not bring. They are told the last digits, so
    that nobody else says so unseen.

    :raises NotPermitted: unless `actor` is the buyer
    :raises NoAccountAsked: if nothing came home, or all of it was sent again meanwhile
    :raises Invalid: naming each answer that cannot be used
    """
    if not is_buyer(actor, order.group):
        raise NotPermitted
    given = asking.give_account(
        group_code=order.group.code, bank_bin=bank_bin, account=account, owner_name=owner_name, actor=actor, at=at
    )
    enqueue("orders.tell", order_id=order.pk, news=News.ACCOUNT_GIVEN.value, tail=given[-1].account_tail)
    return given
