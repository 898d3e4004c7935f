"""Money that was given back to a buyer and that the bank could not bring: it is owed again, and the buyer says to which
other account it goes. So do buyers who paid in cash, of whom the market knows none.
"""

from datetime import datetime

from django.db import transaction

from chophien.accounts.actions.codes import prove_phone, send_code
from chophien.accounts.states import CodeUse
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.orders.actions.steps import Doing, follow_payments, tell_all, write_moves
from chophien.orders.models import Order
from chophien.orders.policies import may_name_account
from chophien.orders.selectors.orders import lock_orders_of
from chophien.orders.states import News
from chophien.payments.actions import asking
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.returning import take_refund_back
from chophien.payments.errors import NoAccountAsked
from chophien.payments.models import AccountAsked, Refund
from chophien.payments.selectors import lock_payments
from chophien.payments.selectors.asking import accounts_asked
from chophien.payments.states import NamedBy
from chophien.sellers.actions.payout import tidy_account


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


def send_account_code(*, order: Order, reader: Actor | None, actor: Actor, at: datetime, host: str = "") -> None:
    """Send the phone of a guest's order the code without which nobody says where its money goes.

    :raises NotPermitted: if a person ordered, or `reader`, who is signed in, works for the shop
    :raises NoAccountAsked: if no money waits for an account, or all of it was sent meanwhile
    :raises BadPhone, SignInLocked, TooManyCodes: as `send_code`
    """
    may_name_account(reader, order.group, by_phone=True, at=at).require()
    if not accounts_asked(order.group.code):
        raise NoAccountAsked
    send_code(
        phone=order.group.contact_phone,
        use=CodeUse.ACCOUNT,
        language=order.group.language,
        actor=actor,
        at=at,
        host=host,
    )


def give_account(
    *,
    order: Order,
    bank_bin: str,
    account: str,
    owner_name: str,
    reader: Actor | None,
    actor: Actor,
    at: datetime,
    code: str = "",
) -> list[AccountAsked]:
    """The buyer of an order says where the money goes that the bank could not bring, or that was paid in cash: the
    signed-in person who ordered, or a guest with the code that was sent to the order's phone. They are told the last
    digits, so that nobody else says so unseen. `reader` is the signed-in person, if any, `actor` the buyer as the order
    knows it. Call it outside a transaction: a wrong code is counted although it fails.

    :raises NotPermitted: unless it is the buyer in one of these ways; never for those who work for the shop
    :raises NoAccountAsked: if no money waits for an account, or all of it was sent meanwhile
    :raises Invalid: naming each answer that cannot be used; the code is not used up then
    :raises BadPhone, WrongCode, CodeTooOld, SignInLocked: as `prove_phone`
    """
    group = order.group
    may_name_account(reader, group, by_phone=bool(code), at=at).require()
    if not accounts_asked(group.code):
        raise NoAccountAsked
    tidy_account(bank_bin, account, owner_name)
    by = NamedBy.SIGNED_IN
    if group.person is None:
        prove_phone(phone=group.contact_phone, code=code, use=CodeUse.ACCOUNT, actor=actor, at=at)
        by = NamedBy.PHONE_CODE
    with transaction.atomic():
        given = asking.give_account(
            group_code=group.code, bank_bin=bank_bin, account=account, owner_name=owner_name, by=by, actor=actor, at=at
        )
        enqueue("orders.tell", order_id=order.pk, news=News.ACCOUNT_GIVEN.value, tail=given[-1].account_tail)
    return given
