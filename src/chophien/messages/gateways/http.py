"""Talking to a gateway over HTTP: one POST or GET, a short wait, no redirects, faults sorted into later and never."""

import base64
import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from chophien.messages.gateways.base import GatewayBusy, GatewayRefused

TIMEOUT_SECONDS = 10.0
ANSWER_MOST = 64 * 1024
TRY_AGAIN = frozenset({408, 425, 429})


class _NoRedirects(HTTPRedirectHandler):
    """A gateway that moved is told to the engineers, not followed with people's numbers in hand."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


_OPENER = build_opener(_NoRedirects)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


@dataclass(frozen=True)
class Address:
    """Where a gateway listens, and what it wants to know about the caller."""

    url: str
    authorisation: Mapping[str, str]
    user: str
    password: str

    @classmethod
    def of(cls, text: str, *, setting: str) -> "Address":
        """Read an address; ``user:password@`` in it is taken out.

        :raises ValueError: if it is no http(s) address
        """
        parts = urlsplit(text)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{setting} is not an http or https address")
        url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return cls(url, _authorisation(parts), unquote(parts.username or ""), unquote(parts.password or ""))


def ask(
    url: str, *, body: bytes | None, headers: Mapping[str, str], timeout_seconds: float = TIMEOUT_SECONDS
) -> Answer:
    """Send a POST, or a GET where `body` is None, and give back what was answered, whatever its status.

    :raises GatewayBusy: if nobody answered
    """
    method = "GET" if body is None else "POST"
    request = Request(url, data=body, headers=dict(headers), method=method)  # noqa: S310 -- http(s), see Address
    try:
        with _OPENER.open(request, timeout=timeout_seconds) as answer:
            return Answer(answer.status, answer.read(ANSWER_MOST))
    except HTTPError as answer:
        with answer:
            return Answer(answer.code, answer.read(ANSWER_MOST))
    except (URLError, OSError, http.client.HTTPException) as fault:
        raise GatewayBusy(f"no answer: {type(fault).__name__}") from fault


def require_taken(answer: Answer) -> None:
    """Let 2xx pass.

    :raises GatewayBusy: for 408, 425, 429 and 5xx
    :raises GatewayRefused: for anything else
    """
    if 200 <= answer.status < 300:
        return
    if answer.status in TRY_AGAIN or answer.status >= 500:
        raise GatewayBusy(f"answered {answer.status}")
    raise GatewayRefused(f"answered {answer.status}")


def _authorisation(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
