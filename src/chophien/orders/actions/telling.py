"""Telling buyers and sellers what happened: a text message that costs one part, and a notice on the site.

Called by jobs, after the commit of what they tell about.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from chophien.accounts.models import Person
from chophien.accounts.selectors import people_with_role_at
from chophien.accounts.states import SELLER_ROLES, Role, Scope
from chophien.delivery.selectors import shipment_of
from chophien.lib.dates import format_day, format_moment, local_date
from chophien.lib.errors import Sentence
from chophien.lib.money import NBSP, format_vnd
from chophien.messages.actions.telling import tell as tell_person
from chophien.messages.selectors import answers_by_sms
from chophien.orders.actions.answers import answer_ends
from chophien.orders.actions.telling_preorders import OF_HARVEST, tell_of_harvest
from chophien.orders.events import order_told
from chophien.orders.models import Order, OrderGroup
from chophien.orders.selectors.in_cash import group_to_fetch
from chophien.orders.selectors.orders import orders_in, with_everything
from chophien.orders.states import Axis, MarketReason, News, Origin, Side
from chophien.orders.texts import buyer_link, seller_link
from chophien.payments.selectors import advance_on, payment_of
from chophien.payments.selectors.asking import accounts_asked
from chophien.payments.selectors.interest import last_paid_interest
from chophien.payments.states import BY_GATEWAY, IN_ADVANCE, PaymentMethod, PaymentStatus
from chophien.sellers.selectors.helping import helpers_of
from chophien.sellers.states import Deed

SELLER_LETTERS, REASON_LETTERS = 24, 40
NO_MONEY, MONEY_BACK = _("There is nothing to pay."), _("The money comes back by %(day)s.")
ORDERED = {
    PaymentMethod.COD: _("Chợ Phiên: order %(code)s, %(total)s, pay on delivery. It comes by %(day)s."),
    PaymentMethod.VIETQR: _("Chợ Phiên: order %(code)s. Transfer %(total)s with the note %(group)s before %(time)s."),
    **dict.fromkeys(BY_GATEWAY, _("Chợ Phiên: order %(code)s, %(total)s. Pay it on the order's page before %(time)s.")),
}
TO_BUYER: Mapping[News, Sentence] = {
    News.PAID: _("Chợ Phiên: the money for order %(code)s came. The seller answers before %(answer)s."),
    News.CONFIRMED: _("Chợ Phiên: %(seller)s accepted order %(code)s. It comes by %(day)s."),
    News.REFUSED: _("Chợ Phiên: %(seller)s cannot deliver order %(code)s: %(reason)s. %(money)s"),
    News.CANCELLED: _("Chợ Phiên: order %(code)s is cancelled: %(reason)s. %(money)s"),
    News.RELEASED: _("Chợ Phiên: no transfer came for order %(code)s, so it is cancelled. You can order again."),
    News.EXPIRED: _("Chợ Phiên: %(seller)s did not answer, so order %(code)s is cancelled. %(money)s"),
    News.PACKED: _("%(seller)s has packed order %(code)s."),
    News.HANDED_OVER: _("Chợ Phiên: order %(code)s is on its way and comes by %(day)s. Parcel %(tracking)s."),
    News.COMPLETED: _("Order %(code)s is completed. Thank you for buying from %(seller)s."),
    News.CASH_TAKEN: _("The cash for order %(code)s was taken. If you have not paid it, tell us on the order's page."),
    News.LATE_MONEY: _("Chợ Phiên: the money for order %(code)s came after it was cancelled. %(money)s"),
    News.REFUNDED: _("Chợ Phiên: the money for order %(code)s was given back: %(reference)s."),
    News.INTEREST_PAID: _(
        "Chợ Phiên: %(interest)s of interest was transferred, because money for order %(code)s came back late."
    ),
    News.ACCOUNT_GIVEN: _(
        "Chợ Phiên: the money for %(code)s goes to the account ending in %(tail)s. Was that not you? Call the market."
    ),
    News.REFUND_BACK: _(
        "Chợ Phiên: the bank sent the money for order %(code)s back: the account is closed or wrong. It stays yours:"
        " write another account on the order's page."
    ),
    News.CASH_BACK: _(
        "Chợ Phiên: order %(code)s was paid in cash. To get your money back, say %(fetch)s at a cash point, or write"
        " your bank account on the order's page."
    ),
    News.CASH_WITH_SHOP: _(
        "Chợ Phiên: the shop has the cash for order %(code)s and gives it back to you itself. No bank account is"
        " needed."
    ),
    News.INTEREST_WAITS: _(
        "Chợ Phiên: the money for %(code)s came back late. To get the interest, write your bank account on the order's"
        " page."
    ),
}
ACCOUNT_NAMED = _(
    "Chợ Phiên: the money for %(code)s goes to the account just named. Was that not you? Call the market."
)
TO_AN_ACCOUNT = _(
    "Chợ Phiên: order %(code)s was paid in cash. To get your money back, write your bank account on the order's page."
)
ON_ITS_WAY = _("Chợ Phiên: order %(code)s is on its way and comes by %(day)s.")
WITHOUT: Mapping[News, tuple[str, Sentence]] = {
    News.HANDED_OVER: ("tracking", ON_ITS_WAY),
    News.ACCOUNT_GIVEN: ("tail", ACCOUNT_NAMED),
    News.CASH_BACK: ("fetch", TO_AN_ACCOUNT),
}
"""What the buyer reads where one of the facts is not known."""
TO_SELLER: Mapping[News, Sentence] = {
    News.PLACED: _("Chợ Phiên: new order %(code)s, %(total)s. Answer before %(answer)s."),
    News.PAID: _("Chợ Phiên: new order %(code)s, paid, %(total)s. Answer before %(answer)s."),
    News.LATE: _("Chợ Phiên: order %(code)s still waits for your answer. It is cancelled at %(ends)s."),
    News.CANCELLED: _("Chợ Phiên: order %(code)s is cancelled: %(reason)s. Do not send it."),
    News.EXPIRED: _("Chợ Phiên: order %(code)s is cancelled, because nobody answered it."),
    News.COMPLETED: _("The buyer has received order %(code)s."),
    News.CASH_TAKEN: _("The cash for order %(code)s was taken at the door. Under Money you see who has it."),
}
TO_SELLERS_PHONE: Mapping[News, Sentence] = {
    News.PLACED: _("Chợ Phiên: new order %(code)s, %(total)s. Answer before %(answer)s: write NHAN %(code)s."),
    News.PAID: _("Chợ Phiên: new order %(code)s, paid, %(total)s. Answer before %(answer)s: write NHAN %(code)s."),
    News.LATE: _("Chợ Phiên: order %(code)s still waits, write NHAN %(code)s. It is cancelled at %(ends)s."),
}
"""What stands in an SMS where it can be answered by one."""
TO_HELPER = _("Chợ Phiên: %(seller)s has not answered order %(code)s. It is cancelled at %(ends)s. Please help them.")
KINDS: Mapping[News, tuple[str, str]] = {
    News.PLACED: ("order.placed", "order.new"),
    News.PAID: ("order.money", "order.new"),
    News.CONFIRMED: ("order.answered", ""),
    News.REFUSED: ("order.answered", ""),
    News.CANCELLED: ("order.answered", "order.ended"),
    News.RELEASED: ("order.money", ""),
    News.EXPIRED: ("order.answered", "order.ended"),
    News.LATE: ("", "order.late"),
    News.PACKED: ("order.progress", ""),
    News.HANDED_OVER: ("order.sent", ""),
    News.COMPLETED: ("order.progress", "order.progress"),
    News.CASH_TAKEN: ("order.progress", "order.progress"),
    News.LATE_MONEY: ("order.money", ""),
    News.REFUNDED: ("order.money", ""),
    News.REFUND_BACK: ("order.money", ""),
    News.CASH_BACK: ("order.money", ""),
    News.CASH_WITH_SHOP: ("order.money", ""),
    News.INTEREST_WAITS: ("order.money", ""),
    News.INTEREST_PAID: ("order.money", ""),
    News.ACCOUNT_GIVEN: ("order.money", ""),
}
"""The kinds of message (`messages/data/kinds.csv`) for the buyer and for the seller."""
ONLY_ON_THE_SITE = frozenset({News.PACKED, News.COMPLETED, News.CASH_TAKEN})
ONCE_A_GROUP = frozenset({News.PAID, News.RELEASED})
QUIET = frozenset({Origin.BY_HAND, Origin.REPLACEMENT})
"""Orders that nobody is told of when they are placed."""
ON_THE_WAY = frozenset({News.CONFIRMED, News.PACKED, News.HANDED_OVER})
"""What the complaint tells of goods that are sent instead of faulty ones."""
TOLD_WITH_REASON = {News.REFUSED: "refuse", News.CANCELLED: "cancel", News.REFUNDED: "refund"}


@transaction.atomic
def tell_placed(*, group_id: int, at: datetime) -> None:
    """Tell the buyer that the order is in, once for the whole group, and each seller who can answer now.

    Told late, when the awaited transfer has come or nobody waits for it any more, it would ask for money once more:
    then only that other news is told, by its own job.
    """
    group = OrderGroup.objects.select_related("person").get(pk=group_id)
    orders = list(orders_in(group))
    for order in orders:
        order_told.send(sender=Order, order=order, news=News.PLACED, at=at)
    if orders[0].origin in QUIET:
        return  # it was sold elsewhere, or the complaint tells of it: nobody waits for word
    if group.payment_method in IN_ADVANCE and all(order.held_until is None for order in orders):
        return
    if orders[0].origin == Origin.PREORDER:
        tell_of_harvest(orders[0], news=News.PLACED, at=at)
        return
    with override(group.language):
        facts = _facts(orders[0], News.PLACED) | {
            "code": _code_of_all(orders),
            "total": _amount(group.total_vnd - _advance(orders)),
            "day": format_day(max(order.promised_to for order in orders), today=local_date(at)),
        }
        text = ORDERED[PaymentMethod(group.payment_method)]
        _tell_buyer(group, News.PLACED, text, facts, link=buyer_link(orders[0]), at=at)
    for order in orders:
        if order.accept_by is not None:
            _tell_seller(order, News.PLACED, at=at)


@transaction.atomic
def tell(*, order_id: int, news: News, at: datetime, tail: str = "") -> None:
    """Tell both sides of an order what happened to it. `tail`: the last digits of the account that a buyer gave; jobs
    of before an upgrade come without them.
    """
    order = with_everything(Order.objects.all()).get(pk=order_id)
    group = order.group
    order_told.send(sender=Order, order=order, news=news, at=at)
    if order.origin == Origin.BY_HAND or (order.origin == Origin.REPLACEMENT and news in ON_THE_WAY):
        return
    if news in OF_HARVEST or (news == News.PAID and order.awaits_harvest):
        tell_of_harvest(order, news=news, at=at)
        return
    if news in TO_BUYER and (news not in ONCE_A_GROUP or _is_first_of_its_kind(order)):
        with override(group.language):
            facts = _facts(order, news) | {
                "tail": tail or _tail_of_account(order, news),
                "fetch": _code_to_fetch_by(order, news, at=at),
            }
            if news in ONCE_A_GROUP:
                facts["code"] = _code_of_all(_of_its_kind(order))
            lacking, without = WITHOUT.get(news, ("code", ""))
            text = TO_BUYER[news] if facts[lacking] else without
            _tell_buyer(group, news, text, facts, link=buyer_link(order), at=at)
    if news in TO_SELLER:
        _tell_seller(order, news, at=at)


def _advance(orders: Sequence[Order]) -> int:
    """What came before the orders, with the deposit of a contract."""
    return advance_on(orders[0].group.code) if orders[0].origin == Origin.WHOLESALE else 0


def _tell_buyer(
    group: OrderGroup, news: News, text: Sentence, facts: Mapping[str, object], *, link: str, at: datetime
) -> None:
    if group.person is None and news in ONLY_ON_THE_SITE:
        return
    tell_person(
        kind=KINDS[news][0],
        person_code=group.person.code if group.person is not None else "",
        phone=group.contact_phone,
        text=text,
        facts=facts,
        link=link,
        about=str(facts["code"]),
        language=group.language,
        at=at,
    )


def _tell_seller(order: Order, news: News, *, at: datetime) -> None:
    """Managers by every way, the others on the site; the shop's own number where it is nobody's of these."""
    if news == News.CANCELLED and _was_sellers_own(order):
        return
    kind = KINDS[news][1]
    managers = {person.code for person in _staff(order, {Role.SELLER_MANAGER}, at=at)}
    phones = set()
    for person in _staff(order, SELLER_ROLES, at=at):
        manages = person.code in managers
        phones |= {person.mobile} if manages else set()
        _tell_one(order, news, kind if manages else "order.progress", person=person, at=at)
    if order.seller.phone and order.seller.phone not in phones and news not in ONLY_ON_THE_SITE:
        _tell_one(order, news, kind, person=None, at=at)
    if news == News.LATE:
        _tell_helpers(order, at=at)


def _tell_one(order: Order, news: News, kind: str, *, person: Person | None, at: datetime) -> None:
    """Somebody of the shop; without a person its own number."""
    language = person.language if person is not None else "vi"
    with override(language):
        facts = _facts(order, news)
    tell_person(
        kind=kind,
        person_code=person.code if person is not None else "",
        phone=person.mobile if person is not None else order.seller.phone,
        text=TO_SELLER[news],
        phone_text=TO_SELLERS_PHONE.get(news, "") if answers_by_sms() else "",
        facts=facts,
        link=seller_link(order),
        about=order.code,
        seller_code=order.seller.code,
        language=language,
        at=at,
    )


def _tell_helpers(order: Order, *, at: datetime) -> None:
    """Before the order ends by itself: whoever may accept it for the household, else who helps in its commune."""
    helpers = helpers_of(order.seller.code, at=at, deed=Deed.ACCEPT) or list(
        people_with_role_at(roles={Role.HELPER}, scope=Scope.COMMUNE, scope_code=order.seller.commune.code, at=at)
    )
    for helper in helpers:
        with override(helper.language):
            facts = _facts(order, News.LATE)
        tell_person(
            kind="household.late",
            person_code=helper.code,
            phone=helper.mobile,
            text=TO_HELPER,
            facts=facts,
            link=seller_link(order),
            about=order.code,
            seller_code=order.seller.code,
            language=helper.language,
            at=at,
        )


def _staff(order: Order, roles: frozenset[Role] | set[Role], *, at: datetime) -> list[Person]:
    return list(people_with_role_at(roles=roles, scope=Scope.SELLER, scope_code=order.seller.code, at=at))


def _was_sellers_own(order: Order) -> bool:
    return order.steps.filter(axis=Axis.ORDER, step="cancel", side=Side.SELLER).exists()


def _of_its_kind(order: Order) -> list[Order]:
    """The orders of the same group that stand where this one stands."""
    alike = {"status": order.status, "payment_status": order.payment_status}
    return list(Order.objects.filter(group=order.group, **alike).order_by("pk"))


def _is_first_of_its_kind(order: Order) -> bool:
    return _of_its_kind(order)[0].pk == order.pk


def _code_of_all(orders: Sequence[Order]) -> str:
    """How to name some orders of one group: by the order's code, or by the group's when there are several."""
    return orders[0].code if len(orders) == 1 else orders[0].group.code


def _reason_for(order: Order, news: News) -> str:
    """What somebody wrote with the step that is told of."""
    step = order.steps.filter(step__startswith=TOLD_WITH_REASON.get(news, news)).exclude(axis=Axis.DELIVERY)
    last = step.order_by("-pk").first()
    reason = last.reason if last else ""
    return _short(str(MarketReason(reason).label) if reason in MarketReason.values else reason, REASON_LETTERS)


def _tracking(order: Order) -> str:
    shipment = shipment_of(order.code)
    return _short(shipment.tracking_code if shipment else "", REASON_LETTERS)


def _facts(order: Order, news: News) -> dict[str, object]:
    """What the sentences name. Called in the reader's language."""
    ends = answer_ends(order)
    return {
        "code": order.code,
        "group": order.group.code,
        "seller": _short(order.seller_name, SELLER_LETTERS),
        "total": _amount(order.total_vnd),
        "day": format_day(order.promised_to, today=local_date(order.placed_at)),
        "time": format_moment(order.held_until) if order.held_until else "",
        "answer": format_moment(order.accept_by) if order.accept_by else "",
        "ends": format_moment(ends) if ends else "",
        "reason": _reason_for(order, news).rstrip(" .!?") if news in TOLD_WITH_REASON else "",
        "reference": _reason_for(order, news) if news in TOLD_WITH_REASON else "",
        "tracking": _tracking(order) if news == News.HANDED_OVER else "",
        "money": _money(order),
        "interest": _amount(last_paid_interest(order.code)) if news == News.INTEREST_PAID else "",
    }


def _money(order: Order) -> Sentence:
    if order.payment_status != PaymentStatus.REFUND_DUE:
        return NO_MONEY
    payment = payment_of(order.code)
    due = [refund.due_on for refund in payment.refunds.all() if refund.done_at is None] if payment else []
    return str(MONEY_BACK) % {"day": format_day(min(due), today=local_date(order.placed_at))} if due else NO_MONEY


def _tail_of_account(order: Order, news: News) -> str:
    """The last digits of the account that was named last for money of the group, as long as it waits."""
    if news != News.ACCOUNT_GIVEN:
        return ""
    told = [one.account_tail for one in accounts_asked(order.group.code) if one.answered_at]
    return told[-1] if told else ""


def _code_to_fetch_by(order: Order, news: News, *, at: datetime) -> str:
    """By which code the buyer fetches in cash what goes back; empty where that cannot be, or other news is told."""
    found = group_to_fetch(order.group, at=at) if news == News.CASH_BACK else None
    return found.code if found else ""


def _amount(vnd: int) -> str:
    return format_vnd(vnd).replace(NBSP, " ")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
