"""Cooperatives that owe their households for too long are told, once a week."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.lib.dates import local_date
from chophien.lib.money import format_vnd
from chophien.lots.selectors.owing import shops_that_owe
from chophien.sellers.actions.staff import tell_managers

MONDAY = 1
OWED_PAGE = "/ban-hang/ho-gop/"


@transaction.atomic
def press_to_pay(*, at: datetime) -> int:
    """On a Monday, tell the managers of every shop that owes households for longer than `lots.pay_within_days`.

    Returns how many shops were told.
    """
    if local_date(at).isoweekday() != MONDAY:
        return 0
    owing = shops_that_owe(at=at)
    for seller, households, amount in owing:
        tell_managers(
            seller=seller,
            kind="payment.news",
            text=_("%(count)s households wait for too long for %(amount)s of %(shop)s. Pay them and write it down."),
            facts={"count": households, "amount": format_vnd(amount), "shop": seller.name[:60]},
            link=OWED_PAGE,
            about=seller.code,
            at=at,
        )
    return len(owing)
