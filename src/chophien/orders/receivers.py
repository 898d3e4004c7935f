"""What orders does when something happens below."""

from datetime import datetime

from django.dispatch import receiver

from chophien.accounts.events import signed_in
from chophien.accounts.models import Person
from chophien.collecting.events import asking_changed, carrier_told
from chophien.collecting.states import Holder
from chophien.orders.actions.carts import merge_carts
from chophien.orders.actions.doorstep import take_carriers_word
from chophien.orders.actions.steps import tell_that_interest_waits, tell_who_gives_cash_back
from chophien.payments.events import interest_waits


@receiver(signed_in, dispatch_uid="orders.merge_carts")
def on_signed_in(*, person: Person, guest_cart_code: str, at: datetime, **_signal: object) -> None:
    merge_carts(guest_cart_code=guest_cart_code, person=person, at=at)


@receiver(carrier_told, dispatch_uid="orders.take_carriers_word")
def on_carrier_told(*, order_code: str, holder: Holder, at: datetime, **_signal: object) -> None:
    take_carriers_word(order_code=order_code, holder=holder, at=at)


@receiver(asking_changed, dispatch_uid="orders.tell_who_gives_cash_back")
def on_asking_changed(*, order_code: str, is_asked: bool, **_signal: object) -> None:
    tell_who_gives_cash_back(order_code=order_code, is_asked=is_asked)


@receiver(interest_waits, dispatch_uid="orders.tell_that_interest_waits")
def on_interest_waits(*, order_code: str, **_signal: object) -> None:
    tell_that_interest_waits(order_code=order_code)
