"""What went to the person's phone and came from it."""

from datetime import datetime

from django.db.models import Q

from chophien.accounts.models import Person
from chophien.messages.models import OutgoingSms, Visit
from chophien.privacy.kept.base import Rows
from chophien.smsdesk.models import IncomingSms, SmsPin


def _came_from(person: Person) -> Q:
    return Q(person_code=person.code) | Q(phone=person.phone)


def texts(person: Person) -> Rows:
    """SMS to the market and from it, visits that were asked for, and that there is a PIN for money."""
    sent = OutgoingSms.objects.filter(phone=person.phone, secret=False).order_by("pk")
    came = IncomingSms.objects.filter(_came_from(person)).order_by("pk")
    visits = Visit.objects.filter(_came_from(person)).order_by("pk")
    return [
        *came.values("code", "text", "command", "about", "answer", "received_at"),
        *sent.values("text", "about", "status", "written_at"),
        *visits.values("kind", "text", "asked_at", "done_at"),
        *({"sms_pin": True} for _one in SmsPin.objects.filter(person_code=person.code)),
    ]


def forget_texts(person: Person, *, at: datetime) -> int:
    """Words and numbers go; that an SMS came and what it did stays, for orders rely on it."""
    del at
    came = IncomingSms.objects.filter(_came_from(person)).exclude(phone="")
    return (
        came.update(text="", answer="", phone="", helped_words="")
        + Visit.objects.filter(_came_from(person)).exclude(text="").update(text="", phone="")
        + SmsPin.objects.filter(person_code=person.code).delete()[0]
    )
