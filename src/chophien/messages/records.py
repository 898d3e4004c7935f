"""Writing down what came of every try, and what it cost. Codes and figures only: no numbers of phones, no words."""

from datetime import date, datetime

from django.db.models import F
from django.utils.crypto import salted_hmac

from chophien.lib.dates import local_date
from chophien.messages.models import Attempt, Message, MonthlyCost
from chophien.messages.states import Channel, Outcome

MARK_LETTERS = 24
WHOLE_MARKET = ""


def recipient_of(*, person_code: str, phone: str) -> str:
    """Under which name somebody's tries are written down: their code, or a mark from which no number can be read."""
    return person_code or "phone:" + salted_hmac("chophien.messages.recipient", phone).hexdigest()[:MARK_LETTERS]


def first_of_month(at: datetime) -> date:
    """The month of a moment in Vietnam, by its first day."""
    return local_date(at).replace(day=1)


def write_attempt(
    *,
    channel: Channel,
    outcome: Outcome,
    at: datetime,
    message: Message | None = None,
    recipient: str = "",
    kind: str = "",
    about: str = "",
    key: str = "",
    units: int = 0,
    cost_vnd: int = 0,
    gateway_id: str = "",
    problem: str = "",
) -> Attempt:
    """Add one row, and what it cost to the month of its recipient and the market. A `message` fills what it knows."""
    if message is not None:
        recipient = recipient or recipient_of(person_code=message.person_code, phone=message.phone)
        kind, about = kind or message.kind, about or message.about
    attempt = Attempt.objects.create(
        at=at,
        channel=channel,
        outcome=outcome,
        kind=kind,
        about=about,
        recipient=recipient,
        message_code=message.code if message else "",
        key=key,
        units=units,
        cost_vnd=cost_vnd,
        gateway_id=gateway_id[:80],
        problem=problem[:200],
    )
    if cost_vnd:
        for who in (recipient, WHOLE_MARKET):
            _add_cost(who, cost_vnd, at=at)
    return attempt


def _add_cost(recipient: str, cost_vnd: int, *, at: datetime) -> None:
    month = first_of_month(at)
    cost, _is_new = MonthlyCost.objects.get_or_create(month=month, recipient=recipient, defaults={"spent_vnd": 0})
    MonthlyCost.objects.filter(pk=cost.pk).update(spent_vnd=F("spent_vnd") + cost_vnd)
