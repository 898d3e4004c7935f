"""Who may have a receipt on paper: the agents of the point, and whose cash it was."""

from datetime import datetime

from django.db.models import Q

from chophien.accounts.models import Person
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors.points import posts_of
from chophien.cashpoints.selectors.receipts import Receipt, receipt_of
from chophien.cashpoints.states import CashStatus


def receipt_visible_to(person: Person, code: str, *, at: datetime) -> Receipt | None:
    """The receipt with this code, if somebody serves at its point now or it is about their own cash."""
    served = posts_of(person, at=at).values("point")
    mine = Q(person=person) | Q(till__point__in=served)
    if not CashOrder.objects.filter(mine, code=code, status=CashStatus.PAID).exists():
        return None
    return receipt_of(code)
