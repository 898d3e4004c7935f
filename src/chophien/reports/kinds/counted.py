"""Whose sales programmes count: every cooperative's and enterprise's, and those of households that agreed to it."""

from collections.abc import Collection

from django.db.models import Q

from chophien.orders.models import Order
from chophien.reports.kinds.base import Area
from chophien.sellers.models import Seller
from chophien.sellers.selectors.agreeing import shops_agreeing

COUNTED = "programme_figures"
"""The purpose that a household has agreed to before its sales are added up for a programme: see `privacy`."""


def left_out(area: Area, orders: Q) -> Collection[str]:
    """The households among the sellers of these orders that have not agreed, by their codes. Four statements.

    It is asked anew for every report: what was taken back counts in the next one.
    """
    sold = list(Seller.objects.filter(pk__in=Order.objects.filter(orders).values("seller")).only("code", "kind"))
    return {one.code for one in sold} - shops_agreeing(sold, purpose=COUNTED, at=area.at)
