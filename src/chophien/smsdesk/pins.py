"""The PIN for messages: chosen on the desk, asked for where money is concerned, locked after five wrong tries."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.errors import DomainError
from chophien.rules import selectors as rules
from chophien.smsdesk.errors import PinLocked, PinMissing, PinTooSimple, PinUnset, PinWrong
from chophien.smsdesk.models import SmsPin
from chophien.smsdesk.parsing import PIN_DIGITS

ROWS = ("0123456789", "9876543210")


@transaction.atomic
def choose_pin(*, person: Person, pin: str, at: datetime) -> SmsPin:
    """Set somebody's own PIN, or a new one; wrong tries are forgotten.

    :raises ValueError: if it is not six digits, a bug of the form
    :raises PinTooSimple: if anybody would try it first
    """
    if len(pin) != PIN_DIGITS or not pin.isascii() or not pin.isdigit():
        raise ValueError("a PIN has six digits")
    if len(set(pin)) == 1 or any(pin in row for row in ROWS):
        raise PinTooSimple
    chosen, _is_new = SmsPin.objects.update_or_create(
        person_code=person.code, defaults={"digest": make_password(pin), "wrong_tries": 0, "set_at": at}
    )
    record("smsdesk.pin_chosen", actor=person, subject_code=person.code, at=at)
    return chosen


def why_not_pin(*, person: Person, pin: str, example: str, at: datetime) -> DomainError | None:
    """Try a PIN in the caller's transaction: None when it is right, else why it is not. A wrong one is counted."""
    kept = SmsPin.objects.select_for_update().filter(person_code=person.code).first()  # one a person
    if kept is None:
        return PinUnset()
    most = rules.whole("smsdesk.pin_tries", at=at)
    if kept.wrong_tries >= most:
        return PinLocked()
    if not pin:
        return PinMissing(facts={"example": example})
    if check_password(pin, kept.digest):
        kept.wrong_tries = 0
        kept.save(update_fields=["wrong_tries"])
        return None
    kept.wrong_tries += 1
    kept.save(update_fields=["wrong_tries"])
    if kept.wrong_tries < most:
        return PinWrong(facts={"left": most - kept.wrong_tries})
    record("smsdesk.pin_locked", actor=person, subject_code=person.code, at=at)
    return PinLocked()
