"""The doors through which an SMS leaves: a gateway that somebody runs, or none, and then it stays in the outbox."""

import base64
import http.client
import json
from dataclasses import dataclass
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

TIMEOUT_SECONDS = 10.0
ANSWER_MOST = 64 * 1024
ALREADY_TAKEN = 409
TRY_AGAIN = frozenset({408, 425, 429})


class GatewayBusy(Exception):
    """The gateway cannot take it now or did not answer: the same message is tried again later."""


class GatewayRefused(Exception):
    """The gateway will never take this message."""


@dataclass(frozen=True)
class Handed:
    """The gateway has the message; `gateway_id` is its own name for it, if it told one."""

    gateway_id: str


class Gateway(Protocol):
    """Hands one SMS over to somebody who delivers it."""

    delivers: bool

    def send(self, *, key: str, phone: str, text: str) -> Handed:
        """Hand the message over. The same `key` twice is the same message and goes out once.

        :raises GatewayBusy: if it is worth trying again
        :raises GatewayRefused: if it is not
        """


class OutboxGateway:
    """No gateway is configured: messages stay in the table, where a developer reads them at /dev/outbox."""

    delivers = False

    def send(self, *, key: str, phone: str, text: str) -> Handed:
        """Nothing leaves this machine.

        :raises GatewayRefused: always
        """
        del key, phone, text
        raise GatewayRefused("no gateway is configured")


class HttpGateway:
    """A gateway that takes ``{"id", "to", "text"}`` as a JSON POST and answers ``{"id": …}``.

    2xx means taken, 409 that this id was taken before; 408, 425, 429 and 5xx mean later; any other
    answer means never. ``user:password@`` in the address is sent as Basic authorisation.
    """

    delivers = True

    def __init__(self, address: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        """Read the address once.

        :raises ValueError: if it is no http(s) address
        """
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("CHOPHIEN_SMS_GATEWAY is not an http or https address")
        self.address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        self.headers = {"Content-Type": "application/json; charset=utf-8", **_authorisation(parts)}
        self.timeout_seconds = timeout_seconds
        self.opener = build_opener(_NoRedirects)

    def send(self, *, key: str, phone: str, text: str) -> Handed:
        """Post the message and read the answer."""
        body = json.dumps({"id": key, "to": phone, "text": text}, ensure_ascii=False).encode()
        headers = {**self.headers, "Idempotency-Key": key}
        request = Request(self.address, data=body, headers=headers, method="POST")  # noqa: S310 -- http(s), see above
        try:
            with self.opener.open(request, timeout=self.timeout_seconds) as answer:
                return Handed(gateway_id=_told_id(answer.read(ANSWER_MOST)))
        except HTTPError as answer:
            with answer:
                return self._after_refusal(answer)
        except (URLError, OSError, http.client.HTTPException) as fault:
            raise GatewayBusy(f"no answer: {type(fault).__name__}") from fault

    def _after_refusal(self, answer: HTTPError) -> Handed:
        if answer.code == ALREADY_TAKEN:
            return Handed(gateway_id="")
        if answer.code in TRY_AGAIN or answer.code >= 500:
            raise GatewayBusy(f"answered {answer.code}")
        raise GatewayRefused(f"answered {answer.code}")


def configured_gateway() -> Gateway:
    """The gateway that the settings name, or the outbox when they name none."""
    return HttpGateway(settings.SMS_GATEWAY) if settings.SMS_GATEWAY else OutboxGateway()


class _NoRedirects(HTTPRedirectHandler):
    """A gateway that moved is told to the engineers, not followed with people's numbers in hand."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def _authorisation(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def _told_id(body: bytes) -> str:
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    found = told.get("id", "") if isinstance(told, dict) else ""
    return str(found)[:80]
