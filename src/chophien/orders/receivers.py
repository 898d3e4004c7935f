"""What orders does when something happens below."""

from datetime import datetime

from django.dispatch import receiver

from chophien.accounts.events import signed_in
from chophien.accounts.models import Person
from chophien.orders.actions.carts import merge_carts


@receiver(signed_in, dispatch_uid="orders.merge_carts")
def on_signed_in(*, person: Person, guest_cart_code: str, at: datetime, **_signal: object) -> None:
    merge_carts(guest_cart_code=guest_cart_code, person=person, at=at)
