"""The id of the request that is being answered, for logs, audit and error pages."""

from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request in hand; empty outside a request."""
    return _current.get()


def set_request_id(value: str) -> None:
    _current.set(value)
