"""Messages from phones, as a gateway brings them."""

from datetime import UTC, datetime
from itertools import count

from chophien.smsdesk.actions import take_sms
from chophien.smsdesk.models import IncomingSms
from chophien.smsdesk.pins import choose_pin

NOON = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
_IDS = count(1)
PIN = "402118"


def an_sms(person_or_phone, text: str, *, message_id: str = "", at: datetime = NOON) -> IncomingSms:
    """An SMS that somebody wrote, taken in."""
    phone = getattr(person_or_phone, "phone", person_or_phone)
    return take_sms(message_id=message_id or f"id-{next(_IDS)}", phone=phone, text=text, at=at)


def with_pin(person, pin: str = PIN):
    choose_pin(person=person, pin=pin, at=NOON)
    return person
