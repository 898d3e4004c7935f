"""Messages and notices for tests, as little as is valid."""

from datetime import UTC, datetime

import factory
from django.contrib.auth import get_user_model

from chophien.messages.models import Notice, OutgoingSms

WRITTEN = datetime(2026, 11, 24, 5, tzinfo=UTC)


class SmsFactory(factory.django.DjangoModelFactory):
    """An SMS that waits for its gateway."""

    class Meta:
        model = OutgoingSms

    key = factory.Sequence("sms-{}".format)
    phone = "+84912345678"
    text = "Don CP-7K3M-92 da duoc nhan."
    about = "CP-7K3M-92"
    written_at = WRITTEN


class NoticeFactory(factory.django.DjangoModelFactory):
    """An unread notice."""

    class Meta:
        model = Notice

    code = factory.Sequence("TB-{:04d}".format)
    person_code = "ND-1"
    text = "Đơn CP-7K3M-92 đã được nhận."
    link = "/don/CP-7K3M-92/"
    written_at = WRITTEN


def a_reader(code="ND-READER", phone="+84912345678"):
    """Somebody who signs in and reads their notices. People live in an app above this one."""
    return get_user_model().objects.create(code=code, phone=phone, password="!", joined_at=WRITTEN)
