"""What was written to whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet

from chophien.messages.models import (
    Announcement,
    AnnouncementRead,
    Attempt,
    Dispatch,
    Message,
    Notice,
    OutgoingSms,
    PushDevice,
    QuietHours,
    Visit,
    Wish,
)
from chophien.messages.states import MessageStatus

OUTBOX_ROWS = 50
NOTICES_ON_A_PAGE = 20
DUE_MOST = 500


@dataclass(frozen=True)
class Address:
    """Where a person with an account is reached, and in which language."""

    phone: str
    language: str


def address_of(person_code: str) -> Address:
    """The phone and language of somebody with an account; empty and Vietnamese for an unknown or closed one.

    Who has no phone has none here either: their code stands in its place.
    """
    people = get_user_model().objects.filter(code=person_code, is_active=True)
    found = people.values_list("phone", "language").first()  # the code is unique
    phone, language = found or ("", "vi")
    return Address(phone if phone.startswith("+") else "", language)


def answers_by_sms() -> bool:
    """Whether people may answer by SMS: somebody brings them, or a developer tries it out."""
    return bool(settings.SMS_INBOUND_KEY) or settings.DEV


def outbox() -> QuerySet[OutgoingSms]:
    """The newest messages, sign-in codes among them: for a developer's own machine only."""
    return OutgoingSms.objects.order_by("-written_at", "-pk")[:OUTBOX_ROWS]


def notices_of(person_code: str) -> QuerySet[Notice]:
    """Somebody's notices, newest first. They are theirs alone: a stranger's code finds nothing."""
    return Notice.objects.filter(person_code=person_code).order_by("-written_at", "-pk")


def notices_before(person_code: str, *, written_at: datetime, pk: int) -> QuerySet[Notice]:
    """The notices that follow the given one in the list."""
    older = Q(written_at__lt=written_at) | Q(written_at=written_at, pk__lt=pk)
    return notices_of(person_code).filter(older)


def unread_count(person_code: str) -> int:
    """How many notices somebody has not opened yet."""
    return Notice.objects.filter(person_code=person_code, read_at__isnull=True).count()


def messages_due(at: datetime) -> list[int]:
    """The messages whose next channel is due, the longest first."""
    due = Message.objects.filter(next_at__lte=at).order_by("next_at", "pk")
    return list(due.values_list("pk", flat=True)[:DUE_MOST])


def waiting_since(until: datetime) -> list[OutgoingSms | Dispatch]:
    """What was written until then and no gateway has taken yet, the longest waiting first."""
    waiting = {"status": MessageStatus.WAITING, "written_at__lte": until}
    texts = OutgoingSms.objects.filter(**waiting).select_related("message__notice").order_by("written_at", "pk")
    others = Dispatch.objects.filter(**waiting).select_related("message__notice").order_by("written_at", "pk")
    return sorted([*texts[:DUE_MOST], *others[:DUE_MOST]], key=lambda row: row.written_at)


def visits_due(*, seller_codes: Collection[str] | None = None) -> QuerySet[Visit]:
    """Whom nobody has told yet and no other way reached, the longest first: of these households, or of all."""
    due = Visit.objects.filter(done_at__isnull=True).order_by("asked_at", "pk")
    return due if seller_codes is None else due.filter(seller_code__in=seller_codes)


def attempts_of(message_code: str) -> QuerySet[Attempt]:
    """What came of one message, in the order in which it happened."""
    return Attempt.objects.filter(message_code=message_code).order_by("at", "pk")


def devices_of(person_code: str) -> QuerySet[PushDevice]:
    """The browsers that show somebody's notifications, newest first."""
    return PushDevice.objects.filter(person_code=person_code).order_by("-added_at", "-pk")


def wishes_of(person_code: str) -> dict[str, str]:
    """What somebody has chosen, as the form names it. Two queries."""
    ways = Wish.objects.filter(person_code=person_code).values_list("kind", "channel")
    chosen = {f"way-{kind}": channel for kind, channel in ways}
    for hours in QuietHours.objects.filter(person_code=person_code):
        chosen |= {"from_hour": str(hours.from_hour), "to_hour": str(hours.to_hour)}
    return chosen


def dispatches() -> QuerySet[Dispatch]:
    """The newest notifications, Zalo messages and calls: for a developer's own machine only."""
    return Dispatch.objects.select_related("message__notice").order_by("-written_at", "-pk")[:OUTBOX_ROWS]


def visits() -> QuerySet[Visit]:
    """The newest visits that were asked for: for a developer's own machine only."""
    return Visit.objects.order_by("-asked_at", "-pk")[:OUTBOX_ROWS]


def all_announcements() -> QuerySet[Announcement]:
    """Everything that was ever announced, each with how many people have said that they read it (`readers`)."""
    return Announcement.objects.annotate(readers=Count("reads"))


def has_read(announcement: Announcement, person_code: str) -> bool:
    """Whether this person has said that they read it."""
    return AnnouncementRead.objects.filter(announcement=announcement, person_code=person_code).exists()
