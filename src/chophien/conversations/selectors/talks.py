"""Reads about conversations: whose they are, what is new in them, which were reported."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Sum

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.conversations.models import Conversation, Message
from chophien.conversations.policies import MODERATING
from chophien.orders.models import Order
from chophien.sellers.selectors.helping import names_of_doers, sellers_answered_by
from chophien.uploads.models import Recording
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

PAGE, MESSAGES = 30, 50
VOICE_KIND, PHOTO_KIND = "message", "message"


@dataclass(frozen=True)
class TalkList:
    """Some conversations, and the cursor of the next page; empty at the end."""

    rows: Sequence[Conversation]
    following: str


@dataclass(frozen=True)
class Line:
    """One message as it is read; `who` names shop and helper where a helper wrote it."""

    message: Message
    who: str


def talks_of_buyer(person: Person) -> QuerySet[Conversation]:
    """The conversations that somebody has with shops."""
    return with_everything(Conversation.objects.filter(person=person))


def talks_of_staff(person: Person, *, at: datetime) -> QuerySet[Conversation]:
    """The conversations of the shops that somebody answers for."""
    sellers = sellers_answered_by(person, at=at).order_by().values("pk")
    return with_everything(Conversation.objects.filter(seller__in=sellers))


def talks_reported_to(person: Person, *, at: datetime) -> QuerySet[Conversation]:
    """The reported conversations of an operator's area, those that wait for a look first."""
    area = reach_of(person.code, roles=MODERATING, at=at).q(province="seller__commune__province__code")
    return with_everything(Conversation.objects.filter(area, reported_at__isnull=False))


def to_look_at(talks: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Those of reported `talks` that nobody has dealt with."""
    return talks.filter(needs_look=True)


def orders_answered_by(person: Person, *, at: datetime) -> QuerySet[Order]:
    """The orders whose buyers somebody answers."""
    sellers = sellers_answered_by(person, at=at).order_by().values("pk")
    return Order.objects.filter(seller__in=sellers).select_related("group__person", "seller__commune__province")


def talk_about_order(order: Order) -> Conversation | None:
    """The conversation about an order, if one has begun."""
    return with_everything(Conversation.objects.filter(order=order)).first()


def page_of(talks: QuerySet[Conversation], *, cursor: str) -> TalkList:
    """A page, what was said last first. A cursor that was bent means the first page."""
    ordered = talks.order_by("-last_at", "-pk")
    with suppress(BadCursor):
        last_at, pk = decode_cursor(cursor, purpose="conversations")
        if isinstance(last_at, datetime):
            ordered = ordered.filter(last_at__lte=last_at).exclude(last_at=last_at, pk__gte=pk)
    found = list(ordered[: PAGE + 1])
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    return TalkList(shown, encode_cursor([last.last_at, last.pk], purpose="conversations") if last else "")


def messages_of(conversation: Conversation) -> list[Line]:
    """The newest messages, oldest first. A fixed number of statements."""
    newest = list(conversation.messages.order_by("-pk")[:MESSAGES])
    helped = names_of_doers({(one.actor_code, one.on_behalf_of) for one in newest})
    return [Line(one, helped.get((one.actor_code, one.on_behalf_of), "")) for one in reversed(newest)]


def message_in(conversation: Conversation, file_code: str) -> Message | None:
    """The message that carries this photo or voice."""
    carrying = conversation.messages.filter(photo_code=file_code) | conversation.messages.filter(voice_code=file_code)
    return carrying.order_by("pk").first() if file_code else None


def voice_in(conversation: Conversation, file_code: str) -> Recording | None:
    """The voice of a message of this conversation."""
    return Recording.objects.filter(code=file_code, owner_code=conversation.code, kind=VOICE_KIND).first()


def unread_by_shops(seller_ids: Collection[int]) -> int:
    """How many messages wait to be read in these shops. One statement along an index of the unread alone."""
    waiting = Conversation.objects.filter(seller__in=seller_ids, seller_unread__gt=0)
    return waiting.aggregate(sum=Sum("seller_unread"))["sum"] or 0


def lock_talk(pk: int) -> Conversation:
    """Fetch the conversation and hold its row until the transaction ends."""
    return with_everything(Conversation.objects.select_for_update(of=("self",), no_key=True)).get(pk=pk)


def with_everything(talks: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Fetch with each conversation what every page and verdict asks."""
    return talks.select_related("order__group__person", "seller__commune__province", "person", "listing")
