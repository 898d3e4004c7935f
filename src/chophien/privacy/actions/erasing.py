"""Taking a person out of what is kept: what may go, goes; what the law wants kept, stays and says why."""

from datetime import datetime

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.orders.models import Order
from chophien.orders.states import OrderStatus
from chophien.privacy.errors import HeldByLaw, StillOpen, StillSelling
from chophien.privacy.kept.classes import CLASSES
from chophien.privacy.selectors.register import hold_over
from chophien.sellers.selectors.shops import shops_of
from chophien.sellers.states import SellerStatus
from chophien.wholesale.models import Contract, StandingOrder
from chophien.wholesale.states import ContractStatus, StandingStatus

OPEN_ORDERS = (OrderStatus.PLACED, OrderStatus.CONFIRMED)


def erase(*, person: Person, actor: Actor, at: datetime) -> list[dict[str, object]]:
    """Go through every class and forget what may be forgotten, in the caller's transaction. Says per class how many.

    :raises HeldByLaw: if somebody who may has set a hold
    :raises StillOpen: if orders, contracts or standing orders of the person are not over
    :raises StillSelling: if the person manages a shop that is open
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    hold = hold_over(person, at=at)
    if hold is not None:
        raise HeldByLaw(facts={"reason": hold.reason})
    bought = (
        Order.objects.filter(group__person=person, status__in=OPEN_ORDERS),
        Contract.objects.filter(buyer=person, status=ContractStatus.AGREED),
        StandingOrder.objects.filter(buyer=person).exclude(status=StandingStatus.ENDED),
    )
    still_open = [code for rows in bought for code in rows.order_by("pk").values_list("code", flat=True)[:5]]
    if still_open:
        raise StillOpen(facts={"codes": ", ".join(still_open)})
    selling = [
        shop.seller.code
        for shop in shops_of(person, at=at)
        if shop.is_managed and shop.seller.status != SellerStatus.CLOSED
    ]
    if selling:
        raise StillSelling(facts={"codes": ", ".join(selling)})
    outcome: list[dict[str, object]] = []
    for one in CLASSES:
        gone = one.forget(person, at=at) if one.forget is not None else 0
        outcome.append({"key": one.key, "gone": gone, "kept": bool(one.why_kept)})
    facts = {str(line["key"]): line["gone"] for line in outcome}
    record("privacy.erased", actor=actor, subject_code=person.code, at=at, facts=facts)
    return outcome
