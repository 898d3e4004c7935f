"""What every door has in common through which a message leaves this market."""

from dataclasses import dataclass
from typing import Protocol


class GatewayBusy(Exception):
    """The gateway cannot take it now or did not answer: the same message is tried again later."""


class GatewayRefused(Exception):
    """The gateway will never take this message."""


class RecipientGone(GatewayRefused):
    """There is nobody at that address any more, and there never will be."""


@dataclass(frozen=True)
class Letter:
    """What is handed over. The same `key` twice is the same letter.

    `to` is a phone number (E.164) or, for a notification, the browser's subscription as JSON. `kind`, `about` and
    `link` are for gateways that send templates or open a page; `link` is a whole address,
    `language` the one in which a call is read aloud.
    """

    key: str
    to: str
    text: str
    kind: str = ""
    about: str = ""
    link: str = ""
    language: str = ""


@dataclass(frozen=True)
class Handed:
    """The gateway has the letter; `gateway_id` is its own name for it, if it told one."""

    gateway_id: str


class Gateway(Protocol):
    """Hands one letter over to somebody who delivers it."""

    delivers: bool

    def send(self, letter: Letter) -> Handed:
        """Hand the letter over.

        :raises GatewayBusy: if it is worth trying again
        :raises RecipientGone: if that address exists no longer
        :raises GatewayRefused: if it is not worth trying again
        """


class OutboxGateway:
    """No gateway is configured: messages stay in the table, where a developer reads them at /dev/outbox."""

    delivers = False

    def send(self, letter: Letter) -> Handed:
        """Nothing leaves this machine.

        :raises GatewayRefused: always
        """
        del letter
        raise GatewayRefused("no gateway is configured")
