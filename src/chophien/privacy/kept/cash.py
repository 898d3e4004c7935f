"""What was done at cash points by the person, for them, and with the money of shops that they manage."""

from django.db.models import Q

from chophien.accounts.models import Person
from chophien.cashpoints.models import AgentPost, BalanceAsk, CashOrder, Point
from chophien.privacy.kept.base import Rows


def at_cash_points(person: Person) -> Rows:
    """Cash that was given to the person or taken from them, what was shown of them, and where they served."""
    about = Q(person=person) | Q(asked_by=person.code) | Q(paid_by=person.code) | Q(payer_code=person.code)
    orders = CashOrder.objects.filter(about)
    asks = BalanceAsk.objects.filter(Q(person=person) | Q(asked_by=person.code))
    posts = AgentPost.objects.filter(person=person)
    points = Point.objects.filter(Q(opened_by=person.code) | Q(closed_by=person.code))
    return [
        *orders.order_by("pk").values(
            *("code", "kind", "status", "till__code", "seller_code", "group_code", "amount_vnd", "simulated"),
            *("asked_at", "payer_shown", "confirmed_way", "paid_at", "paid_by"),
        ),
        *asks.order_by("pk").values("code", "seller_code", "till__code", "asked_by", "asked_at", "confirmed_at"),
        *posts.order_by("pk").values("point__code", "begins_at", "ends_at"),
        *points.order_by("pk").values("code", "name", "phone", "opened_at", "closed_at"),
    ]
