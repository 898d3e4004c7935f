"""What can be done with sellers."""

from datetime import datetime

from chophien.accounts.selectors import people_with_role_at
from chophien.accounts.states import SELLER_ROLES, Scope
from chophien.messages.actions import notify
from chophien.sellers.models import Seller


def tell_staff(*, seller: Seller, text: str, link: str, about: str, at: datetime) -> None:
    """Leave a notice for everybody who works for the shop."""
    staff = people_with_role_at(roles=SELLER_ROLES, scope=Scope.SELLER, scope_code=seller.code, at=at)
    for person in staff:
        notify(person_code=person.code, text=text, link=link, about=about, at=at)
