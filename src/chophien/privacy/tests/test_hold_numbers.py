"""A guest whom nobody knows but by a phone number: what the number ordered stays while a hold is on it."""

from datetime import UTC, datetime, timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.lib.actor import NIGHTLY, SYSTEM
from chophien.messages.models import OutgoingSms
from chophien.messages.tests.factories import SmsFactory
from chophien.orders.actions.sending import receive_order
from chophien.orders.models import OrderGroup
from chophien.orders.tests.factories import a_sent_order
from chophien.privacy.actions.holds import hold, lift
from chophien.privacy.actions.retention import forget_what_is_old
from chophien.privacy.errors import OneRequestAtATime
from chophien.privacy.selectors.register import hold_over

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
YEARS_LATER = NOON + timedelta(days=366 * 6)
NUMBER = "+84912345678"


def bought(phone):
    order = a_sent_order(contact_phone=phone)
    receive_order(order=order, actor=SYSTEM, at=NOON)
    SmsFactory(phone=order.group.contact_phone, status="kept", text="tin", written_at=NOON)


def numbers_left():
    groups = OrderGroup.objects.exclude(contact_phone="").values_list("contact_phone", flat=True)
    return sorted({*groups, *OutgoingSms.objects.filter(text="tin").values_list("phone", flat=True)})


def test_s36_what_a_held_number_ordered_and_was_told_stays_until_the_hold_is_lifted():
    for phone in ("0912 345 678", "0987 654 321"):
        bought(phone)
    made = hold(subject_code="0912 345 678", reason="Gian lận, công an đang hỏi", actor=operator(), at=NOON)

    forget_what_is_old(actor=NIGHTLY, at=YEARS_LATER)

    assert (made.subject_code, numbers_left()) == (NUMBER, [NUMBER])
    with pytest.raises(OneRequestAtATime):
        hold(subject_code="+84 912345678", reason="Lần nữa", actor=operator(), at=NOON)

    lifted = lift(held=made, actor=operator(), at=YEARS_LATER)
    forget_what_is_old(actor=NIGHTLY, at=YEARS_LATER)

    assert numbers_left() == []
    assert NUMBER not in lifted.subject_code
    assert set(Entry.objects.filter(what__startswith="privacy.hold").values_list("subject_code", flat=True)) == {
        made.code
    }


def test_whoever_opens_an_account_with_a_held_number_is_held():
    made = hold(subject_code=NUMBER, reason="Gian lận", actor=operator(), at=NOON)

    assert hold_over(PersonFactory(phone=NUMBER), at=NOON) == made
    assert hold_over(PersonFactory(), at=NOON) is None
