"""What people choose about messages to them: the way for each kind, their quiet hours, which browsers may show them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import DomainError
from chophien.messages.gateways.push import is_push_service
from chophien.messages.gateways.push_encryption import from_base64
from chophien.messages.kinds import Kind, kind_named
from chophien.messages.models import PushDevice, QuietHours, Wish
from chophien.messages.states import Channel
from chophien.switches.selectors import require_on
from chophien.switches.states import Feature

DEVICES_MOST = 10
POINT_BYTES, SECRET_BYTES = 65, 16
PREFIX, SYMBOLS = "TB", 10


class BadDevice(DomainError):
    """What a browser sent is no subscription of a push service that we know."""

    code = "bad_device"
    message = _("This browser cannot show notifications of the market.")


def choices_of(kind: Kind) -> list[Channel]:
    """The ways among which somebody may choose for this kind: first those that leave the site, then the site alone."""
    ways: list[Channel] = [one for one in kind.channels if one not in {Channel.APP, Channel.VISIT}]
    return [*ways, Channel.APP] if kind.may_be_chosen else ways


@transaction.atomic
def wish(*, person: Actor, ways: Mapping[str, str], quiet: tuple[int, int] | None, at: datetime) -> None:
    """Keep what somebody wants: kind → channel, empty for what the market does by itself. `quiet` in whole hours.

    :raises ValueError: if a kind, a channel or an hour is none that can be chosen, a bug of the form
    """
    for name, channel in ways.items():
        theirs = Wish.objects.filter(person_code=person.code, kind=name)
        if not channel:
            theirs.delete()
            continue
        if channel not in choices_of(kind_named(name)):
            raise ValueError(f"{channel!r} is no way for {name!r}")
        Wish.objects.update_or_create(person_code=person.code, kind=name, defaults={"channel": channel})
    if quiet is None:
        QuietHours.objects.filter(person_code=person.code).delete()
    else:
        hours = {"from_hour": quiet[0], "to_hour": quiet[1]}
        QuietHours.objects.update_or_create(person_code=person.code, defaults=hours)
    record("messages.wishes_changed", actor=person, subject_code=person.code, at=at)


@transaction.atomic
def add_device(*, person: Actor, endpoint: str, public_key: str, secret: str, at: datetime) -> PushDevice:
    """Let a browser show this person's notifications. The same browser again, or with another person, is theirs now.

    :raises NotOffered: if browsers show nothing of the market at the moment
    :raises BadDevice: if it names no push service of a browser maker, or no keys
    """
    require_on(Feature.WEB_PUSH, at=at)
    if not is_push_service(endpoint) or len(endpoint) > 600:
        raise BadDevice
    if not _is_base64(public_key, POINT_BYTES) or not _is_base64(secret, SECRET_BYTES):
        raise BadDevice
    keys = {"public_key": public_key, "secret": secret, "person_code": person.code, "added_at": at}
    device, _is_new = PushDevice.objects.update_or_create(
        endpoint=endpoint, defaults=keys, create_defaults={**keys, "code": new_code(PREFIX, SYMBOLS)}
    )
    newest = PushDevice.objects.filter(person_code=person.code).order_by("-added_at", "-pk")[:DEVICES_MOST]
    PushDevice.objects.filter(person_code=person.code).exclude(pk__in=[one.pk for one in newest]).delete()
    record("messages.device_added", actor=person, subject_code=person.code, at=at)
    return device


@transaction.atomic
def remove_device(*, device: PushDevice, person: Actor, at: datetime) -> None:
    """Show nothing on that browser any more. Somebody else's is left alone."""
    if PushDevice.objects.filter(pk=device.pk, person_code=person.code).delete()[0]:
        record("messages.device_removed", actor=person, subject_code=person.code, at=at)


def _is_base64(text: str, size: int) -> bool:
    try:
        return len(from_base64(text)) == size
    except ValueError:
        return False
