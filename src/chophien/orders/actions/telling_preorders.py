"""Telling both sides of an order before the harvest: what was promised, that it was moved, that it has begun."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from chophien.lib.dates import format_moment
from chophien.lib.errors import Sentence
from chophien.lib.money import NBSP, format_vnd
from chophien.messages.actions.telling import tell
from chophien.orders.actions.writing import access_token
from chophien.orders.models import Order, Preorder
from chophien.orders.selectors.preorders import preorder_of
from chophien.orders.states import News
from chophien.orders.texts import buyer_link, seller_link
from chophien.payments.selectors import payment_of
from chophien.sellers.actions.staff import STAFF_NEWS, tell_staff

SELLER_LETTERS = 24
OF_HARVEST = frozenset({News.HARVEST_MOVED, News.WAITS_ON, News.HARVEST_BEGUN})
DEPOSIT_FIRST = _(
    "Chợ Phiên: order %(code)s, harvest %(days)s. "
    "Transfer the deposit %(deposit)s with the note %(group)s before %(time)s."
)
TO_BUYER: Mapping[News, Sentence] = {
    News.PLACED: _("Chợ Phiên: order %(code)s is kept for you. Harvest %(days)s. You pay %(total)s when it comes."),
    News.PAID: _("Chợ Phiên: the deposit for order %(code)s came. The harvest is %(days)s."),
    News.HARVEST_MOVED: _(
        "Chợ Phiên: %(seller)s moved the harvest of order %(code)s to %(days)s. "
        "Wait, or have all money back? Answer before %(answer)s: %(link)s"
    ),
    News.HARVEST_BEGUN: _("Chợ Phiên: the harvest for order %(code)s has begun. %(seller)s sends it soon."),
}
TO_SELLER: Mapping[News, Sentence] = {
    News.PLACED: _("A new order before the harvest: %(code)s, %(total)s."),
    News.PAID: _("The deposit for order %(code)s came."),
    News.WAITS_ON: _("The buyer of order %(code)s waits for the new days."),
    News.HARVEST_BEGUN: _("Chợ Phiên: order %(code)s from before the harvest, %(total)s. Answer before %(answer)s."),
}
BY_PHONE = frozenset({News.HARVEST_BEGUN})


def tell_of_harvest(order: Order, *, news: News, at: datetime) -> None:
    """Tell both sides of an order that was placed before its harvest."""
    preorder = preorder_of(order)
    if preorder is None:
        raise Preorder.DoesNotExist(f"{order.code} was not placed before a harvest")
    if news in TO_BUYER:
        group = order.group
        with override(group.language):
            facts = _facts(order, preorder)
        text = DEPOSIT_FIRST if news == News.PLACED and order.held_until else TO_BUYER[news]
        tell(
            kind="preorder.moved" if news == News.HARVEST_MOVED else "preorder.news",
            person_code=group.person.code if group.person else "",
            phone=group.contact_phone,
            text=text,
            facts=facts,
            link=buyer_link(order),
            about=order.code,
            language=group.language,
            at=at,
        )
    if news in TO_SELLER:
        tell_staff(
            seller=order.seller,
            text=TO_SELLER[news],
            facts=_facts(order, preorder),
            link=seller_link(order),
            about=order.code,
            kind="preorder.news" if news in BY_PHONE else STAFF_NEWS,
            at=at,
        )


def open_link(order: Order) -> str:
    """The address that opens the order to whoever has it, without signing in, as it stands in a message."""
    return f"{settings.SITE}{buyer_link(order)}?k={access_token(order.group, secret=settings.SECRET_KEY)}"


def days_of(begins_on: date, ends_on: date) -> str:
    """A harvest's days as they are said: ``5/8 to 20/8/2027``."""
    return gettext("%(first)s to %(last)s") % {
        "first": f"{begins_on.day}/{begins_on.month}",
        "last": f"{ends_on.day}/{ends_on.month}/{ends_on.year}",
    }


def _facts(order: Order, preorder: Preorder) -> dict[str, object]:
    payment = payment_of(order.code)
    name = order.seller_name
    return {
        "code": order.code,
        "group": order.group.code,
        "seller": name if len(name) <= SELLER_LETTERS else name[: SELLER_LETTERS - 1].rstrip() + "…",
        "total": _amount(order.total_vnd),
        "deposit": _amount(payment.transfer_vnd) if payment else "",
        "days": days_of(preorder.begins_on, preorder.ends_on),
        "time": format_moment(order.held_until) if order.held_until else "",
        "answer": format_moment(answer) if (answer := preorder.answer_by or order.accept_by) else "",
        "link": open_link(order),
    }


def _amount(vnd: int) -> str:
    return format_vnd(vnd).replace(NBSP, " ")
