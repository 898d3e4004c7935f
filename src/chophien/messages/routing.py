"""Which channel is next for a message, and whether it may be used now. Reads and decides; changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chophien.lib.dates import local
from chophien.messages.gateways.configured import gateway_of, zalo_templates
from chophien.messages.kinds import Kind, kinds
from chophien.messages.models import Message, MonthlyCost, PushDevice, QuietHours, Wish
from chophien.messages.records import WHOLE_MARKET, first_of_month, recipient_of
from chophien.messages.states import Channel, Cost
from chophien.rules import selectors as rules
from chophien.switches.selectors import is_on
from chophien.switches.states import Feature

PRICED = {
    Channel.SMS: "messages.sms_price_vnd",
    Channel.ZALO: "messages.zalo_price_vnd",
    Channel.VOICE: "messages.voice_price_vnd",
}
"""The rule that says what one unit of a channel costs. Other channels are free."""
ADVERTS_WITHIN = timedelta(hours=24)
NEVER_AT_NIGHT = frozenset({Channel.VOICE, Channel.VISIT})
"""However urgent it is, nobody is called or visited in the quiet hours."""


@dataclass(frozen=True)
class Step:
    """The next channel, or the moment until which to wait, or neither: nothing more can be done."""

    channel: Channel | None = None
    wait_until: datetime | None = None


def next_step(message: Message, kind: Kind, *, at: datetime) -> Step:
    """What to do next for a message that is neither read nor settled."""
    for channel in channels_for(kind, message.person_code):
        if channel in message.tried or not _is_open(channel, message, at=at):
            continue
        until = sleeps(message, kind, channel, at=at)
        return Step(wait_until=until) if until else Step(channel=channel)
    return Step()


def channels_for(kind: Kind, person_code: str) -> list[Channel]:
    """The channels of a kind in the order in which this person wants them, without the site, where it stands anyway."""
    ways: list[Channel] = [channel for channel in kind.channels if channel != Channel.APP]
    wish = Wish.objects.filter(person_code=person_code, kind=kind.name).first() if person_code else None
    if wish is None or (wish.channel == Channel.APP and not kind.may_be_chosen):
        return ways
    if wish.channel == Channel.APP:
        return []
    return sorted(ways, key=lambda channel: channel != wish.channel)


def is_over_the_cap(message: Message, kind: Kind, channel: Channel, *, at: datetime) -> bool:
    """Whether this person or the market has used up what messages may cost in this month.

    A soft limit: messages that go out at the same moment do not see each other's price.
    """
    if channel not in PRICED or kind.cost == Cost.MUST:
        return False
    who = recipient_of(person_code=message.person_code, phone=message.phone)
    price = price_vnd(channel, at=at)
    costs = MonthlyCost.objects.filter(month=first_of_month(at), recipient__in=[who, WHOLE_MARKET])
    spent = dict(costs.values_list("recipient", "spent_vnd"))
    caps = {who: "messages.person_cap_vnd", WHOLE_MARKET: "messages.market_cap_vnd"}
    return any(spent.get(one, 0) + price > rules.whole(cap, at=at) for one, cap in caps.items())


def price_vnd(channel: Channel, *, at: datetime) -> int:
    """What one unit of a channel costs on that day: one part of an SMS, one Zalo message, one call."""
    return rules.whole(PRICED[channel], at=at) if channel in PRICED else 0


def _is_open(channel: Channel, message: Message, *, at: datetime) -> bool:
    """Whether the channel is set up and leads to this person."""
    if channel == Channel.VISIT:
        return True
    gateway = gateway_of(channel)
    if gateway is None:
        return False
    if channel == Channel.PUSH:
        if not is_on(Feature.WEB_PUSH, at=at):
            return False
        return bool(message.person_code) and PushDevice.objects.filter(person_code=message.person_code).exists()
    if channel == Channel.ZALO and gateway.delivers and message.kind not in zalo_templates():
        return False
    return bool(message.phone)


def sleeps(message: Message, kind: Kind, channel: Channel, *, at: datetime) -> datetime | None:
    """Until when this message has to wait by this channel because it is night for its reader; none when it need not."""
    if kind.is_advertisement:
        hours = rules.whole("messages.adverts_to_hour", at=at), rules.whole("messages.adverts_from_hour", at=at)
        return max(filter(None, (_until(*hours, at=at), _quiet_until(message, at=at))), default=None)
    return _quiet_until(message, at=at) if channel in NEVER_AT_NIGHT or not kind.urgent else None


def has_enough_adverts(person_code: str, *, at: datetime) -> bool:
    """Whether somebody got as many advertisements in the last 24 hours as one may be sent."""
    names = [kind.name for kind in kinds().values() if kind.is_advertisement]
    day = Message.objects.filter(person_code=person_code, kind__in=names, written_at__gt=at - ADVERTS_WITHIN)
    return day.count() >= rules.whole("messages.adverts_a_day", at=at)


def _quiet_until(message: Message, *, at: datetime) -> datetime | None:
    """The end of the quiet hours that `at` falls into, if it does."""
    own = QuietHours.objects.filter(person_code=message.person_code).first() if message.person_code else None
    begin = own.from_hour if own else rules.whole("messages.quiet_from_hour", at=at)
    end = own.to_hour if own else rules.whole("messages.quiet_to_hour", at=at)
    return _until(begin, end, at=at)


def _until(begin: int, end: int, *, at: datetime) -> datetime | None:
    """The end of these hours of the day, if `at` falls into them. They may go over midnight."""
    clock = local(at)
    is_quiet = begin <= clock.hour < end if begin <= end else clock.hour >= begin or clock.hour < end
    if not is_quiet:
        return None
    morning = clock.replace(hour=end, minute=0, second=0, microsecond=0)
    return morning if morning > clock else morning + timedelta(days=1)
