"""Telling the managers of shops what became of their payouts. By a job, after the commit of what it tells about."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.lib.money import format_vnd
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.settlement.models import Payout
from chophien.settlement.selectors.retries import tried_again, tried_before
from chophien.settlement.states import Kind, PayoutStatus

MONEY_PAGE = "/ban-hang/tien/"
TEXTS: Mapping[str, Sentence] = {
    PayoutStatus.PAID: _("%(amount)s were sent to your account ending in %(tail)s."),
    PayoutStatus.FAILED: _(
        "%(amount)s could not be sent to your account ending in %(tail)s: %(reason)s They stay yours."
    ),
    PayoutStatus.RETURNED: _(
        "%(amount)s came back from your account ending in %(tail)s (%(reason)s). They stay yours and are sent with"
        " the next payout. Check the number and the name of your account."
    ),
    PayoutStatus.CANCELLED: _(
        "%(amount)s were not sent, since your account was changed. They stay yours and are sent once the market has"
        " compared the new account. You did not change it? Call the market at once."
    ),
}
AFTER_ALL = _(
    "%(amount)s were sent to your account ending in %(tail)s after all: the bank had first said that it failed"
    " (%(reason)s). If they were sent to you twice, the next payouts are less by as much."
)
TWICE_AND_BACK = _(
    "%(amount)s came back from your account ending in %(tail)s. They had been sent to you twice: now nothing is taken"
    " off your next payouts for them."
)
SET_RIGHT: Mapping[str, Sentence] = {
    Kind.WRITTEN_OFF: _(
        "Your shop owes nothing more for %(amount)s that the bank had sent to you twice: the market bears it. Nothing"
        " is taken off your next payouts for them."
    ),
    Kind.PAID_BACK: _("%(amount)s that you sent back have come. They had been sent to you twice. Thank you."),
    Kind.DEBT_BORNE: _("Your shop owed the market %(amount)s. It owes nothing more of it: the market bears it."),
    Kind.DEBT_BACK: _("%(amount)s that you paid back of what your shop owed have come. Thank you."),
}
TO_MEND = frozenset({PayoutStatus.FAILED, PayoutStatus.RETURNED, PayoutStatus.CANCELLED})
"""What the shop's account is the reason of: the message leads there."""


def tell_answered(*, payout_ids: Sequence[int], at: datetime) -> None:
    """Tell the managers of each shop what the bank did, or why it was not asked."""
    answered = Payout.objects.filter(pk__in=payout_ids).order_by("pk")
    sellers = Seller.objects.in_bulk([one.seller_code for one in answered], field_name="code")
    for one in answered:
        is_other_paid = one.status == PayoutStatus.RETURNED and _is_other_paid(one)
        tell_managers(
            seller=sellers[one.seller_code],
            kind="payment.news",
            text=TWICE_AND_BACK if is_other_paid else _text(one),
            link=MONEY_PAGE
            if is_other_paid or one.status not in TO_MEND
            else reverse("sellers:account", args=[one.seller_code]),
            about=one.code,
            at=at,
            facts={"amount": format_vnd(one.amount_vnd), "tail": one.account_tail, "reason": one.reason},
        )


def tell_set_right(*, payout_id: int, kind: str, amount_vnd: int, at: datetime) -> None:
    """Tell the managers of a shop that what it was paid twice came back, or is borne by the market."""
    payout = Payout.objects.get(pk=payout_id)
    _tell_set_right(payout.seller_code, kind=kind, amount_vnd=amount_vnd, about=payout.code, at=at)


def tell_debt(*, seller_code: str, kind: str, amount_vnd: int, at: datetime) -> None:
    """The same of what a shop owed otherwise."""
    _tell_set_right(seller_code, kind=kind, amount_vnd=amount_vnd, about=seller_code, at=at)


def _tell_set_right(seller_code: str, *, kind: str, amount_vnd: int, about: str, at: datetime) -> None:
    tell_managers(
        seller=Seller.objects.get(code=seller_code),
        kind="payment.news",
        text=SET_RIGHT[kind],
        link=MONEY_PAGE,
        about=about,
        at=at,
        facts={"amount": format_vnd(amount_vnd)},
    )


def _text(payout: Payout) -> Sentence:
    return AFTER_ALL if payout.status == PayoutStatus.PAID and payout.reason else TEXTS[payout.status]


def _is_other_paid(payout: Payout) -> bool:
    """Whether a line that this one was to pay again is paid, or one that was to pay this again."""
    others = [*tried_before(payout), *tried_again([payout.pk])[payout.pk]]
    return Payout.objects.filter(pk__in=others, status=PayoutStatus.PAID).exists()
