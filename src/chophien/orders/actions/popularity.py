"""What was bought lately, told to the search of goods."""

from datetime import datetime, timedelta

from django.db.models import Count

from chophien.catalog.search.refresh import set_popularity
from chophien.orders.models import OrderLine
from chophien.orders.states import OrderStatus, Origin

LATELY = timedelta(days=90)


def tell_popularity(*, at: datetime) -> None:
    """Tell the search in how many accepted orders of the last 90 days each listing stood; nothing counts by quantity,
    goods sent instead of faulty ones were bought once, and what a shop wrote down itself is no sale that we saw.

    The order of goods follows with the next day that the search begins.
    """
    accepted = OrderLine.objects.filter(
        order__status__in=[OrderStatus.CONFIRMED, OrderStatus.COMPLETED],
        order__placed_at__gt=at - LATELY,
        order__placed_at__lte=at,
    ).exclude(order__origin__in=[Origin.REPLACEMENT, Origin.BY_HAND])
    times = accepted.values_list("variant__listing_id").annotate(orders=Count("order", distinct=True))
    set_popularity(dict(times.order_by("variant__listing_id")))
