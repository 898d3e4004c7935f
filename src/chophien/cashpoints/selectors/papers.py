"""Who may have a receipt on paper: the agents of the point, and whose cash it was."""

from datetime import datetime

from django.db.models import Q

from chophien.accounts.models import Person
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors.points import posts_of
from chophien.cashpoints.selectors.receipts import Receipt, receipt_of
from chophien.cashpoints.states import CashStatus
from chophien.sellers.selectors.shops import sellers_managed_by


def receipt_visible_to(person: Person, code: str, *, at: datetime) -> Receipt | None:
    """The receipt with this code, if somebody serves at its point now or it is about their own cash or their shop's."""
    served = posts_of(person, at=at).values("point")
    shops = sellers_managed_by(person, at=at).values("code")
    mine = Q(person=person) | Q(till__point__in=served) | Q(seller_code__in=shops) | Q(payer_code=person.code)
    if not CashOrder.objects.filter(mine, code=code, status=CashStatus.PAID).exists():
        return None
    return receipt_of(code)
