"""Reads about what came in by SMS."""

from datetime import datetime

from django.db.models import QuerySet

from chophien.accounts.models import Person
from chophien.sellers.models import Seller
from chophien.smsdesk.models import IncomingSms, SmsPin
from chophien.smsdesk.policies import cared_for_by
from chophien.smsdesk.states import Reply

PUZZLING_MOST = 100


def puzzling_for(person: Person, *, at: datetime) -> QuerySet[IncomingSms]:
    """What was not understood and nobody took care of yet, of those whom somebody looks after; the longest first."""
    waiting = IncomingSms.objects.filter(reply=Reply.NOT_UNDERSTOOD, helped_at__isnull=True)
    return waiting.filter(cared_for_by(person, at=at)).order_by("received_at", "pk")


def names_of_shops(rows: list[IncomingSms]) -> dict[str, str]:
    """The shops' names by code. One query."""
    codes = {row.seller_code for row in rows if row.seller_code}
    return dict(Seller.objects.filter(code__in=codes).values_list("code", "name"))


def pin_of(person: Person) -> SmsPin | None:
    """Somebody's PIN as far as anybody may know: since when, and whether it is locked."""
    return SmsPin.objects.filter(person_code=person.code).first()  # one a person


def written_by(person: Person) -> QuerySet[IncomingSms]:
    """What somebody wrote lately, newest first."""
    return IncomingSms.objects.filter(person_code=person.code).order_by("-received_at", "-pk")
