"""Reads about what came in by SMS."""

from datetime import datetime

from django.db.models import QuerySet

from chophien.accounts.models import Person
from chophien.sellers.models import Seller
from chophien.smsdesk.models import IncomingSms, SmsPin
from chophien.smsdesk.policies import cared_for_by, operated_by
from chophien.smsdesk.states import UNMATCHED, Reply

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


def unmatched_for(person: Person, *, at: datetime) -> QuerySet[IncomingSms]:
    """What the market could do nothing with and nobody took care of, of an operator's area; the longest first.

    Of shops of the area what was not understood; of people without a shop and of strangers everything, for operators
    of the whole country.
    """
    waiting = IncomingSms.objects.filter(reply__in=UNMATCHED, helped_at__isnull=True)
    return waiting.filter(operated_by(person, at=at)).order_by("received_at", "pk")


def sms_found(rows: QuerySet[IncomingSms], *, text: str, reply: str) -> QuerySet[IncomingSms]:
    """Those of `rows` in whose text these words stand, of which this came; empty words leave all."""
    if typed := text.strip():
        rows = rows.filter(text__icontains=typed)
    return rows.filter(reply=reply) if reply else rows


def lock_sms(pk: int) -> IncomingSms:
    """Fetch the SMS and hold its row until the transaction ends."""
    return IncomingSms.objects.select_for_update().get(pk=pk)
