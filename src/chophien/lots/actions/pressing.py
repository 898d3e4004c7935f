"""What days do to lots: those that have gathered long enough close, and who owes households for too long is told."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.money import format_vnd
from chophien.lots.actions.agreeing import end_lot, freeze_lot
from chophien.lots.models import Lot
from chophien.lots.selectors.amounts import kilograms
from chophien.lots.selectors.owing import shops_that_owe
from chophien.lots.states import LotStatus
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


@transaction.atomic
def close_gathered(*, actor: Actor, at: datetime) -> list[str]:
    """Close lots whose day has passed: what came together is fixed, and one to which nobody brought is given up.

    The managers are told. Returns the codes. Done twice it finds nothing left to do.
    """
    over = Lot.objects.filter(status=LotStatus.OPEN, gather_until__lt=local_date(at)).order_by("pk")
    closed = []
    for lot in over.select_related("seller__commune__province"):
        came = lot.total_g > 0
        (freeze_lot if came else end_lot)(lot=lot, actor=actor, at=at)
        tell_managers(
            seller=lot.seller,
            kind="payment.news",
            text=_("%(product)s: the day is over, and %(weight)s came together. The weighing is closed.")
            if came
            else _("%(product)s: the day is over, and nobody brought anything. The lot was given up."),
            facts={"product": lot.product[:60], "weight": kilograms(lot.total_g)},
            link=f"/ban-hang/lo/{lot.code}/",
            about=lot.code,
            at=at,
        )
        closed.append(lot.code)
    return closed
