"""Which gateway serves which channel, as the settings say. A channel without one is not tried; SMS stay here then."""

from functools import lru_cache

from django.conf import settings

from chophien.messages.gateways.base import Gateway, OutboxGateway
from chophien.messages.gateways.kannel import KannelGateway
from chophien.messages.gateways.plain_json import JsonGateway
from chophien.messages.gateways.push import PushGateway
from chophien.messages.gateways.zalo import ZaloGateway
from chophien.messages.states import Channel

OUTBOX = "outbox"
"""The address of no gateway: calls and Zalo messages are written down and stay, to be looked at on a trial machine."""


def gateway_of(channel: Channel) -> Gateway | None:
    """The gateway that serves `channel`, or None where that channel is not set up.

    :raises ValueError: if a setting names no address or no key
    """
    if channel == Channel.SMS:
        return _sms()
    if channel == Channel.VOICE:
        return _voice()
    if channel == Channel.ZALO:
        return _zalo()
    if channel == Channel.PUSH and settings.PUSH_KEY:
        return _push(settings.PUSH_KEY, settings.PUSH_CONTACT)
    return None


def zalo_templates() -> dict[str, str]:
    """Zalo's template for each kind of message: ``order.new=123456,order.late=123457``."""
    pairs = (part.partition("=") for part in settings.ZALO_TEMPLATES)
    return {kind.strip(): template.strip() for kind, _equals, template in pairs if template.strip()}


def _sms() -> Gateway:
    address = settings.SMS_GATEWAY
    if not address or address == OUTBOX:
        return OutboxGateway()
    if settings.SMS_PROTOCOL == "kannel":
        return KannelGateway(address, sender=settings.SMS_SENDER, reports_to=settings.SMS_REPORTS_TO)
    return JsonGateway(address, setting="CHOPHIEN_SMS_GATEWAY")


def _voice() -> Gateway | None:
    address = settings.VOICE_GATEWAY
    if address == OUTBOX:
        return OutboxGateway()
    return JsonGateway(address, setting="CHOPHIEN_VOICE_GATEWAY") if address else None


def _zalo() -> Gateway | None:
    if settings.ZALO_TOKEN == OUTBOX:
        return OutboxGateway()
    if not settings.ZALO_TOKEN:
        return None
    return ZaloGateway(token=settings.ZALO_TOKEN, templates=zalo_templates(), address=settings.ZALO_ADDRESS)


@lru_cache(maxsize=2)
def _push(private_key: str, contact: str) -> Gateway:
    return PushGateway(private_key=private_key, contact=contact)
