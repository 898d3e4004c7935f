"""The id of the request in hand: in the answer's header, the logs, the audit trail, the error page."""

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request in hand; empty outside a request."""
    return _current.get()


def set_request_id(value: str) -> None:
    _current.set(value)


def new_request_id() -> str:
    """Draw an id of 16 hexadecimal digits."""
    return secrets.token_hex(8)


def sane_request_id(text: str) -> str:
    """The id that a proxy sent if it is plain letters and digits of 8 to 64, else a new one."""
    return text if _SANE.fullmatch(text) else new_request_id()
